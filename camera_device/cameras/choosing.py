"""Which camera to use: the Pi's own, else a USB one, else the virtual one; each step down is said aloud."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from camera_device.cameras.base import Camera
from camera_device.errors import CameraError, MissingError, NoCameraError
from camera_device.settings import Settings

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """A camera, and why it is not a better one."""

    camera: Camera
    warnings: tuple[CameraError, ...] = ()
    """What keeps each camera that would be preferred from being used."""


def choose(settings: Settings) -> Camera:
    """The camera to use, not set up. Warnings go to the log; ``consider`` gives them."""
    return consider(settings).camera


def consider(settings: Settings) -> Choice:
    """The camera that ``settings.camera`` names, or the first of ``PREFERENCE`` that is there.

    One that is in use by another program is there. Raises ``MissingError`` or ``NoCameraError`` if a camera is named
    that cannot be used: then none is taken in its place.
    """
    if settings.camera != "auto":
        return Choice(_made(settings.camera, settings))
    warnings: list[CameraError] = []
    for name in PREFERENCE:
        try:
            return Choice(_made(name, settings), tuple(warnings))
        except CameraError as error:
            log.warning("No %s camera: %s", name, error)
            warnings.append(error)
    raise AssertionError("the virtual camera is always there")


def _made(name: str, settings: Settings) -> Camera:
    try:
        return PREFERENCE[name](settings)
    except ImportError as error:
        if isinstance(error, CameraError):
            raise
        raise MissingError(
            "The {camera} camera needs {library}.",
            camera=name,
            library=error.name or error,
            remedy="Install it: pip install 'otjang[device]'.",
        ) from error


def _pi(settings: Settings) -> Camera:
    from camera_device.cameras import pi

    library = pi.load()
    if not pi.names(library):
        raise pi.nothing_answers()
    return pi.PiCamera(settings.rotation, library=library)


def _v4l2(settings: Settings) -> Camera:
    from camera_device.cameras import v4l2, v4l2_device

    if settings.video_device is None and not v4l2_device.devices():
        raise NoCameraError("There is no USB camera.", remedy="Plug one in.")
    return v4l2.V4l2Camera(settings.video_device, settings.rotation)


def _virtual(settings: Settings) -> Camera:
    from camera_device.cameras.virtual import VirtualCamera

    return VirtualCamera(settings.play, settings.rotation)


PREFERENCE: Final[dict[str, Callable[[Settings], Camera]]] = {
    "picamera2": _pi,
    "v4l2": _v4l2,
    "virtual": _virtual,
}
"""In this order. ``camera`` in the settings, or ``OTJANG_CAMERA_CAMERA``, overrides it."""
