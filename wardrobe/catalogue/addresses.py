"""Which addresses of the network may be spoken to, checked at the moment of connecting.

A name is resolved once, every address that it has is checked, and the connection goes to the checked address
itself: a name that answers with another address a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
        self._patience = _Patience()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Whatever this thread does on the network meanwhile ends in time: an answer's head may drip in too."""
        self._patience.until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._patience.until = None

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
                left = self._patience.left(timeout)
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
                return _Stream(stream, self._patience)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses) - 1:
                    raise
        raise AssertionError("a host without addresses")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        """Never."""
        raise FetchError("Only http and https links are fetched.")


class _Patience(threading.local):
    """Until when a thread waits."""

    until: float | None = None

    def left(self, timeout: float | None) -> float | None:
        """Seconds for the next step. Raises ``TimeoutError``."""
        if self.until is None:
            return timeout
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    """A connection of which no step goes on for longer than the thread waits."""

    def __init__(self, inner: httpcore.NetworkStream, patience: _Patience) -> None:
        self._inner = inner
        self._patience = patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._patience.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._patience.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.start_tls(ssl_context, server_hostname, self._patience.left(timeout)), self._patience
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            "There is no host {host}.", host=host, remedy="Check the link, and the connection.", temporary=True
        ) from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))
