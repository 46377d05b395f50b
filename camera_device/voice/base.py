"""What a voice engine gives: which of the few things people say to a camera was said, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples a second, one channel."""
BLOCK = 1_280
"""Samples of a block: 80 ms."""


class Phrase(StrEnum):
    """What is listened for."""

    WAKE = "wake"
    PHOTO = "photo"
    VIDEO = "video"
    TURN = "turn"
    BETTER = "better"
    CANCEL = "cancel"
    ORDER = "order"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Heard:
    """A phrase that ended ``at`` seconds after the first sample."""

    phrase: Phrase
    at: float
    confidence: float
    """0..1."""
    text: str = ""
    """The sentence for the server, of questions and orders."""


class VoiceEngine(Protocol):
    """Hears phrases in a stream of sound. It knows no rules about when a phrase counts: see ``Listener``."""

    def feed(self, block: NDArray[np.int16]) -> list[Heard]:
        """What ended in the next ``BLOCK`` samples."""

    def reset(self) -> None:
        """Forget what was heard so far; times go on."""
