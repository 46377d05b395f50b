"""Views of a garment: as it is, and turned, closer, flipped, folded, half hidden and in other light.

A changed view stands for another photo of the same garment: what recognition has to see through.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.ground import SIDE, WHITE, letterbox

Pixels = NDArray[np.uint8]
Share = NDArray[np.float32]
_GROUND: Final[dict[str, Any]] = {"borderMode": cv2.BORDER_CONSTANT, "borderValue": (WHITE, WHITE, WHITE)}
FOLDED, HIDDEN = 0.3, 0.25
"""Shares of the changed views that are folded, and that lose a side or a corner."""


def plain(pixels: Pixels) -> Pixels:
    """``SIDE``×``SIDE``×3: the whole picture."""
    return letterbox(pixels)


def changed(pixels: Pixels, garment: NDArray[np.bool_], rng: np.random.Generator) -> Pixels:
    """``SIDE``×``SIDE``×3: turned by up to 12°, 65–110 % of the picture, perhaps flipped, in other light.

    ``garment`` H×W: the pixels whose light changes (``foreground``); the ground stays as it is.
    """
    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width) / rng.uniform(0.65, 1.1)
    stretch = np.exp(rng.uniform(-0.1, 0.1))
    flip = rng.choice([-1.0, 1.0])
    angle = np.radians(np.clip(rng.normal(0, 5), -12, 12))
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    turn = np.array([[flip * stretch * cos, -sin / stretch], [flip * stretch * sin, cos / stretch]])
    slack = 0.1 * SIDE
    shift = SIDE / 2 - turn @ np.array([width / 2, height / 2]) + rng.uniform(-slack, slack, 2)
    matrix, size = np.column_stack([turn, shift]), (SIDE, SIDE)
    view = np.asarray(cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_AREA, **_GROUND), np.uint8)
    alpha = np.asarray(cv2.warpAffine(garment.astype(np.float32), matrix, size), np.float32)
    if rng.random() < FOLDED:
        view, alpha = _folded(view, alpha, rng)
    lit = _lit(view, alpha, rng)
    return _half_hidden(lit, rng) if rng.random() < HIDDEN else lit


def recoloured(pixels: Pixels, garment: NDArray[np.bool_], colour: NDArray[np.float32]) -> Pixels:
    """The picture with the garment in another colour: what a twin must be told from.

    ``colour``, CIELAB, becomes the garment's median. Lightness goes by a power, so that folds and prints stay.
    """
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    own = np.median(lab[garment], axis=0)
    light = np.clip(np.array([own[0], colour[0]]) / 100, 0.05, 0.95)
    power = np.clip(np.log(light[1]) / np.log(light[0]), 0.3, 3)
    lab[garment, 0] = 100 * (lab[garment, 0] / 100).clip(0, 1) ** power
    lab[garment, 1:] += colour[1:] - own[1:]
    return np.asarray((cv2.cvtColor(lab, cv2.COLOR_LAB2RGB) * 255).clip(0, 255).round(), np.uint8)


def _folded(view: Pixels, alpha: Share, rng: np.random.Generator) -> tuple[Pixels, Share]:
    """Cloth pushed about by up to 6 pixels, lighter on one slope of each fold and darker on the other."""
    coarse = rng.normal(0, 1, (5, 5)).astype(np.float32)
    height = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    slope_x, slope_y = cv2.Sobel(height, cv2.CV_32F, 1, 0), cv2.Sobel(height, cv2.CV_32F, 0, 1)
    steep = max(float(np.abs(slope_x).max()), float(np.abs(slope_y).max()), 1e-6)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    map_x, map_y = x + 6 * slope_x / steep, y + 6 * slope_y / steep
    moved = cv2.remap(view, map_x, map_y, cv2.INTER_LINEAR, **_GROUND)
    where = cv2.remap(alpha, map_x, map_y, cv2.INTER_LINEAR)
    shade = 1 + rng.uniform(0.05, 0.2) * slope_x / steep
    shaded = moved * (1 + (shade - 1) * where)[..., None]
    return np.asarray(shaded.clip(0, 255).round(), np.uint8), np.asarray(where, np.float32)


def _lit(view: Pixels, alpha: Share, rng: np.random.Generator) -> Pixels:
    """Brightness, a little white balance and a slanting shadow on the garment alone."""
    gain = (rng.uniform(0.72, 1.1) * rng.uniform(0.975, 1.025, 3)).astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-0.5 : 0.5 : SIDE * 1j, -0.5 : 0.5 : SIDE * 1j].astype(np.float32)
    slant = 1 + rng.uniform(0, 0.2) * (np.cos(angle) * x + np.sin(angle) * y)
    factor = 1 + (slant[..., None] * gain - 1) * alpha[..., None]
    return np.asarray((view * factor).clip(0, 255).round(), np.uint8)


def _half_hidden(view: Pixels, rng: np.random.Generator) -> Pixels:
    """Ground over a side or a corner, as where an arm, a bag or a coat hides it."""
    hidden = view.copy()
    wide, high = (int(SIDE * share) for share in rng.uniform(0.15, 0.5, 2))
    left, top = (int(place) for place in rng.integers(0, (SIDE - wide + 1, SIDE - high + 1)))
    side = rng.integers(4)
    left = (0, SIDE - wide, left, left)[side]
    top = (top, top, 0, SIDE - high)[side]
    hidden[top : top + high, left : left + wide] = WHITE
    return hidden
