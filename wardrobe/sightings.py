"""A sighting: one garment in one look, as pages see it."""

from __future__ import annotations

from dataclasses import dataclass

from embeddings.colour import Colour
from wardrobe.colours import colours_from
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
    """Probability of being that garment; of a new one, of being the likeliest before it. None: nothing to compare."""


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
