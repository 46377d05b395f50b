"""A ring of WS2812 LEDs ("NeoPixels") on the SPI bus: data on MOSI, GPIO10."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from camera_device.errors import MissingError
from camera_device.light.patterns import Pixels, duty

FAINTEST: Final = 8
"""Colours above this are never wholly dark."""
REMEDY: Final = (
    "Install it: pip install 'otjang[pi]'; switch SPI on: sudo raspi-config nonint do_spi 0; "
    "put the user into the group spi. Or set light to led or none."
)


class Ring:
    """A ``Lamp`` of many pixels. ``brightness`` bounds all it shows, fill light too: 60 mA a pixel at 1."""

    def __init__(self, count: int, brightness: float, spi: Any = None) -> None:
        """``spi`` is a busio-like bus; None opens the Pi's. Raises ``MissingError`` where there is none."""
        self.name = f"Ring of {count} LEDs on SPI"
        self.count = count
        self._brightness = brightness
        try:
            from neopixel_spi import NeoPixel_SPI

            if spi is None:
                from board import SPI

                spi = SPI()
            self._ring = NeoPixel_SPI(spi, count, auto_write=False)
        except ImportError as error:
            raise MissingError("The ring of LEDs needs the SPI bus of a Raspberry Pi.", remedy=REMEDY) from error
        except (OSError, RuntimeError) as error:  # the bus is off, or Blinka does not know the board
            raise MissingError(
                "The SPI bus of the ring of LEDs cannot be opened: {reason}.", reason=error, remedy=REMEDY
            ) from error

    def paint(self, colours: Pixels) -> None:
        """All pixels at once."""
        power = np.rint(duty(colours) * self._brightness * 255).astype(int)
        power = np.maximum(power, colours > FAINTEST)  # what tells that it listens is never rounded away
        self._ring[:] = [tuple(pixel) for pixel in power.tolist()]
        self._ring.show()

    def close(self) -> None:
        """Dark."""
        self._ring.deinit()
