"""The one way by which pixels become a file that leaves the house."""

from __future__ import annotations

import io
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONG_SIDE: Final = 1600
"""The most pixels of a photo that leave."""
QUALITY: Final = 88


def jpeg(pixels: NDArray[np.uint8], side: int = LONG_SIDE) -> bytes:
    """A baseline JPEG of H×W×3 sRGB ``pixels``, long side at most ``side``, with no metadata whatsoever.

    It is written from the numbers alone: nothing of the file that they came from is at hand here. Its
    segments are those that a decoder needs: JFIF header (without thumbnail), tables, frame, scan.
    """
    file = io.BytesIO()
    Image.fromarray(reduced(pixels, side)).save(file, "JPEG", quality=QUALITY, optimize=True, progressive=False)
    return file.getvalue()


def reduced(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The picture with its long side at most ``side``."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
