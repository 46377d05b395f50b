"""Is this the same picture in another encoding? A perceptual hash: structure and a few colours.

The difference hash (dHash, N. Krawetz, "Kind of Like That", 2013) keeps whether each pixel of a
17×16 grey thumbnail is brighter than its left neighbour: 256 bits that survive scaling and lossy
compression. Recoloured copies of one shop photo have the same structure, so a 4×4 colour thumbnail
is kept and compared as well.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

GRID: Final = 16
BITS_APART: Final = 12
"""Most of the 256 bits in which two encodings of one picture differ."""
COLOUR_APART: Final = 10.0
"""Most that any cell of the colour thumbnails may differ, mean over channels of 0..255."""
_HASH_BYTES: Final = GRID * GRID // 8
_COLOURS: Final = 4


def likeness(pixels: NDArray[np.uint8]) -> bytes:
    """80 bytes for an H×W×3 picture: 32 of structure, 48 of colour."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (GRID + 1, GRID), interpolation=cv2.INTER_AREA)
    bits = np.packbits(small[:, 1:] > small[:, :-1])
    colours = cv2.resize(pixels, (_COLOURS, _COLOURS), interpolation=cv2.INTER_AREA)
    return bits.tobytes() + colours.tobytes()


def alike(wanted: bytes, others: list[bytes]) -> int | None:
    """Which of ``others`` is the same picture as ``wanted``, the nearest if there are several."""
    if not others:
        return None
    rows = np.frombuffer(b"".join(others), np.uint8).reshape(len(others), -1)
    row = np.frombuffer(wanted, np.uint8)
    bits = np.bitwise_count(rows[:, :_HASH_BYTES] ^ row[:_HASH_BYTES]).sum(1, dtype=np.int64)
    cells = np.abs(rows[:, _HASH_BYTES:].astype(np.int16) - row[_HASH_BYTES:]).reshape(len(others), -1, 3).mean(2)
    same = (bits <= BITS_APART) & (cells.max(1) <= COLOUR_APART)
    return int(np.argmin(np.where(same, bits, 1000))) if same.any() else None
