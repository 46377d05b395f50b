"""The finer kinds of garment that the encoder tells apart, and the parser category of each."""

from __future__ import annotations

from typing import Final

KINDS_OF: Final[dict[str, tuple[str, ...]]] = {
    "upper-clothes": (
        *("t-shirt", "long-sleeve top", "shirt", "blouse", "top", "polo shirt", "sweater", "hoodie"),
        *("cardigan", "vest", "tank top", "bodysuit", "bra"),
    ),
    "outerwear": ("jacket", "coat", "blazer", "cardigan", "vest"),
    "dress": ("dress", "jumpsuit"),
    "skirt": ("skirt",),
    "pants": ("trousers", "jeans", "shorts", "leggings"),
    "shoes": ("sneakers", "shoes", "boots", "sandals", "high heels"),
    "bag": ("bag",),
    "hat": ("hat", "cap", "beanie"),
    "scarf": ("scarf",),
    "belt": ("belt",),
    "sunglasses": ("sunglasses",),
    "socks": ("socks", "tights"),
    "": ("underwear", "swimwear", "nightwear", "gloves", "jewellery", "hair accessory"),
}
"""Kinds by parser category; under the empty name those that the parser does not look for."""
KINDS: Final = tuple(dict.fromkeys(kind for kinds in KINDS_OF.values() for kind in kinds))
"""Every kind once, in the order of the head's outputs."""
