"""Whether the person moved within the last moment, by where the figure is and by what changed in the picture."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_device.cameras.base import Frame
from camera_device.framing.parts import Figure

Luma = NDArray[np.float32]
"""Small H×W picture of luminance, 0..255."""

MOMENT: Final = 0.8
"""Seconds for which somebody has to stand still."""
GAP: Final = 0.6
"""Longer without a frame, nothing is known of what happened between."""
MOVED: Final = 0.025
"""How far the figure's centre, top and bottom may wander, as a share of the figure's height."""
CHANGED: Final = 6.0
"""Mean change of luminance within the figure's box from one frame to the next, of 255, that is noise."""
SMALL: Final = 96
"""Long side in pixels at which pictures are compared: noise is averaged away, a moving arm is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """One frame of the last moment."""

    at: float
    luma: Luma
    figure: Figure


@dataclass
class Stillness:
    """Remembers the frames of the last moment."""

    _sights: deque[Sight] = field(default_factory=deque)

    def still(self, now: float, luma: Luma, figure: Figure | None) -> bool:
        """Whether the person of this frame has stood still for ``MOMENT``; no person is never still."""
        sights = self._sights
        if figure is None or (sights and now - sights[-1].at > GAP):
            sights.clear()
        if figure is None:
            return False
        sights.append(Sight(now, luma, figure))
        while len(sights) > 2 and sights[1].at <= now - MOMENT:
            sights.popleft()
        if now - sights[0].at < MOMENT:
            return False
        pairs = zip(sights, list(sights)[1:], strict=False)
        return wandered(list(sights)) < MOVED and all(change(*pair) < CHANGED for pair in pairs)


def wandered(sights: list[Sight]) -> float:
    """The longest way of the figure's centre, top and bottom, as a share of its height.

    Top and bottom count half: the parser's edge trembles where the centre does not.
    """
    figures = [sight.figure for sight in sights]
    height = max(figure.height for figure in figures)
    points = np.array([(*figure.centre, figure.box[1] / 2, figure.box[3] / 2) for figure in figures])
    return float((points.max(0) - points.min(0)).max() / height)


def change(before: Sight, after: Sight) -> float:
    """Mean change of luminance within the person's box; a change of the light as a whole is none."""
    if before.luma.shape != after.luma.shape:
        return float("inf")
    difference = after.luma - before.luma
    difference = np.abs(difference - np.median(difference))
    height, width = difference.shape
    left, top, right, bottom = after.figure.box
    rows = slice(int(top * height), max(int(top * height) + 1, round(bottom * height)))
    columns = slice(int(left * width), max(int(left * width) + 1, round(right * width)))
    return float(difference[rows, columns].mean())


def luminance(frame: Frame) -> Luma:
    """The luminance of an H×W×3 RGB frame (ITU-R BT.601), made small."""
    scale = SMALL / max(frame.shape)
    size = (max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale)))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)


def brightness(luma: Luma) -> float:
    """How bright the brightest tenth of a picture begins, 0..1; dark clothes before a lit wall are not dark."""
    return float(np.percentile(luma, 90)) / 255
