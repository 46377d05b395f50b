"""What likeness is worth: from the cosines of garment vectors to the odds of being the same garment.

The numbers are measured on pairs of photos (``embeddings.evaluation reid``) and stand in the encoder's
card under ``recognition``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NEIGHBOURS: Final = frozenset(
    frozenset(pair)
    for pair in (*pairwise(("outerwear", "upper-clothes", "dress", "skirt", "pants")), ("outerwear", "dress"))
)
"""Pairs of categories that the parser takes for each other."""
SAME: Final = 0.97
ASK: Final = 0.15
"""Probabilities for an encoder of which nothing else is known; see ``Calibration``."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Cosines of garment vectors."""

    same: float
    """From here on it is the same garment."""
    ask: float
    """From here on it may be."""

    def __post_init__(self) -> None:
        if not -1 <= self.ask <= self.same <= 1:
            raise ValueError(f"thresholds must be cosines with ask <= same, not ask {self.ask}, same {self.same}")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds of being one garment against being none are ``offset + slope · cosine``."""

    offset: float
    slope: float
    neighbour: float = -2.0
    """Added where the parser saw a category that is only a neighbour of the garment's."""
    same: float = SAME
    """Probability from which it is the same garment."""
    ask: float = ASK
    """Probability of being any garment of the wardrobe from which the person is asked."""

    def __post_init__(self) -> None:
        if not (self.slope > 0 and self.neighbour <= 0 and 0.5 < self.same < 1 and 0 < self.ask <= self.same):
            raise ValueError(f"this calibration makes no sense: {self}")

    @classmethod
    def through(cls, thresholds: Thresholds) -> Self:
        """Sure of the same at the upper cosine, worth asking at the lower, where there is one garment to compare."""
        gap = max(thresholds.same - thresholds.ask, 1e-3)
        slope = (logit(SAME) - logit(ASK)) / gap
        return cls(offset=logit(SAME) - slope * thresholds.same, slope=slope)

    @classmethod
    def from_card(cls, entry: Mapping[str, Any]) -> Self:
        """As the encoder's card has it under ``recognition``."""
        names = ("offset", "slope", "neighbour", "same", "ask")
        return cls(**{name: float(entry[name]) for name in names if name in entry})

    def log_odds(self, cosines: Array) -> float:
        """Of one garment, from a new sighting's cosine to each of its sightings; −inf where it has none.

        Looking like one of them is enough, but each of many says the less: the mean of the odds, which
        is a kernel density over the garment's sightings.
        """
        if not len(cosines):
            return -np.inf
        each = self.slope * np.asarray(cosines, np.float64)
        most = float(each.max())
        return self.offset + most + float(np.log(np.exp(each - most).mean()))

    def between(self, cosines: NDArray[np.floating], rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Array:
        """R×C log-odds that two garments are one, by the cosines of every photo of the one to every one of the other.

        ``rows`` and ``columns``: how many photos each garment has, in the order in which they lie in ``cosines``.
        It is ``log_odds`` of all the photos at once: the mean of the odds over every two.
        """
        odds = np.exp(self.slope * (np.asarray(cosines, np.float64) - 1))  # of photos that are alike: no overflow
        sums = np.add.reduceat(np.add.reduceat(odds, _starts(rows), 0), _starts(columns), 1)
        return np.asarray(self.offset + self.slope + np.log(sums / np.outer(rows, columns)))

    def denied(self, cosines: Iterable[float]) -> float:
        """Log weight of being something else, from the cosine to each sighting that the person said is not it."""
        return max((self.offset + self.slope * float(cosine) for cosine in cosines), default=-np.inf)


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)[:-1]])


def logit(probability: float) -> float:
    """Its log-odds."""
    return float(np.log(probability / (1 - probability)))
