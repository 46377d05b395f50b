"""A label map on another grid, without a shift and without stairs.

Taking the nearest pixel moves every edge by up to half a pixel of the old grid. Here each class
is resampled as a mask of its own, and a pixel of the new grid takes the class that has most of it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.types import Mask


def resize_labels(labels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """H×W uint8 class numbers on a grid of ``size``, width and height, over the same picture.

    Linear where the map grows, area means where it shrinks; of classes with equal shares the lower
    number wins. Values that are no class, such as 255, count as one class more.
    """
    height, width = labels.shape
    if size == (width, height):
        return labels
    shrinks = size[0] <= width and size[1] <= height
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    present = np.flatnonzero(np.bincount(labels.ravel(), minlength=256)).astype(np.uint8)
    settled = np.full(size[::-1], present[0], np.uint8)
    if len(present) == 1:
        return settled
    most = _share(labels == present[0], size, method)
    for number in present[1:]:
        share = _share(labels == number, size, method)
        np.copyto(settled, number, where=share > most)
        np.maximum(share, most, out=most)
    return settled


def _share(mask: Mask, size: tuple[int, int], method: int) -> NDArray[np.uint8]:
    """How much of each new pixel a class has, 0..255."""
    full: NDArray[np.uint8] = mask.view(np.uint8) * np.uint8(255)
    return cv2.resize(full, size, interpolation=method).astype(np.uint8, copy=False)
