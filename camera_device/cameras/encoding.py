"""Frames into an MP4 file with H.264: by the hardware where it opens, else by libx264 at its quickest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import cache
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from camera_device.cameras.base import Frame, Video
from camera_device.errors import FileError, MissingError

RATE: Final = 30
"""Frames a second at which videos are recorded."""
BITRATE: Final = 8_000_000
"""Bits a second of an encoder that keeps to a rate: 10 MB for the longest 10 seconds of 1080p."""
QUALITY: Final = "21"
"""libx264's constant rate factor."""
_MICROSECONDS: Final = Fraction(1, 1_000_000)
_BT601: Final = 6
"""AVCOL_SPC_SMPTE170M: which colours the numbers mean. FFmpeg makes them so; browsers would guess BT.709."""
_ENCODERS: Final = ("h264_v4l2m2m", "libx264")
"""In order of preference: a Pi's hardware (and that of other boards), then software."""


class VideoFile:
    """An MP4 file that is being written. Use it in a ``with`` block; what was added is in the file after it.

    ``codec`` names FFmpeg's encoder; None takes the best one that opens. Raises ``FileError`` when the disk is full.
    """

    def __init__(self, path: Path, width: int, height: int, *, codec: str | None = None) -> None:
        self.path = path
        self._even = (height // 2 * 2, width // 2 * 2)
        self._last = -1
        with _told(path, "could not be written"):
            self._container: Any = _av().open(str(path), "w", format="mp4")
        self._stream = self._container.add_stream(codec or best_encoder(), rate=RATE)
        self._stream.height, self._stream.width = self._even
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.time_base = _MICROSECONDS
        context.colorspace = _BT601
        if context.name == "libx264":
            context.options = {"preset": "ultrafast", "crf": QUALITY}
        else:
            context.bit_rate = BITRATE

    def add(self, frame: Frame, at: float) -> None:
        """One more frame, ``at`` seconds of the video. Odd sizes lose a row or column: H.264 wants even ones."""
        height, width = self._even
        picture = _av().VideoFrame.from_ndarray(np.ascontiguousarray(frame[:height, :width]), format="rgb24")
        self._last = max(self._last + 1, round(at * 1_000_000))
        picture.pts, picture.time_base = self._last, _MICROSECONDS
        with _told(self.path, "could not be written"):
            self._container.mux(self._stream.encode(picture))

    def close(self) -> None:
        """Write what is still in the encoder."""
        with _told(self.path, "could not be written"):
            self._container.mux(self._stream.encode())
            self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            self.close()
        else:
            with suppress(_av().FFmpegError):  # the error in the block says more
                self._container.close()


def record(path: Path, frames: Iterator[tuple[float, Frame]], seconds: float, stop: Event) -> Video:
    """A video of frames that come with their time in seconds, from the first one on; ends early when ``stop`` is set.

    What a fault leaves behind is removed, and the fault passed on.
    """
    begun, first = next(frames)
    height, width = first.shape[:2]
    try:
        with VideoFile(path, width, height) as file:
            file.add(first, 0.0)
            for at, frame in frames:
                if stop.is_set() or at - begun >= seconds:
                    break
                file.add(frame, at - begun)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return video(path)


def video(path: Path) -> Video:
    """What is in a file. Raises ``FileError`` for one without a video that can be read."""
    with _told(path, "is no video that can be read"), _av().open(str(path)) as container:
        stream = container.streams.video[0]
        seconds = float(stream.duration * stream.time_base)
        frame = next(container.decode(stream))
    sideways = frame.rotation % 180 != 0
    width, height = (frame.height, frame.width) if sideways else (frame.width, frame.height)
    return Video(path, seconds, width, height)


@cache
def best_encoder() -> str:
    """FFmpeg's name of the first H.264 encoder that opens on this machine. Raises ``MissingError`` for none."""
    av = _av()
    for name in _ENCODERS:
        try:
            context = av.CodecContext.create(name, "w")
            context.width, context.height, context.pix_fmt = 640, 480, "yuv420p"
            context.time_base = Fraction(1, RATE)
            context.open()
        except (OSError, ValueError):  # unknown to this FFmpeg, or no such hardware
            continue
        return name
    raise MissingError(
        "This machine's FFmpeg has no H.264 encoder.", remedy="Install PyAV from its own wheel: pip install --force av."
    )


@contextmanager
def _told(path: Path, what: str) -> Iterator[None]:
    """FFmpeg's errors, and those of a video without a picture, as ours. Its names of files are in ``path`` already."""
    try:
        yield
    except (_av().FFmpegError, OSError, IndexError, TypeError, StopIteration) as error:
        reason = getattr(error, "strerror", None) or "it has no pictures"
        raise FileError("The video {file} " + what + ": {reason}.", file=path, reason=reason) from error


def _av() -> Any:
    try:
        import av
    except ImportError as error:
        raise MissingError("Videos need PyAV.", remedy="Install it: pip install av.") from error
    return av
