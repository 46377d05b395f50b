"""A garment in the few words that shares are counted over: colour, kind, category, pattern, style, season."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from embeddings.attributes import Attributes
from embeddings.colour import FAMILIES, Colour
from embeddings.ontology import KINDS, PATTERNS
from embeddings.parsing.labels import GARMENT_CATEGORIES
from wardrobe.attributes import LEVELS, NAMED_FROM, level
from wardrobe.garments import GarmentItem

VALUES: Final[dict[str, tuple[str, ...]]] = {
    "colour": FAMILIES,
    "kind": KINDS,
    "category": tuple(GARMENT_CATEGORIES),
    "pattern": PATTERNS,
    **LEVELS,
}
"""Aspect, and every value that it may have."""


def facts(garment: GarmentItem) -> dict[str, str]:
    """The values of a garment that are known."""
    return facts_of(garment.category, garment.kind, garment.colours, garment.attributes)


def facts_of(category: str, kind: str | None, colours: Sequence[Colour], known: Attributes) -> dict[str, str]:
    """The category, the main colour's family, the kind, a pattern that may be named, and levels, as far as known."""
    found = {"category": category}
    if colours:
        found["colour"] = colours[0].family
    if kind:
        found["kind"] = kind
    if known.pattern is not None and known.pattern.probability >= NAMED_FROM:
        found["pattern"] = known.pattern.value
    for name in LEVELS:
        score = getattr(known, name)
        if score is not None:
            found[name] = level(name, score).value
    return {aspect: value for aspect, value in found.items() if value in VALUES[aspect]}
