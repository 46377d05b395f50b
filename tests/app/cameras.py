"""Cameras that report to the house as real ones do, without a network."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from tests.app.conftest import Home
from wardrobe.accounts import Device
from wardrobe.cameras import Report, Trouble, Wanted
from wardrobe.pairings import NO_CERTIFICATE, code_of


@dataclass
class Camera:
    """One paired camera."""

    home: Home
    device: Device

    def reports(self, *, faults: tuple[tuple[str, str], ...] = (), done: tuple[str, ...] = (), **said: Any) -> None:
        """What it would say when it asks for commands."""
        report = Report(camera="virtual", faults=tuple(Trouble(*fault) for fault in faults), **said)
        self.home.house.cameras.reported(self.device, report, done)

    def wanted(self) -> list[Wanted]:
        """The commands that it is sent now."""
        return asyncio.run(self.home.house.cameras.commands(self.device, 0))

    def goes_away(self) -> None:
        """It has not asked for an hour."""
        cameras = self.home.house.cameras
        cameras._cameras[self.device.id].seen -= 3600


def paired(home: Home, name: str = "Hallway") -> Camera:
    """A camera that was paired and has not reported yet."""
    device = home.house.accounts.device_for(home.house.accounts.add_device(home.household, name))
    assert device is not None
    return Camera(home, device)


def shows_code(home: Home, name: str = "Hallway") -> str:
    """The six digits of a camera that waits to be paired."""
    nonce = secrets.token_hex(32)
    pairings = home.house.pairings
    opened = pairings.open(name, hashlib.sha256(bytes.fromhex(nonce)).hexdigest(), "127.0.0.1")
    pairings.reveal(opened.id, nonce)
    return code_of(nonce, opened.nonce, NO_CERTIFICATE)
