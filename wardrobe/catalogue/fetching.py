"""Feeds and pictures over http and https, within limits of bytes, time and redirects; pictures from a folder."""

from __future__ import annotations

import base64
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import httpcore

from wardrobe.catalogue.addresses import GuardedBackend
from wardrobe.errors import FetchError

REDIRECTS: Final = 5
AGENT: Final = "Otjang (self-hosted wardrobe)"
Headers = dict[bytes | str, bytes | str]
MOVED: Final = frozenset((301, 302, 303, 307, 308))
FAILURES: Final = 4
"""Faults of a host in a row after which it is left alone for a while."""
PAUSE, LONGEST_PAUSE = 30.0, 3600.0
"""Seconds that a host is left alone at first, doubled each time; the most that a host may ask for."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Caps of one fetch."""

    bytes: int
    seconds: float
    """From the first connection to the last byte, redirects and all."""
    wait: float = 15.0
    """Seconds without a byte."""


FEED: Final = FetchLimits(bytes=4_000_000_000, seconds=3600, wait=60)
PICTURE: Final = FetchLimits(bytes=20_000_000, seconds=30)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, with what a later request may be made conditional by."""

    changed: bool
    """False: it is what ``etag`` or ``modified`` named (304); there is no body."""
    etag: str | None = None
    modified: str | None = None


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to believe; read once, for that takes longer than most rounds of the work on catalogues."""
    return httpcore.default_ssl_context()


class HostRestsError(FetchError):
    """A host that has failed several times in a row, or asked for time, is left alone for a while."""


