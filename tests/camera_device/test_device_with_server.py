"""The whole device and the real server: from the press of a button to the look in the wardrobe."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from camera_device.device import Device
from camera_device.link import credentials
from camera_device.link.credentials import Pairing
from camera_device.settings import Settings
from camera_device.triggers.base import Trigger, Wish
from tests.camera_device.link.house import House
from tests.conftest import ROOT

LOOK = ROOT / "tests" / "pictures" / "look-02.jpg"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data")
    yield house
    house.down()


@pytest.fixture
def device(house: House, tmp_path: Path) -> Iterator[Device]:
    """A device that shows a rendered look."""
    settings = Settings(
        state_dir=tmp_path / "state",
        camera="virtual",
        play=LOOK,
        countdown_seconds=0,
        sound=False,
        voice=False,
        light="none",
    )
    device = Device(settings, triggers={})
    thread = threading.Thread(target=device.run)
    thread.start()
    yield device
    device.stop()
    thread.join(20)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_was_taken_unpaired_is_a_look_after_pairing_and_can_be_taken_back(device: Device, house: House) -> None:
    until(device.eyes.somebody)
    device.tell(Trigger(Wish.PHOTO, "button", time.monotonic()))
    until(device.spool.pending)
    assert [error.template for error in device.faults.all()] == [
        "The camera does not belong to a wardrobe yet; its pictures wait here."
    ]
    credentials.save(device.settings.state_dir, Pairing(house.url, None, house.token, 1, "Home"))
    until(lambda: house.originals() == [hashlib.sha256(LOOK.read_bytes()).hexdigest()])
    until(lambda: not device.spool.pending())
    until(lambda: not device.session.busy)
    assert not device.faults.all()
    assert house.looks() == 1
    device.tell(Trigger(Wish.UNDO, "voice", time.monotonic()))
    until(lambda: not house.looks())
    until(lambda: not device.spool.withdrawn())
