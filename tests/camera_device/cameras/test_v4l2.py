"""The USB camera on a stream that is made here: which mode, what comes of its pictures, and faults."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from threading import Event
from typing import Any

import cv2
import numpy as np
import pytest

from camera_device.cameras import v4l2, v4l2_device
from camera_device.cameras.base import Camera
from camera_device.cameras.v4l2 import V4l2Camera, best_mode
from camera_device.cameras.v4l2_device import MJPEG, YUYV, Device, Mode, Setting
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, NoCameraError
from tests.camera_device.cameras.contract import CameraContract, decoded, difference, scene
from tests.conftest import encode

PATH = Path("/dev/video7")
DEVICE = Device(PATH, "HD Webcam")
AUTOMATIC = {
    Setting.EXPOSURE_AUTO: 3,
    Setting.EXPOSURE_ABSOLUTE: 156,
    Setting.EXPOSURE_AUTO_PRIORITY: 1,
    Setting.FOCUS_AUTO: 1,
    Setting.FOCUS_ABSOLUTE: 30,
}
"""A webcam without control of its white balance."""


class Webcam:
    """A device with its driver: controls, and streams of ``contract.scene``."""

    def __init__(self, modes: list[Mode]) -> None:
        self.modes, self.plugged_in = modes, True
        self.controls = dict(AUTOMATIC)
        self.open_fails: int | None = None
        self.damaged = 0
        """So many pictures come cut off."""
        self.tells_its_exposure = True
        self.opened: list[Mode] = []
        self.streams = 0
        self._files: dict[tuple[int, int, bytes, int], bytes] = {}

    def open(self, path: Path, mode: Mode) -> WebcamStream:
        assert path == PATH
        if self.open_fails:
            raise OSError(self.open_fails, os.strerror(self.open_fails))
        self.opened.append(mode)
        self.streams += 1
        assert self.streams == 1, "a device streams once"
        return WebcamStream(self, mode)

    def picture(self, mode: Mode) -> bytes:
        dark = self.controls[Setting.EXPOSURE_AUTO] == 1 and not self.tells_its_exposure
        key = (mode.width, mode.height, mode.pixel_format, dark)
        if key not in self._files:
            pixels = scene(mode.width, mode.height) // (3 if dark else 1)
            self._files[key] = encode(pixels) if mode.pixel_format == MJPEG else yuyv(pixels)
        return self._files[key]


class WebcamStream:
    def __init__(self, webcam: Webcam, mode: Mode) -> None:
        self.webcam, self.mode = webcam, mode

    def read(self) -> bytes:
        time.sleep(0.01)
        if not self.webcam.plugged_in:
            raise OSError(errno.ENODEV, "No such device")
        data = self.webcam.picture(self.mode)
        if self.webcam.damaged:
            self.webcam.damaged -= 1
            return data[: len(data) // 2]
        return data

    def close(self) -> None:
        self.webcam.streams -= 1


def yuyv(pixels: Any) -> bytes:
    yuv = cv2.cvtColor(pixels, cv2.COLOR_RGB2YUV).astype(int)
    luma, chroma = (yuv[..., 0] - 0) * 219 // 255 + 16, (yuv[..., 1:] - 128) * 224 // 255 + 128
    packed = np.stack([luma, np.where(np.arange(luma.shape[1]) % 2, chroma[..., 1], chroma[..., 0])], -1)
    return packed.astype(np.uint8).tobytes()


@pytest.fixture
def webcam(monkeypatch: pytest.MonkeyPatch) -> Webcam:
    webcam = Webcam([Mode(MJPEG, 1280, 720, 30.0)])
    install(webcam, monkeypatch)
    return webcam


def install(webcam: Webcam, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the kernel."""

    def change(path: Path, setting: Setting, to: int) -> bool:
        if setting in webcam.controls:
            webcam.controls[setting] = to
        return setting in webcam.controls

    monkeypatch.setattr(v4l2_device, "devices", lambda: [DEVICE] if webcam.plugged_in else [])
    monkeypatch.setattr(v4l2_device, "modes", lambda path: webcam.modes)
    monkeypatch.setattr(v4l2, "value", lambda path, setting: webcam.controls.get(setting))
    monkeypatch.setattr(v4l2, "change", change)
    monkeypatch.setattr(v4l2, "holder", lambda path: None)


