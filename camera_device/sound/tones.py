"""Short gentle tones, made by addition of sines: each begins and ends in silence, so that nothing clicks."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""One channel, -1..1, ``RATE`` a second."""

RATE: Final = 22_050
"""Samples a second of everything that is played: that of espeak-ng and of most piper voices."""
ATTACK: Final = 0.006
"""Seconds in which a tone comes up."""
RELEASE: Final = 0.03
"""Seconds in which it has gone at its end."""
OVERTONES: Final = ((1, 1.0), (2, 0.18), (3, 0.06))
"""Multiple of the pitch, and strength: close to a struck bar of wood."""


class Tone(StrEnum):
    """What a tone tells."""

    HEARD = "heard"
    TICK = "tick"
    LAST_TICK = "last_tick"
    STORED = "stored"
    CANCELLED = "cancelled"
    FAULT = "fault"


@cache
def tone(which: Tone) -> Samples:
    """Its samples, read-only."""
    samples = _MADE[which]()
    samples.setflags(write=False)
    return samples


def faded(samples: Samples, attack: float = ATTACK, release: float = RELEASE) -> Samples:
    """The same with both ends drawn down to silence by half a cosine."""
    result = np.array(samples, np.float32)
    for seconds, part in ((attack, slice(None)), (release, slice(None, None, -1))):
        length = min(len(result), round(seconds * RATE))
        result[part][:length] *= (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, length))).astype(np.float32)
    return result


def _note(pitch: float, seconds: float, loud: float, decay: float) -> Samples:
    """A struck note: ``pitch`` in Hz, falling to 1/e in ``decay`` seconds."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave = sum(share * np.sin(2 * np.pi * pitch * multiple * time) for multiple, share in OVERTONES)
    total = sum(share for _, share in OVERTONES)
    return faded((loud * wave / total * np.exp(-time / decay)).astype(np.float32))


def _one_after_another(*notes: tuple[float, float, float, float], apart: float) -> Samples:
    """Notes that begin ``apart`` seconds from each other and ring on."""
    made = [_note(*note) for note in notes]
    starts = [round(number * apart * RATE) for number in range(len(made))]
    result = np.zeros(max(start + len(note) for start, note in zip(starts, made, strict=True)), np.float32)
    for start, note in zip(starts, made, strict=True):
        result[start : start + len(note)] += note
    return result


_MADE: Final[dict[Tone, Callable[[], Samples]]] = {
    Tone.HEARD: lambda: _one_after_another((659.3, 0.18, 0.30, 0.08), (880.0, 0.25, 0.34, 0.10), apart=0.09),
    Tone.TICK: lambda: _note(784.0, 0.12, 0.35, 0.04),
    Tone.LAST_TICK: lambda: _note(1174.7, 0.28, 0.38, 0.10),
    Tone.STORED: lambda: _one_after_another(
        (523.3, 0.35, 0.26, 0.14), (659.3, 0.35, 0.26, 0.14), (784.0, 0.55, 0.30, 0.20), apart=0.1
    ),
    Tone.CANCELLED: lambda: _one_after_another((587.3, 0.2, 0.30, 0.09), (440.0, 0.3, 0.30, 0.12), apart=0.12),
    Tone.FAULT: lambda: _one_after_another((329.6, 0.35, 0.34, 0.16), (277.2, 0.55, 0.34, 0.22), apart=0.26),
}
