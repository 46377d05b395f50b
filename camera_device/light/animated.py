"""A light made of a lamp: it paints what the patterns say, and sleeps while nothing moves."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np

from camera_device.light.base import LightState, Off
from camera_device.light.patterns import Pixels, pixels, rests_at

log = logging.getLogger(__name__)

INTERVAL: Final = 1 / 30
"""Seconds between two pictures of something that moves."""


class Lamp(Protocol):
    """What holds the LEDs. Used by one thread at a time."""

    name: str
    count: int

    def paint(self, colours: Pixels) -> None:
        """Let the LEDs look like these ``count`` colours. Raises where the wire is at fault."""

    def close(self) -> None:
        """Let go of the pins."""


class AnimatedLight:
    """A ``Light`` on one lamp.

    The first picture of a state is painted before ``show`` returns, so that fill light is on when the shutter opens;
    a thread paints the others, and waits without using the processor once the state is at rest.
    """

    def __init__(self, lamp: Lamp, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = lamp.name
        self._lamp = lamp
        self._clock = clock
        self._change = threading.Condition()
        self._state: LightState = Off()
        self._since = clock()
        self._filled = False
        self._closed = False
        self._broken = False
        self._painted: Pixels | None = None
        self._thread = threading.Thread(target=self._animate, name="light", daemon=True)
        self._paint()
        self._thread.start()

    def show(self, state: LightState) -> None:
        """Show this from now on. Showing the same state again does not begin it anew."""
        with self._change:
            if state == self._state or self._closed:
                return
            self._state, self._since = state, self._clock()
            self._paint()
            self._change.notify()

    def fill(self, on: bool) -> None:
        """White at full strength, from when this returns until it is switched off again."""
        with self._change:
            if not self._closed:
                self._filled = on
                self._paint()
                self._change.notify()

    def close(self) -> None:
        """Dark, and let go of the pins."""
        with self._change:
            if self._closed:
                return
            self._state, self._filled = Off(), False
            self._paint()
            self._closed = True
            self._change.notify()
        self._thread.join()
        self._lamp.close()

    def _animate(self) -> None:
        with self._change:
            while not self._closed:
                self._change.wait(INTERVAL if self._moves() else None)
                if not self._closed:
                    self._paint()

    def _moves(self) -> bool:
        at_rest = self._clock() - self._since >= rests_at(self._state, self._lamp.count)
        # The clock may pass the end between two pictures: one more is due where the last one is not yet the final.
        return not (self._filled or self._broken) and (not at_rest or not self._is_painted())

    def _colours(self) -> Pixels:
        if self._filled:
            return np.full((self._lamp.count, 3), 255, np.uint8)
        return pixels(self._state, self._clock() - self._since, self._lamp.count)

    def _is_painted(self) -> bool:
        return self._painted is not None and np.array_equal(self._painted, self._colours())

    def _paint(self) -> None:
        if self._broken or self._is_painted():
            return
        colours = self._colours()
        try:
            self._lamp.paint(colours)
        except Exception as error:  # the libraries behind pins and SPI have errors of no common class
            self._broken = True
            log.warning("%s does not answer any more and stays as it is: %s", self.name, error)
        self._painted = colours
