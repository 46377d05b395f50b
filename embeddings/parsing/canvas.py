"""How a photo is laid on the parser's grid of patches, the same in training and in serving.

The network takes any picture whose sides are multiples of the patch. A photo keeps its shape as
nearly as whole patches allow (within a few per cent) and always costs about the same time.
"""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

PATCH: Final = 14
PATCHES: Final = 864
"""Patches a photo gets: 36 × 24 for the usual 2:3 portrait, 504 × 336 pixels."""
FEWEST: Final = 14
"""Patches along the short side at least; longer strips than this allows are squeezed."""
MEAN: Final = np.array([0.485, 0.456, 0.406], np.float32)
STD: Final = np.array([0.229, 0.224, 0.225], np.float32)


def canvas_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the canvas in pixels for a photo of this size."""
    ratio = height / width
    columns = math.sqrt(PATCHES / ratio)
    most = PATCHES // FEWEST
    across = min(max(round(columns), FEWEST), most)
    down = min(max(round(across * ratio), FEWEST), PATCHES // across)
    return across * PATCH, down * PATCH


def to_canvas(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """H×W×3 RGB photo to its canvas."""
    height, width = pixels.shape[:2]
    size = canvas_size(width, height)
    shrinks = width * height > size[0] * size[1]
    resized = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return resized.astype(np.uint8, copy=False)


def normalise(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """H×W×3 uint8 RGB to 3×H×W float32, ImageNet's mean and deviation."""
    scaled = (pixels.astype(np.float32) / 255 - MEAN) / STD
    return np.ascontiguousarray(scaled.transpose(2, 0, 1), np.float32)
