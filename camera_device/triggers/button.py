"""A button between a GPIO pin and ground."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from camera_device.pins import pins
from camera_device.settings import Settings
from camera_device.triggers.base import Emit, Trigger, Wish
from camera_device.triggers.gestures import Gestures

if TYPE_CHECKING:
    from gpiozero import Button

REMEDY: Final = "Connect it as docs/camera.md shows and set button_pin; without a button, set button_pin to none."


class ButtonTriggers:
    """``Triggers`` by one button: see ``Gestures`` for what presses mean.

    gpiozero calls from its own threads, at the edge itself: no time is spent on filtering, so the wish is out in the
    instant in which the finger lifts.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._pin = settings.button_pin
        self._hold = settings.hold_seconds
        self._double = settings.double_seconds
        self._clock = clock
        self._button: Button | None = None
        self._lock = threading.Lock()

    def start(self, emit: Emit) -> None:
        """Begin. Does nothing where there is no ``button_pin``.

        Raises ``MissingError`` where there are no pins, ``SettingsError`` where this one cannot be used.
        """
        if self._pin is None or self._button is not None:
            return
        with pins(f"The button on GPIO{self._pin}", REMEDY):
            from gpiozero import Button

            self._button = Button(self._pin, pull_up=True, hold_time=self._hold)
        gestures = Gestures(self._hold, self._double)

        def telling(read: Callable[[float], Wish | None]) -> Callable[[], None]:
            def tell() -> None:
                at = self._clock()
                with self._lock:
                    wish = read(at)
                if wish is not None:
                    emit(Trigger(wish, "button", at))

            return tell

        self._button.when_pressed = telling(gestures.pressed)
        self._button.when_held = telling(gestures.held)
        self._button.when_released = telling(gestures.released)

    def stop(self) -> None:
        """End, and let go of the pin."""
        if self._button is not None:
            self._button.close()
            self._button = None
