"""What a household has, as a search needs it: garments, the words of their names, and every visible sighting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.lexicon import words_of
from wardrobe.garments import GarmentItem
from wardrobe.schema import GarmentRow, LookRow, SightingRow


class Seen(NamedTuple):
    """A visible sighting, whose it is, and what it may be: by the garment and by the parser."""

    sighting_id: int
    garment_id: int
    category: str
    seen_as: str


@dataclass(frozen=True, slots=True, eq=False)
class Holdings:
    """Read once for each change of the household."""

    items: list[GarmentItem]
    """As ``Garments.all`` gives them."""
    names: frozenset[str]
    """The words of the names that the person gave."""
    sightings: list[Seen]

    def owners(self, among: Collection[int], categories: Collection[str] = ()) -> dict[int, int]:
        """Sightings of these garments, of these categories where given, and whose they are."""
        return {
            one.sighting_id: one.garment_id
            for one in self.sightings
            if one.garment_id in among and (not categories or one.category in categories or one.seen_as in categories)
        }


def read_holdings(session: Session, household_id: int, items: list[GarmentItem]) -> Holdings:
    """What a household with these garments has."""
    names = frozenset(word for item in items if item.name for word in words_of(item.name))
    query = (
        select(SightingRow.id, GarmentRow.id, GarmentRow.category, SightingRow.category)
        .join(GarmentRow, GarmentRow.id == SightingRow.garment_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
    )
    return Holdings(items, names, [Seen(*row) for row in session.execute(query)])
