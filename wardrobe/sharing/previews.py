"""What a messenger shows of a link before anybody opens it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image

from wardrobe.sharing.shares import Size

CANVAS: Final = (1200, 630)
"""The size that the Open Graph of messengers and networks asks for."""
GROUND: Final = (244, 242, 238)
GAP: Final = 24
QUALITY: Final = 82


def preview(jpegs: Sequence[bytes]) -> bytes:
    """The shared pictures beside each other on plain ground: a JPEG of 1200×630, without metadata.

    It is made of the bytes that are shared, so it shows nothing else.
    """
    width, height = CANVAS
    canvas = Image.new("RGB", CANVAS, GROUND)
    most = (width - GAP * (len(jpegs) - 1)) // len(jpegs), height
    shown = [_fitting(data, most) for data in jpegs]
    left = (width - sum(image.width for image in shown) - GAP * (len(shown) - 1)) // 2
    for image in shown:
        canvas.paste(image, (left, (height - image.height) // 2))
        left += image.width + GAP
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def size_of(jpeg: bytes) -> Size:
    """How large a picture is. Raises ``ValueError`` where it is no JPEG."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        return Size(*image.size)


def _fitting(jpeg: bytes, most: tuple[int, int]) -> Image.Image:
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        shown = image.convert("RGB")
    shown.thumbnail(most, Image.Resampling.LANCZOS)
    return shown
