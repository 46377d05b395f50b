"""What the domain's own values are called: colours, kinds and every other aspect of a garment, in both languages."""

from __future__ import annotations

from typing import Final

from wardrobe.i18n import Translate

N_ = str  # marks a text for the catalogue that is translated later, where the language is known

COLOURS: Final = {
    "black": N_("black"),
    "white": N_("white"),
    "grey": N_("grey"),
    "beige": N_("beige"),
    "brown": N_("brown"),
    "blue": N_("blue"),
    "green": N_("green"),
    "red": N_("red"),
    "pink": N_("pink"),
    "orange": N_("orange"),
    "yellow": N_("yellow"),
    "purple": N_("purple"),
}
TONES: Final = {"dark": N_("dark"), "light": N_("light")}
SHADES: Final = {"off-white": N_("off-white")}
KINDS: Final = (
    N_("t-shirt"),
    N_("long-sleeve top"),
    N_("shirt"),
    N_("blouse"),
    N_("top"),
    N_("polo shirt"),
    N_("sweater"),
    N_("hoodie"),
    N_("cardigan"),
    N_("vest"),
    N_("tank top"),
    N_("bodysuit"),
    N_("bra"),
    N_("jacket"),
    N_("coat"),
    N_("blazer"),
    N_("dress"),
    N_("jumpsuit"),
    N_("skirt"),
    N_("trousers"),
    N_("jeans"),
    N_("shorts"),
    N_("leggings"),
    N_("sneakers"),
    N_("shoes"),
    N_("boots"),
    N_("sandals"),
    N_("high heels"),
    N_("bag"),
    N_("hat"),
    N_("cap"),
    N_("beanie"),
    N_("scarf"),
    N_("belt"),
    N_("sunglasses"),
    N_("socks"),
    N_("tights"),
    N_("underwear"),
    N_("swimwear"),
    N_("nightwear"),
    N_("gloves"),
    N_("jewellery"),
    N_("hair accessory"),
)
"""Every kind of the ontology."""
VALUES: Final = {
    "pattern": {
        "plain": N_("plain"),
        "striped": N_("striped"),
        "checked": N_("checked"),
        "dotted": N_("dotted"),
        "floral": N_("floral"),
        "graphic": N_("graphic print"),
    },
    "sleeve": {
        "sleeveless": N_("sleeveless"),
        "short": N_("short-sleeved"),
        "long": N_("long-sleeved"),
    },
    "length": {
        "short": N_("short"),
        "medium": N_("medium length"),
        "long": N_("long"),
    },
    "formality": {
        "casual": N_("casual"),
        "smart": N_("smart casual"),
        "formal": N_("formal"),
    },
    "warmth": {
        "summer": N_("for summer"),
        "mild": N_("for spring and autumn"),
        "winter": N_("for winter"),
    },
}
"""Aspect, value, and what people call it."""


def colour_name(name: str, _: Translate) -> str:
    """A tone and a colour family, each translated: "dark blue" gives "진한 파란색"."""
    if name in SHADES:
        return _(SHADES[name])
    *tones, family = name.split()
    return " ".join([*(_(TONES.get(tone, tone)) for tone in tones), _(COLOURS.get(family, family))])


def value_name(aspect: str, value: str, _: Translate) -> str:
    """A value of any aspect, ``colour`` and ``kind`` too, as people call it."""
    if aspect == "colour":
        return colour_name(value, _)
    return _(VALUES.get(aspect, {}).get(value, value))
