"""The best photo of a burst: the sharpest.

Open eyes are not asked for: at the two metres from which a person is seen whole, an eye is some ten pixels of a
full-HD picture, and finding it needs a model of face landmarks, larger and slower than the parser that frames people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from camera_device.cameras.base import Frame, Still
from camera_device.errors import FileError

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the upright picture's width and height."""
_REDUCED: Final = {1: cv2.IMREAD_GRAYSCALE, 2: cv2.IMREAD_REDUCED_GRAYSCALE_2, 4: cv2.IMREAD_REDUCED_GRAYSCALE_4}
_ENOUGH: Final = 1000
"""Pixels of the longer side that a picture keeps: motion blur is seen there, the sensor's noise no more."""


def sharpest(stills: Sequence[Still], person: Box | None = None) -> Still:
    """The sharpest, the earlier of equals. ``person``: where to look; None: the whole picture.

    Raises ``FileError`` for a photo that cannot be decoded, ``ValueError`` for none at all.
    """
    return stills[0] if len(stills) == 1 else max(stills, key=lambda still: sharpness(_grey(still), person))


def sharpness(picture: Frame, box: Box | None = None) -> float:
    """Variance of the Laplacian (Pech-Pacheco et al., 2000) of an H×W grey or H×W×3 RGB picture, within the box.

    Only good for comparing photos of the same scene.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) if picture.ndim == 3 else picture
    return float(cv2.Laplacian(_within(np.asarray(grey, np.uint8), box), cv2.CV_32F).var())


def _within(grey: Frame, box: Box | None) -> Frame:
    if box is None:
        return grey
    height, width = grey.shape[:2]
    left, top, right, bottom = (round(share * side) for share, side in zip(box, (width, height) * 2, strict=True))
    inside = grey[max(top, 0) : bottom, max(left, 0) : right]
    return inside if min(inside.shape[:2]) > 2 else grey


def _grey(still: Still) -> Frame:
    """Upright, as OpenCV turns it by its EXIF, and no larger than need be."""
    share = max((part for part in _REDUCED if max(still.width, still.height) // part >= _ENOUGH), default=1)
    grey = cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), _REDUCED[share])
    if grey is None:
        raise FileError("A photo of the burst cannot be decoded.", remedy="Take another one.")
    return np.asarray(grey, np.uint8)
