"""Label maps as pictures: a PNG for programs, an overlay for people."""

from __future__ import annotations

import colorsys
import io
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing.labels import CLASSES
from embeddings.parsing.types import LabelMap
from embeddings.photo import Photo


def _palette() -> NDArray[np.uint8]:
    """17×3 RGB: black for background, then hues a golden angle apart, so that neighbours differ."""
    hues = [colorsys.hsv_to_rgb(number * 0.618 % 1, 0.75, 0.95) for number in range(len(CLASSES))]
    return (np.array([(0, 0, 0), *hues[1:]]) * 255).astype(np.uint8)


PALETTE: Final = _palette()


def label_png(label_map: LabelMap) -> bytes:
    """PNG with a palette; pixel values are the numbers of ``CLASSES``."""
    image = Image.fromarray(label_map.labels, mode="P")
    image.putpalette(PALETTE.tobytes())
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def overlay(photo: Photo, label_map: LabelMap, strength: float = 0.55) -> NDArray[np.uint8]:
    """H×W×3 photo, on the label map's grid, with every class tinted in its colour."""
    pixels = cv2.resize(photo.pixels, label_map.size, interpolation=cv2.INTER_AREA)
    tinted = pixels * (1 - strength) + PALETTE[label_map.labels] * strength
    return np.where(label_map.labels[..., None] > 0, tinted, pixels).astype(np.uint8)
