"""The virtual camera: how long a photo takes, frames, videos, and the memory of it all."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Event

import cv2
import numpy as np

from camera_device.cameras.burst import sharpest
from camera_device.cameras.encoding import RATE, VideoFile
from camera_device.cameras.virtual import FRAME_RATE, VirtualCamera
from tests.benchmarks.measure import Row, seconds, spread
from tests.conftest import ROOT, encode

SIZE = (4608, 2592)
"""Width and height of a photo by the Pi's Camera Module 3: 12 megapixels."""
FILM = (1080, 1920)
REPEATS = 50
APART = """
import sys, threading
from pathlib import Path
from camera_device.cameras.burst import sharpest
from camera_device.cameras.virtual import VirtualCamera
camera = VirtualCamera(Path(sys.argv[1]))
camera.set_up()
camera.run()
for _ in range(15):
    camera.frame()
sharpest(camera.still(3))
camera.record(Path(sys.argv[2]), 3.0, threading.Event())
camera.tear_down()
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
"""


def rows() -> list[Row]:
    """Each on the drawn figure, and on a JPEG of 12 megapixels."""
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder, "photo.jpg")
        photo.write_bytes(large_photo())
        film = Path(folder, "film.mp4")
        encoded = _encoding(film)
        drawn, large = _running(None), _running(photo)
        return [
            Row("asked for a photo, until its bytes are there: the drawn figure", _shutter(drawn), "< 150 ms"),
            Row("the same, playing a JPEG of 12 megapixels", _shutter(large), "< 150 ms"),
            Row("the same, playing a video of 1080p", _shutter(_running(film)), "< 150 ms"),
            Row("the sharpest of three of 12 megapixels", spread(_choosing(large))),
            Row(f"frames, of {FRAME_RATE} a second", f"{_frames_a_second(large):.1f} a second"),
            Row("a frame of 1080p into H.264, all cores", spread(encoded), "< 33 ms"),
            Row("a video of 3 s while the 12 megapixels play", _video(large, Path(folder, "video.mp4"))),
            Row("memory of a process that does all of this", f"{_memory(photo, Path(folder, 'apart.mp4')):.0f} MB"),
        ]


def large_photo() -> bytes:
    """Noise of all sizes, as much to decode as a photo."""
    width, height = SIZE
    random = np.random.default_rng(0)
    pixels = np.zeros((height, width, 3), np.float32)
    for size in (16, 128, 1024):
        noise = random.normal(0, 24, (max(1, size * height // width), size, 3)).astype(np.float32)
        pixels += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    return encode(np.clip(pixels + 128, 0, 255).astype(np.uint8), quality=90)


def _running(play: Path | None) -> VirtualCamera:
    camera = VirtualCamera(play)
    camera.set_up()
    camera.run()
    camera.frame()
    return camera


def _shutter(camera: VirtualCamera) -> str:
    return spread(seconds(camera.still, REPEATS))


def _choosing(camera: VirtualCamera) -> list[float]:
    burst = camera.still(3)
    return seconds(lambda: sharpest(burst), 10)


def _frames_a_second(camera: VirtualCamera, count: int = 60) -> float:
    start = time.monotonic()
    for _ in range(count):
        camera.frame()
    return count / (time.monotonic() - start)


def _encoding(path: Path) -> list[float]:
    width, height = FILM
    pixels = cv2.resize(cv2.imdecode(np.frombuffer(large_photo(), np.uint8), cv2.IMREAD_REDUCED_COLOR_2), FILM)
    numbers = iter(range(10_000))
    with VideoFile(path, width, height) as file:

        def add() -> None:
            number = next(numbers)
            file.add(np.roll(pixels, 8 * number, axis=1), number / RATE)

        return seconds(add, 120)


def _video(camera: VirtualCamera, path: Path) -> str:
    video = camera.record(path, 3.0, Event())
    capture = cv2.VideoCapture(str(path))
    count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    size = path.stat().st_size / 1e6
    return f"{video.width} × {video.height}, {count} frames of {round(3 * RATE)}, {size:.1f} MB"


def _memory(photo: Path, video: Path) -> float:
    """Most resident memory in MB, as the kernel counted it."""
    command = [sys.executable, "-c", APART, str(photo), str(video)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1e3
