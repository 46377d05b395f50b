"""Something on plain ground, as shops photograph it: which pixels are the thing."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing import Mask
from wardrobe.masks import Box

GRID: Final = 512
"""Long side of the mask in pixels."""
DIFFERENT: Final = 12.0
"""CIELAB distance from the ground's colour."""
LEAST: Final = 0.03
"""A smaller share of the picture is no thing."""


def foreground(pixels: NDArray[np.uint8]) -> tuple[Mask, Box]:
    """Mask and box of what differs from the picture's border; all of it where the border is not plain.

    ``pixels`` H×W×3 sRGB. The mask's grid has the picture's aspect and at most ``GRID`` on its long side.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, GRID / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    ground = np.median(border, 0)
    plain = np.mean(np.linalg.norm(border - ground, axis=1) < DIFFERENT) > 0.7
    mask = np.linalg.norm(lab - ground, axis=2) >= DIFFERENT
    if not plain or mask.mean() < LEAST:
        mask = np.ones(mask.shape, np.bool_)
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    return mask, box
