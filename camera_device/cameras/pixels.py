"""What every camera does to pictures: smaller, upright, into a file."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from camera_device.cameras.base import Frame

LONG_SIDE: Final = 640
"""Pixels of a frame's longer side."""
FILM_SIDE: Final = 1920
"""Pixels of a video's longer side."""
QUALITY: Final = 95
"""Of JPEGs that are made here."""


def reduced(pixels: Frame, long_side: int) -> Frame:
    """At most ``long_side`` pixels on the longer side."""
    scale = long_side / max(pixels.shape)
    if scale >= 1:
        return pixels
    size = round(pixels.shape[1] * scale), round(pixels.shape[0] * scale)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def upright(pixels: Frame, rotation: int) -> Frame:
    """Turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(pixels, -rotation // 90)) if rotation else pixels


def encoded(pixels: Frame) -> bytes:
    """A JPEG of quality ``QUALITY``."""
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert done, "OpenCV encodes every RGB picture"
    return bytes(jpeg)
