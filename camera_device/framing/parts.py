"""The figure in a frame: where it stands, which parts of it are seen, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_device.cameras.base import Frame
from camera_device.errors import CameraError
from embeddings.parsing.small import BodyRules, SmallParser, read_body

LEAST_HEIGHT: Final = 0.12
"""Less tall, as a share of the picture, nobody is meant: a poster far away, a doll on a shelf."""
COMPANION: Final = 0.5
"""From which share of the main person's area on another figure counts as a person."""

WISP: Final = 0.06
"""Rows that cover no more of the figure's breadth are no part of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The main person of a frame."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom as shares of the picture's width and height."""
    centre: tuple[float, float]
    """Of its pixels, as shares of width and height; steadier than the box's."""
    seen: frozenset[str]
    """Of ``head``, ``torso``, ``legs``, ``feet``."""
    touches: frozenset[str]
    """Edges that cut it off: of ``top``, ``bottom``, ``left``, ``right``."""
    people: int = 1
    """How many figures there are, of which this is the largest."""

    @property
    def height(self) -> float:
        """Share of the picture's height."""
        return self.box[3] - self.box[1]


class Finder:
    """Frame to ``Figure``, by the small parser in one thread, so that the other cores stay free for the camera.

    The model is opened at the first frame. Raises ``CameraError`` when it is missing or damaged.
    """

    def __init__(self, parser: SmallParser | None = None) -> None:
        try:
            self._parser = parser or SmallParser(threads=1)
        except Exception as error:
            raise _unusable(error) from error

    def find(self, frame: Frame) -> Figure | None:
        """The main person of an H×W×3 RGB frame; None: nobody."""
        try:
            planes = self._parser.probabilities(frame)
        except ValueError:
            raise
        except Exception as error:
            raise _unusable(error) from error
        return figure_of(planes, self._parser.rules)


def figure_of(planes: NDArray[np.float32], rules: BodyRules) -> Figure | None:
    """The measures of the largest figure in 5×H×W probabilities; None where there is none that is meant."""
    body = read_body(planes, rules)
    box = body.box
    if box is None or box[3] - box[1] < LEAST_HEIGHT:
        return None
    others = (planes[0] < 0.5) & (body.person == 0)
    top, bottom = _solid(body.mask)
    return Figure(
        (box[0], top, box[2], bottom),
        _centre(body.mask),
        body.seen,
        body.touches,
        1 + _count(others, COMPANION * body.mask.sum()),
    )


def _centre(mask: NDArray[np.bool_]) -> tuple[float, float]:
    height, width = mask.shape
    rows, columns = np.nonzero(mask)
    return float(columns.mean() + 0.5) / width, float(rows.mean() + 0.5) / height


def _solid(mask: NDArray[np.bool_]) -> tuple[float, float]:
    """Top and bottom of a figure as shares of the height, without wisps that the parser puts above and below it."""
    broad = mask.sum(1)
    rows = np.flatnonzero(broad > WISP * np.count_nonzero(mask.any(0)))
    return float(rows[0]) / len(mask), float(rows[-1] + 1) / len(mask)


def _count(others: NDArray[np.bool_], least: float) -> int:
    """Figures of at least so many pixels in an H×W mask."""
    _, _, measures, _ = cv2.connectedComponentsWithStats(others.astype(np.uint8), connectivity=8)
    return int(np.count_nonzero(measures[1:, cv2.CC_STAT_AREA] >= least))


def _unusable(error: Exception) -> CameraError:
    return CameraError(
        "The model that sees people cannot be used: {reason}",
        reason=error,
        remedy="Reinstall otjang; without it no picture is taken, because nobody knows whether somebody is there.",
    )
