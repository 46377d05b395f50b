"""Faces in a photo that leaves the house: where they are, and how they are hidden for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.labels import CLASS_ID
from embeddings.parsing.parser import Seen
from embeddings.parsing.types import Mask

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

FACE: Final = CLASS_ID["face"]
COVERED: Final = [CLASS_ID[name] for name in ("face", "sunglasses")]
HEAD: Final = [CLASS_ID[name] for name in ("hat", "hair", "sunglasses", "face")]
LIKELY: Final = 0.3
"""From this probability on something is taken for a face: better one spot too many than one face too few."""
SMALLEST: Final = 10
"""Pixels of the label map below which it is no face that anybody could know."""
CHIN: Final = 1.35
"""A face from hairline to chin, in its breadths: 1.3 to 1.4 (Farkas, "Anthropometry of the Head and Face", 1994)."""
MARGIN: Final = 0.22
"""Room around a face, in its breadths."""
BLOCKS: Final = 5
"""So many spots are left across a face's long side; nobody is known by those."""
HEADS: Final = 8.0
"""A body's height in heads, where no face was found in a figure."""


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """What is known of the faces in a photo, on the label map's grid."""

    mask: Mask
    """H×W bool: every face that was found, the main person's and others', with a margin."""
    chin: int | None
    """Row below the main person's chin; None where no head of theirs is in the photo."""
    guessed: bool
    """No face of the main person was found, so that the top of the figure is covered instead."""


def find_faces(seen: Seen, person: Plane) -> Faces:
    """Every face that the parser sees, whoever's it is; ``person`` H×W in 0..1 is the main person on any grid.

    Not found are faces that the parser takes for background: posters, reflections, heads of less than
    about a hundredth of the photo's height, faces behind glass. A figure without a face (seen from
    behind, or missed) has the top of its outline covered, an eighth of its height.
    """
    height, width = seen.planes.shape[1:]
    main = cv2.resize(person, (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
    mask = np.zeros((height, width), np.bool_)
    chin: int | None = None
    largest = 0
    for part in _parts(seen.planes[COVERED].sum(0) > LIKELY):
        breadth = _breadth(part)
        rows = np.flatnonzero(part.any(1))
        end = int(rows[0] + CHIN * breadth)
        part[int(end + MARGIN * breadth) :] = False  # necks and bare shoulders have the same class
        mask |= _covered(part, breadth)
        size = int(np.count_nonzero(part & main))
        if size > largest:
            largest, chin = size, min(end, int(rows[-1])) + 1
    guessed = chin is None and bool(main.any())
    if guessed:
        top = _top(main)
        mask |= top
        if np.isin(seen.planes.argmax(0)[top], HEAD).any():
            chin = int(np.flatnonzero(top.any(1))[-1]) + 1
    return Faces(mask, chin, guessed)


def hide(pixels: Pixels, mask: Mask) -> Pixels:
    """The picture with every part of ``mask`` (any grid of the picture's shape) as a few soft spots of colour.

    What is left of each part are the means of a coarse grid, blurred into each other: from them the face
    cannot be computed back.
    """
    height, width = pixels.shape[:2]
    whole = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR) > 0
    result = pixels.copy()
    for part in _parts(whole, 1):
        left, top, across, down = cv2.boundingRect(part.view(np.uint8))
        cut = np.s_[top : top + down, left : left + across]
        block = max(across, down) / BLOCKS
        few = max(1, round(across / block)), max(1, round(down / block))
        spots = cv2.resize(pixels[cut], few, interpolation=cv2.INTER_AREA)
        spots = cv2.resize(spots, (across, down), interpolation=cv2.INTER_NEAREST)
        spots = cv2.GaussianBlur(spots, (0, 0), block / 2)
        # Soft outside of the part alone: inside nothing of the face is mixed in.
        edge = _softened(np.pad(part[cut], 1), max(1.0, block / 8))[1:-1, 1:-1, None]
        mixed = spots * edge + result[cut] * (1 - edge)
        result[cut] = mixed.round().astype(np.uint8)
    return result


def _parts(mask: Mask, least: int = SMALLEST) -> Iterator[Mask]:
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    for part in range(1, count):
        if stats[part, cv2.CC_STAT_AREA] >= least:
            yield parts == part


def _breadth(face: Mask) -> float:
    """How broad a face is: its rows' breadths where it is broadest, a bare neck and chest below left out."""
    rows = face.sum(1)
    rows = rows[rows > 0]
    upper = rows[: max(1, round(0.6 * len(rows)))]
    return float(np.percentile(upper, 80))


def _covered(face: Mask, breadth: float) -> Mask:
    points = cv2.findNonZero(face.astype(np.uint8))
    hull = np.zeros(face.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(points), 1)
    reach = max(1, round(MARGIN * breadth))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.dilate(hull, disc) > 0)


def _top(figure: Mask) -> Mask:
    rows = np.flatnonzero(figure.any(1))
    end = int(rows[0] + max(1, round((rows[-1] + 1 - rows[0]) / HEADS)))
    top = figure.copy()
    top[end:] = False
    return _covered(top, _breadth(top))


def _softened(part: Mask, sigma: float) -> Plane:
    """1 inside, falling to 0 over a few pixels outside."""
    inside = part.astype(np.float32)
    return np.maximum(inside, np.clip(2 * cv2.GaussianBlur(inside, (0, 0), sigma), 0, 1)).astype(np.float32)
