"""The wardrobe: every garment once, how often it was worn, and the looks that show it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from embeddings.colour import Colour
from wardrobe.corrections import Corrections, visible_sighting
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.journal import Journal
from wardrobe.looks import Look, read_looks, visible_looks
from wardrobe.schema import GarmentRow, HouseholdRow, LookRow, SightingRow
from wardrobe.sightings import Sighting, colours_from, from_row

__all__ = ["GarmentItem", "Garments", "Sighting"]


@dataclass(frozen=True, slots=True)
class GarmentItem:
    """A garment of the wardrobe."""

    id: int
    category: str
    kind: str | None
    """The finer kind, such as ``jeans``, where it is known."""
    colours: tuple[Colour, ...]
    """Largest share first, from the cover."""
    name: str | None
    """Given by the person."""
    cover_sighting_id: int
    """The sighting that shows it largest and clearest."""
    wear_count: int
    """Different days on which a look shows it."""
    last_worn: date | None
    first_worn: date | None


REMEMBERED: Final = 32
"""Households whose list is kept in memory."""
Items = list[GarmentItem]  # in the class below, ``list`` is the method


class Garments(Corrections):
    """The garments of every household, and every way to correct them.

    A garment is here as long as a look that is not deleted shows it.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        super().__init__(database, journal)
        self._known: dict[int, tuple[int, Items]] = {}

    def get(self, household_id: int, garment_id: int) -> GarmentItem:
        """One garment. Raises ``NotFoundError``."""
        with self._database.read() as session:
            found = _items(session, household_id, garment_id)
        if not found:
            raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
        return found[0]

    def sighting(self, household_id: int, sighting_id: int) -> Sighting:
        """One garment in one look. Raises ``NotFoundError``."""
        with self._database.read() as session:
            return from_row(visible_sighting(session, household_id, sighting_id))

    def looks_of(self, household_id: int, garment_id: int) -> list[Look]:
        """Every look that shows a garment, the latest first."""
        shown = select(SightingRow.look_id).where(SightingRow.garment_id == garment_id)
        query = visible_looks(household_id).where(LookRow.id.in_(shown))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(LookRow.worn_on.desc(), LookRow.id.desc())).all()
            return read_looks(session, rows)

    def all(self, session: Session, household_id: int) -> Items:
        """Every garment, read again only when something in the household has changed. Not to be altered."""
        version = session.scalar(select(HouseholdRow.version).where(HouseholdRow.id == household_id)) or 0
        known = self._known.get(household_id)
        if known is not None and known[0] == version:
            return known[1]
        found = _items(session, household_id)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[household_id] = version, found
        return found

    def counts(self, household_id: int) -> dict[str, int]:
        """How many garments there are of each category."""
        return dict(Counter(item.category for item in self.list(household_id)))

    def list(
        self,
        household_id: int,
        *,
        category: str | None = None,
        colour_family: str | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Items:
        """Garments, the last worn first; ``colour_family`` is that of the main colour."""
        with self._database.read() as session:
            everything = self.all(session, household_id)
        found = [
            item
            for item in everything
            if category in (None, item.category)
            and (colour_family is None or [c.family for c in item.colours[:1]] == [colour_family])
        ]
        found.sort(key=lambda item: (item.last_worn or date.min, item.id), reverse=True)
        return found[offset : None if limit is None else offset + limit]


def _items(session: Session, household_id: int, garment_id: int | None = None) -> Items:
    """Two queries, however many garments: wears by garment, and the best sighting of each."""
    seen: Any = LookRow.household_id == household_id, LookRow.hidden_at.is_(None), SightingRow.garment_id.is_not(None)
    if garment_id is not None:
        seen = (*seen, SightingRow.garment_id == garment_id)
    days = LookRow.worn_on
    wears = (
        select(SightingRow.garment_id, func.count(days.distinct()), func.max(days), func.min(days))
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(*seen)
        .group_by(SightingRow.garment_id)
    )
    worn = {row[0]: row[1:] for row in session.execute(wears)}
    quality = (SightingRow.area_share * SightingRow.confidence).desc()
    rank = func.row_number().over(partition_by=SightingRow.garment_id, order_by=(quality, SightingRow.id))
    ranked = (
        select(SightingRow.id, SightingRow.garment_id, rank.label("rank"))
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(*seen)
        .subquery()
    )
    covers = (
        select(
            GarmentRow.id,
            GarmentRow.category,
            GarmentRow.name,
            SightingRow.id,
            SightingRow.category,
            SightingRow.kind,
            SightingRow.colours,
        )
        .join(ranked, ranked.c.garment_id == GarmentRow.id)
        .join(SightingRow, SightingRow.id == ranked.c.id)
        .where(ranked.c.rank == 1)
    )
    return [
        GarmentItem(
            id=id,
            category=category,
            kind=kind if category == seen_as else None,  # a category that the person set makes the kind doubtful
            colours=colours_from(colours),
            name=name,
            cover_sighting_id=cover,
            wear_count=worn[id][0],
            last_worn=worn[id][1],
            first_worn=worn[id][2],
        )
        for id, category, name, cover, seen_as, kind, colours in session.execute(covers)
    ]
