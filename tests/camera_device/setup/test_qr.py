"""The app's QR code, as a camera sees it: small, tilted, noisy, among other things."""

from __future__ import annotations

import io

import numpy as np
import pytest

from camera_device.cameras.base import Frame, Still
from camera_device.errors import CameraGoneError
from camera_device.setup.qr import QrReader, look_for_invitation

cv2 = pytest.importorskip("cv2", reason="pip install 'otjang[device]'")
segno = pytest.importorskip("segno", reason="pip install 'otjang[server]'")

INVITATION = f"otjang://pair?v=1&s=https%3A%2F%2F192.168.1.20%3A8601&f={'ab' * 32}&k={'c' * 43}"


def drawn(text: str) -> Frame:
    """Two pixels a module, with its quiet zone."""
    target = io.BytesIO()
    segno.make(text, error="l", micro=False).save(target, kind="png", scale=8, border=4)
    return np.asarray(cv2.imdecode(np.frombuffer(target.getvalue(), np.uint8), cv2.IMREAD_GRAYSCALE))


def scene(code: Frame | None, size: int, angle: float = 0.0, height: int = 1600, width: int = 900) -> Frame:
    """A room with a code of so many pixels in it, held by hand before a camera with a little noise."""
    random = np.random.default_rng(3)
    small = (random.random((height // 40, width // 40)) * 180 + 30).astype(np.float32)
    room = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    if code is not None:
        code = cv2.resize(code, (size, size), interpolation=cv2.INTER_AREA)
        turn = cv2.getRotationMatrix2D((size / 2, size / 2), angle, 1.0)
        turn[:, 2] += (width / 2 - size / 2, height / 2 - size / 2)
        shown = cv2.warpAffine(code, turn, (width, height), flags=cv2.INTER_AREA)
        where = cv2.warpAffine(np.ones_like(code), turn, (width, height), flags=cv2.INTER_NEAREST)
        room = np.where(where > 0, shown * 0.8 + 20, room)
    seen = cv2.GaussianBlur(room.astype(np.float32), (0, 0), 0.7) + random.normal(0, 5, room.shape)
    return np.repeat(np.clip(seen, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def jpeg(frame: Frame) -> bytes:
    return bytes(cv2.imencode(".jpg", cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))[1])


@pytest.mark.parametrize(("size", "angle"), [(240, 0), (240, 8), (340, -10), (600, 5)])
def test_a_code_on_a_phone_at_arms_length_is_read(size: int, angle: float) -> None:
    assert QrReader().read_jpeg(jpeg(scene(drawn(INVITATION), size, angle))) == INVITATION


def test_a_photo_of_full_size_is_reduced_first() -> None:
    large = scene(drawn(INVITATION), 500, height=3200, width=1800)
    assert QrReader().read_jpeg(jpeg(large)) == INVITATION


def test_a_code_that_is_close_is_read_from_a_frame() -> None:
    assert QrReader().read(scene(drawn(INVITATION), 280, height=640, width=360)) == INVITATION


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(scene(None, 0), id="a room"),
        pytest.param(np.zeros((640, 360, 3), np.uint8), id="the dark"),
        pytest.param(scene(drawn("https://example.org/menu"), 300), id="somebody else's code"),
    ],
)
def test_nothing_else_is_an_invitation(frame: Frame) -> None:
    assert QrReader().read(frame) is None


def test_a_photo_that_is_broken_is_passed_over() -> None:
    assert QrReader().read_jpeg(b"no jpeg") is None


class FakeCamera:
    """Shows a room, then trouble, then the code."""

    name = "fake"

    def __init__(self, shows: list[Frame | CameraGoneError], clock: Clock) -> None:
        self.shows = shows
        self.clock = clock

    def frame(self, timeout: float = 1.0) -> Frame:
        self.clock.now += 0.2
        shown = self.shows.pop(0) if len(self.shows) > 1 else self.shows[0]
        if isinstance(shown, CameraGoneError):
            raise shown
        self.last = shown
        return np.zeros((64, 36, 3), np.uint8)  # too small for a code: only the photo shows it

    def still(self, burst: int = 1) -> list[Still]:
        return [Still(jpeg(self.last), 900, 1600, 0.0)]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds


def test_it_looks_until_the_code_is_there_whatever_the_camera_does() -> None:
    clock = Clock()
    shows: list[Frame | CameraGoneError] = [scene(None, 0), CameraGoneError("gone"), scene(drawn(INVITATION), 300)]
    found = look_for_invitation(FakeCamera(shows, clock), QrReader(), 10, clock=clock, pause=clock.pause)  # type: ignore[arg-type]
    assert found == INVITATION


@pytest.mark.parametrize("shows", [scene(None, 0), CameraGoneError("gone")], ids=["a room", "no camera"])
def test_it_ends_in_time_where_nobody_shows_one(shows: Frame | CameraGoneError) -> None:
    clock = Clock()
    camera = FakeCamera([shows], clock)
    assert look_for_invitation(camera, QrReader(), 2, clock=clock, pause=clock.pause) is None  # type: ignore[arg-type]
    assert 2 <= clock.now < 3
