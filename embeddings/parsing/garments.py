"""From the network's probabilities to garments: one label a pixel, one kind a region, no specks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.confidence import GarmentConfidence
from embeddings.parsing.labels import CLASS_ID, GARMENT_CATEGORIES
from embeddings.parsing.types import Garment, Mask

LOWER: Final = tuple(CLASS_ID[name] for name in ("skirt", "pants", "dress"))
"""Nobody wears two of these in one piece: a connected region of them is one garment of one kind."""
SPECK: Final = 0.04
"""A part smaller than this share of its garment's largest part is no part of it."""
LEAST: Final = 0.05
"""A garment smaller than this share of its category's usual size is a speck."""
ARM: Final = 0.07
"""How broad an arm in its sleeve is, as a share of the person's height."""
SECOND: Final = {"bag": 0.35}
"""Categories of which two are carried: the second part is a garment of its own from this share of the first."""


def settle(
    planes: NDArray[np.float32], best: NDArray[np.uint8], person: Mask
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Labels H×W uint8 and their probabilities from 17×H×W probabilities, outside ``person`` background.

    Inside the person each pixel takes its most probable class that is not background, ``best``.
    """
    labels = one_kind(np.where(person, best, np.uint8(0)), planes, LOWER)
    confidence = np.take_along_axis(planes, labels[None], 0)[0]
    return labels, confidence


def best_class(planes: NDArray[np.float32]) -> NDArray[np.uint8]:
    """H×W most probable class that is not background; 0 where none has any probability."""
    labels = np.zeros(planes.shape[1:], np.uint8)
    best = np.zeros(planes.shape[1:], np.float32)
    for number in range(1, len(planes)):
        plane = planes[number]
        if plane.any():
            better = plane > best
            np.copyto(best, plane, where=better)
            labels[better] = number
    return labels


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
    labels: NDArray[np.uint8], planes: NDArray[np.float32], presence: Mapping[str, float], sure: GarmentConfidence
) -> tuple[Garment, ...]:
    """The garments of a settled label map, in the order in which a person would list an outfit.

    ``presence`` is each category's probability of being in the photo at all.
    """
    person = max(1, int(np.count_nonzero(labels)))
    reach = ARM * int(np.count_nonzero(labels.any(1)))
    found = []
    for category in GARMENT_CATEGORIES:
        number = CLASS_ID[category]
        for mask in _pieces(labels == number, category, max(1.0, LEAST * sure.usual[category] * person), reach):
            area = int(np.count_nonzero(mask)) / person
            confidence = sure.probability(category, float(planes[number][mask].mean()), area, presence[category])
            if confidence >= sure.least:
                found.append(Garment(category, mask, box_of(mask), area, confidence))
    return tuple(found)


def _pieces(mask: Mask, category: str, least: float, reach: float) -> Iterator[Mask]:
    """Masks of a category's garments: all its parts are one, specks aside, but for a second bag.

    Parts nearer than ``reach`` pixels are one bag that an arm hides in the middle.
    """
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    if not width:
        return
    inside = np.s_[top : top + height, left : left + width]
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask[inside].astype(np.uint8), connectivity=8)
    sizes = stats[:, cv2.CC_STAT_AREA].copy()
    sizes[0] = 0
    largest = int(sizes.max())
    if largest < least:
        return
    first = int(sizes.argmax())
    kept = sizes >= max(SPECK * largest, 0.1 * least)
    alone = np.flatnonzero(sizes >= max(least, SECOND.get(category, np.inf) * largest))
    apart = []
    if len(alone) > 1:
        away = cv2.distanceTransform((parts != first).astype(np.uint8), cv2.DIST_L2, 5)
        apart = [part for part in alone if part != first and away[parts == part].min() > reach]
    kept[apart] = False
    for chosen in (kept, *(np.arange(count) == part for part in apart)):
        piece = np.zeros(mask.shape, np.bool_)
        piece[inside] = chosen[parts]
        yield piece


def box_of(mask: Mask) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a mask that is not empty; right and bottom exclusive."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
