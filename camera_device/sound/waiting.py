"""Which sentence comes next, so that speech never piles up and never comes too late to mean anything."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from camera_device.sound.words import Language, Manner

STALE: Final = 2.0
"""Seconds after which a hint or a number is not worth saying any more."""
LONGEST: Final = 4
"""Sentences that wait at most; the oldest goes."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing to say, and since when."""

    text: str
    language: Language
    manner: Manner
    keep: bool
    """Whether its sound may be kept on the disk."""
    asked_at: float

    def is_stale(self, now: float) -> bool:
        """Whether it comes too late."""
        return self.manner is not Manner.TELL and now - self.asked_at > STALE


class Waiting:
    """A queue by the rules of ``Manner``. Not safe for threads by itself."""

    def __init__(self) -> None:
        self._queue: deque[Utterance] = deque()

    def put(self, utterance: Utterance) -> None:
        """``NOW`` drops all that waits; everything drops a hint that waits."""
        if utterance.manner is Manner.NOW:
            self._queue.clear()
        self._queue = deque(one for one in self._queue if one.manner is not Manner.HINT)
        self._queue.append(utterance)
        while len(self._queue) > LONGEST:
            self._queue.popleft()

    def take(self, now: float) -> Utterance | None:
        """The next one that is still worth saying."""
        while self._queue:
            utterance = self._queue.popleft()
            if not utterance.is_stale(now):
                return utterance
        return None

    def clear(self) -> None:
        """Nothing waits any more."""
        self._queue.clear()

    def __len__(self) -> int:
        return len(self._queue)
