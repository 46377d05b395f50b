"""The Pi's camera on a fake picamera2, which ``test_picamera2_contract`` holds to the real one."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from camera_device.cameras import pi
from camera_device.cameras.base import Camera
from camera_device.cameras.jpeg import upright_size
from camera_device.cameras.pi import PiCamera, fitted
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, MissingError, NoCameraError
from tests.camera_device.cameras.contract import CameraContract, decoded, difference, scene
from tests.camera_device.cameras.fake_picamera2 import HQ, METADATA, MODULE_3, SENSOR, Hardware, library


@pytest.fixture
def hardware() -> Hardware:
    return Hardware()


@pytest.fixture
def camera(hardware: Hardware) -> PiCamera:
    return PiCamera(library=library(hardware))


def up(camera: PiCamera) -> PiCamera:
    camera.set_up()
    camera.run()
    return camera


class TestUpright(CameraContract):
    RATIO = 16 / 9


class TestOnItsSide(CameraContract):
    RATIO = 9 / 16

    @pytest.fixture
    def camera(self, hardware: Hardware) -> Camera:
        return PiCamera(90, library=library(hardware))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_camera_on_its_side_gives_upright_pictures(hardware: Hardware, rotation: int) -> None:
    camera = up(PiCamera(rotation, library=library(hardware)))
    upright = np.rot90(scene(*SENSOR), -rotation // 90)
    assert difference(camera.frame(), upright) < 4
    assert difference(decoded(camera.still()[0].jpeg), upright) < 4


def test_a_still_has_all_the_pixels_of_the_sensor_and_the_frames_its_proportions(camera: PiCamera) -> None:
    assert upright_size(up(camera).still()[0].jpeg) == SENSOR
    assert camera.frame().shape == (360, 640, 3)


@pytest.mark.parametrize(
    ("sensor", "film", "small"),
    [
        ((4608, 2592), (1920, 1080), (640, 360)),  # Camera Module 3
        ((3280, 2464), (1438, 1080), (638, 480)),  # Camera Module 2
        ((4056, 3040), (1440, 1080), (640, 480)),  # HQ
    ],
)
def test_streams_have_the_proportions_of_the_sensor(sensor: Any, film: Any, small: Any) -> None:
    assert (fitted(sensor, pi.FILM), fitted(sensor, pi.SMALL)) == (film, small)


def test_focus_follows_while_framing_and_is_held_once_locked(camera: PiCamera, hardware: Hardware) -> None:
    up(camera)
    assert hardware.told[-1]["AfMode"] == 2 and hardware.told[-1]["AeEnable"] is True
    camera.lock()
    assert (hardware.told[-1]["AfMode"], hardware.told[-1]["LensPosition"]) == (0, METADATA["LensPosition"])
    camera.unlock()
    assert hardware.told[-1]["AfMode"] == 2 and hardware.told[-1]["ExposureTime"] == 0


def test_a_lock_shortens_the_exposure_to_a_hundredth_and_makes_up_for_it(camera: PiCamera, hardware: Hardware) -> None:
    up(camera).lock()
    locked = hardware.told[-1]
    assert locked["ExposureTime"] == 10_000
    assert locked["AnalogueGain"] == pytest.approx(4.0), "half the time, twice the gain"
    assert (locked["AwbEnable"], locked["ColourGains"]) == (False, METADATA["ColourGains"])


def test_the_lock_outlives_the_change_of_mode_for_a_still(camera: PiCamera, hardware: Hardware) -> None:
    up(camera).lock()
    locked = hardware.told[-1]
    hardware.told.clear()
    camera.still()
    for_still, for_frames = hardware.told
    assert for_still == locked
    assert for_frames == locked | {"FrameDurationLimits": (33_333, 33_333)}


def test_a_lock_waits_until_focus_and_exposure_rest(camera: PiCamera, hardware: Hardware) -> None:
    hardware.coming = [METADATA | {"AfState": 1}, METADATA | {"AeLocked": False}, METADATA | {"LensPosition": 7.0}]
    up(camera).lock()
    assert hardware.told[-1]["LensPosition"] == 7.0


def test_a_lock_takes_things_as_they_are_when_they_never_rest(camera: PiCamera, hardware: Hardware) -> None:
    hardware.metadata["AfState"] = 1
    up(camera).lock()
    assert hardware.told[-1]["AfMode"] == 0


@pytest.mark.parametrize("ranges", [HQ, {}], ids=["no autofocus", "no controls at all"])
def test_controls_that_a_camera_lacks_are_left_alone(hardware: Hardware, tmp_path: Path, ranges: Any) -> None:
    hardware.ranges = ranges
    hardware.metadata = {name: value for name, value in METADATA.items() if name in ranges}
    camera = up(PiCamera(library=library(hardware)))
    camera.lock()
    camera.still()
    camera.record(tmp_path / "turn.mp4", 0.1, Event())
    assert all(told.keys() <= ranges.keys() for told in hardware.told)


def test_exposure_is_held_for_a_video_and_follows_again_after_it(
    camera: PiCamera, hardware: Hardware, tmp_path: Path
) -> None:
    up(camera)
    hardware.told.clear()
    camera.record(tmp_path / "turn.mp4", 0.1, Event())
    assert [told["AeEnable"] for told in hardware.told] == [False, True]


def test_a_lock_from_before_a_video_stays_after_it(camera: PiCamera, hardware: Hardware, tmp_path: Path) -> None:
    up(camera).lock()
    hardware.told.clear()
    camera.record(tmp_path / "turn.mp4", 0.1, Event())
    assert hardware.told == []


@pytest.mark.parametrize(("there", "encoder"), [(True, "H264Encoder"), (False, "LibavH264Encoder")])
def test_the_hardware_encodes_where_there_is_one(
    camera: PiCamera, hardware: Hardware, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, encoder: str
) -> None:
    monkeypatch.setattr(pi, "HARDWARE_ENCODER", tmp_path if there else tmp_path / "none")
    up(camera).record(tmp_path / "turn.mp4", 0.1, Event())
    assert f"{encoder}.__init__" in {name for name, _, _ in hardware.calls}


def test_a_video_that_could_not_be_written_is_an_error_and_leaves_nothing(
    camera: PiCamera, hardware: Hardware, tmp_path: Path
) -> None:
    hardware.disk_full = True
    with pytest.raises(CameraError, match="No space left"):
        up(camera).record(tmp_path / "turn.mp4", 0.1, Event())
    assert list(tmp_path.iterdir()) == []


def test_every_picture_is_given_back(camera: PiCamera, hardware: Hardware) -> None:
    up(camera).still(3)
    names = [name for name, _, _ in hardware.calls]
    assert names.count("CompletedRequest.release") == names.count("Picamera2.capture_request") == 3


def test_a_camera_in_use_says_so(camera: PiCamera, hardware: Hardware) -> None:
    hardware.busy = True
    with pytest.raises(CameraBusyError, match=r"Another program uses the Pi camera \(imx708\)"):
        camera.set_up()


@pytest.mark.parametrize("verb", ["frame", "still", "lock"])
def test_a_camera_that_gives_no_more_pictures_is_gone(camera: PiCamera, hardware: Hardware, verb: str) -> None:
    up(camera)
    hardware.hangs = True
    with pytest.raises(CameraGoneError, match="ribbon cable"):
        getattr(camera, verb)()
    camera.tear_down()
    assert [name for name, _, _ in hardware.calls][-2:] == ["Picamera2.cancel_all_and_flush", "Picamera2.close"]


def test_a_webcam_is_no_camera_on_the_ribbon_cable(hardware: Hardware) -> None:
    hardware.found = hardware.found[1:]
    with pytest.raises(NoCameraError, match="rpicam-hello"):
        PiCamera(library=library(hardware)).set_up()


def test_without_picamera2_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "picamera2", None)
    with pytest.raises(MissingError, match="apt install python3-picamera2"):
        PiCamera().set_up()


def test_gain_is_not_asked_for_beyond_what_the_camera_has(camera: PiCamera, hardware: Hardware) -> None:
    hardware.metadata |= {"ExposureTime": 66_000, "AnalogueGain": 8.0}
    up(camera).lock()
    assert hardware.told[-1]["AnalogueGain"] == MODULE_3["AnalogueGain"][1]


def test_a_video_during_which_the_camera_stopped_is_no_video(
    camera: PiCamera, hardware: Hardware, tmp_path: Path
) -> None:
    hardware.stalls = True
    with pytest.raises(CameraGoneError, match="gives no pictures"):
        up(camera).record(tmp_path / "turn.mp4", 0.3, Event())
    assert list(tmp_path.iterdir()) == []
