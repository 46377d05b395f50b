"""A photo, or a person cut out of one, and its target, laid on a canvas by one matrix."""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.body import BODY_PARTS

Pixels = NDArray[np.uint8]
Target = NDArray[np.uint8]
"""h×w×5 probabilities of ``BODY_PARTS`` in 255ths on half a picture's grid, or coarser; they sum to what is known."""
Matrix = NDArray[np.float64]
"""2×3, from a layer's to the canvas's coordinates, both in pixels from the top left corner."""


class Layer(NamedTuple):
    """What is laid on a canvas."""

    pixels: Pixels
    """H×W×3 RGB."""
    target: Target
    alpha: NDArray[np.float32] | None = None
    """H×W in 0..1: what of it covers the canvas; None: all of it."""


def body_box(layer: Layer) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the body in the layer's pixels; the whole layer where there is none."""
    height, width = layer.pixels.shape[:2]
    body = layer.target[..., 1:].sum(2, dtype=np.uint16) > 127
    rows, columns = np.flatnonzero(body.any(1)), np.flatnonzero(body.any(0))
    if not rows.size:
        return 0.0, 0.0, float(width), float(height)
    down, across = height / body.shape[0], width / body.shape[1]
    return columns[0] * across, rows[0] * down, (columns[-1] + 1) * across, (rows[-1] + 1) * down


def lay(layer: Layer, matrix: Matrix, size: tuple[int, int], ground: Pixels | None) -> tuple[Pixels, Target]:
    """A canvas of ``size`` (width, height) with the layer on ``ground``, and its target on half the grid.

    Without ground the layer's edges are drawn out and nothing is known there; a ground is background.
    """
    width, height = size
    moved = warp(layer.pixels, matrix, size, None)
    if ground is not None:
        alpha = np.ones(layer.pixels.shape[:2], np.float32) if layer.alpha is None else layer.alpha
        cover = warp(alpha, matrix, size, 0)[..., None]
        moved = (moved * cover + ground * (1 - cover)).round().astype(np.uint8)
    down, across = (side / grid for side, grid in zip(layer.pixels.shape, layer.target.shape[:2], strict=False))
    halved = 0.5 * matrix @ np.diag([across, down, 1])
    around = [0 if number or ground is None else 255 for number in range(len(BODY_PARTS))]
    planes = [
        warp(np.ascontiguousarray(layer.target[..., number]), halved, (width // 2, height // 2), value)
        for number, value in enumerate(around)
    ]
    return moved, np.stack(planes, -1)


def warp(image: NDArray[Any], matrix: Matrix, size: tuple[int, int], around: int | None) -> NDArray[Any]:
    """``image``, one plane or three, moved by ``matrix`` onto a canvas of ``size`` (width, height).

    ``around`` is the value outside of it; None: the edge drawn out.
    """
    scale = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    if scale < 0.8:  # thin the pixels before the warp, which does not
        image = cv2.GaussianBlur(image, (0, 0), 0.4 / scale)
    centres = matrix.copy()
    centres[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5  # OpenCV counts from the middle of the first pixel
    border = cv2.BORDER_REPLICATE if around is None else cv2.BORDER_CONSTANT
    moved: NDArray[Any] = cv2.warpAffine(
        image, centres, size, flags=cv2.INTER_LINEAR, borderMode=border, borderValue=around or 0
    )
    return moved
