"""What is known of a garment beside captions: kind, colour family, pattern, sleeve, length, formality, warmth.

Shops write such things into their tables and sentences; the sentences are read with a few rules, so these
labels are weak: what no rule finds is unknown, not false. Floral and other all-over patterns, which no table
tells apart, were looked at by hand (``patterns.csv``).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from embeddings.ontology import KINDS_OF, LENGTHS, PATTERNS, SLEEVES
from embeddings.training.encoder.items import Item
from embeddings.training.encoder.sources import (
    CLOTHING_KINDS,
    HM_FAMILY,
    HM_KINDS,
    MANGO_COLOUR,
    MANGO_KINDS,
    TAG_KINDS,
    pair_kinds,
)

Values = tuple[str, ...]

HM_PATTERNS: dict[str, Values] = {
    **dict.fromkeys(("Solid", "Melange", "Denim", "Chambray", "Slub"), ("plain",)),
    "Stripe": ("striped",),
    "Check": ("checked",),
    "Dot": ("dotted",),
    **dict.fromkeys(("Front print", "Placement print"), ("graphic",)),
    "All over pattern": ("floral", "graphic", "dotted", "checked"),
}
HAND_LABELS = Path(__file__).with_name("patterns.csv")
_SLEEVE_WORDS = (
    ("long", r"long[\w, -]{0,24}sleeve|3/4-length[\w ]{0,12}sleeve"),
    ("short", r"short[\w, -]{0,24}sleeve|\bcap sleeve"),
    ("sleeveless", r"sleeveless|shoulder straps|spaghetti|bandeau|strapless|vest top"),
)
_LENGTH_WORDS = (
    ("medium", r"^(?:[\w-]+,? ){0,2}(knee-length|calf-length)"),
    ("long", r"^(?:[\w-]+,? ){0,2}(ankle-length|maxi|long)\b(?![- ]sleeve)"),
    ("short", r"^(?:[\w-]+,? ){0,2}(short|cropped)\b(?![- ]sleeve)"),
)
_LENGTH_OF = {"shorts": "short", "jeans": "long", "leggings": "long"}
_WARM = re.compile(r"\bwool|padded|teddy|fleece|\bpile\b|chunky|\bdown\b|puffer|cable-knit|thermo|faux fur|warm")
_COOL = re.compile(
    r"linen|airy|sleeveless|spaghetti|bandeau|bikini|beach|short[\w -]{0,16}sleeve|narrow shoulder straps"
)
_FORMAL = re.compile(r"\bsuit\b|tailored|tuxedo|creases|lapels|satin|sequin|evening|dressy|chiffon|pencil skirt")
_CASUAL = re.compile(r"sweatshirt|jogger|sports|hoodie|washed denim|5-pocket|lounge|drawstring|printed motif|cargo")
WARM_KINDS = ("coat", "sweater", "beanie", "gloves", "scarf", "boots", "hoodie", "tights")
COOL_KINDS = ("shorts", "tank top", "sandals", "swimwear", "sunglasses")
FORMAL_KINDS = ("blazer", "high heels", "blouse")
CASUAL_KINDS = ("hoodie", "sneakers", "t-shirt", "shorts", "leggings", "cap", "jeans", "tank top", "swimwear")


@dataclass(frozen=True, slots=True)
class Labels:
    """Of each aspect the values that may be true (none: unknown); of each scale 0, 1 or None."""

    aspects: dict[str, Values] = field(default_factory=dict)
    family: str = ""
    source_label: str = ""
    """The label of people's own clothes, as its source names it."""
    scales: dict[str, float] = field(default_factory=dict)


def labels(item: Item) -> Labels:
    """Everything that the item's source tells."""
    kinds = kinds_of(item)
    row, story = item.row, item.row.get("desc", "").lower()
    aspects: dict[str, Values] = {"kind": kinds}
    family = ""
    if item.source == "hm":
        family = HM_FAMILY.get(row["color_master"], "")
        hand = by_hand().get(row["product"])
        aspects["pattern"] = (hand,) if hand in PATTERNS else () if hand else HM_PATTERNS.get(row["pattern"], ())
        aspects["sleeve"] = _first(_SLEEVE_WORDS, story, SLEEVES)
        aspects["length"] = _first(_LENGTH_WORDS, story, LENGTHS)
    elif item.source == "mango":
        colour, colon, named = MANGO_COLOUR.get(row["color_es"], "").partition(":")
        family = named if colon else colour
    elif item.source == "clothing":
        sleeves = {
            "T-Shirt": "short",
            "Polo": "short",
            "Longsleeve": "long",
            "Hoodie": "long",
            "Undershirt": "sleeveless",
        }
        aspects["sleeve"] = tuple(filter(None, (sleeves.get(row["label"]),)))
    if len(kinds) == 1:
        for aspect, fixed in (("length", _LENGTH_OF), ("sleeve", {"tank top": "sleeveless", "blazer": "long"})):
            if kinds[0] in fixed and not aspects.get(aspect):
                aspects[aspect] = (fixed[kinds[0]],)
    scales = {
        "warmth": _scale(story, kinds, (_WARM, WARM_KINDS), (_COOL, COOL_KINDS)),
        "formality": _scale(story, kinds, (_FORMAL, FORMAL_KINDS), (_CASUAL, CASUAL_KINDS)),
    }
    source_label = row["label"] if item.source == "clothing" else ""
    return Labels(aspects, family, source_label, {name: value for name, value in scales.items() if value is not None})


def kinds_of(item: Item) -> Values:
    """Kinds that the item may be; empty when nothing is known."""
    match item.source:
        case "hm":
            denim = item.row["label"] == "Trousers" and item.row["pattern"] == "Denim"
            return ("jeans",) if denim else HM_KINDS.get(item.row["label"], ())
        case "mango":
            return MANGO_KINDS.get(item.row["type"], ())
        case "clothing":
            return CLOTHING_KINDS[item.row["label"]]
        case "pairs":
            return pair_kinds(item.row)
        case "tagged":
            tagged = {kind for tag in item.row["tags"].split("|") for kind in TAG_KINDS.get(tag, ())}
            return tuple(kind for kind in KINDS_OF[item.category] if kind in tagged)
        case _:
            return KINDS_OF[item.category]


@lru_cache(1)
def by_hand() -> dict[str, str]:
    """Pattern of H&M products by product number, as somebody saw them; ``other`` is none of ``PATTERNS``."""
    if not HAND_LABELS.is_file():
        return {}
    with HAND_LABELS.open(newline="", encoding="utf-8") as file:
        return {row["product"]: row["pattern"] for row in csv.DictReader(file)}


def _first(rules: tuple[tuple[str, str], ...], story: str, values: Values) -> Values:
    found = next((value for value, rule in rules if re.search(rule, story)), None)
    assert found is None or found in values
    return (found,) if found else ()


def _scale(
    story: str, kinds: Values, high: tuple[re.Pattern[str], Values], low: tuple[re.Pattern[str], Values]
) -> float | None:
    """1, 0, or None where nothing or both are told."""
    up = bool(high[0].search(story)) or (bool(kinds) and set(kinds) <= set(high[1]))
    down = bool(low[0].search(story)) or (bool(kinds) and set(kinds) <= set(low[1]))
    return None if up == down else float(up)
