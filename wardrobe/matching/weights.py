"""What garments weigh, where nobody has put them on the scales."""

from __future__ import annotations

from typing import Final

from wardrobe.garments import GarmentItem

GRAMS: Final[dict[str, int]] = {
    "t-shirt": 160,
    "long-sleeve top": 200,
    "shirt": 220,
    "blouse": 160,
    "top": 140,
    "polo shirt": 220,
    "sweater": 400,
    "hoodie": 550,
    "cardigan": 400,
    "vest": 250,
    "tank top": 110,
    "bodysuit": 130,
    "bra": 80,
    "jacket": 700,
    "coat": 1300,
    "blazer": 650,
    "dress": 320,
    "jumpsuit": 450,
    "skirt": 280,
    "trousers": 420,
    "jeans": 620,
    "shorts": 250,
    "leggings": 200,
    "sneakers": 750,
    "shoes": 800,
    "boots": 1200,
    "sandals": 450,
    "high heels": 600,
    "bag": 600,
    "hat": 120,
    "cap": 90,
    "beanie": 80,
    "scarf": 180,
    "belt": 180,
    "sunglasses": 60,
    "socks": 50,
    "tights": 60,
    "underwear": 50,
    "swimwear": 150,
    "nightwear": 350,
    "gloves": 90,
    "jewellery": 30,
    "hair accessory": 30,
}
"""By kind, rounded: an adult's middle size, shoes as a pair. Sweaters and coats vary by half to either side."""
OF_CATEGORY: Final[dict[str, int]] = {
    "upper-clothes": 220,
    "outerwear": 900,
    "dress": 340,
    "skirt": 280,
    "pants": 480,
    "shoes": 800,
    "bag": 600,
    "hat": 100,
    "scarf": 180,
    "belt": 180,
    "sunglasses": 60,
    "socks": 50,
}
"""Where the kind is not known."""
UNKNOWN: Final = 250


def grams(item: GarmentItem) -> int:
    """Its weight as the person gave it, else what its kind usually weighs."""
    given = item.belonging.weight_grams
    return given if given is not None else GRAMS.get(item.kind or "") or OF_CATEGORY.get(item.category, UNKNOWN)
