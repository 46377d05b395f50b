"""USB cameras on Linux.

A webcam takes a second to change its mode and forgets its exposure over it. So it runs in one mode, the largest that is
quick enough: a still is the next JPEG that comes in, byte for byte, and frames are decoded from the same JPEGs at a
fraction of their size, which costs a fraction of the time.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Final

from camera_device.cameras import encoding, v4l2_device
from camera_device.cameras.base import Frame, Still, Video
from camera_device.cameras.jpeg import turned, upright_size, whole
from camera_device.cameras.pixels import FILM_SIDE, LONG_SIDE, upright
from camera_device.cameras.v4l2_device import (
    EXPOSURE_APERTURE_PRIORITY,
    EXPOSURE_MANUAL,
    MJPEG,
    Device,
    Mode,
    Setting,
    change,
    holder,
    value,
)
from camera_device.cameras.v4l2_stream import DeviceStream, Newest, Open, jpeg, pixels
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, NoCameraError

LEAST_RATE: Final = 15.0
"""Frames a second that a mode must give."""
PATIENCE: Final = 3.0
"""Seconds without a picture after which a camera is taken for gone."""
SAME_LIGHT: Final = 1.15
"""How much brighter or darker a picture may get when exposure is held."""
_SETTLED: Final = 4
"""Pictures after which a change of exposure shows."""
_HELD: Final = (
    (Setting.EXPOSURE_AUTO, EXPOSURE_MANUAL, EXPOSURE_APERTURE_PRIORITY, Setting.EXPOSURE_ABSOLUTE),
    (Setting.AUTO_WHITE_BALANCE, 0, 1, Setting.WHITE_BALANCE_TEMPERATURE),
    (Setting.FOCUS_AUTO, 0, 1, Setting.FOCUS_ABSOLUTE),
)
"""What switches the automatic, its values for off and on, and the value that is held."""


def best_mode(modes: list[Mode]) -> Mode | None:
    """The largest MJPEG mode of at least ``LEAST_RATE``, else the largest other one of that rate, else the quickest."""
    quick = [mode for mode in modes if not mode.rate or mode.rate >= LEAST_RATE]
    if not quick:
        return max(modes, key=lambda mode: (mode.rate, mode.width * mode.height), default=None)
    return max(quick, key=lambda mode: (mode.pixel_format == MJPEG, mode.width * mode.height, mode.rate))


class V4l2Camera:
    """The camera at ``device``, such as ``/dev/video0``; None takes the first that gives pictures.

    ``rotation`` is in degrees clockwise. ``lock`` holds what the camera has controls for. Webcams do not all tell which
    exposure they chose by themselves: where holding it makes the picture brighter or darker, exposure stays automatic.
    """

    def __init__(
        self,
        device: str | None = None,
        rotation: int = 0,
        *,
        open_stream: Open = DeviceStream,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = device or "USB camera"
        self._wanted, self._rotation = device, rotation
        self._open_stream, self._clock = open_stream, clock
        self._device: Device | None = None
        """The one that was set up last: its absence is a fault that passes."""
        self._mode = Mode(MJPEG, 0, 0, 0)
        self._newest: Newest | None = None
        self._is_held = False

    def set_up(self) -> None:
        """Open the device in its best mode.

        Raises ``NoCameraError`` for a device that is not there; ``CameraGoneError`` if it was there before.
        """
        self.tear_down()
        device = self._find()
        try:
            mode = best_mode(v4l2_device.modes(device.path))
            if mode is None:
                raise NoCameraError(
                    "{device} gives neither MJPEG nor YUYV pictures.",
                    device=device.path,
                    remedy="Choose another camera (OTJANG_CAMERA_VIDEO_DEVICE).",
                )
            self._newest = Newest(self._open_stream(device.path, mode), mode, self._clock)
        except OSError as error:
            if isinstance(error, CameraError):
                raise
            raise self._fault(error, device) from error
        self._device, self._mode = device, mode
        self.name = f"{device.name} ({device.path}, {mode.width}×{mode.height})"

    def run(self) -> None:
        """Begin to read pictures."""
        self._running().start()
        change(self._path, Setting.EXPOSURE_AUTO_PRIORITY, 0)
        self.unlock()

    def frame(self, timeout: float = 1.0) -> Frame:
        """The next picture, small. Raises ``CameraGoneError`` if none comes within ``timeout``."""
        _, data = self._next(timeout)
        return upright(self._pixels(data, LONG_SIDE), self._rotation)

    def lock(self) -> None:
        """Hold what can be held, and take exposure back if the picture shows that it was another."""
        before = self._brightness()
        for automatic, off, _, held in _HELD:
            now = value(self._path, held)
            if now is not None and change(self._path, automatic, off):
                change(self._path, held, now)
        for _ in range(_SETTLED):
            self._next(PATIENCE)
        self._is_held = True
        after = self._brightness()
        if not 1 / SAME_LIGHT <= after / before <= SAME_LIGHT:
            change(self._path, Setting.EXPOSURE_AUTO, EXPOSURE_APERTURE_PRIORITY)

    def unlock(self) -> None:
        """Everything automatic that the camera has."""
        for automatic, _, on, _ in _HELD:
            change(self._path, automatic, on)
        self._is_held = False

    def still(self, burst: int = 1) -> list[Still]:
        """The next ``burst`` pictures that come in."""
        stills = []
        for _ in range(burst):
            at, data = self._next(PATIENCE)
            photo = turned(whole(jpeg(data, self._mode)), self._rotation)
            stills.append(Still(photo, *upright_size(photo), at))
        return stills

    def record(self, path: Path, seconds: float, stop: Event) -> Video:
        """At most ``FILM_SIDE`` pixels long; as many frames a second as this machine decodes and encodes."""
        was_held = self._is_held
        if not was_held:
            self.lock()
        try:
            return encoding.record(path, self._pictures(), seconds, stop)
        finally:
            if not was_held:
                self.unlock()

    def tear_down(self) -> None:
        """Give the device back."""
        if self._newest is not None:
            self._newest.stop()
            self._newest = None

    def _find(self) -> Device:
        found = v4l2_device.devices()
        if self._wanted is not None:
            wanted = Path(self._wanted).resolve()
            found = [device for device in found if device.path == wanted]
        if found:
            return found[0]
        if self._device is not None:
            raise _gone(self._device)
        if self._wanted is not None:
            raise NoCameraError(
                "{device} is no camera that gives pictures.",
                device=self._wanted,
                remedy="Plug it in, or see `otjang-camera doctor` for those that are there.",
            )
        raise NoCameraError("There is no USB camera.", remedy="Plug one in.")

    def _pictures(self) -> Iterator[tuple[float, Frame]]:
        while True:
            at, data = self._next(PATIENCE)
            yield at, upright(self._pixels(data, FILM_SIDE), self._rotation)

    def _next(self, timeout: float) -> tuple[float, bytes]:
        try:
            return self._running().next(timeout)
        except OSError as error:
            raise self._fault(error, self._device) from error

    def _pixels(self, data: bytes, long_side: int) -> Frame:
        try:
            return pixels(data, self._mode, long_side)
        except OSError as error:
            raise self._fault(error, self._device) from error

    def _brightness(self) -> float:
        """Mean of the next picture, and never 0."""
        return 1.0 + float(self._pixels(self._next(PATIENCE)[1], LONG_SIDE).mean())

    def _running(self) -> Newest:
        if self._newest is None:
            raise CameraError("The USB camera was not set up.")
        return self._newest

    @property
    def _path(self) -> Path:
        assert self._device is not None
        return self._device.path

    def _fault(self, error: OSError, device: Device | None) -> CameraError:
        assert device is not None
        if error.errno == errno.EBUSY:
            program = holder(device.path)
            if program is None:
                return CameraBusyError(
                    "Another program uses {camera} at {device}.",
                    camera=device.name,
                    device=device.path,
                    remedy="Close it; the camera starts again by itself.",
                )
            return CameraBusyError(
                "{program} uses {camera} at {device}.",
                program=program,
                camera=device.name,
                device=device.path,
                remedy="Close it; the camera starts again by itself.",
            )
        if error.errno in (errno.EACCES, errno.EPERM):
            return CameraError(
                "This user may not open {device}.",
                device=device.path,
                remedy="Add the user to the group video: sudo usermod -aG video $USER; then log in again.",
            )
        return _gone(device, error)


def _gone(device: Device, error: OSError | None = None) -> CameraGoneError:
    if error is None or error.errno in (errno.ENODEV, errno.ENOENT, errno.ENXIO):
        return CameraGoneError(
            "{camera} was unplugged from {device}.",
            camera=device.name,
            device=device.path,
            remedy="Plug it in again; it starts by itself.",
        )
    return CameraGoneError(
        "{camera} at {device} gives no pictures: {reason}.",
        camera=device.name,
        device=device.path,
        reason=error.strerror,
        remedy="Check its cable, or plug it into another port; a hub without power of its own is often to blame.",
    )
