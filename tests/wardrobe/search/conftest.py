"""Garments made of what is known about them, without pictures."""

from __future__ import annotations

from datetime import date

from embeddings.attributes import Attributes, Guess
from embeddings.colour import Colour
from wardrobe.garments import GarmentItem

LIGHTNESS = {"dark": 25.0, "light": 80.0}


def colour(name: str, share: float = 1.0) -> Colour:
    tone, _, family = name.rpartition(" ")
    return Colour(name, family, (LIGHTNESS.get(tone, 50.0), 0.0, 0.0), share)


def garment(
    id: int = 1,
    category: str = "upper-clothes",
    *,
    kind: tuple[str, float] | None = None,
    colours: str = "",
    name: str | None = None,
    last_worn: date | None = date(2026, 5, 1),
    formality: float | None = None,
    warmth: float | None = None,
    **aspects: tuple[str, float],
) -> GarmentItem:
    """``colours="blue, white"``, ``kind=("shirt", 0.8)``, ``pattern=("striped", 0.7)``."""
    names = [one for one in colours.split(", ") if one]
    return GarmentItem(
        id=id,
        category=category,
        kind=kind[0] if kind and kind[1] >= 0.5 else None,
        colours=tuple(colour(one, 1 / len(names)) for one in names),
        name=name,
        cover_sighting_id=id,
        wear_count=1,
        last_worn=last_worn,
        first_worn=last_worn,
        attributes=Attributes(
            kind=Guess(*kind) if kind else None,
            formality=formality,
            warmth=warmth,
            **{aspect: Guess(*guess) for aspect, guess in aspects.items()},
        ),
        said={},
    )
