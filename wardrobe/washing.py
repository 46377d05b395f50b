"""How often a garment is worn before it is washed, and which ask for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from wardrobe.garments import GarmentItem
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

WEARS: Final[dict[str, int]] = {
    **dict.fromkeys(("t-shirt", "top", "tank top", "bodysuit", "polo shirt", "leggings"), 1),
    **dict.fromkeys(("socks", "tights", "underwear", "swimwear"), 1),
    **dict.fromkeys(("shirt", "blouse", "long-sleeve top", "shorts", "dress", "jumpsuit"), 2),
    **dict.fromkeys(("bra", "nightwear", "jeans", "skirt", "hoodie", "vest"), 3),
    **dict.fromkeys(("trousers", "sweater", "cardigan"), 4),
    "blazer": 6,
    "jacket": 10,
    **dict.fromkeys(("coat", "scarf", "gloves"), 20),
}
"""Days worn by kind, in the order of common care advice (American Cleaning Institute: what lies on the skin after
each wear, jeans after three, blazers after five or six). A kind that is not here never asks: shoes, bags, belts."""
OF_CATEGORY: Final[dict[str, int]] = {
    "upper-clothes": 2,
    "dress": 2,
    "socks": 1,
    "pants": 4,
    "skirt": 3,
    "outerwear": 12,
    "scarf": 20,
}
"""Where the kind is not known."""
FORGOTTEN: Final = timedelta(days=30)
"""What was never washed here and is not worn any more was washed before anybody wrote it down."""

TIME: Final = N_("worn {count} times since the wash: time to wash?")
TIME_ONCE: Final = N_("worn since the wash: time to wash?")


def wears_before_wash(item: GarmentItem) -> int | None:
    """After how many days worn a garment asks for the wash; None where it never does."""
    return WEARS.get(item.kind) if item.kind else OF_CATEGORY.get(item.category)


def time_to_wash(item: GarmentItem, today: date) -> Reason | None:
    """What a garment asks; None while it is fresh, in the wash or put away."""
    known, most = item.belonging, wears_before_wash(item)
    if most is None or known.in_wash or known.put_away or known.wears_since_wash < most:
        return None
    if known.washed_on is None and (item.last_worn is None or today - item.last_worn > FORGOTTEN):
        return None
    count = known.wears_since_wash
    return Reason("wash", TIME_ONCE) if count == 1 else Reason("wash", TIME, {"count": count})
