"""People drawn as label maps, and the probabilities that a sure network would give for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.confidence import GarmentConfidence
from embeddings.parsing.labels import CLASS_ID, CLASSES, GARMENT_CATEGORIES
from embeddings.parsing.people import PersonRule

PERSON = PersonRule(area=0.01, body=0.01)
CONFIDENCE = GarmentConfidence(0, 1, 0, 0, dict.fromkeys(GARMENT_CATEGORIES, 0.03), least=0.3)
"""A garment is as sure as its pixels."""
PRESENCE = dict.fromkeys(GARMENT_CATEGORIES, 0.5)

#: class, left, top, right, bottom on a figure 60 wide and 200 tall
FIGURE = (
    ("hair", 20, 0, 40, 12),
    ("face", 23, 8, 37, 26),
    ("upper-clothes", 10, 26, 50, 90),
    ("arms", 4, 30, 10, 95),
    ("arms", 50, 30, 56, 95),
    ("pants", 14, 90, 46, 185),
    ("shoes", 10, 185, 26, 196),
    ("shoes", 34, 185, 50, 196),
)


def canvas(height: int = 240, width: int = 160) -> NDArray[np.uint8]:
    """An empty label map."""
    return np.zeros((height, width), np.uint8)


def fill(labels: NDArray[np.uint8], name: str, left: int, top: int, right: int, bottom: int) -> None:
    """Draw one rectangle of a class."""
    labels[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = CLASS_ID[name]


def person(labels: NDArray[np.uint8], left: int, top: int, scale: float = 1.0) -> None:
    """Draw a standing figure."""
    for name, *box in FIGURE:
        x0, y0, x1, y1 = (round(value * scale) for value in box)
        fill(labels, name, left + x0, top + y0, left + x1, top + y1)


def planes(labels: NDArray[np.uint8], sure: float = 0.9) -> NDArray[np.float32]:
    """17×H×W probabilities: ``sure`` for the class drawn, the rest shared by the others."""
    rest = (1 - sure) / (len(CLASSES) - 1)
    chances = np.full((len(CLASSES), *labels.shape), rest, np.float32)
    np.put_along_axis(chances, labels[None].astype(np.int64), sure, 0)
    return chances
