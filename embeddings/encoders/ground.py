"""A garment on neutral ground, and the one way in which a picture becomes the network's input.

Training, serving and evaluation all come through here, so that the network always sees the same.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing.types import Mask
from embeddings.photo import Photo
from embeddings.white import White, balanced

WHITE: Final = 255
"""The ground's grey value. White, because shops photograph on white and most training pictures are theirs."""
SIDE: Final = 168
"""Side of the network's square input in pixels."""
MEAN: Final = (0.485, 0.456, 0.406)
STD: Final = (0.229, 0.224, 0.225)
LONGEST: Final = 336
"""A cut-out is kept at no more than this: twice what the network sees."""
MARGIN: Final = 0.04
"""Ground around the garment's box, as a share of the box's long side."""


def neutral_ground(
    photo: Photo, mask: Mask, box: tuple[int, int, int, int], white: White | None = None
) -> NDArray[np.uint8]:
    """The garment under ``mask`` on white: H×W×3 uint8, long side at most ``LONGEST``.

    ``mask`` H×W bool and ``box`` (left, top, right, bottom; exclusive) are on the label map's grid,
    which has the photo's aspect but need not have its size. With the photo's own ``white`` the
    garment is seen as under neutral light.
    """
    return on_ground(photo.pixels, mask, box, white)


def on_ground(
    pixels: NDArray[np.uint8], mask: Mask, box: tuple[int, int, int, int], white: White | None = None
) -> NDArray[np.uint8]:
    """As ``neutral_ground``, from an H×W×3 array."""
    height, width = pixels.shape[:2]
    rows, columns = mask.shape
    left, top, right, bottom = box
    margin = MARGIN * max(right - left, bottom - top)
    x0, x1 = (round(min(max(x, 0), columns) * width / columns) for x in (left - margin, right + margin))
    y0, y1 = (round(min(max(y, 0), rows) * height / rows) for y in (top - margin, bottom + margin))
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
    scale = min(1.0, LONGEST / max(x1 - x0, y1 - y0))
    size = (max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale)))
    garment = np.asarray(cv2.resize(pixels[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA), np.uint8)
    garment = balanced(garment, white).astype(np.float32)
    grid = np.array(
        [
            [(x1 - x0) / size[0] * columns / width, 0, x0 * columns / width],
            [0, (y1 - y0) / size[1] * rows / height, y0 * rows / height],
        ]
    )
    alpha = cv2.warpAffine(
        mask.astype(np.float32),
        grid,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
    )[..., None]
    return np.asarray((garment * alpha + WHITE * (1 - alpha)).round(), np.uint8)


def letterbox(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The whole picture in the middle of a white ``SIDE``×``SIDE`` square.

    Pixel for pixel what open_clip's preprocessing does with ``resize_mode: longest``.
    """
    height, width = image.shape[:2]
    ratio = max(height, width) / SIDE
    size = (max(1, round(width / ratio)), max(1, round(height / ratio)))
    small = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BICUBIC))
    square = np.full((SIDE, SIDE, 3), WHITE, np.uint8)
    x, y = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    square[y : y + size[1], x : x + size[0]] = small
    return square


def network_input(square: NDArray[np.uint8]) -> NDArray[np.float32]:
    """``SIDE``×``SIDE``×3 uint8 to 3×``SIDE``×``SIDE`` float32, normalised as ImageNet pictures are."""
    scaled = square.astype(np.float32) / 255
    normalised = (scaled - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
    return np.ascontiguousarray(normalised.transpose(2, 0, 1))
