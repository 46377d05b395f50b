"""Where sound goes: what a player is, one that is silent, and one that writes a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from camera_device.sound.mixer import Mixer
from camera_device.sound.tones import RATE, Samples
from camera_device.sound.waveform import wav


class Player(Protocol):
    """Plays without waiting. Any thread may call it."""

    name: str

    def play(self, samples: Samples, *, speech: bool = False) -> None:
        """Sounds now, over what sounds already; speech takes the place of speech."""

    def hush(self) -> None:
        """End what is spoken."""

    @property
    def speaking(self) -> bool:
        """Whether speech sounds."""

    @property
    def sounding(self) -> bool:
        """Whether anything sounds."""

    def close(self) -> None:
        """End, and let go of the sound card."""


class SilentPlayer:
    """Plays nothing."""

    name = "none"
    speaking = False
    sounding = False

    def play(self, samples: Samples, *, speech: bool = False) -> None:
        """Nobody hears it."""

    def hush(self) -> None:
        """Nothing to end."""

    def close(self) -> None:
        """Nothing to let go of."""


class FilePlayer:
    """Writes a wav file of what would have sounded, every sound at its time: for tests, and to listen to."""

    name = "file"

    def __init__(self, file: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._mixer = Mixer()
        self._began = clock()
        self._written: list[Samples] = []
        self._count = 0
        self._lock = threading.Lock()

    def play(self, samples: Samples, *, speech: bool = False) -> None:
        """Sounds from this moment of the file on."""
        self._catch_up()
        self._mixer.add(samples, speech)

    def hush(self) -> None:
        """End what is spoken."""
        self._catch_up()
        self._mixer.hush()

    @property
    def speaking(self) -> bool:
        """Whether speech sounds at this moment."""
        self._catch_up()
        return self._mixer.speaking

    @property
    def sounding(self) -> bool:
        """Whether anything sounds at this moment."""
        self._catch_up()
        return self._mixer.sounding

    def close(self) -> None:
        """Let everything ring out, and write the file."""
        self._catch_up()
        while self._mixer.sounding:
            self._written.append(self._mixer.take(RATE // 10))
        self._file.write_bytes(wav(np.concatenate([np.zeros(0, np.float32), *self._written])))

    def _catch_up(self) -> None:
        """Take from the mixer what has sounded since the last time."""
        with self._lock:
            due = round((self._clock() - self._began) * RATE) - self._count
            if due > 0:
                self._written.append(self._mixer.take(due))
                self._count += due
