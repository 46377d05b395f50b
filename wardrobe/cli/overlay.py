"""A parse made visible: the photo with its garments tinted, outlined and named."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from embeddings.parsing.resize import resize_labels
from embeddings.parsing.types import Mask, Parse
from embeddings.photo import Photo

TINTS: Final[dict[str, tuple[int, int, int]]] = {
    "outerwear": (230, 97, 1),
    "upper-clothes": (31, 120, 214),
    "dress": (152, 78, 163),
    "skirt": (231, 41, 138),
    "pants": (27, 158, 119),
    "shoes": (217, 180, 0),
    "bag": (166, 86, 40),
    "hat": (228, 26, 28),
    "scarf": (0, 176, 200),
    "belt": (110, 110, 110),
    "sunglasses": (60, 60, 60),
    "socks": (120, 190, 32),
}
"""sRGB, far apart from each other in hue or lightness."""
OPACITY: Final = 0.45


def overlay(photo: Photo, parse: Parse) -> Image.Image:
    """The photo at its decoded size, each garment tinted and outlined, a legend of names below."""
    pixels = photo.pixels.astype(np.float32)
    outline = max(2, round(max(photo.size) / 400))
    masks = [_enlarged(garment.mask, photo.size) for garment in parse.garments]
    for garment, mask in zip(parse.garments, masks, strict=True):
        pixels[mask] = (1 - OPACITY) * pixels[mask] + OPACITY * np.array(TINTS[garment.category], np.float32)
    picture: NDArray[np.uint8] = pixels.round().astype(np.uint8)
    for garment, mask in zip(parse.garments, masks, strict=True):
        rings, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(picture, rings, -1, TINTS[garment.category], outline, cv2.LINE_AA)
    return _with_legend(Image.fromarray(picture), parse)


def label_picture(photo: Photo, parse: Parse) -> Image.Image:
    """The label map in the photo's own upright size: one channel, values are class ids."""
    return Image.fromarray(resize_labels(parse.label_map.labels, photo.full_size))


def _enlarged(mask: Mask, size: tuple[int, int]) -> Mask:
    smooth = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(smooth > 0.5)


def _with_legend(picture: Image.Image, parse: Parse) -> Image.Image:
    lines = [(garment.category, f"{garment.category} {garment.confidence:.0%}") for garment in parse.garments]
    if not lines:
        lines = [("", "no garments" if parse.people else "nobody in this photo")]
    text_height = max(14, round(picture.width / 28))
    font = ImageFont.load_default(text_height)
    row = round(text_height * 1.6)
    columns = max(1, picture.width // (text_height * 11))
    rows = -(-len(lines) // columns)
    sheet = Image.new("RGB", (picture.width, picture.height + rows * row + row // 2), (255, 255, 255))
    sheet.paste(picture, (0, 0))
    draw = ImageDraw.Draw(sheet)
    for number, (category, text) in enumerate(lines):
        left = row // 3 + number % columns * (picture.width // columns)
        top = picture.height + row // 4 + number // columns * row
        if category:
            box = (left, top + text_height // 5, left + text_height, top + text_height // 5 + text_height)
            draw.rectangle(box, fill=TINTS[category])
            left += round(text_height * 1.4)
        draw.text((left, top), text, fill=(29, 28, 26), font=font)
    return sheet
