"""Calibration: of everything that is told with 80 % confidence, are four in five right?

Expected calibration error: answers are sorted by their confidence into 15 bins of equal width, and
the gaps between mean confidence and share right are averaged, each weighed by its bin's answers.

Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017 (after Naeini et al. 2015).
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 15


def bins(confidence: NDArray[np.floating[Any]], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """15×3: answers, sum of their confidences, answers right. Rows add up over photos.

    ``confidence`` in 0..1 and ``right`` have one shape; bin b holds the confidences in (b/15, (b + 1)/15].
    """
    sure = confidence.ravel()
    which = np.clip(np.ceil(sure * BINS).astype(np.int64) - 1, 0, BINS - 1)
    columns = (None, sure, right.ravel())
    return np.stack([np.bincount(which, weights, BINS).astype(np.float64) for weights in columns], 1)


def calibration_error(counts: NDArray[np.float64]) -> float:
    """Expected calibration error of 15×3 ``bins``; NaN where there are no answers."""
    answers, confidence, right = counts.T
    return float(np.abs(confidence - right).sum() / answers.sum()) if answers.sum() else math.nan


def reliability(counts: NDArray[np.float64]) -> list[dict[str, float]]:
    """The bins as a table for a reliability diagram; empty bins are left out."""
    return [
        {
            "confidence": round(float(confidence / answers), 4),
            "right": round(float(right / answers), 4),
            "n": int(answers),
        }
        for answers, confidence, right in counts
        if answers
    ]
