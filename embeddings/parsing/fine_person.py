"""A person's outline in quality: more passes for a picture that somebody will look at closely.

A parse sees a photo at about 500 pixels. Here the part with the person is looked at again by
itself, so that every pixel of the network covers less of it, and its mirror image too; the mean of
both, brought to the picture's edges, keeps hair and the gaps between arm and body.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.parser import Parser, softmax
from embeddings.parsing.upsampling import follow_edges
from embeddings.photo import Photo

LONG_SIDE: Final = 1280
"""Of the mask, in pixels."""
MARGIN: Final = 0.06
"""Room around the person, as a share of the box's long side."""


def fine_person(parser: Parser, photo: Photo, person: NDArray[np.float32]) -> NDArray[np.float32]:
    """H×W float32 in 0..1: the main person, in the photo's shape, long side at most ``LONG_SIDE``.

    ``person`` is the outline of a parse, H×W on any grid of the photo's shape; where it shows nobody,
    all is zero. Raises ``ModelError``.
    """
    width, height = photo.size
    scale = min(1.0, LONG_SIDE / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    pixels = cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(person, size, interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)
    result = np.zeros(coarse.shape, np.float32)
    box = _box(coarse)
    if box is None:
        return result
    part = pixels[box].astype(np.uint8, copy=False)
    seen = softmax(parser.run(part).logits)
    mirrored = softmax(parser.run(np.ascontiguousarray(part[:, ::-1])).logits)[:, :, ::-1]
    background = (seen[0] + mirrored[0]) / 2
    fine = follow_edges(np.stack([background, 1 - background]), part)[1]
    # The first look knows which of several people is meant: nothing far from its person counts.
    reach = max(3, round(max(size) / 100))
    near = cv2.dilate((coarse[box] > 0.3).astype(np.uint8), np.ones((reach, reach), np.uint8))
    result[box] = np.clip(fine * cv2.GaussianBlur(near.astype(np.float32), (0, 0), reach / 3), 0, 1)
    return result


def _box(person: NDArray[np.float32]) -> tuple[slice, slice] | None:
    rows, columns = np.flatnonzero((person > 0.5).any(1)), np.flatnonzero((person > 0.5).any(0))
    if not rows.size:
        return None
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    room = round(MARGIN * max(bottom - top, right - left))
    return slice(max(0, top - room), bottom + room), slice(max(0, left - room), right + room)
