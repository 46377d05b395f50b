"""The built-in voice engine: three small heads on an open speech embedding."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from camera_device.voice import heads
from camera_device.voice.base import BLOCK, RATE, Heard, Phrase
from camera_device.voice.embedding import SIZE, SpeechEmbedding
from camera_device.voice.enrolment import Spotter, Taught

SMOOTH: Final = 2
"""Vectors in a row whose mean probability must reach the threshold."""
AGAIN: Final = {Phrase.WAKE: 1.0}
AGAIN_COMMAND: Final = 1.5
"""Seconds in which the same thing is not heard twice."""
STALE: Final = 11
"""Vectors after a reset that still look at sound from before it, and are passed over."""
DAY_WAIT: Final = 3
"""Vectors to hear a question out before its day is read."""

SENTENCES: Final = {
    "order it": (Phrase.ORDER, "order it"),
    "put it on my list": (Phrase.ORDER, "put it on my list"),
}


def phrase_of(label: str) -> Phrase:
    """The phrase that a label of the command head means."""
    return SENTENCES[label][0] if label in SENTENCES else Phrase(label)


def question(day: str) -> str:
    """The sentence for the server about ``day``, which may not have been understood."""
    if not day:
        return "what did I wear?"
    return f"what did I wear {day}?" if day in ("today", "yesterday") else f"what did I wear on {day}?"


@dataclass
class _Question:
    """A question that was heard, until its day is clear."""

    confidence: float
    left: int
    days: NDArray[np.float32]


class BuiltinEngine:
    """Hears the built-in phrases, and those that people taught.

    A phrase that somebody taught is heard beside the built-in words for the same thing.
    Raises ``MissingError`` without the embedding's library and ``FileError`` for damaged weights.
    """

    def __init__(
        self, taught: Sequence[Taught] = (), model: heads.Model | None = None, embedding: SpeechEmbedding | None = None
    ) -> None:
        self.model = model or heads.load()
        self._embedding = embedding or SpeechEmbedding()
        self._spotters = [Spotter(phrase) for phrase in taught]
        self._samples = 0
        self.reset()
        self._stale = 0

    def reset(self) -> None:
        """Forget what was heard so far; times go on."""
        self._stale = STALE
        self._window = np.zeros((heads.WINDOW, SIZE), np.float32)
        self._wakes: deque[float] = deque(maxlen=SMOOTH)
        self._commands: deque[NDArray[np.float32]] = deque(maxlen=SMOOTH)
        self._last: dict[Phrase, float] = {}
        self._question: _Question | None = None
        for spotter in self._spotters:
            spotter.reset()

    @property
    def now(self) -> float:
        """Seconds of sound that were fed."""
        return self._samples / RATE

    def feed(self, block: NDArray[np.int16]) -> list[Heard]:
        """What ended in the next ``BLOCK`` samples."""
        return self.hear(self._embedding.feed(block))

    def hear(self, vectors: NDArray[np.float32]) -> list[Heard]:
        """What ended in the next block, of which the embedding made ``vectors``."""
        self._samples += BLOCK
        return [heard for vector in self.model.normalised(vectors) for heard in self._next(vector)]

    def _next(self, vector: NDArray[np.float32]) -> list[Heard]:
        if self._stale > 0:
            self._stale -= 1
            return []
        self._window = np.concatenate([self._window[1:], vector[None]])
        windows = self._window[None]
        heard = [*self._wake(windows), *self._command(windows), *self._ask(windows)]
        for spotter in self._spotters:
            if (confidence := spotter.next(vector)) is not None and self._fresh(spotter.taught.phrase):
                heard.append(Heard(spotter.taught.phrase, self.now, confidence, _sentence(spotter.taught.phrase)))
        return heard

    def _wake(self, windows: NDArray[np.float32]) -> list[Heard]:
        self._wakes.append(float(self.model.wake(windows)[0, 1]))
        sure = float(np.mean(self._wakes))
        if sure < self.model.wake.thresholds[1] or not self._fresh(Phrase.WAKE):
            return []
        return [Heard(Phrase.WAKE, self.now, sure)]

    def _command(self, windows: NDArray[np.float32]) -> list[Heard]:
        self._commands.append(self.model.command(windows)[0])
        means = np.mean(self._commands, axis=0)
        best = 1 + int(means[1:].argmax())
        label, sure = self.model.command.labels[best], float(means[best])
        if sure < self.model.command.thresholds[best] or not self._fresh(phrase_of(label)):
            return []
        if phrase_of(label) is Phrase.ASK:
            self._question = _Question(sure, DAY_WAIT, np.zeros(len(self.model.day.labels), np.float32))
            return []
        return [Heard(phrase_of(label), self.now, sure, SENTENCES.get(label, (None, ""))[1])]

    def _ask(self, windows: NDArray[np.float32]) -> list[Heard]:
        asked = self._question
        if asked is None:
            return []
        asked.days += self.model.day(windows)[0]
        asked.left -= 1
        if asked.left > 0:
            return []
        self._question = None
        days = asked.days / DAY_WAIT
        best = int(days.argmax())
        day = self.model.day.labels[best] if days[best] >= self.model.day.thresholds[best] else ""
        return [Heard(Phrase.ASK, self.now, asked.confidence, question(day))]

    def _fresh(self, phrase: Phrase) -> bool:
        """Whether ``phrase`` was not heard just now; it is from here on."""
        last = self._last.get(phrase)
        if last is not None and self.now - last < AGAIN.get(phrase, AGAIN_COMMAND):
            return False
        self._last[phrase] = self.now
        return True


def _sentence(phrase: Phrase) -> str:
    return "order it" if phrase is Phrase.ORDER else ""
