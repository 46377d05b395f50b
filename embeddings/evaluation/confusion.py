"""Confusion counts of label maps and the scores that follow from them."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.labels import CLASSES, GARMENT_CATEGORIES, IGNORE

#: The data has one class skin; face, legs and arms were split by a rule, so they are scored as one.
SKIN: Final = ("face", "legs", "arms")
SCORED: Final = (*(name for name in CLASSES if name not in SKIN), "skin")
BACKGROUND: Final = SCORED.index("background")
MERGED: Final = np.full(256, IGNORE, np.uint8)
"""Label value to scored class."""
MERGED[: len(CLASSES)] = [SCORED.index("skin" if name in SKIN else name) for name in CLASSES]
UPPER: Final = ("upper-clothes", "outerwear")
LOWER: Final = ("dress", "skirt", "pants")
GROUPS: Final = {
    "upper_iou": UPPER,
    "lower_iou": LOWER,
    "garments_iou": GARMENT_CATEGORIES,
    "person_iou": tuple(name for name in SCORED if name != SCORED[BACKGROUND]),
}
"""Classes taken as one."""

Counts = NDArray[np.int64] | NDArray[np.float64]


def confusion(truth: NDArray[np.uint8], found: NDArray[np.uint8]) -> NDArray[np.int64]:
    """S×S pixel counts, rows true and columns found, over the S = 15 scored classes."""
    true, seen = MERGED[truth].ravel(), MERGED[found].ravel()
    known = true != IGNORE
    pairs = true[known].astype(np.int64) * len(SCORED) + seen[known]
    return np.bincount(pairs, minlength=len(SCORED) ** 2).reshape(len(SCORED), len(SCORED))


def class_iou(counts: Counts) -> dict[str, float]:
    """Intersection over union of each class that occurs in the truth."""
    hit = np.diag(counts)
    union = counts.sum(0) + counts.sum(1) - hit
    return {name: float(hit[i] / union[i]) for i, name in enumerate(SCORED) if counts[i].sum()}


def group_iou(counts: Counts, names: tuple[str, ...]) -> float:
    """Intersection over union of several classes taken as one; NaN where none of them occurs."""
    group = np.isin(SCORED, names)
    hit = counts[np.ix_(group, group)].sum()
    union = counts[group].sum() + counts[:, group].sum() - hit
    return float(hit / union) if union else math.nan


def scores(counts: Counts) -> dict[str, float]:
    """Mean IoU of the 15 classes, merged groups and pixel accuracy; NaN where nothing is known."""
    iou = class_iou(counts)
    known = counts.sum()
    return {
        "miou": float(np.mean(list(iou.values()))) if iou else math.nan,
        **{name: group_iou(counts, names) for name, names in GROUPS.items()},
        "pixel_accuracy": float(np.trace(counts) / known) if known else math.nan,
    }
