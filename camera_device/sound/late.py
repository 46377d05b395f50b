"""A speaker that is plugged in later."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from camera_device.errors import CameraError
from camera_device.sound.player import Player
from camera_device.sound.tones import Samples
from camera_device.worker import Worker

AGAIN: Final = 10.0
"""Seconds between two looks for it."""


class LatePlayer:
    """A ``Player`` that is silent until ``find`` gives one; it is asked now and then when there is something to play.

    ``found`` is called once there is one. Both are called from a thread of its own.
    """

    def __init__(
        self, find: Callable[[], Player], found: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``find`` raises ``CameraError`` while there is none."""
        self._find, self._found, self._clock = find, found, clock
        self.name = "none"
        self._player: Player | None = None
        self._again_at = clock() + AGAIN
        self._worker = Worker("speaker search")

    @property
    def speaking(self) -> bool:
        """Whether speech sounds."""
        return self._player is not None and self._player.speaking

    @property
    def sounding(self) -> bool:
        """Whether anything sounds."""
        return self._player is not None and self._player.sounding

    def play(self, samples: Samples, *, speech: bool = False) -> None:
        """Sounds if there is a speaker. If not, nobody hears this one."""
        if self._player is not None:
            self._player.play(samples, speech=speech)
        elif self._clock() >= self._again_at:
            self._again_at = self._clock() + AGAIN
            self._worker.do(self._look)

    def hush(self) -> None:
        """End what is spoken."""
        if self._player is not None:
            self._player.hush()

    def close(self) -> None:
        """End, and let go of the sound card."""
        self._worker.stop(1.0)
        if self._player is not None:
            self._player.close()

    def _look(self) -> None:
        if self._player is not None:
            return
        try:
            player = self._find()
        except CameraError:
            return  # it is told already
        self.name, self._player = player.name, player
        self._found()
