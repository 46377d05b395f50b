"""Adds up what sounds at the same time: tones lie over speech, and newer speech takes the older one's place."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

import numpy as np

from camera_device.sound.tones import RATE, Samples

CUT: Final = round(0.04 * RATE)
"""Samples in which speech fades that is cut off."""


@dataclass(slots=True)
class _Sounding:
    samples: Samples
    speech: bool
    position: int = 0


class Mixer:
    """What is added by one thread is taken by another, the sound card's, in pieces of its choice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sounding: list[_Sounding] = []

    def add(self, samples: Samples, speech: bool = False) -> None:
        """Sounds from the next piece on. Speech fades out what is spoken."""
        with self._lock:
            if speech:
                self._cut()
            self._sounding.append(_Sounding(samples, speech))

    def hush(self) -> None:
        """Speech fades out; tones ring on."""
        with self._lock:
            self._cut()

    def take(self, count: int) -> Samples:
        """The next ``count`` samples: silence where nothing sounds."""
        result = np.zeros(count, np.float32)
        with self._lock:
            for one in self._sounding:
                piece = one.samples[one.position : one.position + count]
                result[: len(piece)] += piece
                one.position += count
            self._sounding = [one for one in self._sounding if one.position < len(one.samples)]
        return np.clip(result, -1, 1)

    @property
    def sounding(self) -> bool:
        """Whether anything is left to be taken."""
        return bool(self._sounding)

    @property
    def speaking(self) -> bool:
        """Whether speech is left to be taken."""
        return any(one.speech for one in self._sounding)

    def _cut(self) -> None:
        for one in self._sounding:
            if one.speech:
                rest = one.samples[one.position : one.position + CUT]
                one.samples = (rest * np.linspace(1, 0, len(rest))).astype(np.float32)
                one.position, one.speech = 0, False
