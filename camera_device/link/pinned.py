"""Trust in one certificate, known by its SHA-256, and in nothing else.

The server's certificate is its own, signed by nobody. Which one it is was settled while pairing, by the code that a
person compared or the QR code that a person held up; from then on it is the only one that is spoken to.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import ssl
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, urlsplit

from camera_device.errors import SettingsError, UnreachableError, UntrustedError

PORTS: Final = {"http": 80, "https": 443}
Context = TypeVar("Context", bound=ssl.SSLContext)


class PinnedContext(ssl.SSLContext):
    """TLS to the holder of one certificate. The handshake proves that the other side has its key, whoever signed it;
    the fingerprint is compared before the first byte is sent."""

    fingerprint: str

    def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        """As ``ssl.SSLContext`` does. Raises ``UntrustedError`` for another certificate."""
        wrapped = super().wrap_socket(*arguments, **options)
        seen = hashlib.sha256(wrapped.getpeercert(binary_form=True) or b"").hexdigest()
        if not hmac.compare_digest(seen, self.fingerprint):
            wrapped.close()
            raise UntrustedError(
                "The server shows another certificate than the one this camera was paired with.",
                remedy="Nothing was sent. If the server was set up anew, pair again; if not, look who answers there.",
            )
        return wrapped

    def wrap_bio(self, *_arguments: Any, **_options: Any) -> ssl.SSLObject:
        """Not offered: the certificate would go unseen."""
        raise UntrustedError("A connection through a proxy is not pinned.", remedy="Reach the server directly.")


def pinned(fingerprint: str) -> PinnedContext:
    """For the certificate with this SHA-256, in hex."""
    context = _open_context(PinnedContext)
    context.fingerprint = checked_fingerprint(fingerprint)
    return context


def checked_fingerprint(text: str) -> str:
    """A SHA-256 in lower-case hex. Raises ``SettingsError``."""
    plain = text.replace(":", "").strip().lower()
    if len(plain) != 64 or not all(sign in "0123456789abcdef" for sign in plain):
        raise SettingsError(
            "{text} is no fingerprint of a certificate.", text=text[:80], remedy="It is a SHA-256: 64 hex digits."
        )
    return plain


def certificate(server: str, timeout: float = 10.0) -> str:
    """Fingerprint of the certificate that the server shows now, in hex; nothing is sent to it.

    Raises ``UnreachableError``. Who shows it must be settled by the pairing code.
    """
    address = split_server(server)
    context = _open_context(ssl.SSLContext)
    try:
        with (
            socket.create_connection((_host(address), _port(address)), timeout=timeout) as plain,
            context.wrap_socket(plain, server_hostname=_host(address)) as wrapped,
        ):
            return hashlib.sha256(wrapped.getpeercert(binary_form=True) or b"").hexdigest()
    except OSError as error:
        raise UnreachableError(
            "{server} cannot be reached by TLS: {reason}.",
            server=server,
            reason=error.strerror or str(error),
            remedy="Check that the server runs, and that the address is that of its port for cameras.",
        ) from error


def split_server(server: str) -> SplitResult:
    """The parts of a server's address. Raises ``SettingsError`` for what is none."""
    try:
        address = urlsplit(server)
        usable = address.scheme in PORTS and address.hostname and _port(address) > 0 and address.username is None
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(
            "{server} is no address of a server.",
            server=server,
            remedy="It looks like https://192.168.1.20:8443, as the app shows it.",
        )
    return address


def require_secure(server: str) -> SplitResult:
    """The parts of an address to which a token and pictures may be sent.

    Raises ``UntrustedError`` for plain HTTP to anything but this machine itself. Names count as this machine only
    where nobody else has a say in them: loopback addresses as numbers, and localhost if that is where it leads.
    """
    address = split_server(server)
    if address.scheme == "http" and not _is_loopback(_host(address)):
        raise UntrustedError(
            "{server} is not encrypted, and not on this machine.",
            server=server,
            remedy="Use the server's https address, which the app shows.",
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        pass
    if host.lower() != "localhost":
        return False
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(each).is_loopback for each in found)


def _open_context(kind: type[Context]) -> Context:
    """Takes any certificate: which one it was is looked at afterwards."""
    context = kind(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _host(address: SplitResult) -> str:
    return address.hostname or ""


def _port(address: SplitResult) -> int:
    return address.port or PORTS[address.scheme]
