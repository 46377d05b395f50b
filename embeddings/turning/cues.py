"""What one frame tells of the way somebody faces: features of the parser's backbone, pooled over parts of the person.

The face, the hair, the feet and the arms say it, each in another way, so each is pooled by itself, and
the left of the picture apart from the right. Colours and cloth are left to the features, which care little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.canvas import PATCH, normalise
from embeddings.parsing.labels import CLASS_ID
from embeddings.parsing.parser import Parser, softmax
from embeddings.parsing.small import SmallParser

TOKENS: Final = (12, 24)
"""Columns and rows of tokens that a person is seen in: a third of what a parse looks at."""
MARGIN: Final = 0.04
"""What is left around the person, as a share of the height."""
SMALL: Final = 0.15
"""Somebody lower than this share of the picture is too far away to be turned by."""
GRID: Final = (8, 10)
"""Columns and rows on which the parts of the person are looked at."""
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "hair": ("hair", "hat"),
    "face": ("face", "sunglasses"),
    "arms": ("arms",),
    "legs": ("legs", "socks"),
    "upper": ("upper-clothes", "outerwear", "dress", "scarf"),
    "lower": ("pants", "skirt", "belt"),
    "shoes": ("shoes",),
}
"""Groups of the parser's classes; a bag is on any side."""
POOLED: Final = {"head": ("hair", "face"), "torso": ("upper", "arms"), "feet": ("shoes", "legs")}


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """One frame's, of a person."""

    features: NDArray[np.float32]
    """Pooled tokens: left and right of the head and of the torso, and the feet; 5 × 384."""
    shape: NDArray[np.float32]
    """Where the parts of the person are, on a coarse grid, and how wide the person is at each height."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom of the person in the frame's pixels."""
    sharpness: float
    """Mean square of the Laplacian over the person; compared within a video only."""


def cues_of(pixels: NDArray[np.uint8], parser: Parser, finder: SmallParser) -> Cues | None:
    """The cues of an H×W×3 RGB frame; None where nobody is seen, or only far away. Raises ``ModelError``."""
    box = person_box(pixels, finder)
    if box is None:
        return None
    seen = look(framed(pixels, box), parser)
    left, top, right, bottom = box
    return Cues(*seen, box, sharpness(pixels[top:bottom, left:right]))


def person_box(pixels: NDArray[np.uint8], finder: SmallParser) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of the main person in pixels."""
    shares = finder.parse(pixels).box
    if shares is None or shares[3] - shares[1] < SMALL:
        return None
    height, width = pixels.shape[:2]
    left, top, right, bottom = (round(share * side) for share, side in zip(shares, (width, height) * 2, strict=True))
    return (left, top, right, bottom) if right > left and bottom > top else None


def framed(pixels: NDArray[np.uint8], box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """The person upright in the middle of a picture of ``TOKENS``, all persons the same height."""
    left, top, right, bottom = box
    tall = (bottom - top) * (1 + 2 * MARGIN)
    wide = tall * TOKENS[0] / TOKENS[1]
    x, y = (left + right) / 2 - wide / 2, (top + bottom) / 2 - tall / 2
    size = TOKENS[0] * PATCH, TOKENS[1] * PATCH
    scale = size[1] / tall
    if scale < 0.5:  # a plain warp would skip pixels
        smaller = cv2.resize(pixels, None, fx=2 * scale, fy=2 * scale, interpolation=cv2.INTER_AREA)
        x, y, scale = 2 * scale * x, 2 * scale * y, 0.5
        pixels = smaller.astype(np.uint8, copy=False)
    move = np.array([[scale, 0, -x * scale], [0, scale, -y * scale]])
    return cv2.warpAffine(pixels, move, size, borderMode=cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def look(crop: NDArray[np.uint8], parser: Parser) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Features and shape of a framed person. Raises ``ModelError``."""
    logits, _, tokens = (each[0] for each in parser.model.run(image=normalise(crop)[None]))
    chances = softmax(logits)
    parts = {
        name: np.asarray(chances[[CLASS_ID[each] for each in classes]].sum(0), np.float32)
        for name, classes in PARTS.items()
    }
    return _pooled(tokens, parts), _shape(parts)


def sharpness(pixels: NDArray[np.uint8]) -> float:
    """Mean square of the Laplacian of an H×W×3 picture."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return float(np.mean(cv2.Laplacian(grey, cv2.CV_32F) ** 2))


def _pooled(tokens: NDArray[np.float32], parts: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    columns, rows = TOKENS
    rows_of = np.arange(rows)[:, None] / rows
    found = []
    for name, members in POOLED.items():
        whole = np.asarray(np.sum([parts[each] for each in members], 0), np.float32)
        cover = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
        # A hand beside the hip is no torso, and a cap on the floor no head: each part is sought where it can be.
        cover = (
            cover * {"head": rows_of < 0.3, "torso": (rows_of > 0.1) & (rows_of < 0.65), "feet": rows_of > 0.7}[name]
        )
        cover = cover + 1e-4
        middle = float((cover.sum(0) * (np.arange(columns) + 0.5)).sum() / cover.sum())
        right = np.clip(np.arange(columns) + 1 - middle, 0, 1)[None]  # the middle column belongs to both
        for half in (cover * (1 - right), cover * right) if name != "feet" else (cover,):
            vector = np.tensordot(tokens, half, 2)
            found.append(vector / np.linalg.norm(vector))
    return np.concatenate(found).astype(np.float32)


def _shape(parts: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    person = np.asarray(np.sum(list(parts.values()), 0), np.float32)
    height, width = person.shape
    across = np.arange(width, dtype=np.float32) / width - 0.5
    middle = float((person.sum(0) * across).sum() / max(float(person.sum()), 1e-6))
    grids = [cv2.resize(parts[name], GRID, interpolation=cv2.INTER_AREA).ravel() for name in ("arms", "shoes")]
    head = slice(0, round(0.28 * height))
    grids += [cv2.resize(parts[name][head], GRID, interpolation=cv2.INTER_AREA).ravel() for name in ("hair", "face")]
    rows = cv2.resize(person, (width, 16), interpolation=cv2.INTER_AREA)
    widths = rows.mean(1)
    centres = (rows * (across - middle)).sum(1) / np.maximum(rows.sum(1), 1.0)
    places = []
    for part in parts.values():
        total = float(part.sum())
        off = float((part.sum(0) * (across - middle)).sum()) / max(total, 20.0)
        places += [total / person.size * 10, off * 10]
    return np.concatenate([*grids, widths * 4, centres * 10, places]).astype(np.float32)