@pytest.fixture
def camera(webcam: Webcam):
    camera = V4l2Camera(open_stream=webcam.open)
    yield camera
    camera.tear_down()


def up(camera: V4l2Camera) -> V4l2Camera:
    camera.set_up()
    camera.run()
    return camera


class TestMjpeg(CameraContract):
    RATIO = 16 / 9


class TestOnItsSide(CameraContract):
    RATIO = 9 / 16

    @pytest.fixture
    def camera(self, webcam: Webcam) -> Camera:
        return V4l2Camera(str(PATH), 270, open_stream=webcam.open)


class TestYuyv(CameraContract):
    RATIO = 4 / 3

    @pytest.fixture
    def camera(self, monkeypatch: pytest.MonkeyPatch) -> Camera:
        webcam = Webcam([Mode(YUYV, 640, 480, 30.0)])
        install(webcam, monkeypatch)
        return V4l2Camera(open_stream=webcam.open)


@pytest.mark.parametrize(
    ("modes", "best"),
    [
        ([(MJPEG, 640, 480, 30), (MJPEG, 1920, 1080, 30), (YUYV, 1920, 1080, 30)], (MJPEG, 1920, 1080, 30)),
        ([(MJPEG, 1920, 1080, 30), (MJPEG, 3840, 2160, 10)], (MJPEG, 1920, 1080, 30)),
        ([(MJPEG, 1280, 720, 30), (YUYV, 1920, 1080, 20)], (MJPEG, 1280, 720, 30)),
        ([(YUYV, 640, 480, 30), (YUYV, 1280, 720, 10)], (YUYV, 640, 480, 30)),
        ([(YUYV, 640, 480, 5), (YUYV, 320, 240, 10)], (YUYV, 320, 240, 10)),
        ([(MJPEG, 640, 480, 0)], (MJPEG, 640, 480, 0)),
        ([], None),
    ],
)
def test_the_largest_mode_that_is_quick_enough_is_taken(modes: list[Any], best: Any) -> None:
    assert best_mode([Mode(*mode) for mode in modes]) == (Mode(*best) if best else None)


