"""Which light there is: what the settings ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from camera_device.light.animated import AnimatedLight, Lamp
from camera_device.light.base import Light
from camera_device.light.led import Led
from camera_device.light.none import NoLight
from camera_device.light.rgb import Rgb
from camera_device.light.ring import Ring
from camera_device.settings import Settings

LAMPS: Final[Mapping[str, Callable[[Settings], Lamp]]] = MappingProxyType(
    {
        "auto": lambda settings: Led(settings.led_pin),
        "led": lambda settings: Led(settings.led_pin),
        "rgb": lambda settings: Rgb(settings.rgb_pins),
        "ring": lambda settings: Ring(settings.ring_pixels, settings.ring_brightness),
    }
)


def open_light(settings: Settings) -> Light:
    """The light of the settings. Raises the ``CameraError`` that says why it cannot be used."""
    if settings.light == "none":
        return NoLight()
    return AnimatedLight(LAMPS[settings.light](settings))
