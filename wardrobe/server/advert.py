"""Tells the network by mDNS (RFC 6762, RFC 6763) where cameras find this server; nothing about who lives here."""

from __future__ import annotations

import ipaddress
import logging
import threading
from typing import Final

import ifaddr
from zeroconf import InterfaceChoice, IPVersion, ServiceInfo, Zeroconf

from wardrobe.server.listen import ANY_ADDRESS

log = logging.getLogger(__name__)

SERVICE: Final = "_otjang._tcp.local."


class Advert:
    """One announcement, in a thread of its own: it takes seconds, and must not matter to anybody.

    Only addresses that the server listens on are told, and only to their networks: on loopback nobody else
    hears of it.
    """

    def __init__(self, host: str, port: int, fingerprint: str) -> None:
        self._host = host
        name = f"otjang-{fingerprint[:12]}"
        self._service = ServiceInfo(
            SERVICE,
            f"{name}.{SERVICE}",
            port=port,
            parsed_addresses=listened_on(host),
            properties={"v": "1", "fp": fingerprint},
            server=f"{name}.local.",
        )
        self._lock = threading.Lock()
        self._stopped = False
        self._zeroconf: Zeroconf | None = None
        self._thread = threading.Thread(target=self._run, name="advert", daemon=True)

    def start(self) -> None:
        """Begin, without waiting for it."""
        self._thread.start()

    def stop(self) -> None:
        """Say that the server is gone."""
        with self._lock:
            self._stopped = True
            zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            try:
                zeroconf.close()  # says good-bye for what it has announced
            except Exception as error:
                log.warning("mDNS: %s", error)

    def _run(self) -> None:
        try:
            addresses = self._service.parsed_addresses()
            if not addresses:
                log.warning("mDNS: %s has no address that cameras could reach.", self._host)
                return
            everywhere = self._host in ANY_ADDRESS or self._host == ""
            version = IPVersion.V6Only if all(":" in one for one in addresses) else IPVersion.V4Only
            with self._lock:
                if self._stopped:
                    return
                zeroconf = Zeroconf(InterfaceChoice.All if everywhere else addresses, ip_version=version)
                self._zeroconf = zeroconf
            zeroconf.register_service(self._service)
        except Exception as error:  # no network, no multicast, a name that is taken: cameras can be told the address
            if not self._stopped:
                log.warning("mDNS: cameras cannot find this server by themselves: %s", error or type(error).__name__)


def listened_on(host: str) -> list[str]:
    """The addresses of this machine at which a server at ``host`` is reached, those for the network alone for all."""
    if host in ANY_ADDRESS or host == "":
        found = [ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]  # IPv4
        return [one for one in found if not ipaddress.ip_address(one).is_loopback]
    if host == "localhost":
        return ["127.0.0.1"]
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:  # a name: whoever chose it has told it to the network already
        return []
