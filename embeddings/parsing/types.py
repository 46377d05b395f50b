"""What one parse of a photo gives: the common currency of every later step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.labels import CLASSES, GARMENT_CATEGORIES

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class LabelMap:
    """Which class each pixel shows.

    ``labels`` H×W uint8, values of ``CLASSES``; ``confidence`` H×W float32 in 0..1, the
    probability of the class chosen. Upright, same aspect as the photo, long side at least 512 px.
    """

    labels: NDArray[np.uint8]
    confidence: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.labels.ndim != 2 or self.labels.dtype != np.uint8:
            raise ValueError("labels must be H×W uint8")
        if self.confidence.shape != self.labels.shape:
            raise ValueError("confidence must have the shape of labels")
        if self.labels.size and int(self.labels.max()) >= len(CLASSES):
            raise ValueError(f"labels must be below {len(CLASSES)}")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.labels.shape
        return width, height


@dataclass(frozen=True, slots=True, eq=False)
class Garment:
    """One garment of the main person, on the grid of the label map it was found in."""

    category: str
    """One of ``GARMENT_CATEGORIES``."""
    mask: Mask
    """H×W bool, the size of the label map."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom in label-map pixels; right and bottom are exclusive."""
    area_share: float
    """Pixels of the garment divided by pixels of the person, 0..1."""
    confidence: float
    """Calibrated probability that the person wears a garment of this category, 0..1."""

    def __post_init__(self) -> None:
        if self.category not in GARMENT_CATEGORIES:
            raise ValueError(f"unknown garment category {self.category!r}")
        left, top, right, bottom = self.box
        height, width = self.mask.shape
        if not (0 <= left < right <= width and 0 <= top < bottom <= height):
            raise ValueError(f"box {self.box} is empty or outside a {width}×{height} mask")


@dataclass(frozen=True, slots=True, eq=False)
class Parse:
    """Everything one pass over a photo gives."""

    label_map: LabelMap
    person: NDArray[np.float32]
    """H×W float32 in 0..1, probability of the main person, on the label map's grid."""
    garments: tuple[Garment, ...]
    people: int
    """How many people stand in the photo; garments are those of the main one."""
    notes: tuple[str, ...] = ()
    """Findings worth telling: any of ``no-person``, ``several-people``, ``head-cut``, ``feet-cut``, ``not-sure``."""
    features: NDArray[np.float32] | None = None
    """384×h×w tokens of the backbone, one for 14 × 14 pixels of its canvas; see ``features.pooled``."""
