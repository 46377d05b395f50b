"""From the network's coarse probabilities to the photo's grid, edges following the picture.

Guided upsampling: around every pixel a class's probability is taken for a linear function of the
colours there. The function is fitted on the coarse grid, where it is cheap, and applied to the
colours of the fine one, so that the outline of a sleeve runs where the photo shows it.

Sources: He, Sun, Tang, "Guided Image Filtering", 2013 (colour guide); He, Sun, "Fast Guided
Filter", 2015 (coefficients upsampled).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

RADIUS: Final = 2
"""Of the window around a pixel, in coarse pixels."""
SMOOTH: Final = 1e-3
"""Colour variance (0..1 squared) below which a window is taken as flat."""
PRESENT: Final = 0.2
"""A class whose probability is nowhere higher is left at zero."""


def follow_edges(planes: Plane, pixels: NDArray[np.uint8]) -> Plane:
    """C×h×w probabilities to C×H×W on the grid of H×W×3 ``pixels``.

    Values are within 0..1 and add up to nearly 1; a class that is nowhere likely stays at zero.
    """
    count, height, width = planes.shape
    guide = pixels.astype(np.float32) / np.float32(255)
    coarse = cv2.resize(guide, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)
    fit, colours = _Fit(coarse), cv2.split(guide)
    fine = np.zeros((count, *pixels.shape[:2]), np.float32)
    for plane, target in zip(planes, fine, strict=True):
        if plane.max() >= PRESENT:
            *slopes, offset = (_enlarged(each, target.shape) for each in fit.coefficients(plane))
            for slope, colour in zip(slopes, colours, strict=True):
                offset += slope * colour
            np.clip(offset, 0, 1, out=target)
    return fine


class _Fit:
    """What the windows of one guide have in common: mean colours and the inverse of their covariance."""

    def __init__(self, guide: Plane) -> None:
        self.guide = guide
        self.mean = _mean(guide)
        red, green, blue = cv2.split(guide)
        squares = [red * red, red * green, red * blue, green * green, green * blue, blue * blue]
        products = _mean(np.dstack(squares))
        r, g, b = cv2.split(self.mean)
        rr, rg, rb, gg, gb, bb = (
            square - one * other
            for square, (one, other) in zip(
                cv2.split(products), ((r, r), (r, g), (r, b), (g, g), (g, b), (b, b)), strict=True
            )
        )
        rr, gg, bb = rr + SMOOTH, gg + SMOOTH, bb + SMOOTH
        first, second, third = gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb
        determinant = rr * first + rg * second + rb * third
        self.inverse = [
            each / determinant
            for each in (first, second, third, rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg)
        ]

    def coefficients(self, plane: Plane) -> tuple[Plane, ...]:
        """Four of h×w: the three slopes by colour and the offset."""
        statistics = _mean(np.dstack([self.guide * plane[..., None], plane]))
        mean = statistics[..., 3]
        r, g, b = cv2.split(statistics[..., :3] - self.mean * mean[..., None])
        rr, rg, rb, gg, gb, bb = self.inverse
        slopes = np.dstack([rr * r + rg * g + rb * b, rg * r + gg * g + gb * b, rb * r + gb * g + bb * b])
        offset = mean - (slopes * self.mean).sum(2)
        return tuple(np.moveaxis(_mean(np.dstack([slopes, offset])), 2, 0))


def _mean(values: Plane) -> Plane:
    window = (2 * RADIUS + 1, 2 * RADIUS + 1)
    return cv2.blur(values, window, borderType=cv2.BORDER_REFLECT).astype(np.float32, copy=False)


def _enlarged(values: Plane, shape: tuple[int, ...]) -> Plane:
    return cv2.resize(values, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)
