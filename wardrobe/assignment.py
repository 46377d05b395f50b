"""Within one look a garment is worn once: what that makes of each sighting's odds, taken all together.

Choosing one best assignment, greedy or optimal, says nothing of how sure it is. So every way to give
garments to sightings is counted with its weight, and each pair has the share of the ways that hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST: Final = 10
"""Sightings that are weighed together; 2^n sets of them are kept. More of one kind nobody wears."""
SUREST: Final = 40.0
"""Log-odds beyond this are as good as certain, and sums of their powers stay finite."""


def shares(log_odds: Array, otherwise: Array | None = None) -> Array:
    """Probability of each sighting being each garment, n×m, no garment being two sightings.

    ``log_odds`` n×m weigh a sighting's being that garment against its being none of them, −inf where
    it cannot be. ``otherwise``: n log weights of being none (default 0). A row's sum is the
    probability that the sighting is any of the garments; a column's is never above 1.
    """
    odds = np.exp(np.clip(log_odds, -np.inf, SUREST))
    none = np.ones(len(odds)) if otherwise is None else np.exp(np.clip(otherwise, 0, SUREST))
    odds = odds / none[:, None] if odds.size else odds
    found = np.zeros_like(odds)
    for rows, columns in _parts(odds > 0):
        part = odds[np.ix_(rows, columns)]
        found[np.ix_(rows, columns)] = _together(part) if len(rows) <= MOST else _apart(part)
    return found


def _together(odds: Array) -> Array:
    """The same by sums over sets of sightings that already have a garment, column after column."""
    count, columns = odds.shape
    sets = np.arange(1 << count)
    bits = 1 << np.arange(count)
    without = [sets[(sets & bit) == 0] for bit in bits]
    before = [np.eye(1, len(sets))[0]]
    for column in range(columns):
        new = before[-1].copy()
        for row, free in enumerate(without):
            new[free | bits[row]] += odds[row, column] * before[-1][free]
        before.append(new)
    after = np.ones(len(sets))
    found = np.empty_like(odds)
    for column in reversed(range(columns)):
        earlier = after.copy()
        for row, free in enumerate(without):
            taken = odds[row, column] * after[free | bits[row]]
            found[row, column] = before[column][free] @ taken
            earlier[free] += taken
        after = earlier
    return np.asarray(found / before[-1].sum())


def _apart(odds: Array) -> Array:
    """Each sighting by itself."""
    return np.asarray(odds / (1 + odds.sum(1, keepdims=True)))


def _parts(possible: NDArray[np.bool_]) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and columns that hang together: sightings of other categories do not compete."""
    left = set(np.flatnonzero(possible.any(1)).tolist())
    while left:
        rows, columns = {left.pop()}, set[int]()
        while True:
            reached = set(np.flatnonzero(possible[sorted(rows)].any(0)).tolist())
            more = set(np.flatnonzero(possible[:, sorted(reached)].any(1)).tolist())
            if reached == columns and more == rows:
                break
            rows, columns = more, reached
        left -= rows
        yield sorted(rows), sorted(columns)
