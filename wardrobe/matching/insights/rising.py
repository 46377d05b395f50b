"""Which shares rise or fall, told from chance week by week.

Things come in batches: a shop adds ten dresses of one print, somebody wears one coat all week. So not
things but weeks are what is compared. For each value the share in the last ``RECENT`` weeks minus that in
the weeks before is set against every other choice of as many weeks out of all: the exact permutation
test, which assumes nothing but that without a trend any weeks could have been the last. The p-values of
all values together are then corrected by Benjamini and Hochberg ("Controlling the false discovery
rate", 1995): of the trends told, at most ``RATE`` are expected to be chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

RECENT: Final = 4
"""Weeks that are asked about."""
EARLIER: Final = 12
"""Weeks before them."""
LEAST_RECENT: Final = 3
LEAST_EARLIER: Final = 8
"""Weeks with anything in them that are needed: with fewer no difference could be told from chance."""
LEAST_COUNT: Final = 5
"""Things of a value in all weeks, for it to be looked at."""
RATE: Final = 0.1

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trend:
    """A value's share lately and before."""

    aspect: str
    value: str
    recent: float
    earlier: float
    """Shares, 0 to 1."""
    recent_count: int
    recent_n: int
    """Things of the value, and all things, in the last weeks."""
    earlier_count: int
    earlier_n: int
    weeks: tuple[float | None, ...]
    """The share in each week, the earliest first; None where there was nothing."""
    p: float
    """Of the permutation test, two-sided."""
    q: float
    """After the correction: the false discovery rate at which it would be told."""

    @property
    def certain(self) -> bool:
        """Whether it is told as rising or falling."""
        return self.q <= RATE

    @property
    def rises(self) -> bool:
        return self.recent > self.earlier


@dataclass(frozen=True, slots=True)
class Trends:
    """What was looked at over the weeks, by aspect and value."""

    weeks: tuple[date, ...]
    """The Monday of each, the earliest first."""
    things: tuple[int, ...]
    """In each week."""
    enough: bool
    """Whether there are weeks enough to tell anything."""
    values: tuple[Trend, ...]
    """The surest first."""

    @property
    def rising(self) -> tuple[Trend, ...]:
        return tuple(one for one in self.values if one.certain and one.rises)

    @property
    def falling(self) -> tuple[Trend, ...]:
        return tuple(one for one in self.values if one.certain and not one.rises)


Weekly = Mapping[str, Mapping[str, Mapping[date, int]]]
"""Aspect, value, Monday, things."""


def mondays(today: date) -> tuple[date, ...]:
    """The weeks that are compared: full ones, the last of them the one before today's."""
    this = today - timedelta(days=today.weekday())
    return tuple(this - timedelta(weeks=number) for number in range(RECENT + EARLIER, 0, -1))


def trends(weekly: Weekly, things: Mapping[date, int], today: date) -> Trends:
    """Every value's trend. Shares of an aspect are of those things of which it is known."""
    weeks = mondays(today)
    totals = tuple(things.get(week, 0) for week in weeks)
    enough = sum(map(bool, totals[EARLIER:])) >= LEAST_RECENT and sum(map(bool, totals[:EARLIER])) >= LEAST_EARLIER
    if not enough:
        return Trends(weeks, totals, False, ())
    found: list[tuple[str, str, Numbers, Numbers, float]] = []
    for aspect, values in weekly.items():
        table = {value: np.array([by_week.get(week, 0) for week in weeks], float) for value, by_week in values.items()}
        whole = np.sum([*table.values()], axis=0) if table else np.zeros(len(weeks))
        asked = {value: counts for value, counts in table.items() if counts.sum() >= LEAST_COUNT}
        there = whole > 0
        lately = int(there[EARLIER:].sum())
        if not asked or lately < LEAST_RECENT or there[:EARLIER].sum() < LEAST_EARLIER or len(table) < 2:
            continue
        each = p_values(np.array([counts[there] for counts in asked.values()]), whole[there], lately)
        found += [(aspect, value, counts, whole, p) for (value, counts), p in zip(asked.items(), each, strict=True)]
    corrected = benjamini_hochberg([p for *_, p in found])
    made = [_trend(*one, q) for one, q in zip(found, corrected, strict=True)]
    return Trends(weeks, totals, True, tuple(sorted(made, key=lambda one: (one.q, -abs(one.recent - one.earlier)))))


def p_values(counts: Numbers, whole: Numbers, recent: int) -> list[float]:
    """Two-sided p of each row of ``counts`` (V×W) against the totals of W weeks, the last ``recent`` asked about."""
    weeks = counts.shape[1]
    last = _choices(weeks, recent)
    lately, before = last @ whole, (1 - last) @ whole
    difference = (last @ counts.T) / lately[:, None] - ((1 - last) @ counts.T) / before[:, None]
    observed = np.abs(difference[-1])
    return [float(p) for p in (np.abs(difference) >= observed - 1e-12).mean(0)]


@cache
def _choices(weeks: int, recent: int) -> Numbers:
    """A row of zeros and ones for each choice of so many weeks; the last row is that of the last weeks."""
    chosen = np.array(list(combinations(range(weeks), recent)))
    found = np.zeros((len(chosen), weeks))
    found[np.arange(len(chosen))[:, None], chosen] = 1
    return found


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """The adjusted p-values: those up to a rate are told at that false discovery rate."""
    values = np.array(p, float)
    order = np.argsort(-values, kind="stable")
    ranks = np.arange(len(values), 0, -1)
    adjusted = np.minimum.accumulate(values[order] * len(values) / ranks) if len(values) else values
    found = np.empty(len(values))
    found[order] = np.minimum(adjusted, 1)
    return [float(q) for q in found]


def _trend(aspect: str, value: str, counts: Numbers, whole: Numbers, p: float, q: float) -> Trend:
    recent, earlier = (counts[EARLIER:].sum(), whole[EARLIER:].sum()), (counts[:EARLIER].sum(), whole[:EARLIER].sum())
    weeks = tuple(float(one / all_) if all_ else None for one, all_ in zip(counts, whole, strict=True))
    return Trend(
        aspect, value, float(recent[0] / recent[1]), float(earlier[0] / earlier[1]),
        int(recent[0]), int(recent[1]), int(earlier[0]), int(earlier[1]), weeks, p, q,
    )  # fmt: skip
