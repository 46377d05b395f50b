"""Brings captures to the wardrobe: each exactly once, however often the network fails.

The server knows a capture by the SHA-256 of its bytes, so sending one again is harmless: it
answers with the look that it already has.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

import httpx

from camera_device.errors import CameraError, FileError, RefusedError, SettingsError, UnreachableError
from camera_device.link.backoff import Backoff
from camera_device.link.pinned import pinned, require_secure
from camera_device.link.replies import TEMPORARY, is_told, retry_after, told
from camera_device.spool.records import digest

CAPTURES: Final = "/api/v1/captures"
CHUNK: Final = 262_144


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's confirmation that it holds a capture, byte for byte."""

    look_id: int
    sha256: str
    duplicate: bool
    """The server had these bytes before."""


class Uplink:
    """A connection to one server with one device token.

    ``attempts`` tries a file, with the waits of ``Backoff`` between them. With ``fingerprint``, only the certificate
    with this SHA-256 is trusted. Raises ``UntrustedError`` for plain HTTP to another machine.
    """

    def __init__(
        self,
        server: str,
        token: str,
        *,
        fingerprint: str | None = None,
        attempts: int = 5,
        timeout: float = 30.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._attempts = max(1, attempts)
        self._pause = pause
        try:
            usable = token and token.isascii() and token.isprintable()
            if not usable:
                raise _unusable(server)
            require_secure(server)
            headers = {"Authorization": f"Bearer {token}"}
            trust: ssl.SSLContext | bool = pinned(fingerprint) if fingerprint else True
            self._client = httpx.Client(
                base_url=server, timeout=timeout, headers=headers, follow_redirects=False, verify=trust, trust_env=False
            )
        except (SettingsError, httpx.InvalidURL) as error:
            raise _unusable(server) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def send(self, path: Path) -> Receipt:
        """Send one picture file and return once the server has confirmed its hash.

        Raises ``FileError`` (cannot be read), ``RefusedError`` (the server says no for good) or
        ``UnreachableError`` (all attempts failed; sending it again later is safe).
        """
        try:
            sha256, size = digest(path)
        except OSError as error:
            raise _unreadable(path, error) from error
        headers = {
            "Content-Length": str(size),
            "Content-Type": "application/octet-stream",
            "X-Content-SHA256": sha256,
            "X-Filename": quote(path.name),
        }
        reason, wait, backoff = "", 0.0, Backoff()
        for attempt in range(self._attempts):
            if attempt:
                self._pause(wait)
            wait = backoff.failed()
            try:
                reply = self._client.post(CAPTURES, content=_chunks(path), headers=headers)
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
                continue
            except OSError as error:
                raise _unreadable(path, error) from error
            if reply.status_code in TEMPORARY:
                reason = told(reply)
                wait = max(wait, retry_after(reply))
                continue
            return _receipt(reply, path, sha256)
        raise UnreachableError(
            "{file} was not delivered to {server} in {attempts} attempts: {reason}",
            file=path.name,
            server=str(self._client.base_url),
            attempts=self._attempts,
            reason=reason,
            remedy="Check that the server runs and the network is up, then send it again; it will not be stored twice.",
        )


def _unusable(server: str) -> CameraError:
    return CameraError(
        "The address {server}, or the token, is not one of Otjang.",
        server=server,
        remedy="Give the address that `otjang up` prints and the token that `otjang device add` prints.",
    )


def _receipt(reply: httpx.Response, path: Path, sha256: str) -> Receipt:
    if reply.status_code not in (200, 201):
        raise RefusedError(
            "{file} was refused ({status}): {reason}",
            file=path.name,
            status=reply.status_code,
            reason=told(reply),
            remedy="" if is_told(reply) else "Check that the address is that of an Otjang server.",
        )
    try:
        body = reply.json()
        receipt = Receipt(int(body["look_id"]), str(body["sha256"]), bool(body["duplicate"]))
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(
            "{file}: the server's answer is not that of Otjang.",
            file=path.name,
            remedy="Check the address: it is the one that `otjang up` prints.",
        ) from error
    if receipt.sha256 != sha256:
        raise RefusedError(
            "{file} changed while it was sent.", file=path.name, remedy="Send it again once it is written completely."
        )
    return receipt


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _unreadable(path: Path, error: OSError) -> FileError:
    return FileError(
        "{file} cannot be read: {reason}.",
        file=str(path),
        reason=error.strerror or type(error).__name__,
        remedy="Check the path and that this user may read it.",
    )
