"""Finds servers in the same network by mDNS (DNS-SD, RFC 6763).

What is found is a hint and no proof: anybody in the network may say that they are the server. Who it is, is settled by
the pairing code, and after that by the pinned certificate.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from camera_device.errors import CameraError, MissingError, SettingsError
from camera_device.link import credentials
from camera_device.link.client import Client
from camera_device.link.pinned import checked_fingerprint

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

SERVICE: Final = "_otjang._tcp.local."
VERSION: Final = b"1"
PATIENCE: Final = 3.0
"""Seconds in which servers answer: one that is awake needs about one."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A server that says that it is there."""

    name: str
    server: str
    """``https://ADDRESS:PORT``"""
    fingerprint: str
    """Of its certificate, as it says."""


def find(patience: float = PATIENCE, *, zeroconf: Zeroconf | None = None, wanted: str | None = None) -> list[Found]:
    """All servers that answer within ``patience`` seconds, by name; or at once the one with the ``wanted`` fingerprint.

    Raises ``MissingError`` where the library is not installed, ``CameraError`` where there is no network.
    """
    try:
        from zeroconf import ServiceBrowser, ServiceListener, Zeroconf
    except ImportError as error:
        raise MissingError(
            "Servers cannot be looked for: zeroconf is not installed.",
            remedy="Run `pip install 'otjang[device]'`, or give the address with --server.",
        ) from error
    found: dict[str, Found] = {}
    changed = threading.Condition()

    class Listener(ServiceListener):
        def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
            info = zc.get_service_info(type_, name, timeout=int(patience * 1000))
            server = _found(info) if info else None
            if server:
                with changed:
                    found[name] = server
                    changed.notify_all()

        update_service = add_service

        def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
            with changed:
                found.pop(name, None)

    try:
        network = zeroconf or Zeroconf()
    except OSError as error:
        raise CameraError(
            "There is no network to look for servers in: {reason}.",
            reason=error.strerror or str(error),
            remedy="Connect the camera to the network of the server.",
        ) from error
    browser = ServiceBrowser(network, SERVICE, Listener())
    until = time.monotonic() + patience
    try:
        with changed:
            while (left := until - time.monotonic()) > 0:
                if wanted and any(each.fingerprint == wanted for each in found.values()):
                    break
                changed.wait(left)
            servers = list(found.values())
    finally:
        browser.cancel()
        if zeroconf is None:
            network.close()
    return sorted(
        (each for each in servers if wanted in (None, each.fingerprint)), key=lambda each: (each.name, each.server)
    )


def look_again(client: Client, state_dir: Path, *, patience: float = PATIENCE) -> bool:
    """When the server has another address than it had, go on there; True if so.

    It is known by its certificate, so a stranger who says the same gets nothing but a failed handshake.
    """
    pairing = credentials.load(state_dir)
    if pairing is None or pairing.fingerprint is None:
        return False
    for each in find(patience, wanted=pairing.fingerprint):
        if each.server != client.server:
            if credentials.load(state_dir) != pairing:  # somebody has paired or unpaired meanwhile
                return False
            log.warning("The server is at %s now, no longer at %s.", each.server, client.server)
            client.move(each.server)
            credentials.save(state_dir, dataclasses.replace(pairing, server=each.server))
            return True
    return False


def _found(info: ServiceInfo) -> Found | None:
    """None for one that speaks another version, or leaves out what is needed."""
    said = info.properties
    addresses = sorted(info.parsed_addresses(), key=lambda each: ipaddress.ip_address(each).version)
    if not addresses or not info.port or said.get(b"v") != VERSION:
        return None
    host = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    try:
        fingerprint = checked_fingerprint((said.get(b"fp") or b"").decode("ascii", "replace"))
    except SettingsError:
        return None
    name = info.name.removesuffix(f".{SERVICE}")
    return Found(name, f"https://{host}:{info.port}", fingerprint)