def test_a_still_is_the_cameras_own_jpeg_byte_for_byte(camera: V4l2Camera, webcam: Webcam) -> None:
    [still] = up(camera).still()
    assert still.jpeg == webcam.picture(webcam.opened[0])
    assert (still.width, still.height) == (1280, 720)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_camera_on_its_side_gives_upright_pictures(webcam: Webcam, rotation: int) -> None:
    camera = up(V4l2Camera(rotation=rotation, open_stream=webcam.open))
    upright = np.rot90(scene(1280, 720), -rotation // 90)
    assert difference(camera.frame(), upright) < 4
    assert difference(decoded(camera.still()[0].jpeg), upright) < 4
    camera.tear_down()


def test_pictures_that_arrived_damaged_are_left_out(camera: V4l2Camera, webcam: Webcam) -> None:
    up(camera)
    webcam.damaged = 3
    assert camera.still()[0].jpeg == webcam.picture(webcam.opened[0])


def test_locking_holds_exposure_and_focus_as_they_are(camera: V4l2Camera, webcam: Webcam) -> None:
    up(camera).lock()
    assert webcam.controls == AUTOMATIC | {
        Setting.EXPOSURE_AUTO: 1,
        Setting.FOCUS_AUTO: 0,
        Setting.EXPOSURE_AUTO_PRIORITY: 0,
    }
    camera.unlock()
    assert (webcam.controls[Setting.EXPOSURE_AUTO], webcam.controls[Setting.FOCUS_AUTO]) == (3, 1)


def test_exposure_stays_automatic_where_holding_it_would_darken_the_picture(camera: V4l2Camera, webcam: Webcam) -> None:
    webcam.tells_its_exposure = False
    up(camera).lock()
    assert webcam.controls[Setting.EXPOSURE_AUTO] == 3
    assert webcam.controls[Setting.FOCUS_AUTO] == 0


def test_a_camera_without_controls_is_taken_as_it_is(camera: V4l2Camera, webcam: Webcam) -> None:
    webcam.controls = {Setting.EXPOSURE_AUTO: 3}
    up(camera).lock()
    assert camera.frame().any()


def test_a_video_holds_exposure_and_lets_go_of_it_unless_it_was_held_before(
    camera: V4l2Camera, webcam: Webcam, tmp_path: Path
) -> None:
    up(camera).record(tmp_path / "turn.mp4", 0.1, Event())
    assert webcam.controls[Setting.EXPOSURE_AUTO] == 3
    camera.lock()
    camera.record(tmp_path / "turn.mp4", 0.1, Event())
    assert webcam.controls[Setting.EXPOSURE_AUTO] == 1


@pytest.mark.parametrize(
    ("program", "words"),
    [(None, "Another program uses HD Webcam at /dev/video7"), ("zoom (4711)", r"zoom \(4711\) uses HD Webcam")],
)
def test_a_camera_in_use_names_the_device_and_who_holds_it(
    camera: V4l2Camera, webcam: Webcam, monkeypatch: pytest.MonkeyPatch, program: str | None, words: str
) -> None:
    webcam.open_fails = errno.EBUSY
    monkeypatch.setattr(v4l2, "holder", lambda path: program)
    with pytest.raises(CameraBusyError, match=words):
        camera.set_up()
    webcam.open_fails = None
    assert up(camera).frame().any()


@pytest.mark.parametrize("verb", ["frame", "still", "lock"])
def test_unplugged_in_the_middle_it_says_so_and_comes_back(camera: V4l2Camera, webcam: Webcam, verb: str) -> None:
    up(camera)
    webcam.plugged_in = False
    with pytest.raises(CameraGoneError, match=r"HD Webcam was unplugged from /dev/video7"):
        getattr(camera, verb)()
    with pytest.raises(CameraGoneError):
        camera.set_up()
    webcam.plugged_in = True
    assert up(camera).frame().any()


def test_unplugged_while_it_records_nothing_is_left(camera: V4l2Camera, webcam: Webcam, tmp_path: Path) -> None:
    up(camera)
    pictures = iter(range(20))

    def pull(mode: Mode) -> bytes:
        webcam.plugged_in = next(pictures, None) is not None
        return Webcam.picture(webcam, mode)

    webcam.picture = pull  # type: ignore[method-assign]
    with pytest.raises(CameraGoneError):
        camera.record(tmp_path / "turn.mp4", 10.0, Event())
    assert list(tmp_path.iterdir()) == []


def test_a_camera_that_sends_only_damage_gives_no_pictures(camera: V4l2Camera, webcam: Webcam) -> None:
    up(camera)
    webcam.damaged = 10_000
    time.sleep(0.05)
    with pytest.raises(CameraGoneError, match="gives no pictures"):
        camera.frame(timeout=0.2)


def test_without_a_right_to_open_it_says_which_group(camera: V4l2Camera, webcam: Webcam) -> None:
    webcam.open_fails = errno.EACCES
    with pytest.raises(CameraError, match="group video"):
        camera.set_up()


@pytest.mark.parametrize(("wanted", "words"), [(None, "no USB camera"), ("/dev/video9", "/dev/video9 is no camera")])
def test_a_camera_that_was_never_there_is_not_waited_for(webcam: Webcam, wanted: str | None, words: str) -> None:
    webcam.plugged_in = False
    with pytest.raises(NoCameraError, match=words):
        V4l2Camera(wanted, open_stream=webcam.open).set_up()


def test_a_device_without_a_mode_that_can_be_used_is_no_camera(camera: V4l2Camera, webcam: Webcam) -> None:
    webcam.modes = []
    with pytest.raises(NoCameraError, match="neither MJPEG nor YUYV"):
        camera.set_up()


def test_the_device_is_given_back(camera: V4l2Camera, webcam: Webcam) -> None:
    camera.set_up()
    camera.tear_down()
    assert webcam.streams == 0, "set up, and never run"
    up(camera).tear_down()
    assert webcam.streams == 0
