"""One red, green and blue LED on three GPIO pins, dimmed by pulse width."""

from __future__ import annotations

from typing import Final

from camera_device.light.patterns import Pixels, duty
from camera_device.pins import pins

REMEDY: Final = "Connect a common-cathode RGB LED as docs/camera.md shows and set rgb_pins, or set light to none."


class Rgb:
    """A ``Lamp`` of one pixel."""

    count = 1

    def __init__(self, numbers: tuple[int, int, int]) -> None:
        """Pins of red, green and blue. Raises ``MissingError`` or ``SettingsError`` as ``pins`` does."""
        self.name = "RGB LED on GPIO" + ", ".join(map(str, numbers))
        with pins(f"The {self.name}", REMEDY):
            from gpiozero import RGBLED

            self._led = RGBLED(*numbers)

    def paint(self, colours: Pixels) -> None:
        """The first colour."""
        red, green, blue = duty(colours)[0]
        self._led.color = (float(red), float(green), float(blue))

    def close(self) -> None:
        """Let go of the pins."""
        self._led.close()
