"""Who stands in the photo: the main person, how many there are, and what is cut off.

People are told apart by their heads. The main person is the largest one; everybody else is left
out of label map, person mask and garments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.labels import CLASS_ID
from embeddings.parsing.types import Mask

HEAD: Final = [CLASS_ID[name] for name in ("hat", "hair", "sunglasses", "face")]
BODY: Final = [CLASS_ID[name] for name in ("hair", "face", "legs", "arms")]
FACE: Final = CLASS_ID["face"]

SMALL_PART: Final = 0.25
"""A part without a head beside a figure belongs to it when it is smaller than this share of it."""
REACH: Final = 0.12
"""How far from a figure a part of it can lie, as a share of the figure's height."""
OTHER_PERSON: Final = 0.12
"""Somebody smaller than this share of the main person is a passer-by in the distance."""
EDGE: Final = 0.006
"""The photo's edge, as a share of its height."""


@dataclass(frozen=True, slots=True)
class PersonRule:
    """From how much on pixels are a person; chosen on photos with and without people."""

    area: float
    """Least share of the photo."""
    body: float
    """Least share of skin and hair in the person: clothes on a hanger have none."""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """The main person of a photo."""

    mask: Mask
    """H×W bool."""
    soft: NDArray[np.float32]
    """H×W float32, probability of the main person."""
    people: int
    notes: tuple[str, ...]


def find_person(planes: NDArray[np.float32], labels: NDArray[np.uint8], rule: PersonRule) -> Person:
    """The main person from 17×H×W probabilities; ``labels`` is the best class that is not background."""
    chance = 1 - planes[0]
    seen = chance > 0.5
    labels = np.where(seen, labels, 0)
    figures = [figure for figure in _figures(seen, labels) if _is_person(figure, labels, rule)]
    if not figures:
        nobody = np.zeros(seen.shape, bool)
        return Person(nobody, np.zeros(seen.shape, np.float32), 0, ("no-person",))
    areas = [int(np.count_nonzero(figure)) for figure in figures]
    main = figures[areas.index(max(areas))]
    people = sum(1 for area in areas if area >= OTHER_PERSON * max(areas))
    notes = (("several-people",) if people > 1 else ()) + _cut_off(main, labels)
    others = seen & ~main
    return Person(main, np.where(_grown(others) & ~main, 0, chance).astype(np.float32), people, notes)


def _is_person(figure: Mask, labels: NDArray[np.uint8], rule: PersonRule) -> bool:
    area = int(np.count_nonzero(figure))
    body = int(np.count_nonzero(np.isin(labels[figure], BODY)))
    return area >= rule.area * figure.size and body >= rule.body * area


def _figures(seen: Mask, labels: NDArray[np.uint8]) -> list[Mask]:
    """Masks of whole figures: connected parts, split where several heads share one, small ones joined."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(seen.astype(np.uint8), connectivity=8)
    order = sorted(range(1, count), key=lambda part: -int(stats[part, cv2.CC_STAT_AREA]))
    figures: list[Mask] = []
    for part in order:
        if stats[part, cv2.CC_STAT_AREA] < 16:
            break
        mask = parts == part
        split = _by_heads(mask, labels)
        if len(split) == 1 and not _has_head(mask, labels) and (near := _nearest(figures, mask)) is not None:
            figures[near] |= mask
        else:
            figures.extend(split)
    return figures


def _has_head(mask: Mask, labels: NDArray[np.uint8]) -> bool:
    return bool(np.isin(labels[mask], HEAD).mean() > 0.02)


def _nearest(figures: list[Mask], mask: Mask) -> int | None:
    """The figure that a loose part, like a foot, a bag or legs below a table, belongs to."""
    area = int(np.count_nonzero(mask))
    left, top, right, bottom = _box(mask)
    gaps: dict[int, int] = {}
    for index, figure in enumerate(figures):
        around = _box(figure)
        beside = max(around[0] - right, left - around[2])
        gap = max(beside, around[1] - bottom, top - around[3])
        most = 1.0 if beside < 0 else SMALL_PART
        if gap <= REACH * (around[3] - around[1]) and area < most * int(np.count_nonzero(figure)):
            gaps[index] = gap
    return min(gaps, key=lambda index: gaps[index], default=None)


def _by_heads(mask: Mask, labels: NDArray[np.uint8]) -> list[Mask]:
    """Split a mask between the faces in it, each pixel going to the nearest in breadth."""
    head = mask & np.isin(labels, HEAD)
    count, parts, stats, centres = cv2.connectedComponentsWithStats(head.astype(np.uint8), connectivity=8)
    faces = []
    for part in range(1, count):
        face = np.count_nonzero(labels[parts == part] == FACE)
        if face >= 0.15 * stats[part, cv2.CC_STAT_AREA]:
            faces.append((int(stats[part, cv2.CC_STAT_AREA]), float(centres[part][0]), stats[part]))
    if len(faces) < 2:
        return [mask]
    largest = max(area for area, _, _ in faces)
    heads = sorted(x for area, x, _ in faces if area >= 0.25 * largest)
    breadth = float(np.median([box[cv2.CC_STAT_WIDTH] for area, _, box in faces if area >= 0.25 * largest]))
    kept = [x for index, x in enumerate(heads) if index == 0 or x - heads[index - 1] > 1.2 * breadth]
    if len(kept) < 2:
        return [mask]
    columns = np.abs(np.arange(mask.shape[1])[:, None] - np.array(kept)).argmin(1)
    return [mask & (columns == index) for index in range(len(kept))]


def _cut_off(main: Mask, labels: NDArray[np.uint8]) -> tuple[str, ...]:
    left, _, right, _ = _box(main)
    rim = max(1, round(EDGE * main.shape[0]))
    breadth = 0.08 * (right - left)
    notes = []
    if np.count_nonzero(main[:rim].any(0)) > breadth or not np.isin(labels[main], HEAD).any():
        notes.append("head-cut")
    if np.count_nonzero(main[-rim:].any(0)) > breadth:
        notes.append("feet-cut")
    return tuple(notes)


def _grown(mask: Mask) -> Mask:
    return cv2.dilate(mask.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)


def _box(mask: Mask) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
