"""One LED on a GPIO pin, dimmed by pulse width."""

from __future__ import annotations

from typing import Final

from camera_device.light.patterns import Pixels, duty
from camera_device.pins import pins

REMEDY: Final = "Connect an LED as docs/camera.md shows and set led_pin, or set light to none."


class Led:
    """A ``Lamp`` of one pixel without colour: as bright as the strongest of red, green and blue."""

    count = 1

    def __init__(self, pin: int) -> None:
        """Raises ``MissingError`` where there are no pins, ``SettingsError`` where this one cannot be used."""
        self.name = f"LED on GPIO{pin}"
        with pins(f"The LED on GPIO{pin}", REMEDY):
            from gpiozero import PWMLED

            self._led = PWMLED(pin)

    def paint(self, colours: Pixels) -> None:
        """Brightness of the first colour."""
        self._led.value = float(duty(colours)[0].max())

    def close(self) -> None:
        """Let go of the pin."""
        self._led.close()
