"""How often an address may do something, kept in memory: a stranger's tries are no rows of the database.

The charge comes before the check and is given back where there was nothing wrong: tries at the same time
cannot slip through together.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Final

from wardrobe.errors import TooManyError
from wardrobe.schema import now

REMEMBERED: Final = 10_000
"""Addresses; whoever was heard of longest ago is forgotten first."""


class Bucket:
    """So many at once, then one every so many seconds (a token bucket for each address)."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], datetime] = now) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def charge(self, who: str) -> None:
        """Count one more. Raises ``TooManyError``, which counts nothing."""
        with self._lock:
            left, at = self._now(who)
            if left < 1:
                raise too_many(math.ceil((1 - left) * self._seconds))
            self._keep(who, left - 1, at)

    def refund(self, who: str) -> None:
        """Take a charge back."""
        with self._lock:
            left, at = self._now(who)
            self._keep(who, min(left + 1, self._most), at)

    def _now(self, who: str) -> tuple[float, float]:
        at = self._clock().timestamp()
        left, since = self._left.get(who, (float(self._most), at))
        return min(float(self._most), left + max(0.0, at - since) / self._seconds), at

    def _keep(self, who: str, left: float, at: float) -> None:
        self._left[who] = left, at
        self._left.move_to_end(who)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)


def too_many(seconds: int) -> TooManyError:
    """What somebody is told who tries too often."""
    return TooManyError(
        "Too many tries in a short time.", remedy="Wait {seconds} seconds, then try again.", seconds=max(1, seconds)
    )
