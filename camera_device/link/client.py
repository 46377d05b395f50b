"""One server, spoken to over the only connection that is trusted: docs/device-api.md in Python."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import httpx

from camera_device.errors import SettingsError, UnreachableError, UntrustedError
from camera_device.link.credentials import Pairing
from camera_device.link.pinned import pinned, require_secure
from camera_device.link.replies import NotNowError, StatusError, answer

API: Final = "/api/v1"
TIMEOUT: Final = 30.0
IDLE: Final = 3.0
"""Seconds for which an unused connection is kept. The server closes it after 5: a request sent just then would fail."""
"""Seconds for each step of a request, not for the whole of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the server has of a capture."""

    stored: bool
    """The original is on its disk, byte for byte."""
    offset: int
    """Bytes that have arrived."""
    sha256: str
    look_id: int | None


class Client:
    """Thread-safe. With ``fingerprint``, only the certificate with this SHA-256 is trusted; without, plain HTTP to this
    machine itself, or an https address whose certificate the system trusts.

    Every call raises ``UnreachableError`` (try again later), ``UntrustedError`` (another server), ``PairingError`` (the
    token works no more) or ``StatusError`` (no).
    """

    def __init__(
        self,
        server: str,
        fingerprint: str | None = None,
        token: str | None = None,
        *,
        language: str = "en",
        timeout: float = TIMEOUT,
    ) -> None:
        if token is not None and not (token and token.isascii() and token.isprintable()):
            raise SettingsError("The token is none of Otjang.", remedy="Pair the camera with `otjang-camera pair`.")
        self._headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._fingerprint, self._timeout = fingerprint, timeout
        self._lock = threading.Lock()
        self._http = self._connection(server)
        self.server = server

    @classmethod
    def of(cls, pairing: Pairing, *, language: str = "en", timeout: float = TIMEOUT) -> Self:
        """To the server that the camera is paired with."""
        return cls(pairing.server, pairing.fingerprint, pairing.token, language=language, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections; calls that wait for an answer end with ``UnreachableError``."""
        self._http.close()

    def move(self, server: str) -> None:
        """The same server has another address now; its certificate stays the same."""
        fresh = self._connection(server)
        with self._lock:
            old, self._http, self.server = self._http, fresh, server
        old.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        content: Iterable[bytes] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        patience: float = 0.0,
    ) -> dict[str, Any]:
        """One request; ``patience`` seconds are added to the time in which an answer has to come."""
        timeout = httpx.Timeout(self._timeout, read=self._timeout + patience)
        http = self._http  # ``move`` may put another one in its place meanwhile
        try:
            reply = http.request(method, f"{API}{path}", json=json, content=content, headers=headers, timeout=timeout)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _untrusted(error) or self._away(str(error) or type(error).__name__) from error
        except RuntimeError as error:
            if not http.is_closed:
                raise
            raise self._away("the connection was closed") from error
        return answer(reply)

    def announce(self, capture_id: str, description: Mapping[str, Any]) -> Held:
        """Tell of a capture before its bytes; what the server has of it already."""
        return self._held(self.call("PUT", f"/captures/{capture_id}", json=description))

    def append(self, capture_id: str, offset: int, size: int, content: Iterable[bytes]) -> Held:
        """Send ``size`` bytes that follow the first ``offset``; where the server has more or fewer, it says so."""
        headers = {
            "Upload-Offset": str(offset),
            "Content-Length": str(size),
            "Content-Type": "application/octet-stream",
        }
        try:
            return self._held(self.call("PATCH", f"/captures/{capture_id}", content=content, headers=headers))
        except StatusError as error:
            if error.status != 409:
                raise
            if "offset" not in error.body:
                # The server is still busy with what came over a connection that broke.
                raise NotNowError("The server has not finished with the last part: {reason}", reason=error) from error
            return self._held({"state": "receiving", "sha256": "", **error.body})

    def delete(self, capture_id: str) -> None:
        """Take a capture back. Does nothing when the server does not know it."""
        try:
            self.call("DELETE", f"/captures/{capture_id}")
        except StatusError as error:
            if error.status not in (404, 410):
                raise

    def check(self) -> None:
        """Ask whether the server is there and the token works, by way of a capture that nobody has made."""
        try:
            self.call("GET", f"/captures/{uuid.uuid4()}")
        except StatusError as error:
            if error.status != 404:
                raise

    def forget_me(self) -> None:
        """Ask the server to forget this camera: the token works no more."""
        self.call("DELETE", "/devices/me")

    def _held(self, body: Mapping[str, Any]) -> Held:
        try:
            look = body.get("look_id")
            return Held(
                body["state"] == "stored",
                int(body["offset"]),
                str(body["sha256"]),
                None if look is None else int(look),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise not_otjang(self.server) from error

    def _connection(self, server: str) -> httpx.Client:
        address = require_secure(server)
        if address.scheme == "http" and self._fingerprint:
            raise UntrustedError(
                "{server} is not encrypted, but this camera was paired with a certificate.",
                server=server,
                remedy="Use the server's https address.",
            )
        return httpx.Client(
            base_url=server,
            headers=self._headers,
            verify=pinned(self._fingerprint) if self._fingerprint else True,
            limits=httpx.Limits(keepalive_expiry=IDLE),
            # Proxies and certificates that the environment names have no say in whom the camera trusts.
            trust_env=False,
            follow_redirects=False,
        )

    def _away(self, reason: str) -> UnreachableError:
        return UnreachableError(
            "{server} cannot be reached: {reason}.",
            server=self.server,
            reason=reason.rstrip("."),
            remedy="Check that the server runs and that this camera is in its network.",
        )


def not_otjang(server: str) -> NotNowError:
    """What to say of an answer that makes no sense."""
    return NotNowError(
        "{server} does not answer as Otjang does.", server=server, remedy="Check the address, and update the server."
    )


def _untrusted(error: BaseException) -> UntrustedError | None:
    """The reason inside an error of the transport, where it is a certificate."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, UntrustedError):
            return cause
        cause = cause.__cause__ or cause.__context__
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return UntrustedError(
            "The server's certificate is trusted by nobody: {reason}.",
            reason=error,
            remedy="Pair again, so that the camera knows the certificate itself.",
        )
    return None
