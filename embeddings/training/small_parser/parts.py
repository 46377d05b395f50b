"""From the 17 classes of human parsing to the five parts of the body.

A dress, and a top or coat that reaches below the hips, belongs to the torso above the hip line and
to the legs below it. The line is found on the whole photo, before anything is cut off it: half of
the standing height below the top of the head (the eight-heads canon of figure drawing).

A bag is no part of the body and may hide any: nobody is asked what it is.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.body import BODY_PARTS
from embeddings.parsing.labels import CLASS_ID, CLASSES, IGNORE
from embeddings.parsing.small import main_figure

PART_OF: Final = {
    "background": "background",
    **dict.fromkeys(("hat", "hair", "sunglasses", "face"), "head"),
    **dict.fromkeys(("upper-clothes", "outerwear", "arms", "belt", "scarf"), "torso"),
    **dict.fromkeys(("pants", "skirt", "legs", "socks"), "legs"),
    "shoes": "feet",
}
"""Bag and dress are in none."""
LONG: Final = [CLASS_ID[name] for name in ("dress", "upper-clothes", "outerwear")]
"""What can reach below the hips."""
DRESS: Final = CLASS_ID["dress"]
HEAD: Final = [CLASS_ID[name] for name in ("hat", "hair", "sunglasses", "face")]
FACE: Final = CLASS_ID["face"]
SHOES: Final = CLASS_ID["shoes"]
TORSO, LEGS = BODY_PARTS.index("torso"), BODY_PARTS.index("legs")

HIP: Final = 0.5
"""The hip line, as a share of the standing height, from the top of the head."""
FACES: Final = 5.4
"""Standing heights in the height from the top of the head to the face's lower end: median of 729 training photos."""
FEWEST: Final = 2
"""Pixels in a row from which on it counts."""


def hip_line(labels: NDArray[np.uint8]) -> float | None:
    """The row of the main person's hips in an H×W map of the 17 classes; None: it cannot be told.

    Without feet the standing height follows from the face.
    """
    main, _ = main_figure((labels > 0) & (labels < len(CLASSES)))
    head = _rows(main & np.isin(labels, HEAD))
    if not head.size:
        return None
    top, shoes, face = int(head[0]), _rows(main & (labels == SHOES)), _rows(main & (labels == FACE))
    lowest = int(_rows(main)[-1])
    if shoes.size or lowest < len(labels) - 3:
        return top + HIP * (lowest + 1 - top)
    return top + HIP * FACES * (int(face[-1]) + 1 - top) if face.size else None


def body_planes(planes: NDArray[np.float32], hips: float | None) -> NDArray[np.float32]:
    """5×H×W probabilities of the parts from 17×H×W of the classes and the row of the hips on the same grid.

    What is a bag is missing from their sum, as is a dress where the hips are unknown: no part is taught there.
    """
    parts = np.zeros((len(BODY_PARTS), *planes.shape[1:]), np.float32)
    for name, part in PART_OF.items():
        parts[BODY_PARTS.index(part)] += planes[CLASS_ID[name]]
    if hips is not None:
        row = min(max(round(hips), 0), planes.shape[1])
        parts[TORSO, :row] += planes[DRESS, :row]
        below = planes[LONG, row:].sum(0)
        parts[LEGS, row:] += below
        parts[TORSO, row:] -= below - planes[DRESS, row:]
    return parts.clip(0, 1)


def body_labels(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """H×W map of ``BODY_PARTS``, 255 where no part can be told, from a whole photo's map of the 17 classes."""
    table = np.full(256, IGNORE, np.uint8)
    for name, part in PART_OF.items():
        table[CLASS_ID[name]] = BODY_PARTS.index(part)
    parts = table[labels]
    hips = hip_line(labels)
    if hips is not None:
        below = np.arange(len(labels))[:, None] >= round(hips)
        parts[(labels == DRESS) & ~below] = TORSO
        parts[np.isin(labels, LONG) & below] = LEGS
    return parts


def _rows(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.flatnonzero(mask.sum(1) >= FEWEST)
