"""Answers that hold until what they were made of is made anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

Of = TypeVar("Of")
Answer = TypeVar("Answer")
MOST: Final = 64
"""Answers that are kept in memory."""


class Remembered(Generic[Of, Answer]):
    """Keeps answers by question, each with the very object that it was made of, such as a household's rack."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Of, Answer]] = {}

    def of(self, made_of: Of, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer that is known, or ``make``'s, where there is none of this object."""
        known = self._known.get(question)
        if known is None or known[0] is not made_of:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[question] = made_of, make()
        return known[1]
