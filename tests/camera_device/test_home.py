"""What goes over the network belongs to the pairing that there is now, and to no other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from camera_device import home as module
from camera_device.errors import CameraError, PairingError, UnreachableError, UntrustedError
from camera_device.faults import Faults
from camera_device.home import Home
from camera_device.link import credentials
from camera_device.link.credentials import Pairing
from camera_device.spool import Spool
from camera_device.worker import Worker

AWAY = "http://127.0.0.1:9"


class Place:
    """A home whose server is away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults = Faults()
        self.alarms = 0
        self.spool = Spool(folder / "spool", 10**9, reserve=0)
        self.home = Home(
            folder,
            self.spool,
            state=dict,
            emit=lambda _: None,
            say=lambda *_: None,
            frame=lambda: np.zeros((8, 6, 3), np.uint8),
            faults=self.faults,
            alarm=self.alarm,
        )

    def alarm(self) -> None:
        self.alarms += 1

    def pair(self, token: str) -> None:
        credentials.save(self.folder, Pairing(AWAY, None, token, 1, "Kim"))
        self.home.look()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.home.stop()
    place.spool.close()


@pytest.mark.parametrize("late", [UnreachableError("Away."), PairingError("Not known any more."), UntrustedError("?")])
def test_what_the_old_server_says_after_pairing_anew_counts_for_nothing(place: Place, late: CameraError) -> None:
    place.pair("old")
    assert place.home._client is not None
    report = place.home._reporter(place.home._client, "upload")
    place.pair("new")
    report(late)
    assert late not in place.faults.all()
    assert not place.alarms


def test_unpaired_nothing_goes_on(place: Place) -> None:
    place.pair("old")
    credentials.wipe(place.folder)
    place.home.look()
    assert not place.home.paired
    assert place.faults.parts() == {"pairing"}


def test_a_stranger_in_the_servers_place_is_told_aloud_once(place: Place) -> None:
    place.pair("token")
    assert place.home._client is not None
    for part in ("upload", "server", "upload"):
        place.home._reporter(place.home._client, part)(UntrustedError("Another certificate."))
    assert place.alarms == 1


def test_a_server_that_cannot_be_looked_for_is_no_fault_of_the_program(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def nowhere(*_: object) -> bool:
        raise CameraError("There is no network.")

    monkeypatch.setattr(module, "look_again", nowhere)
    place.pair("token")
    assert place.home._client is not None
    with caplog.at_level(logging.INFO):
        asking = Worker("test")
        asking.do(lambda: place.home._look_again(place.home._client))  # type: ignore[arg-type]
        asking.stop(5)
    assert "There is no network." in caplog.text and "Traceback" not in caplog.text
