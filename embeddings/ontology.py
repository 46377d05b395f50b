"""What garments are called: the finer kinds that the encoder tells apart, the parser category of each,
and the Fashionpedia category that it falls into.

Source of the coarse level: Jia et al., "Fashionpedia: Ontology, Segmentation, and an Attribute
Localization Dataset", 2020; its category numbers are those of ``fashionpedia_ontology.json``.
"""

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

FASHIONPEDIA: Final[dict[str, tuple[int, str] | None]] = {
    **dict.fromkeys(("shirt", "blouse", "polo shirt"), (0, "shirt, blouse")),
    **dict.fromkeys(("t-shirt", "long-sleeve top", "top", "hoodie", "tank top"), (1, "top, t-shirt, sweatshirt")),
    "sweater": (2, "sweater"),
    "cardigan": (3, "cardigan"),
    **dict.fromkeys(("jacket", "blazer"), (4, "jacket")),
    "vest": (5, "vest"),
    **dict.fromkeys(("trousers", "jeans", "leggings"), (6, "pants")),
    "shorts": (7, "shorts"),
    "skirt": (8, "skirt"),
    "coat": (9, "coat"),
    "dress": (10, "dress"),
    "jumpsuit": (11, "jumpsuit"),
    "sunglasses": (13, "glasses"),
    **dict.fromkeys(("hat", "cap", "beanie"), (14, "hat")),
    "hair accessory": (15, "headband, head covering, hair accessory"),
    "gloves": (17, "glove"),
    "belt": (19, "belt"),
    "tights": (21, "tights, stockings"),
    "socks": (22, "sock"),
    **dict.fromkeys(("sneakers", "shoes", "boots", "sandals", "high heels"), (23, "shoe")),
    "bag": (24, "bag, wallet"),
    "scarf": (25, "scarf"),
    **dict.fromkeys(("bodysuit", "bra", "underwear", "swimwear", "nightwear", "jewellery"), None),
}
"""Fashionpedia's category of each kind; None for what that ontology leaves out (underwear, swimwear, jewellery)."""

PATTERNS: Final = ("plain", "striped", "checked", "dotted", "floral", "graphic")
SLEEVES: Final = ("sleeveless", "short", "long")
LENGTHS: Final = ("short", "medium", "long")
"""How far down a garment reaches: above the knee, to the knee or calf, to the ankle; upper clothes: cropped, to the
hips, below them."""
ASPECTS: Final[dict[str, tuple[str, ...]]] = {
    "kind": KINDS,
    "pattern": PATTERNS,
    "sleeve": SLEEVES,
    "length": LENGTHS,
}
"""What a garment is, by aspect; the values in the order of the heads' outputs."""
SCALES: Final = ("formality", "warmth")
"""Soft scores from 0 to 1: casual to formal, for hot summer days to for cold winter days."""
