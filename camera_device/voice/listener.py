"""When a phrase counts: the rules between what an engine hears and what the camera is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from camera_device.triggers.base import Trigger, Wish
from camera_device.voice.base import BLOCK, RATE, Heard, Phrase, VoiceEngine

WISHES: Final = {
    Phrase.WAKE: Wish.HEARD,
    Phrase.PHOTO: Wish.PHOTO,
    Phrase.VIDEO: Wish.TURN,
    Phrase.TURN: Wish.TURN,
    Phrase.BETTER: Wish.COMPARE,
    Phrase.CANCEL: Wish.CANCEL,
    Phrase.ORDER: Wish.ORDER,
    Phrase.ASK: Wish.ASK,
}


class Verdict(StrEnum):
    """What became of a phrase that was heard."""

    COUNTED = "counted"
    NO_WAKE = "no wake phrase before it"
    TOO_LATE = "too long after the wake phrase"
    NOBODY = "nobody in view"


@dataclass(frozen=True)
class Judged:
    """A phrase, what became of it, and the trigger where it counted."""

    heard: Heard
    verdict: Verdict
    trigger: Trigger | None = None


def always() -> bool:
    """Somebody is in view as far as one can tell."""
    return True


def never() -> bool:
    """No countdown runs as far as one can tell."""
    return False


class Listener:
    """Feeds an engine and judges what it hears.

    A command counts when it ends within ``command_seconds`` of the end of the wake phrase, once for each wake phrase,
    and while somebody is in view. While a countdown runs, "cancel" counts without a wake phrase and with nobody there.
    """

    def __init__(
        self, engine: VoiceEngine, command_seconds: float,
        person_in_view: Callable[[], bool] = always, counting: Callable[[], bool] = never,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._seconds = command_seconds
        self._person_in_view = person_in_view
        self._counting = counting
        self._samples = 0
        self._woken: float | None = None

    def feed(self, block: NDArray[np.int16], ended: float | None = None) -> list[Judged]:
        """What came of the next ``BLOCK`` samples.

        ``ended`` is when the block ended in seconds of ``time.monotonic``, for the triggers' times; None gives seconds
        since the first sample.
        """
        self._samples += BLOCK
        now = self._samples / RATE
        shift = 0.0 if ended is None else ended - now
        return [self._judged(heard, shift) for heard in self._engine.feed(block)]

    def reset(self) -> None:
        """Forget what was heard, the wake phrase too: listening was off, or sound is missing."""
        self._engine.reset()
        self._woken = None

    def _judged(self, heard: Heard, shift: float) -> Judged:
        verdict = self._verdict(heard)
        if verdict is not Verdict.COUNTED:
            return Judged(heard, verdict)
        self._woken = heard.at if heard.phrase is Phrase.WAKE else None
        return Judged(heard, verdict, Trigger(WISHES[heard.phrase], "voice", heard.at + shift, text=heard.text))

    def _verdict(self, heard: Heard) -> Verdict:
        if heard.phrase is Phrase.CANCEL and self._counting():
            return Verdict.COUNTED
        if heard.phrase is not Phrase.WAKE:
            if self._woken is None:
                return Verdict.NO_WAKE
            if heard.at - self._woken > self._seconds:
                return Verdict.TOO_LATE
        return Verdict.COUNTED if self._person_in_view() else Verdict.NOBODY
