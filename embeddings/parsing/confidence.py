"""How sure is it that a garment found is really there? Probabilities that keep their word.

A network's own probabilities say how it would answer, not how often it is right. A logistic
function of three things that are known of a garment, fitted on photos that the network did not
learn from, gives a probability: of the garments told with 0.8, four in five are there.

Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEW: Final = 1e-3
"""Probabilities are kept this far from 0 and 1."""


@dataclass(frozen=True, slots=True)
class GarmentConfidence:
    """The fitted function, and the least confidence that makes a garment."""

    offset: float
    pixels: float
    """Weight of the pixels' mean probability (as log odds)."""
    area: float
    """Weight of the log of the area as a multiple of ``usual``."""
    presence: float
    """Weight of the presence head's probability (as log odds)."""
    usual: dict[str, float]
    """Median share of the person that a category takes in training photos."""
    least: float

    def probability(self, category: str, pixels: float, area: float, presence: float) -> float:
        """Probability that the garment is there. ``area`` is a share of the person, the others are probabilities."""
        evidence = evidence_of(pixels, area / self.usual[category], presence)
        weighed = self.offset + float(evidence @ np.array([self.pixels, self.area, self.presence]))
        return float(1 / (1 + np.exp(-weighed)))


def evidence_of(pixels: float, size: float, presence: float) -> NDArray[np.float64]:
    """The three numbers that the function weighs; ``size`` is a multiple of the usual area."""
    return np.array([log_odds(pixels), np.clip(np.log(max(size, 1e-4)), -4, 1), log_odds(presence)])


def log_odds(probability: float) -> float:
    """Log odds of a probability, finite also at 0 and 1."""
    kept = min(1 - FEW, max(FEW, probability))
    return float(np.log(kept / (1 - kept)))
