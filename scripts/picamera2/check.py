"""A still, a burst and a video by the project's own Pi camera on the real picamera2; prints what came of it."""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from threading import Event
from typing import TypeVar

import av
import libcamera
import numpy as np
from PIL import Image, ImageOps
from virtual_library import SENSOR, library

from camera_device.cameras.base import Frame, Still
from camera_device.cameras.pi import PiCamera
from camera_device.errors import CameraBusyError

Result = TypeVar("Result")
SECONDS = 3.0
LEAST_RATE = 2
"""Frames a second below which the camera stands still; how many come is up to the processor, which draws them."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the files that are taken")
    out: Path = parser.parse_args().out
    versions = {
        "picamera2": version("picamera2"),
        "libcamera": libcamera.CameraManager.singleton().version,
        "PyAV": av.__version__,
        "Python": sys.version.split()[0],
    }
    print(", ".join(f"{name} {number}" for name, number in versions.items()))
    for rotation in (0, 90):
        check(out, rotation)
    print("All files decode.")


def check(out: Path, rotation: int) -> None:
    """Everything a camera does, once; ``assert`` says what is not as it should be."""
    print(f"Camera turned by {rotation} degrees")
    camera = PiCamera(rotation, library=library)
    timed("set up", camera.set_up)
    print(f"  name: {camera.name}")
    timed("run", camera.run)
    frame = timed("first frame", lambda: camera.frame(5.0))
    assert frame.shape == upright(360, 640, rotation), frame.shape
    assert frame.std() > 10, "the test pattern has colours"
    rate = frames_a_second(camera)
    print(f"  frames: {frame.shape[1]}×{frame.shape[0]}, {rate:.0f} a second")
    assert rate > LEAST_RATE

    timed("lock", camera.lock)
    [still] = timed("still", camera.still)
    burst = timed("burst of three", lambda: camera.still(3))
    assert len(burst) == 3 and burst[0].exposed_at < burst[1].exposed_at < burst[2].exposed_at
    for photo in (still, *burst):
        decodes(photo, rotation, frame)
    (out / f"still-{rotation}.jpg").write_bytes(still.jpeg)
    camera.unlock()

    path = out / f"video-{rotation}.mp4"
    video = timed(f"video of {SECONDS:g} s", lambda: camera.record(path, SECONDS, Event()))
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        pictures = list(container.decode(stream))
        codec = stream.codec_context.name
    assert codec == "h264" and abs(video.seconds - SECONDS) < 0.5, (codec, video)
    assert (video.height, video.width, 3) == upright(1080, 1920, rotation), video
    assert len(pictures) > LEAST_RATE * SECONDS, len(pictures)
    print(f"  video: {video.width}×{video.height}, {video.seconds:.2f} s, {len(pictures)} frames, ", end="")
    print(f"{path.stat().st_size / 1e6:.1f} MB, {codec}")
    busy()
    camera.frame(5.0)
    timed("tear down", camera.tear_down)


def decodes(photo: Still, rotation: int, frame: Frame) -> None:
    """All of the picture, in its full size, with the frame's colours: the pattern wanders, so places do not count.

    The virtual camera gives pixels of 16 to 235 whatever range it is asked for; a JPEG's go from 0 to 255.
    """
    with Image.open(io.BytesIO(photo.jpeg)) as image:
        shown = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    assert shown.shape == upright(SENSOR[1], SENSOR[0], rotation) == (photo.height, photo.width, 3)
    small = np.asarray(Image.fromarray(shown).resize((frame.shape[1], frame.shape[0])), np.float32)
    full_range = np.clip((small - 16) * (255 / 219), 0, 255)
    sorted_colours = np.sort(full_range.reshape(-1, 3), axis=0), np.sort(frame.reshape(-1, 3), axis=0)
    difference = float(np.abs(sorted_colours[0] - sorted_colours[1]).mean())
    print(f"  photo: {photo.width}×{photo.height}, {len(photo.jpeg) / 1e3:.0f} kB, ", end="")
    print(f"colours {difference:.1f} of 255 off the frame's")
    assert difference < 5


def busy() -> None:
    """A second one finds the camera in use."""
    try:
        PiCamera(library=library).set_up()
    except CameraBusyError as error:
        print(f"  a second camera: {error}")
    else:
        raise AssertionError("two at once")


def upright(height: int, width: int, rotation: int) -> tuple[int, int, int]:
    return (height, width, 3) if rotation % 180 == 0 else (width, height, 3)


def frames_a_second(camera: PiCamera, seconds: float = 2.0) -> float:
    count, start = 0, time.monotonic()
    while time.monotonic() - start < seconds:
        camera.frame(5.0)
        count += 1
    return count / (time.monotonic() - start)


def timed(what: str, work: Callable[[], Result]) -> Result:
    start = time.monotonic()
    result = work()
    print(f"  {what}: {time.monotonic() - start:.2f} s", flush=True)
    return result


if __name__ == "__main__":
    main()
