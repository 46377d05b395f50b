"""Boundary F-score: how much of an outline is where it should be, give or take two pixels of 512.

IoU hardly notices a ragged outline around a large garment; a cut-out shows nothing else. Precision
is the share of the found outline that has a true one within the tolerance, recall the share of the
true outline that has a found one there, F their harmonic mean.

Sources: Csurka, Larlus, Perronnin, "What is a good evaluation measure for semantic segmentation?",
BMVC 2013 (F of each class in each picture, then means); Perazzi et al., "A Benchmark Dataset and
Evaluation Methodology for Video Object Segmentation", CVPR 2016 (F of one object's outline).
"""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.confusion import BACKGROUND, MERGED, SCORED
from embeddings.parsing.labels import IGNORE
from embeddings.parsing.types import Mask

TOLERANCE: Final = 2 / 512
"""Distance that still counts as the same place, as a share of the picture's long side."""
OUTLINED: Final = tuple(name for name in SCORED if name != SCORED[BACKGROUND])
"""The background's outline is the person's, which has a figure of its own."""
_CROSS: Final = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
_ROUNDING: Final = 1e-3
"""Slack in pixels for distances computed in float32."""


def boundary_scores(truth: NDArray[np.uint8], found: NDArray[np.uint8]) -> dict[str, float]:
    """F of ``person`` and of each of ``OUTLINED`` that occurs in ``truth``. Both H×W uint8 label values.

    Ignored pixels have no outline, and what lies within the tolerance of them is not counted: the
    true outline may run inside. The picture's edge is no outline either.
    """
    true, seen = MERGED[truth], MERGED[found]
    unknown = true == IGNORE
    tolerance = TOLERANCE * max(truth.shape) + _ROUNDING
    counted = _distance(unknown) > tolerance if unknown.any() else ~unknown
    scores = {"person": _f((true != BACKGROUND) & ~unknown, seen != BACKGROUND, unknown, counted, tolerance)}
    for number in np.flatnonzero(np.bincount(true.ravel(), minlength=256)[: len(SCORED)]):
        if number != BACKGROUND:
            scores[SCORED[number]] = _f(true == number, seen == number, unknown, counted, tolerance)
    return scores


def _f(truth: Mask, found: Mask, unknown: Mask, counted: Mask, tolerance: float) -> float:
    """F of one pair of masks; NaN where neither has an outline."""
    window = _window(truth | found, math.ceil(tolerance) + 1)
    if window is None:
        return math.nan
    unknown, counted = unknown[window], counted[window]
    true, seen = _outline(truth[window], unknown), _outline(found[window], unknown)
    precision = _near(seen & counted, true, tolerance)
    recall = _near(true & counted, seen, tolerance)
    if math.isnan(precision) or math.isnan(recall):
        # one of the two has no outline that counts: nothing to compare, or nothing but a mistake
        return math.nan if math.isnan(precision) and math.isnan(recall) else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _outline(mask: Mask, unknown: Mask) -> Mask:
    """Known pixels of the mask that have a known one outside it above, below or beside them."""
    inner = cv2.erode((mask | unknown).view(np.uint8), _CROSS).astype(np.bool_)
    outline: Mask = mask & ~unknown & ~inner
    return outline


def _near(outline: Mask, other: Mask, tolerance: float) -> float:
    """Share of ``outline`` that has a pixel of ``other`` within the tolerance; NaN without an outline."""
    if not outline.any():
        return math.nan
    return float((_distance(other)[outline] <= tolerance).mean()) if other.any() else 0.0


def _distance(mask: Mask) -> NDArray[np.float32]:
    """Each pixel's distance, in pixels, to the nearest one of a mask that is not empty."""
    away = (~mask).view(np.uint8)
    return cv2.distanceTransform(away, cv2.DIST_L2, cv2.DIST_MASK_PRECISE).astype(np.float32, copy=False)


def _window(mask: Mask, margin: int) -> tuple[slice, slice] | None:
    """The box around a mask with a margin; None for an empty one."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return None
    return (
        slice(max(0, int(rows[0]) - margin), int(rows[-1]) + 1 + margin),
        slice(max(0, int(columns[0]) - margin), int(columns[-1]) + 1 + margin),
    )
