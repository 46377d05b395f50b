"""How long to wait before the next try."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

LONGEST: Final = 60.0


class Backoff:
    """1, 2, 4 … up to 60 s, half of each random, so that cameras that lost the same server do not return together."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._failures = 0
        self._chance = chance

    def failed(self, asked: float = 0.0) -> float:
        """Seconds to wait now; what the server ``asked`` for wins where it is longer."""
        whole = min(LONGEST, 2.0 ** min(self._failures, 10))
        self._failures += 1
        return max(asked, whole * (0.5 + 0.5 * self._chance()))

    def worked(self) -> None:
        """The next wait is a short one again."""
        self._failures = 0
