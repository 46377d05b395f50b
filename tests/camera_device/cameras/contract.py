"""What every camera keeps, whatever it is: test modules subclass this with a camera of theirs."""

from __future__ import annotations

import io
import time
from functools import cache
from pathlib import Path
from threading import Event

import av
import numpy as np
import pytest
from PIL import Image, ImageOps

from camera_device.cameras.base import Camera, Frame
from camera_device.errors import CameraError


class CameraContract:
    """Give the fixture ``camera``: not set up, of a scene that stands still and is not of one colour."""

    RATIO: float
    """Width to height of the upright picture."""

    @pytest.fixture
    def running(self, camera: Camera):
        camera.set_up()
        camera.run()
        yield camera
        camera.tear_down()

    def test_frames_are_small_upright_rgb(self, running: Camera) -> None:
        frame = running.frame(5.0)
        height, width, channels = frame.shape
        assert frame.dtype == np.uint8 and channels == 3
        assert 320 <= max(height, width) <= 640
        assert width / height == pytest.approx(self.RATIO, rel=0.02)

    def test_a_still_is_a_jpeg_of_the_size_that_it_says(self, running: Camera) -> None:
        [still] = running.still()
        assert decoded(still.jpeg).shape == (still.height, still.width, 3)
        assert still.width / still.height == pytest.approx(self.RATIO, rel=0.02)

    def test_a_still_shows_what_the_frames_show(self, running: Camera) -> None:
        frame, [still] = running.frame(5.0), running.still()
        assert difference(decoded(still.jpeg), frame) < 6

    def test_a_still_is_exposed_after_it_was_asked_for(self, running: Camera) -> None:
        asked = time.monotonic()
        [still] = running.still()
        assert asked - 0.05 <= still.exposed_at <= time.monotonic()

    def test_a_burst_is_as_many_photos_one_after_the_other(self, running: Camera) -> None:
        times = [still.exposed_at for still in running.still(3)]
        assert len(times) == 3 and times == sorted(times)

    def test_frames_go_on_after_a_still(self, running: Camera) -> None:
        running.still()
        assert running.frame(5.0).any()

    def test_locking_and_unlocking_leave_it_running(self, running: Camera) -> None:
        running.lock()
        assert running.frame(5.0).any()
        running.unlock()
        assert running.frame(5.0).any()

    def test_a_video_is_h264_in_mp4_and_shows_what_the_frames_show(self, running: Camera, tmp_path: Path) -> None:
        frame = running.frame(5.0)
        path = tmp_path / "turn.part"  # the spool does not promise a suffix
        video = running.record(path, 0.5, Event())
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            assert stream.codec_context.name == "h264" and "mp4" in container.format.name
            first = next(container.decode(stream))
        picture = np.rot90(first.to_ndarray(format="rgb24"), first.rotation // 90)
        assert (video.path, picture.shape) == (path, (video.height, video.width, 3))
        assert 0.3 < video.seconds < 0.9
        assert difference(picture, frame) < 6

    def test_a_video_ends_when_it_is_told_to(self, running: Camera, tmp_path: Path) -> None:
        stop = Event()
        stop.set()
        assert running.record(tmp_path / "turn.mp4", 20.0, stop).seconds < 2

    def test_it_can_be_set_up_again_after_it_was_torn_down(self, running: Camera) -> None:
        running.tear_down()
        running.set_up()
        running.run()
        assert running.frame(5.0).any()

    def test_tearing_down_what_is_not_set_up_does_nothing(self, camera: Camera) -> None:
        camera.tear_down()
        camera.tear_down()

    def test_a_camera_that_does_not_run_says_so(self, camera: Camera) -> None:
        with pytest.raises(CameraError):
            camera.frame(0.1)

    def test_it_has_a_name_for_people(self, running: Camera) -> None:
        assert len(running.name) > 4


def decoded(jpeg: bytes) -> Frame:
    """Its pixels, upright."""
    with Image.open(io.BytesIO(jpeg)) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"), np.uint8)


def difference(one: Frame, other: Frame) -> float:
    """Mean difference of two pictures at the same small size, 0..255."""
    small = [
        np.asarray(Image.fromarray(pixels).resize((64, 64), Image.Resampling.BOX), float) for pixels in (one, other)
    ]
    return float(np.abs(small[0] - small[1]).mean())


@cache
def scene(width: int, height: int) -> Frame:
    """A picture whose four corners differ, so that every turn of it shows. Copy it before you change it."""
    down, right = np.mgrid[0:height, 0:width].astype(float)
    pixels = np.stack([right / width * 255, down / height * 255, np.full((height, width), 90.0)], -1)
    pixels[: height // 4, : width // 4] = (250, 240, 30)
    return pixels.astype(np.uint8)
