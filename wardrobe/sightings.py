"""A sighting: one garment in one look, as pages see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from embeddings.colour import Colour
from wardrobe.schema import Decision, SightingRow


@dataclass(frozen=True, slots=True)
class Sighting:
    """A garment that the parser found in a look, and which garment of the wardrobe it is."""

    id: int
    look_id: int
    category: str
    kind: str | None
    """The finer kind, such as ``jeans``, where it is known."""
    colours: tuple[Colour, ...]
    box: tuple[int, int, int, int]
    """Left, top, right, bottom on the label map's grid; exclusive."""
    confidence: float
    garment_id: int | None
    """Set when ``decision`` is same or new."""
    decision: Decision
    candidate_id: int | None
    """The garment that is asked about, when ``decision`` is ask."""
    score: float | None
    """Cosine to the best garment of the wardrobe."""


def from_row(row: SightingRow) -> Sighting:
    """What leaves this package instead of the row."""
    return Sighting(
        id=row.id,
        look_id=row.look_id,
        category=row.category,
        kind=row.kind,
        colours=colours_from(row.colours),
        box=(row.left, row.top, row.right, row.bottom),
        confidence=row.confidence,
        garment_id=row.garment_id,
        decision=row.decision,
        candidate_id=row.candidate_id,
        score=row.score,
    )


def colours_to(colours: tuple[Colour, ...]) -> list[Any]:
    """Colours as JSON."""
    return [[one.name, one.family, [round(value, 1) for value in one.lab], round(one.share, 3)] for one in colours]


def colours_from(values: list[Any]) -> tuple[Colour, ...]:
    """Colours from JSON."""
    return tuple(Colour(name, family, (lab[0], lab[1], lab[2]), share) for name, family, lab, share in values)