class Fetcher:
    """Fetches with one pool of connections; threads may share it. To be closed.

    ``hosts`` remembers from one fetcher to the next which are left alone.
    """

    def __init__(self, private: bool = False, hosts: Hosts | None = None) -> None:
        self._backend = GuardedBackend(private)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=8,
            max_keepalive_connections=4,
            keepalive_expiry=20,
            network_backend=self._backend,
        )
        self._hosts = hosts or Hosts()

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def picture(self, address: str, limits: FetchLimits = PICTURE) -> bytes:
        """The bytes of a picture. Raises ``FetchError``; ``HostRestsError`` before anything is sent."""
        data = bytearray()
        self._fetch(address, limits, data.extend, {"Accept": "image/*"})
        return bytes(data)

    def feed(
        self, address: str, path: Path, etag: str | None = None, modified: str | None = None, limits: FetchLimits = FEED
    ) -> Answer:
        """Write a feed to ``path``, unless it is still what ``etag`` and ``modified`` name. Raises ``FetchError``."""
        headers: Headers = {"Accept": "application/xml, text/csv, */*"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        with path.open("wb") as file:
            return self._fetch(address, limits, file.write, headers)

    def _fetch(self, address: str, limits: FetchLimits, take: Callable[[bytes], object], headers: Headers) -> Answer:
        with self._backend.within(limits.seconds):
            return self._followed(address, limits, take, headers)

    def _followed(self, address: str, limits: FetchLimits, take: Callable[[bytes], object], headers: Headers) -> Answer:
        first = _origin(address)
        for _ in range(REDIRECTS + 1):
            host = _origin(address)
            bare, login = _without_login(address)
            self._hosts.check(host)
            sent: Headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
            if login and host == first:
                sent["Authorization"] = login
            try:
                with (
                    _told(bare, limits),
                    self._pool.stream("GET", bare, headers=sent, extensions=_waits(limits)) as got,
                ):
                    following = _following(got, bare)
                    if following is None:
                        answer = self._read(got, bare, limits, take)
                        self._hosts.good(host)
                        return answer
            except FetchError as error:
                if error.temporary:
                    self._hosts.bad(host, _asked_wait(error))
                raise
            if login and not urlsplit(following).username and _origin(following) == first:
                following = _with_login(following, address)
            address = following
        raise FetchError(
            "{address} leads from one address to the next.", address=shown(address), remedy="Check the link."
        )

    def _read(
        self, got: httpcore.Response, address: str, limits: FetchLimits, take: Callable[[bytes], object]
    ) -> Answer:
        names = {name.lower(): value for name, value in got.headers}
        etag, modified = (
            names[name].decode("ascii", "ignore") if name in names else None for name in (b"etag", b"last-modified")
        )
        if got.status == 304:
            return Answer(False, etag, modified)
        if got.status != 200:
            raise _refused(got.status, address, names.get(b"retry-after", b"").decode("latin-1"))
        if int(names.get(b"content-length", b"0") or 0) > limits.bytes:
            raise _too_large(address, limits)
        read = 0
        for part in got.iter_stream():
            read += len(part)
            if read > limits.bytes:
                raise _too_large(address, limits)
            take(part)
        return Answer(True, etag, modified)


def folder_picture(folder: Path, name: str, most: int = PICTURE.bytes) -> bytes:
    """The bytes of a picture in a folder or below it. Raises ``FetchError``, also for names that lead out of it."""
    bare = name.removeprefix("file://").replace("\\", "/")
    try:
        root = folder.resolve(strict=True)
        path = (root / bare).resolve(strict=True)
        inside = path.is_relative_to(root) and path.is_file()
        if inside and path.stat().st_size > most:
            raise FetchError(
                "{address} has more than {mb:.0f} MB.", address=name[:200], mb=most / 1e6, remedy="Export it smaller."
            )
        if inside:
            with path.open("rb") as file:
                return file.read(most)
    except FetchError:
        raise
    except (OSError, ValueError, RuntimeError):
        pass
    raise FetchError(
        "There is no picture {name} in {folder}.",
        name=name[:200],
        folder=os.fspath(folder),
        remedy="Put it there, or correct the feed.",
    )


def shown(address: str) -> str:
    """A link as it may be told: without a name, a password and what follows the question mark."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return address.split("?")[0].split("@")[-1][:200]
    if not parts.scheme or not host:
        return address[:200]
    return urlunsplit((parts.scheme, f"[{host}]{port}" if ":" in host else host + port, parts.path, "", ""))[:300]


class Hosts:
    """Which hosts are left alone, and until when."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._bad: dict[str, tuple[int, float]] = {}
        """Faults in a row, and until when the host rests."""

    def check(self, host: str) -> None:
        with self._lock:
            left = self._bad.get(host, (0, 0.0))[1] - self._clock()
        if left > 0:
            raise HostRestsError(
                "{address} does not answer; it is asked again in {seconds:.0f} seconds.",
                address=host,
                seconds=left,
                temporary=True,
            )

    def good(self, host: str) -> None:
        with self._lock:
            self._bad.pop(host, None)

    def bad(self, host: str, asked: float) -> None:
        with self._lock:
            count = self._bad.get(host, (0, 0.0))[0] + 1
            wait = min(PAUSE * 2.0 ** (count - FAILURES), LONGEST_PAUSE) if count >= FAILURES else 0.0
            self._bad[host] = count, self._clock() + min(max(wait, asked), LONGEST_PAUSE)


@contextmanager
def _told(address: str, limits: FetchLimits) -> Iterator[None]:
    """Faults of the network in our words."""
    try:
        yield
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise _too_slow(address, limits) from error
    except httpcore.UnsupportedProtocol as error:
        raise FetchError(
            "{address} is no http or https link.", address=shown(address), remedy="Correct the link."
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        if isinstance(error, FetchError):
            raise
        raise FetchError(
            "{address} cannot be fetched: {reason}.",
            address=shown(address),
            reason=_plain_reason(error),
            remedy="It is tried again later.",
            temporary=True,
        ) from error


def _plain_reason(error: Exception) -> str:
    said = str(error).strip()
    if "CERTIFICATE_VERIFY" in said:
        return "its certificate is not valid"
    return "it does not answer" if isinstance(error, httpcore.ConnectError) else said[:120] or type(error).__name__


def _following(got: httpcore.Response, address: str) -> str | None:
    """Where a redirect leads. Raises ``FetchError`` for what is neither http nor https."""
    where = next((value for name, value in got.headers if name.lower() == b"location"), None)
    if got.status not in MOVED or where is None:
        return None
    found = urljoin(address, where.decode("utf-8", "replace"))
    _origin(found)
    return found


def _origin(address: str) -> str:
    """Scheme, host and port. Raises ``FetchError`` for what is no http or https link."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise FetchError("{address} is no http or https link.", address=shown(address), remedy="Correct the link.")
    return f"{parts.scheme}://{host}:{port or (443 if parts.scheme == 'https' else 80)}"


def _without_login(address: str) -> tuple[str, str | None]:
    """A link as it is sent, without its name and password, and these as a header. Raises ``FetchError``."""
    parts = urlsplit(address)
    user, _, netloc = parts.netloc.rpartition("@")
    if not netloc.isascii():
        try:
            netloc = netloc.encode("idna").decode()
        except UnicodeError:
            raise FetchError(
                "{address} is no http or https link.", address=shown(address), remedy="Correct the link."
            ) from None
    path, query = (quote(part, safe="%/:@!$&'()*+,;=-._~?[]|") for part in (parts.path, parts.query))
    bare = urlunsplit((parts.scheme, netloc, path, query, ""))
    login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return bare, "Basic " + base64.b64encode(login.encode()).decode() if user else None


def _with_login(address: str, known: str) -> str:
    login = urlsplit(known).netloc.rpartition("@")[0]
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}")) if login else address


def _waits(limits: FetchLimits) -> dict[str, dict[str, float]]:
    return {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), limits.wait)}


def _refused(status: int, address: str, retry_after: str) -> FetchError:
    temporary = status in (408, 425, 429) or status >= 500
    return FetchError(
        "{address} answers with {status}.",
        address=shown(address),
        status=status,
        remedy="It is tried again later." if temporary else "Open the link in a browser, and tell the shop.",
        temporary=temporary,
        retry_after=_seconds(retry_after),
    )


def _seconds(retry_after: str) -> float:
    """What a Retry-After header asks for (RFC 9110, 10.2.3)."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time()) if retry_after else 0.0
    except ValueError:
        return 0.0


def _asked_wait(error: FetchError) -> float:
    asked = error.params.get("retry_after", 0.0)
    return asked if isinstance(asked, float) else 0.0


def _too_large(address: str, limits: FetchLimits) -> FetchError:
    return FetchError(
        "{address} has more than {mb:.0f} MB.",
        address=shown(address),
        mb=limits.bytes / 1e6,
        remedy="Use a smaller one.",
    )


def _too_slow(address: str, limits: FetchLimits) -> FetchError:
    return FetchError(
        "{address} is too slow: nothing whole came in {seconds:.0f} seconds.",
        address=shown(address),
        seconds=limits.seconds,
        remedy="It is tried again later.",
        temporary=True,
    )
