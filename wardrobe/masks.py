"""Masks small enough to keep in the database: PNGs of one bit, or of a few levels."""

from __future__ import annotations

import hashlib
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing import Mask

Box = tuple[int, int, int, int]


def pack(mask: Mask, box: Box) -> bytes:
    """A 1-bit PNG of what H×W ``mask`` holds inside ``box`` (left, top, right, bottom; exclusive)."""
    left, top, right, bottom = box
    return _png(Image.fromarray(mask[top:bottom, left:right]))


def unpack(data: bytes, box: Box, size: tuple[int, int]) -> Mask:
    """The mask again, on a grid of ``size`` (width, height), false outside ``box``."""
    left, top, right, bottom = box
    mask = np.zeros((size[1], size[0]), np.bool_)
    with Image.open(io.BytesIO(data)) as image:
        mask[top:bottom, left:right] = np.asarray(image, np.bool_)
    return mask


def pack_soft(values: NDArray[np.float32]) -> bytes:
    """An 8-bit PNG of H×W ``values`` in 0..1, in 16 levels: an edge needs no more, and it packs well."""
    return _png(Image.fromarray((np.clip(values, 0, 1) * 15).round().astype(np.uint8) * 17))


def unpack_soft(data: bytes) -> NDArray[np.float32]:
    """H×W values in 0..1."""
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image, np.float32) / np.float32(255)


def content_hash(sha256: str, packed: bytes, box: Box, size: tuple[int, int]) -> str:
    """What a cut-out and its vectors are made of: the original, and the mask and where it lies."""
    place = ",".join(map(str, (*box, *size)))
    return hashlib.sha256(b"\0".join((sha256.encode(), place.encode(), packed))).hexdigest()


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
