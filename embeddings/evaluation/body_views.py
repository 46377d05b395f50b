"""One labelled photo shown in several ways, always the same: whole, cut off, far away, in a wide picture.

Framing has to tell them apart, so each view comes with the truth about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.body import BODY_PARTS
from embeddings.parsing.labels import IGNORE
from embeddings.training.small_parser.parts import FACE, SHOES, body_labels, hip_line

CUT: Final = ("without feet", "without legs", "without head")
VIEWS: Final = ("whole", *CUT, "far", "wide")
FAR: Final = 0.35
"""Height of the person in a far view, as a share of the picture's."""
WIDE: Final = 4 / 3
"""Aspect of a wide view: a webcam's."""
CLEAR: Final = 0.01
"""How far from the part that is cut off the cut lies, as a share of the photo's height."""
THERE, GONE = 0.5, 0.05
"""A part is seen in a view that keeps this share of its pixels, and not below the other; nobody says between."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A picture and the truth about it."""

    name: str
    """One of ``VIEWS``."""
    pixels: NDArray[np.uint8]
    parts: NDArray[np.uint8]
    """H×W map of ``BODY_PARTS``, 255 = unknown."""
    facts: dict[str, bool]
    """``head`` and ``feet`` are seen, or not; ``whole``: all of the person is there. What nobody knows is missing."""


def views(pixels: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Iterator[View]:
    """Every view of an H×W×3 photo that its H×W map of the 17 classes allows."""
    parts = body_labels(labels)
    clear = round(CLEAR * len(labels))
    chin, shoes, hips = _last(labels == FACE), _first(labels == SHOES), hip_line(labels)
    person = (parts > 0) & (parts != IGNORE)
    if not person.any():
        return
    edges = any(line.any() for line in (person[:2], person[-2:], person[:, :2], person[:, -2:]))
    ends = {
        "without feet": (0, None if shoes is None else shoes - clear),
        "without legs": (0, None if hips is None else round(hips)),
        "without head": (None if chin is None else chin + clear, len(labels)),
    }
    yield View("whole", pixels, parts, facts(parts, parts) | {"whole": True} if not edges else facts(parts, parts))
    for name, (begin, end) in ends.items():
        if begin is not None and end is not None and end - begin > len(labels) // 8:
            rows = np.s_[begin:end]
            yield View(name, pixels[rows], parts[rows], facts(parts, parts[rows]) | {"whole": False})
    tall = int(np.count_nonzero(person.any(1)))
    height, width = parts.shape
    for name, size in (
        ("far", (round(width * tall / height / FAR), round(tall / FAR))),
        ("wide", (max(width, round(height * WIDE)), height)),
    ):
        if size[0] >= width and size[1] >= height:
            picture, truth = _surrounded(pixels, parts, size)
            yield View(name, picture, truth, facts(parts, parts) | ({} if edges else {"whole": True}))


def facts(photo: NDArray[np.uint8], view: NDArray[np.uint8]) -> dict[str, bool]:
    """Whether head and feet of the photo's map are seen in a view's."""
    found = {}
    for name in ("head", "feet"):
        number = BODY_PARTS.index(name)
        had, has = (int(np.count_nonzero(parts == number)) for parts in (photo, view))
        if had and (has >= THERE * had or has <= GONE * had):
            found[name] = has >= THERE * had
    return found


def _surrounded(
    pixels: NDArray[np.uint8], parts: NDArray[np.uint8], size: tuple[int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The photo low in the middle of a plain picture of ``size`` (width, height), in the colour of its border."""
    height, width = parts.shape
    border = np.concatenate([pixels[0], pixels[:, 0], pixels[:, -1]])
    left, above = (size[0] - width) // 2, (size[1] - height) * 3 // 4
    sides = (above, size[1] - height - above, left, size[0] - width - left)
    colour = np.median(border, 0).tolist()
    picture = cv2.copyMakeBorder(pixels, *sides, cv2.BORDER_CONSTANT, value=colour)
    return picture.astype(np.uint8), cv2.copyMakeBorder(parts, *sides, cv2.BORDER_CONSTANT, value=0).astype(np.uint8)


def _first(mask: NDArray[np.bool_]) -> int | None:
    rows = np.flatnonzero(mask.any(1))
    return int(rows[0]) if rows.size else None


def _last(mask: NDArray[np.bool_]) -> int | None:
    rows = np.flatnonzero(mask.any(1))
    return int(rows[-1]) if rows.size else None
