"""The 17 classes of human parsing, in the order of the label maps' pixel values."""

from __future__ import annotations

from typing import Final

CLASSES: Final = (
    "background",
    "hat",
    "hair",
    "sunglasses",
    "upper-clothes",
    "outerwear",
    "skirt",
    "pants",
    "dress",
    "belt",
    "shoes",
    "face",
    "legs",
    "arms",
    "bag",
    "scarf",
    "socks",
)
CLASS_ID: Final = {name: number for number, name in enumerate(CLASSES)}
IGNORE: Final = 255

#: What can be owned and worn, in the order in which a person would list an outfit.
GARMENT_CATEGORIES: Final = (
    "outerwear",
    "upper-clothes",
    "dress",
    "skirt",
    "pants",
    "shoes",
    "bag",
    "hat",
    "scarf",
    "belt",
    "sunglasses",
    "socks",
)
