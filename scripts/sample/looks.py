"""What the two wear on which day, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from scripts.sample.room import Light

MORNING = Light()
BRIGHT = Light(110, "#fffaf2", 0.62)
EVENING = Light(80, "#ffdcb0", 0.42, from_left=False)
OVERCAST = Light(70, "#f2f5ff", 0.75)


@dataclass(frozen=True)
class Look:
    """One photo or turn; ``worn`` from the inside outwards."""

    who: str
    days_ago: int
    worn: str
    yaw: float
    stance: int
    room: Literal["hall", "living"]
    light: Light
    occasion: str | None = None
    ratings: dict[str, int] | None = None
    turn: bool = False


LOOKS = (
    Look("mina", 68, "blue-jeans white-tee denim-jacket white-trainers", 4, 0, "hall", BRIGHT, "casual", {"Mina": 4}),
    Look("jun", 66, "dark-jeans oxford-shirt black-shoes", -18, 1, "hall", MORNING, "office", {"Jun": 4, "Mina": 4}),
    Look("mina", 63, "floral-dress white-trainers tan-bag", 24, 0, "hall", BRIGHT, "casual", {"Mina": 5, "Jun": 5}),
    Look("jun", 61, "grey-shorts green-tee green-trainers", 0, 2, "living", BRIGHT, "sporty", {"Jun": 3}),
    Look("mina", 58, "black-trousers rust-blouse brown-boots", -28, 3, "living", MORNING, "office", {"Mina": 4}),
    Look("jun", 55, "grey-chinos plaid-shirt green-trainers", 20, 0, "living", EVENING, "casual", {"Jun": 4}),
    Look("mina", 51, "dotted-dress brown-boots", -10, 1, "living", EVENING, "party", {"Mina": 5, "Jun": 4}),
    Look("mina", 48, "blue-jeans breton white-trainers tan-bag", 34, 4, "hall", OVERCAST, "casual", {"Mina": 4}),
    Look("jun", 46, "dark-jeans green-tee grey-jacket black-shoes", 2, 3, "hall", MORNING, "office", {"Jun": 5}),
    Look("mina", 42, "red-skirt white-tee white-trainers", 58, 4, "hall", BRIGHT, "casual", {"Mina": 3}),
    Look("jun", 40, "olive-trousers navy-jumper black-shoes", -25, 0, "living", OVERCAST, "office", {"Jun": 4}),
    Look("mina", 37, "check-skirt mustard-jumper brown-boots", 0, 2, "hall", MORNING, "casual", {"Mina": 5, "Jun": 4}),
    Look("jun", 34, "grey-chinos oxford-shirt green-trainers", 0, 0, "hall", MORNING, "casual", {"Jun": 4}, turn=True),
    Look("mina", 31, "black-trousers grey-rollneck brown-boots tan-bag", -20, 0, "living", OVERCAST, "office"),
    Look("jun", 29, "dark-jeans plaid-shirt green-trainers canvas-tote", 30, 4, "hall", MORNING, "casual", {"Jun": 3}),
    Look("mina", 26, "blue-jeans rust-blouse camel-coat brown-boots", 3, 4, "hall", OVERCAST, "office", {"Mina": 5}),
    Look("jun", 23, "grey-chinos navy-jumper black-shoes", 176, 1, "living", EVENING, None, {"Mina": 3}),
    Look("mina", 20, "red-skirt breton brown-boots", 0, 0, "hall", MORNING, "casual", {"Mina": 4}, turn=True),
    Look(
        "mina", 17, "floral-dress denim-jacket white-trainers bucket-hat", 16, 1, "hall", BRIGHT, "casual", {"Mina": 4}
    ),
    Look(
        "jun", 15, "olive-trousers oxford-shirt navy-coat black-shoes", -30, 2, "hall", OVERCAST, "office", {"Jun": 4}
    ),
    Look(
        "mina",
        12,
        "check-skirt mustard-jumper camel-coat brown-boots red-scarf",
        20,
        0,
        "hall",
        OVERCAST,
        "casual",
        {"Mina": 5},
    ),
    Look(
        "jun",
        10,
        "dark-jeans navy-jumper green-trainers canvas-tote beanie",
        0,
        4,
        "living",
        MORNING,
        "casual",
        {"Jun": 4},
    ),
    Look("mina", 8, "dotted-dress camel-coat brown-boots", 112, 4, "hall", OVERCAST, "party", {"Mina": 4}),
    Look(
        "jun",
        5,
        "grey-chinos green-tee grey-jacket black-shoes canvas-tote",
        -14,
        0,
        "living",
        MORNING,
        "office",
        {"Jun": 4},
    ),
    Look(
        "mina",
        3,
        "black-trousers grey-rollneck white-trainers tan-bag bucket-hat",
        20,
        2,
        "living",
        BRIGHT,
        "casual",
        {"Mina": 4},
    ),
    Look(
        "jun",
        1,
        "olive-trousers plaid-shirt navy-coat green-trainers beanie",
        24,
        3,
        "hall",
        OVERCAST,
        "casual",
        {"Jun": 5},
    ),
    Look(
        "mina",
        0,
        "blue-jeans white-tee camel-coat white-trainers red-scarf",
        -2,
        4,
        "hall",
        MORNING,
        "casual",
        {"Mina": 5},
    ),
)


def _fact(
    category: str,
    name: str,
    brand: str,
    price: int,
    bought: int,
    size: str,
    *occasions: str,
    tags: tuple[str, ...] = (),
) -> dict[str, Any]:
    facts = {"brand": brand, "size": size, "price_minor": price * 100 - 10, "currency": "EUR", "bought": bought}
    return {"category": category, "name": name, "facts": facts | {"occasions": list(occasions), "tags": list(tags)}}


GARMENTS = {
    "white-tee": _fact("upper-clothes", "White T-shirt", "Haneul", 25, 210, "S", "casual", "sporty", tags=("basics",)),
    "breton": _fact("upper-clothes", "Breton top", "Port Nord", 49, 330, "S", "casual"),
    "mustard-jumper": _fact("upper-clothes", "Mustard cable jumper", "Ullr", 89, 420, "M", "casual", tags=("wool",)),
    "rust-blouse": _fact("upper-clothes", "Rust blouse", "Atelier Lune", 79, 95, "S", "office"),
    "grey-rollneck": _fact("upper-clothes", "Grey roll-neck", "Ullr", 75, 600, "M", "office", tags=("wool",)),
    "blue-jeans": _fact("pants", "Blue jeans", "Seam & Son", 95, 260, "28", "casual"),
    "black-trousers": _fact("pants", "Wide black trousers", "Atelier Lune", 85, 180, "36", "office"),
    "red-skirt": _fact("skirt", "Red pleated skirt", "Atelier Lune", 69, 500, "36", "casual", "party"),
    "check-skirt": _fact("skirt", "Check skirt", "Port Nord", 55, 380, "36", "casual"),
    "dotted-dress": _fact("dress", "Dotted dress", "Haneul", 99, 150, "S", "party"),
    "floral-dress": _fact("dress", "Floral dress", "Haneul", 109, 75, "S", "casual", "party", tags=("summer",)),
    "camel-coat": _fact("outerwear", "Camel coat", "Ullr", 240, 700, "S", "office", "formal", tags=("wool",)),
    "denim-jacket": _fact("outerwear", "Denim jacket", "Seam & Son", 89, 900, "S", "casual"),
    "white-trainers": _fact("shoes", "White trainers", "Pace", 80, 120, "38", "casual", "sporty"),
    "brown-boots": _fact("shoes", "Brown ankle boots", "Corda", 150, 640, "38", "casual", "office"),
    "tan-bag": _fact("bag", "Tan shoulder bag", "Corda", 120, 460, "", "casual", "office"),
    "red-scarf": _fact("scarf", "Red scarf", "Ullr", 39, 710, "", "casual", tags=("wool",)),
    "bucket-hat": _fact("hat", "Corduroy bucket hat", "Port Nord", 29, 60, "", "casual"),
    "plaid-shirt": _fact("upper-clothes", "Red plaid shirt", "Seam & Son", 59, 410, "L", "casual"),
    "green-tee": _fact("upper-clothes", "Green T-shirt", "Haneul", 25, 140, "L", "casual", "sporty", tags=("basics",)),
    "oxford-shirt": _fact("upper-clothes", "Oxford shirt", "Port Nord", 69, 300, "L", "office"),
    "navy-jumper": _fact("upper-clothes", "Navy jumper", "Ullr", 79, 520, "L", "office", "casual", tags=("wool",)),
    "dark-jeans": _fact("pants", "Dark jeans", "Seam & Son", 99, 340, "32", "casual"),
    "grey-chinos": _fact("pants", "Pale grey chinos", "Port Nord", 65, 230, "32", "office", "casual"),
    "grey-shorts": _fact("pants", "Grey shorts", "Pace", 35, 85, "32", "sporty"),
    "olive-trousers": _fact("pants", "Olive cord trousers", "Port Nord", 75, 370, "32", "casual"),
    "grey-jacket": _fact("outerwear", "Grey tweed jacket", "Atelier Lune", 180, 800, "50", "office", "formal"),
    "navy-coat": _fact("outerwear", "Navy coat", "Ullr", 260, 440, "L", "office", "formal", tags=("wool",)),
    "black-shoes": _fact("shoes", "Black leather shoes", "Corda", 140, 750, "43", "office", "formal"),
    "green-trainers": _fact("shoes", "Green trainers", "Pace", 85, 110, "43", "casual", "sporty"),
    "beanie": _fact("hat", "Teal beanie", "Ullr", 29, 390, "", "casual"),
    "canvas-tote": _fact("bag", "Canvas tote", "Haneul", 20, 280, "", "casual"),
}
OUTFIT = {
    "name": "Sunday lunch",
    "occasion": "casual",
    "in_days": 2,
    "garments": ["breton", "red-skirt", "white-trainers", "tan-bag"],
}
TRIP = {"name": "Weekend by the sea", "person": "Mina", "in_days": 9, "days": 3, "warmth": 0.5, "occasions": ["casual"]}
IN_WASH = ["green-tee", "white-tee"]
