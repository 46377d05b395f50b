"""Which of some garments are probably one: entered twice, because no picture at the time looked enough like another.

Every garment is weighed as recognition weighs a new sighting: it is one of the others of its category, or none of
them. So of five black leggings no two stand out. Nor do three entries of one garment; but the third time
recognition asks.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.evidence import Calibration

LIKELY: Final = 0.95
"""Share from which a person is asked.

In 400 wardrobes of 40 garments, drawn by lot from 179 photos of 124 garments that training has not seen: with 2.5
garments in each that are entered twice, 81 % of the pairs are right and 47 % of the doubles are found; with 0.6,
47 % and 50 %; from 0.9 on it would be 61 % and 50 % (``python -m embeddings.evaluation doubles``).
"""
BLOCK: Final = 256
"""Garments that are compared with all others at once: bounds the memory."""


class Double(NamedTuple):
    """Two garments by their places, the smaller first."""

    one: int
    other: int
    share: float
    """Probability that either is the other one: of both directions the smaller."""


def doubles(
    vectors: NDArray[np.float32], counts: NDArray[np.int64], calibration: Calibration, least: float = LIKELY
) -> list[Double]:
    """Every two of G garments of one category that are one with at least this probability.

    ``vectors`` N×D unit rows, the photos of the first garment first; ``counts`` G: how many each has, at least one.
    One matrix product for each ``BLOCK`` of garments.
    """
    ends = np.cumsum(counts)
    sums = np.zeros(len(counts))
    near: list[tuple[int, int, float]] = []
    for first in range(0, len(counts), BLOCK):
        some = counts[first : first + BLOCK]
        start = int(ends[first] - counts[first])
        rows = vectors[start : start + int(some.sum())]
        odds = np.exp(calibration.between(rows @ vectors.T, some, counts))
        own = np.arange(len(some))
        odds[own, first + own] = 0
        sums[first + own] = odds.sum(1)
        alone = np.argwhere(odds >= least / (1 - least)).tolist()
        near += [(first + one, other, float(odds[one, other])) for one, other in alone if first + one < other]
    found = [Double(one, other, odds / (1 + max(sums[one], sums[other]))) for one, other, odds in near]
    return [each for each in found if each.share >= least]
