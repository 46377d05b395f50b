"""The stream of pictures that a video device gives, and a thread that always has the newest one."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any, Final, Protocol

import cv2
import numpy as np

from camera_device.cameras.base import Frame
from camera_device.cameras.jpeg import is_complete
from camera_device.cameras.pixels import encoded, reduced
from camera_device.cameras.v4l2_device import MJPEG, Mode
from camera_device.errors import MissingError

_FFMPEG: Final = {MJPEG: "mjpeg"}
_REDUCED: Final = {
    1: cv2.IMREAD_COLOR_RGB,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


class Stream(Protocol):
    """A device that gives pictures."""

    def read(self) -> bytes:
        """The next one as the device made it: a JPEG, or YUYV pixels. Blocks. Raises ``OSError``."""

    def close(self) -> None:
        """Give the device back."""


Open = Callable[[Path, Mode], Stream]
"""Opens a device in a mode. Raises ``OSError``: ``EBUSY`` for one that is in use."""


class DeviceStream:
    """A V4L2 device through FFmpeg."""

    def __init__(self, path: Path, mode: Mode) -> None:
        try:
            import av
        except ImportError as error:
            raise MissingError("USB cameras need PyAV.", remedy="Install it: pip install av.") from error
        options = {
            "input_format": _FFMPEG.get(mode.pixel_format, "yuyv422"),
            "video_size": f"{mode.width}x{mode.height}",
        }
        if mode.rate:
            options["framerate"] = f"{mode.rate:g}"
        self._failure = av.FFmpegError
        try:
            self._container: Any = av.open(str(path), format="v4l2", options=options)
        except self._failure as error:
            raise OSError(error.errno, error.strerror) from error
        self._packets = self._container.demux(video=0)

    def read(self) -> bytes:
        try:
            return bytes(next(self._packets))
        except StopIteration as error:
            raise OSError(errno.ENODEV, "no more pictures") from error
        except self._failure as error:
            raise OSError(error.errno, error.strerror) from error

    def close(self) -> None:
        self._container.close()


class Newest:
    """Reads a stream in a thread of its own and keeps the newest picture: drivers queue old ones.

    Whoever asks waits for the next that comes in, so a picture is never from before it was asked for, but for the time
    that the camera itself takes. Pictures that arrived damaged are left out.
    """

    def __init__(self, stream: Stream, mode: Mode, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._mode, self._clock = stream, mode, clock
        self._news = Condition()
        self._count = 0
        self._picture: tuple[float, bytes] = (0.0, b"")
        self._fault: OSError | None = None
        self._stop = Event()
        self._thread = Thread(target=self._read, name="v4l2", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def next(self, timeout: float) -> tuple[float, bytes]:
        """The next picture and when it came in. Raises ``OSError``: the device's, or ``ETIMEDOUT``."""
        with self._news:
            seen = self._count
            self._news.wait_for(lambda: self._count > seen or self._fault is not None, timeout)
            if self._count > seen:
                return self._picture
            raise self._fault or OSError(errno.ETIMEDOUT, "no picture came")

    def stop(self, timeout: float = 2.0) -> None:
        """End reading and close the stream. A thread that hangs in the driver closes it when it comes back."""
        self._stop.set()
        if self._thread.ident is None:
            self._stream.close()
        else:
            self._thread.join(timeout)

    def _read(self) -> None:
        try:
            while not self._stop.is_set():
                data = self._stream.read()
                if not _is_good(data, self._mode):
                    continue
                with self._news:
                    self._picture = self._clock(), data
                    self._count += 1
                    self._news.notify_all()
        except OSError as error:
            with self._news:
                self._fault = error
                self._news.notify_all()
        finally:
            self._stream.close()


def pixels(data: bytes, mode: Mode, long_side: int) -> Frame:
    """A picture of the stream, at most ``long_side`` pixels long. JPEGs are decoded no larger than need be.

    Raises ``OSError`` for one that cannot be decoded.
    """
    if mode.pixel_format != MJPEG:
        return reduced(_yuyv(data, mode), long_side)
    share = max((part for part in _REDUCED if max(mode.width, mode.height) // part >= long_side), default=1)
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), _REDUCED[share] | cv2.IMREAD_IGNORE_ORIENTATION)
    if decoded is None:
        raise OSError(errno.EIO, "a damaged picture came")
    rgb = decoded if share == 1 else cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
    return reduced(np.asarray(rgb, np.uint8), long_side)


def jpeg(data: bytes, mode: Mode) -> bytes:
    """A picture of the stream as a JPEG: its own bytes if it is one."""
    return data if mode.pixel_format == MJPEG else encoded(_yuyv(data, mode))


def _is_good(data: bytes, mode: Mode) -> bool:
    return is_complete(data) if mode.pixel_format == MJPEG else len(data) >= 2 * mode.width * mode.height


def _yuyv(data: bytes, mode: Mode) -> Frame:
    packed = np.frombuffer(data, np.uint8, 2 * mode.width * mode.height).reshape(mode.height, mode.width, 2)
    return np.asarray(cv2.cvtColor(packed, cv2.COLOR_YUV2RGB_YUY2), np.uint8)
