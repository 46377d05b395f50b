"""One photo parsed as the product does and compared with its label map, on the photo's own grid."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.boundary import OUTLINED, boundary_scores
from embeddings.evaluation.calibration import bins
from embeddings.evaluation.confusion import GROUPS, MERGED, confusion, group_iou, scores
from embeddings.evaluation.folder import read_pair
from embeddings.parsing import GARMENT_CATEGORIES, LabelMap, Parse, Parser
from embeddings.parsing.labels import CLASS_ID, IGNORE
from embeddings.parsing.resize import resize_labels
from embeddings.training.data import Example

PRESENT: Final = 0.002
"""A category is in the truth from this share of the person's pixels on."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One photo's counts and figures."""

    example: Example
    confusion: NDArray[np.int64]
    """15×15 pixels, true by found."""
    found: NDArray[np.int64]
    """12 categories × (right, found wrongly, missed), one each at most."""
    boundary: Mapping[str, float]
    """F-score of ``person`` and of the classes in the truth; NaN where there is no outline to compare."""
    pixel_bins: NDArray[np.float64]
    """15×3 calibration bins of all known pixels."""
    garment_bins: NDArray[np.float64]
    """15×3 calibration bins of the garments found."""
    seconds: float
    labels: NDArray[np.uint8] | None = None
    """The label map found, for the contact sheets; long side as asked for."""

    @property
    def boundary_f(self) -> float:
        """Mean over the classes in the truth; NaN where there is none."""
        each = [self.boundary[name] for name in OUTLINED if not math.isnan(self.boundary.get(name, math.nan))]
        return float(np.mean(each)) if each else math.nan

    @property
    def person_boundary_f(self) -> float:
        """F-score of the person's outline."""
        return self.boundary["person"]

    @property
    def garments_iou(self) -> float:
        """All garments as one, in this photo."""
        return group_iou(self.confusion, GROUPS["garments_iou"])

    @property
    def miou(self) -> float:
        """Mean over the classes in this photo's truth."""
        return scores(self.confusion)["miou"]

    def mistaken(self, column: int) -> list[str]:
        """Categories found wrongly (column 1) or missed (column 2)."""
        return [name for name, row in zip(GARMENT_CATEGORIES, self.found, strict=True) if row[column]]


def measure(parser: Parser, example: Example, sheet: int = 0) -> Measured:
    """Parse one photo and compare; ``sheet`` is the long side of the label map to keep, 0 for none.

    Raises ``PhotoError`` or ``ModelError`` for files that cannot be compared.
    """
    photo, truth = read_pair(example)
    began = time.perf_counter()
    parse = parser.parse(photo)
    seconds = time.perf_counter() - began
    labels, confidence = on_grid(parse.label_map, photo.full_size)
    known = truth != IGNORE
    right = MERGED[truth] == MERGED[labels]
    found = categories(truth, parse)
    return Measured(
        example,
        confusion(truth, labels),
        found,
        boundary_scores(truth, labels),
        bins(confidence[known], right[known]),
        garment_bins(parse, found),
        seconds,
        resize_labels(labels, fitted(photo.full_size, sheet)) if sheet else None,
    )


def on_grid(label_map: LabelMap, size: tuple[int, int]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Labels H×W uint8 and confidence H×W float32 on a grid of ``size``, width and height."""
    if label_map.size == size:
        return label_map.labels, label_map.confidence
    confidence = cv2.resize(label_map.confidence, size, interpolation=cv2.INTER_LINEAR)
    return resize_labels(label_map.labels, size), confidence.astype(np.float32, copy=False)


def fitted(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Width and height of a picture brought to this long side."""
    scale = long_side / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def categories(truth: NDArray[np.uint8], parse: Parse) -> NDArray[np.int64]:
    """12×3 counts of one photo: right, found wrongly, missed."""
    there, found = worn(truth), {garment.category for garment in parse.garments}
    rows = []
    for category in GARMENT_CATEGORIES:
        present, seen = category in there, category in found
        rows.append([present and seen, seen and not present, present and not seen])
    return np.array(rows, np.int64)


def worn(truth: NDArray[np.uint8]) -> dict[str, float]:
    """Categories that a label map shows, each with its share of the person."""
    counts = np.bincount(truth.ravel(), minlength=256)
    person = max(1, int(counts[1:IGNORE].sum()))
    shares = {category: float(counts[CLASS_ID[category]] / person) for category in GARMENT_CATEGORIES}
    return {category: share for category, share in shares.items() if share > PRESENT}


def garment_bins(parse: Parse, found: NDArray[np.int64]) -> NDArray[np.float64]:
    """15×3 calibration bins: a garment is right where its category is in the truth (``categories``)."""
    there = dict(zip(GARMENT_CATEGORIES, found[:, 0] > 0, strict=True))
    confidence = np.array([garment.confidence for garment in parse.garments], np.float64)
    return bins(confidence, np.array([there[garment.category] for garment in parse.garments], np.bool_))
