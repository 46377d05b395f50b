"""Which camera is taken, and what is said about those that are not."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import pytest

from camera_device.cameras import pi, v4l2_device
from camera_device.cameras.choosing import PREFERENCE, choose, consider
from camera_device.cameras.pi import PiCamera
from camera_device.cameras.v4l2 import V4l2Camera
from camera_device.cameras.v4l2_device import Device
from camera_device.cameras.virtual import VirtualCamera
from camera_device.errors import MissingError, NoCameraError
from camera_device.settings import Settings
from tests.camera_device.cameras.fake_picamera2 import Hardware, library


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without any camera, whatever this one has."""
    monkeypatch.setenv("OTJANG_CAMERA_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.setitem(sys.modules, "picamera2", None)
    webcams(monkeypatch, 0)


def webcams(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    found = [Device(Path(f"/dev/video{number}"), "HD Webcam") for number in range(count)]
    monkeypatch.setattr(v4l2_device, "devices", lambda: found)


def ribbon(monkeypatch: pytest.MonkeyPatch, hardware: Hardware) -> None:
    monkeypatch.setattr(pi, "load", lambda: library(hardware))


@pytest.mark.parametrize(
    ("on_ribbon", "on_usb", "taken", "warned"),
    [
        (True, 1, PiCamera, 0),
        (True, 0, PiCamera, 0),
        (False, 1, V4l2Camera, 1),
        (False, 0, VirtualCamera, 2),
    ],
)
def test_the_first_that_is_there_is_taken_and_each_step_down_is_said(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    on_ribbon: bool,
    on_usb: int,
    taken: type[Any],
    warned: int,
) -> None:
    webcams(monkeypatch, on_usb)
    if on_ribbon:
        ribbon(monkeypatch, Hardware())
    choice = consider(Settings())
    assert type(choice.camera) is taken
    assert len(choice.warnings) == warned
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * warned
    assert all(warning.remedy for warning in choice.warnings)


def test_a_pi_without_a_camera_goes_on_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    ribbon(monkeypatch, Hardware(found=[]))
    choice = consider(Settings())
    assert isinstance(choice.camera, VirtualCamera)
    assert [type(warning) for warning in choice.warnings] == [NoCameraError, NoCameraError]


def test_a_named_camera_is_taken_over_a_better_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ribbon(monkeypatch, Hardware())
    monkeypatch.setenv("OTJANG_CAMERA_CAMERA", "virtual")
    assert isinstance(choose(Settings()), VirtualCamera)


@pytest.mark.parametrize(("named", "error"), [("picamera2", MissingError), ("v4l2", NoCameraError)])
def test_nothing_stands_in_for_a_named_camera(named: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        choose(Settings(camera=named))


def test_settings_reach_the_camera(tmp_path: Path) -> None:
    camera = choose(Settings(camera="virtual", play=tmp_path / "look.jpg", rotation=90))
    assert "look.jpg" in camera.name


def test_a_library_that_is_missing_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(_: Settings) -> None:
        raise ModuleNotFoundError("No module named 'cv2'", name="cv2")

    monkeypatch.setitem(PREFERENCE, "v4l2", make)
    with pytest.raises(MissingError, match=r"v4l2 camera needs cv2.*otjang\[device\]"):
        choose(Settings(camera="v4l2"))
    assert isinstance(choose(Settings()), VirtualCamera)
