"""The pins of a Raspberry Pi, by gpiozero, or a clear reason why there are none."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from camera_device.errors import CameraError, MissingError, SettingsError

BACK_ENDS: Final = ("lgpio", "_lgpio", "pigpio", "RPi")
"""What gpiozero stands on; their errors, such as "GPIO busy", are of no common class."""


@contextmanager
def pins(what: str, remedy: str) -> Iterator[None]:
    """Make a device of gpiozero inside. ``what`` it is, and the ``remedy`` for who has none, are for people.

    Raises ``MissingError`` where there is no gpiozero or there are no pins, ``SettingsError`` where the pin is wrong
    or taken.
    """
    try:
        import gpiozero
    except ImportError as error:
        raise MissingError(
            "{what} needs gpiozero, which is not installed.",
            what=what,
            remedy="Install it: pip install 'otjang[device,pi]'. " + remedy,
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", gpiozero.PinFactoryFallback)  # told in one sentence below
            yield
    except gpiozero.BadPinFactory as error:
        raise MissingError(
            "{what} needs GPIO pins, and this machine shows none.",
            what=what,
            remedy="On a Raspberry Pi: pip install 'otjang[pi]', and put the user into the group gpio. " + remedy,
        ) from error
    except gpiozero.GPIOZeroError as error:
        raise SettingsError("{what} cannot be used: {reason}.", what=what, reason=error, remedy=remedy) from error
    except OSError as error:
        raise CameraError(
            "The GPIO pins of {what} cannot be opened: {reason}.",
            what=what,
            reason=error.strerror or error,
            remedy="Put the user into the group gpio: sudo usermod -aG gpio $USER. " + remedy,
        ) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in BACK_ENDS:
            raise
        raise CameraError(
            "{what} cannot be used: {reason}.",
            what=what,
            reason=str(error).strip("'"),
            remedy="Another program may hold the pin: try `gpioinfo`. " + remedy,
        ) from error
