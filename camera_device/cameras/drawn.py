"""What a virtual camera shows when it has nothing to play: somebody who stands in a plain room, drawn."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1080, 1920
_WALL, _FLOOR, _SKIRTING = (214, 208, 198), (150, 120, 92), (236, 233, 228)
_SKIN, _HAIR, _SHIRT, _TROUSERS, _SHOES = (224, 178, 148), (58, 40, 30), (44, 92, 140), (52, 54, 62), (28, 24, 22)
_MIDDLE: Final = WIDTH // 2
_LIMBS: Final[tuple[tuple[tuple[int, int, int], int, tuple[tuple[int, int], ...]], ...]] = (
    (_SKIN, 46, ((-148, 700), (-186, 900), (-178, 1060))),
    (_SKIN, 46, ((148, 700), (186, 900), (178, 1060))),
    (_SHIRT, 76, ((-126, 590), (-158, 760))),
    (_SHIRT, 76, ((126, 590), (158, 760))),
    (_TROUSERS, 112, ((-62, 1020), (-72, 1380), (-70, 1660))),
    (_TROUSERS, 112, ((62, 1020), (72, 1380), (70, 1660))),
    (_SHOES, 62, ((-74, 1712), (-92, 1730))),
    (_SHOES, 62, ((74, 1712), (92, 1730))),
    (_SKIN, 74, ((0, 440), (0, 540))),
)
"""Colour, thickness and joints, in pixels from the middle of the picture and from its top."""


@cache
def card() -> bytes:
    """A JPEG of 1080×1920 pixels; the same one every time."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _WALL)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 1520, WIDTH, HEIGHT), _FLOOR)
    draw.rectangle((0, 1480, WIDTH, 1520), _SKIRTING)
    draw.ellipse((_MIDDLE - 230, 1690, _MIDDLE + 230, 1780), tuple(part * 3 // 4 for part in _FLOOR))
    for colour, thickness, joints in _LIMBS:
        _limb(draw, colour, thickness, joints)
    shoulders, waist, hips = ((-164, 572), (164, 572)), (118, 860), (128, 1060)
    draw.polygon([(_MIDDLE + x, y) for x, y in (*shoulders, waist, hips, (-128, 1060), (-118, 860))], _SHIRT)
    _head(draw)
    buffer = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.5)).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def _limb(
    draw: ImageDraw.ImageDraw, colour: tuple[int, int, int], thickness: int, joints: tuple[tuple[int, int], ...]
) -> None:
    points = [(_MIDDLE + x, y) for x, y in joints]
    draw.line(points, colour, thickness, joint="curve")
    for x, y in (points[0], points[-1]):
        draw.circle((x, y), thickness // 2, colour)


def _head(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((_MIDDLE - 92, 250, _MIDDLE + 92, 480), _HAIR)
    draw.ellipse((_MIDDLE - 76, 290, _MIDDLE + 76, 496), _SKIN)
    for side in (-1, 1):
        draw.circle((_MIDDLE + side * 30, 384), 8, _HAIR)
        draw.line((_MIDDLE + side * 44, 360, _MIDDLE + side * 16, 358), _HAIR, 6)
    draw.line((_MIDDLE, 396, _MIDDLE - 5, 424), (196, 148, 118), 5)
    draw.arc((_MIDDLE - 28, 424, _MIDDLE + 28, 458), 20, 160, (168, 84, 80), 7)
