"""Contact sheets: the best, the middle and the worst photos with what was found and what is true.

A mean hides what goes wrong; twenty photos side by side show it. The photo is greyed under the
colours, so that a colour is always a class and never a garment's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from embeddings.evaluation.confusion import BACKGROUND, MERGED, SCORED
from embeddings.evaluation.folder import read_pair
from embeddings.evaluation.measured import Measured
from embeddings.parsing.labels import IGNORE
from embeddings.parsing.resize import resize_labels

PHOTOS: Final = 20
"""Photos a sheet."""
ACROSS: Final = 4
"""Cards side by side."""
PANEL: Final = (216, 320)
"""Width and height that a photo is fitted into."""
LONG_SIDE: Final = max(PANEL)
"""Long side of the label maps that ``measure`` is to keep for the sheets."""
GAP, MARGIN, HEADER, CAPTION = 4, 28, 132, 58
OPACITY: Final = 0.75
INK, PALE, PAPER = (29, 28, 26), (110, 106, 100), (255, 255, 255)

COLOURS: Final[dict[str, tuple[int, int, int]]] = {
    "outerwear": (255, 140, 20),
    "upper-clothes": (45, 110, 230),
    "dress": (145, 30, 180),
    "skirt": (240, 50, 230),
    "pants": (30, 160, 70),
    "shoes": (0, 200, 220),
    "bag": (130, 0, 20),
    "hat": (225, 20, 40),
    "scarf": (160, 235, 30),
    "belt": (255, 225, 25),
    "sunglasses": (0, 0, 0),
    "socks": (0, 0, 117),
    "hair": (95, 58, 18),
    "skin": (255, 205, 170),
}
"""sRGB of the classes, in the legend's order: hue or lightness tells any two apart."""
UNKNOWN: Final = (255, 255, 255)
_PALETTE: Final = np.full((256, 3), UNKNOWN, np.uint8)
for _name, _colour in COLOURS.items():
    _PALETTE[SCORED.index(_name)] = _colour


def write_sheets(folder: Path, measured: Sequence[Measured], title: str) -> list[Path]:
    """Write ``best.jpg``, ``middle.jpg`` and ``worst.jpg`` into a folder, ranked by the photos' own mean IoU.

    ``measured`` must have kept its label maps. A sheet has twenty photos, or a third where there are
    fewer than sixty. Raises ``OSError`` where the folder cannot be written to.
    """
    ranked = sorted(measured, key=lambda each: (-each.miou if not math.isnan(each.miou) else 1, each.example.name))
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, chosen in _chosen(ranked):
        path = folder / f"{name}.jpg"
        heading = f"The {len(chosen)} {name} of {len(ranked)} photos by their own mean IoU · {title}"
        _sheet(chosen, heading).save(path, quality=90, subsampling=0)
        paths.append(path)
    return paths


def _chosen(ranked: list[Measured]) -> Iterator[tuple[str, list[Measured]]]:
    count = min(PHOTOS, math.ceil(len(ranked) / 3))
    middle = (len(ranked) - count) // 2
    yield "best", ranked[:count]
    yield "middle", ranked[middle : middle + count]
    yield "worst", ranked[::-1][:count]


def _sheet(chosen: list[Measured], heading: str) -> Image.Image:
    card = 3 * PANEL[0] + 2 * GAP
    down = math.ceil(len(chosen) / ACROSS)
    size = MARGIN + ACROSS * (card + MARGIN), HEADER + down * (CAPTION + PANEL[1] + MARGIN)
    sheet = Image.new("RGB", size, PAPER)
    _legend(sheet, heading)
    for number, each in enumerate(chosen):
        left = MARGIN + number % ACROSS * (card + MARGIN)
        top = HEADER + number // ACROSS * (CAPTION + PANEL[1] + MARGIN)
        _caption(sheet, each, left, top, card)
        for column, picture in enumerate(_panels(each)):
            x = left + column * (PANEL[0] + GAP) + (PANEL[0] - picture.width) // 2
            sheet.paste(picture, (x, top + CAPTION))
    return sheet


def _panels(each: Measured) -> Iterator[Image.Image]:
    """Photo, found, true, each fitted into ``PANEL``."""
    photo, truth = read_pair(each.example)
    assert each.labels is not None, "measured without sheet=LONG_SIDE"
    scale = min(PANEL[0] / photo.full_size[0], PANEL[1] / photo.full_size[1])
    size = max(1, round(photo.full_size[0] * scale)), max(1, round(photo.full_size[1] * scale))
    pixels = cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    yield Image.fromarray(pixels)
    for labels in (each.labels, truth):
        yield Image.fromarray(_tinted(pixels, MERGED[resize_labels(labels, size)]))


def _tinted(pixels: NDArray[np.uint8], classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The grey photo with its classes in their colours; unknown pixels are hatched."""
    grey = 70 + 0.6 * cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[..., None].astype(np.float32)
    tinted = np.repeat(grey, 3, 2)
    shown = classes != BACKGROUND
    mixed = (1 - OPACITY) * grey + OPACITY * _PALETTE[classes]
    rows, columns = np.indices(classes.shape)
    mixed[(classes == IGNORE) & ((rows + columns) % 6 < 2)] = INK
    tinted[shown] = mixed[shown]
    return tinted.round().astype(np.uint8)


def _legend(sheet: Image.Image, heading: str) -> None:
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, 22), heading, fill=INK, font=ImageFont.load_default(30))
    left, font = MARGIN, ImageFont.load_default(24)
    for name, colour in (*COLOURS.items(), ("unknown", UNKNOWN)):
        draw.rectangle((left, 78, left + 28, 106), fill=colour, outline=PALE)
        if name == "unknown":
            for shift in (6, 16, 26):
                draw.line((left, 78 + shift, left + shift, 78), fill=INK, width=2)
        draw.text((left + 38, 77), name, fill=INK, font=font)
        left += 38 + round(draw.textlength(name, font)) + 26


def _caption(sheet: Image.Image, each: Measured, left: int, top: int, room: int) -> None:
    """Id and score, and the garments that were not found or are not there."""
    draw = ImageDraw.Draw(sheet)
    score = "–" if math.isnan(each.miou) else f"{each.miou:.3f}"
    draw.text((left, top), score, fill=INK, font=ImageFont.load_default(26))
    draw.text((left + 84, top + 2), each.example.name, fill=INK, font=ImageFont.load_default(23))
    said = [("missed", each.mistaken(2)), ("not there", each.mistaken(1))]
    text = " · ".join(f"{what}: {', '.join(names)}" for what, names in said if names)
    font = ImageFont.load_default(20)
    while text and draw.textlength(text, font) > room:
        text = text[:-2].rstrip(" ,·") + "…"
    draw.text((left, top + 31), text or "all garments named right", fill=PALE, font=font)
