"""From the network's probabilities to garments: one label a pixel, one kind a region, no specks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.labels import CLASS_ID, GARMENT_CATEGORIES
from embeddings.parsing.people import PersonRule
from embeddings.parsing.types import Garment, Mask

LOWER: Final = tuple(CLASS_ID[name] for name in ("skirt", "pants", "dress"))
"""Nobody wears two of these in one piece: a connected region of them is one garment of one kind."""
SPECK: Final = 0.04
"""A part smaller than this share of its garment's largest part is no part of it."""
SECOND: Final = {"bag": 0.35}
"""Categories of which two are carried: the second part is a garment of its own from this share of the first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """From when on a category's pixels are a garment; chosen on validation photos."""

    area: float
    """Least share of the person's pixels."""
    confidence: float
    """Least mean probability."""


class Thresholds:
    """The rules that belong to one set of weights, as ``model.json`` holds them."""

    def __init__(self, person: Mapping[str, float], garments: Mapping[str, Mapping[str, Any]]) -> None:
        self.person = PersonRule(**person)
        self.garments = {category: Rule(**garments[category]) for category in GARMENT_CATEGORIES}


def settle(planes: NDArray[np.float32], person: Mask) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Labels H×W uint8 and their probabilities from 17×H×W probabilities, outside ``person`` background.

    Inside the person each pixel takes its most probable class that is not background.
    """
    labels = np.zeros(person.shape, np.uint8)
    best = np.zeros(person.shape, np.float32)
    for number in range(1, len(planes)):
        better = planes[number] > best
        best[better] = planes[number][better]
        labels[better] = number
    labels[~person] = 0
    labels = one_kind(labels, planes, LOWER)
    confidence = np.take_along_axis(planes, labels[None], 0)[0]
    return labels, confidence


def one_kind(labels: NDArray[np.uint8], planes: NDArray[np.float32], kinds: tuple[int, ...]) -> NDArray[np.uint8]:
    """Give each connected region of ``kinds`` the one that is most probable over the whole region."""
    region = np.isin(labels, kinds).astype(np.uint8)
    count, parts = cv2.connectedComponents(region, connectivity=8)
    settled = labels.copy()
    for part in range(1, count):
        mask = parts == part
        settled[mask] = max(kinds, key=lambda kind: float(planes[kind][mask].sum()))
    return settled


def find_garments(
    labels: NDArray[np.uint8], planes: NDArray[np.float32], thresholds: Thresholds
) -> tuple[Garment, ...]:
    """The garments of a settled label map, in the order in which a person would list an outfit."""
    person = max(1, int(np.count_nonzero(labels)))
    found = []
    for category in GARMENT_CATEGORIES:
        number, rule = CLASS_ID[category], thresholds.garments[category]
        for mask in _pieces(labels == number, category, max(1.0, rule.area * person)):
            area = int(np.count_nonzero(mask))
            confidence = float(planes[number][mask].mean())
            if confidence >= rule.confidence:
                found.append(Garment(category, mask, box_of(mask), area / person, confidence))
    return tuple(found)


def _pieces(mask: Mask, category: str, least: float) -> Iterator[Mask]:
    """Masks of a category's garments: all its parts are one, specks aside, but for a second bag."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    sizes = {part: int(stats[part, cv2.CC_STAT_AREA]) for part in range(1, count)}
    largest = max(sizes.values(), default=0)
    if largest < least:
        return
    kept = [part for part, size in sizes.items() if size >= max(SPECK * largest, 0.1 * least)]
    kept.sort(key=lambda part: -sizes[part])
    apart = [
        part for part in kept[1:] if sizes[part] >= SECOND.get(category, np.inf) * largest and sizes[part] >= least
    ]
    yield np.isin(parts, [part for part in kept if part not in apart])
    for part in apart:
        yield parts == part


def box_of(mask: Mask) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a mask that is not empty; right and bottom exclusive."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
