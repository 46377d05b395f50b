"""Photos as a phone makes them, out of small ones: 12 megapixels, portrait, with a sensor's grain."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SIZE = (3024, 4032)
"""Width and height of a phone's usual 12-megapixel picture."""
GRAIN = 4.0
"""Deviation of the brightness noise: it takes the files to the 3 to 5 MB of real ones, which cost more to decode."""


def write_large(pictures: list[Path], folder: Path) -> list[Path]:
    """One JPEG in ``folder`` for each picture; what is too narrow or too low for 3:4 is mirrored at its edges."""
    width, height = SIZE
    grain = np.random.default_rng(0).normal(0, GRAIN, (height, width, 1)).astype(np.int16)
    written = []
    for number, path in enumerate(pictures):
        with Image.open(path) as picture:
            pixels = _to_shape(np.asarray(picture.convert("RGB")), width / height)
        large = cv2.resize(pixels, SIZE, interpolation=cv2.INTER_CUBIC)
        noisy = (large + np.roll(grain, 97 * number, axis=(0, 1))).clip(0, 255).astype(np.uint8)
        written.append(folder / f"{number:03}.jpg")
        Image.fromarray(noisy).save(written[-1], quality=92)
    return written


def _to_shape(pixels: np.ndarray, ratio: float) -> np.ndarray:
    height, width = pixels.shape[:2]
    across = max(0, round(height * ratio) - width) // 2
    down = max(0, round(width / ratio) - height) // 2
    return cv2.copyMakeBorder(pixels, down, down, across, across, cv2.BORDER_REFLECT)
