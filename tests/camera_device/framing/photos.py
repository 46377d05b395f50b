"""Frames with known truth, made of photos whose person is labelled.

The person is cut out by the label map and stands before the photo's own background, blurred, at a
place and size that are known. ``as taken`` is the photo itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_device.framing.view import Hint
from tests.conftest import ROOT

DATA = ROOT.parent / "shared" / "data"
FRAME = (480, 640)
"""Width and height of a portrait preview."""
HEAD = (1, 2, 3, 11)
SHOES = 10
NOT_PERSON = (0, 255)

Pixels = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of a photo."""


@dataclass(frozen=True, eq=False)
class Case:
    """One frame, and what is true of it."""

    name: str
    view: str
    frame: Pixels
    people: bool
    whole: bool
    hints: frozenset[Hint]
    """Those that would be right; empty: none is needed."""


VIEWS: dict[str, tuple[float, float, float, frozenset[Hint]]] = {
    "whole": (0.06, 0.94, 0.5, frozenset()),
    "whole, aside": (0.1, 0.85, 0.35, frozenset()),
    "whole, smaller": (0.3, 0.88, 0.55, frozenset()),
    "far away": (0.45, 0.75, 0.5, frozenset({Hint.CLOSER})),
    "cut above the shoes": (0.08, 1.07, 0.5, frozenset({Hint.FEET, Hint.BACK})),
    "cut at the knees": (0.08, 1.35, 0.5, frozenset({Hint.FEET, Hint.BACK})),
    "cut at the waist": (0.1, 1.9, 0.5, frozenset({Hint.FEET, Hint.BACK})),
    "without head": (-0.2, 0.9, 0.5, frozenset({Hint.HEAD, Hint.BACK})),
    "without head and feet": (-0.25, 1.15, 0.5, frozenset({Hint.BACK})),
    "half out at the left": (0.08, 0.92, 0.0, frozenset({Hint.LEFT})),
    "half out at the right": (0.08, 0.92, 1.0, frozenset({Hint.RIGHT})),
}
"""Where the top and the bottom of the person are in the frame, its middle across, and the hints that are right.

Somebody at the left of the picture has to move to the right of it, which is their own left.
"""


def cases(limit: int | None = None) -> Iterator[Case]:
    """Every view of the validation photos whose label map shows a whole person, and photos of nobody."""
    with (DATA / "parsing" / "split.csv").open() as file:
        names = [row["id"] for row in csv.DictReader(file) if row["split"] == "val"]
    for name in names[:limit]:
        (path,) = (DATA / "parsing" / "images").glob(f"{name}.*")
        pixels = read(path)
        labels = cv2.imread(str(DATA / "parsing" / "labels" / f"{name}.png"), cv2.IMREAD_UNCHANGED)
        if (box := whole_person(labels)) is not None:
            yield from views(name, pixels, labels, box)
    for path in nobody()[:limit]:
        yield Case(path.stem, "nobody", fit(read(path)), False, False, frozenset({Hint.NOBODY}))


def nobody() -> list[Path]:
    """Photos of clothes on floors, beds and hangers that the small parser was not trained on."""
    with (DATA / "garments" / "clothing.csv").open() as file:
        return [DATA / "garments" / row["image"] for row in csv.DictReader(file) if row["split"] == "val"][::2]


def views(name: str, pixels: Pixels, labels: Pixels, box: Box) -> Iterator[Case]:
    """All of ``VIEWS`` of one photo."""
    person = (~np.isin(labels, NOT_PERSON)).astype(np.float32)
    for view, (top, bottom, middle, hints) in VIEWS.items():
        yield Case(name, view, placed(pixels, person, box, top, bottom, middle), True, not hints, hints)
    height, width = person.shape
    roomy = min(box[1] / height, 1 - box[3] / height, box[0] / width, 1 - box[2] / width) > 0.03
    if roomy and box[3] - box[1] > 0.55 * height:
        yield Case(name, "as taken", pixels, True, True, frozenset())


def placed(pixels: Pixels, person: NDArray[np.float32], box: Box, top: float, bottom: float, middle: float) -> Pixels:
    """A frame in which the person's box has these places, as shares of the frame."""
    width, height = FRAME
    scale = (bottom - top) * height / (box[3] - box[1])
    across = middle * width - (box[0] + box[2]) / 2 * scale
    matrix = np.array([[scale, 0, across], [0, scale, top * height - box[1] * scale]])
    alpha = cv2.warpAffine(cv2.GaussianBlur(person, (0, 0), 0.7), matrix, FRAME)[..., None]
    figure = cv2.warpAffine(pixels, matrix, FRAME)
    return (alpha * figure + (1 - alpha) * backdrop(pixels, person)).astype(np.uint8)


def backdrop(pixels: Pixels, person: NDArray[np.float32]) -> NDArray[np.float32]:
    """The photo without its person, blurred and stretched to the frame."""
    without = 1 - cv2.dilate(person, np.ones((9, 9), np.uint8))
    spread = 0.08 * person.shape[1]
    weight = cv2.GaussianBlur(without, (0, 0), spread)[..., None] + 1e-3
    blurred = cv2.GaussianBlur(pixels * without[..., None], (0, 0), spread) / weight
    return cv2.resize(blurred.astype(np.float32), FRAME)


def whole_person(labels: Pixels) -> Box | None:
    """The labelled person's box where head and shoes are labelled and no edge cuts it; else None."""
    person = ~np.isin(labels, NOT_PERSON)
    rows, columns = np.flatnonzero(person.any(1)), np.flatnonzero(person.any(0))
    if not np.isin(labels, HEAD).any() or not (labels == SHOES).any():
        return None
    height, width = labels.shape
    box = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    inside = box[0] > 2 and box[1] > 2 and box[2] < width - 2 and box[3] < height - 2
    return tuple(float(side) for side in box) if inside else None  # type: ignore[return-value]


def fit(pixels: Pixels) -> Pixels:
    """The middle of a photo, filling the frame."""
    width, height = FRAME
    scale = max(width / pixels.shape[1], height / pixels.shape[0])
    large = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    top, left = (large.shape[0] - height) // 2, (large.shape[1] - width) // 2
    return large[max(0, top) : max(0, top) + height, max(0, left) : max(0, left) + width]


def read(path: Path) -> Pixels:
    """A picture as H×W×3 RGB."""
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
