"""Which addresses of the network may be spoken to, checked at the moment of connecting.

A name is resolved once, every address that it has is checked, and the connection goes to the checked address
itself: a name that answers with another address a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import Any, Final

import httpcore

from wardrobe.errors import FetchError

NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses of this range lead to the IPv4 address in their last 32 bits (RFC 6052)."""


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet: not this machine, its network, or reserved."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is None and ip in NAT64:
            inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, or to any where ``private`` addresses are allowed."""

    def __init__(self, private: bool = False) -> None:
        self._private = private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises ``FetchError`` for a host that is not there or not allowed."""
        addresses = _addresses(host, port)
        if not self._private and not all(map(is_public, addresses)):
            raise FetchError(
                "{host} is in a private network.",
                host=host,
                remedy="Set OTJANG_FETCH_PRIVATE=true if feeds and pictures may come from your own network.",
            )
        for place, address in enumerate(addresses):
            try:
                return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses) - 1:
                    raise
        raise AssertionError("a host without addresses")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        """Never."""
        raise FetchError("Only http and https links are fetched.")


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            "There is no host {host}.", host=host, remedy="Check the link, and the connection.", temporary=True
        ) from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def secure_context() -> ssl.SSLContext:
    """Certificates are checked, as by browsers."""
    return httpcore.default_ssl_context()
