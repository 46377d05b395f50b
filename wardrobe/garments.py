"""The wardrobe: every garment once, how often it was worn, and the looks that show it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Text, cast, select
from sqlalchemy.orm import Session

from embeddings.attributes import Attributes
from embeddings.colour import Colour
from wardrobe.attributes import NAMED_FROM, together
from wardrobe.belonging import Belonging
from wardrobe.colours import BEST, agreed, as_said, colours_from
from wardrobe.corrections import Corrections, visible_sighting
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.journal import Journal
from wardrobe.looks import Look, read_looks, visible_looks
from wardrobe.matching.said_worn import said_days
from wardrobe.schema import GarmentRow, HouseholdRow, LookRow, SightingRow
from wardrobe.sightings import Sighting, from_row

__all__ = ["GarmentItem", "Garments", "Sighting"]


@dataclass(frozen=True, slots=True)
class GarmentItem:
    """A garment of the wardrobe."""

    id: int
    category: str
    kind: str | None
    """The finer kind, such as ``jeans``, where it is known."""
    colours: tuple[Colour, ...]
    """Largest share first, as most of its sightings have them; a colour that the person named is the first."""
    name: str | None
    """Given by the person."""
    cover_sighting_id: int
    """The sighting that shows it largest and clearest."""
    wear_count: int
    """Different days on which a look shows it, or an outfit of it is said to have been worn."""
    last_worn: date | None
    first_worn: date | None
    attributes: Attributes
    """By all its sightings; what the person said has probability 1, on a scale its place there (smart: a half)."""
    said: Mapping[str, str]
    """The person's word, aspect → value, see ``Corrections.say``."""
    belonging: Belonging = field(default_factory=Belonging)


_GIVEN: Final = (*("brand", "size", "price_minor", "currency", "bought_on", "weight_grams", "put_away"),)
REMEMBERED: Final = 32
"""Households whose list is kept in memory."""
Items = list[GarmentItem]  # in the class below, ``list`` is the method
Facts = tuple[Attributes, tuple[Colour, ...]]
Kept = dict[int, tuple[int, Facts]]
"""Facts by garment, each with the hash of what it was made of: after a change nearly all of them still hold."""


class _Seen(NamedTuple):
    """A garment in one look. There are thousands, and their names are read faster than those of a database's row."""

    id: int
    category: str
    kind: str | None
    weight: float
    worn_on: date
    attributes: str | None
    """JSON, as are the colours."""
    colours: str


class _Household(NamedTuple):
    """A household as it was read last."""

    version: int
    items: Items
    kept: Kept


class Garments(Corrections):
    """The garments of every household, and every way to correct them.

    A garment is here as long as a look that is not deleted shows it.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        super().__init__(database, journal)
        self._known: dict[int, _Household] = {}

    def get(self, household_id: int, garment_id: int) -> GarmentItem:
        """One garment. Raises ``NotFoundError``."""
        with self._database.read() as session:
            found = _items(session, household_id, {}, garment_id)
        if not found:
            raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
        return found[0]

    def sighting(self, household_id: int, sighting_id: int) -> Sighting:
        """One garment in one look. Raises ``NotFoundError``."""
        with self._database.read() as session:
            return from_row(visible_sighting(session, household_id, sighting_id))

    def check_sighting(self, household_id: int, sighting_id: int) -> None:
        """Raises ``NotFoundError`` where there is no such garment in a look of the household."""
        query = select(SightingRow.id).join(LookRow, LookRow.id == SightingRow.look_id)
        mine = SightingRow.id == sighting_id, LookRow.household_id == household_id, LookRow.hidden_at.is_(None)
        with self._database.read() as session:
            if session.scalar(query.where(*mine)) is None:
                raise NotFoundError("There is no such garment in a look.", remedy="The look may have been deleted.")

    def looks_of(self, household_id: int, garment_id: int) -> list[Look]:
        """Every look that shows a garment, the latest first."""
        shown = select(SightingRow.look_id).where(SightingRow.garment_id == garment_id)
        query = visible_looks(household_id).where(LookRow.id.in_(shown))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(LookRow.worn_on.desc(), LookRow.id.desc())).all()
            return read_looks(session, rows)

    def all(self, session: Session, household_id: int) -> Items:
        """Every garment, read again only when something in the household has changed. Not to be altered.

        What a transaction that writes reads is not remembered: it may not be committed, and its version comes again.
        """
        version = session.scalar(select(HouseholdRow.version).where(HouseholdRow.id == household_id)) or 0
        known = self._known.get(household_id)
        if known is not None and known.version == version:
            return known.items
        kept = dict(known.kept) if known else {}
        found = _items(session, household_id, kept)
        if self._database.writes(session):
            return found
        kept = {item.id: kept[item.id] for item in found}
        if household_id not in self._known and len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[household_id] = _Household(version, found, kept)
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


def _items(session: Session, household_id: int, kept: Kept, garment_id: int | None = None) -> Items:
    """Three queries, however many garments: the garments, every visible sighting, the best of each first, and
    what was worn without a look.

    Facts that are not among the ``kept``, or are made of something else now, are put there.
    """
    quality = (SightingRow.area_share * SightingRow.confidence).label("weight")
    seen = (
        select(
            *(SightingRow.garment_id, SightingRow.id, SightingRow.category, SightingRow.kind, quality, LookRow.worn_on),
            *(cast(SightingRow.attributes, Text).label("attributes"), cast(SightingRow.colours, Text).label("colours")),
        )
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None), SightingRow.garment_id.is_not(None))
        .order_by(quality.desc(), SightingRow.id)
    )
    owned = select(*GarmentRow.__table__.columns)
    owned = owned.where(GarmentRow.household_id == household_id)
    if garment_id is not None:
        seen = seen.where(SightingRow.garment_id == garment_id)
        owned = owned.where(GarmentRow.id == garment_id)
    shown: defaultdict[int | None, list[_Seen]] = defaultdict(list)
    for garment, *row in session.execute(seen):
        shown[garment].append(_Seen._make(row))
    said = said_days(session, household_id)
    return [
        _item(garment, shown[garment.id], kept, said.get(garment.id, set()))
        for garment in session.execute(owned)
        if garment.id in shown
    ]


def _item(garment: Row[Any], rows: Sequence[_Seen], kept: Kept, said_worn: set[date]) -> GarmentItem:
    """A garment of its sightings, the best first, and the days on which it was worn without a look."""
    cover, days = rows[0], {row.worn_on for row in rows} | said_worn
    said: dict[str, str] = garment.said
    seen = [(row.attributes, row.category, row.weight, row.colours) for row in rows]
    made_of = hash((garment.category, tuple(said.items()), tuple(seen)))
    before = kept.get(garment.id)
    if before is None or before[0] != made_of:
        kept[garment.id] = made_of, _facts(garment.category, said, seen)
    attributes, colours = kept[garment.id][1]
    return GarmentItem(
        id=garment.id,
        category=garment.category,
        kind=_kind(attributes, garment, cover),
        colours=colours,
        name=garment.name,
        cover_sighting_id=cover.id,
        wear_count=len(days),
        last_worn=max(days),
        first_worn=min(days),
        attributes=attributes,
        said=said,
        belonging=_belonging(garment, days),
    )


def _belonging(garment: Row[Any], days: set[date]) -> Belonging:
    known = {name: getattr(garment, name) for name in _GIVEN}
    in_wash, washed = garment.in_wash, garment.washed_on
    since = garment.wash_since if in_wash else None
    if since is not None and max(days) > since:  # who wears it has taken it out
        in_wash, washed = False, max(since, washed or since)
    return Belonging(
        **known,
        occasions=tuple(garment.occasions),
        tags=tuple(garment.tags),
        in_wash=in_wash,
        washed_on=washed,
        wears_since_wash=sum(washed is None or day > washed for day in days),
    )


def _facts(category: str, said: Mapping[str, str], seen: Sequence[tuple[str | None, str, float, str]]) -> Facts:
    """What a garment is, by the JSON of its sightings (guesses and colours), the best first, and the person's word."""
    guessed = [(json.loads(found) if found else None, as_seen, weight) for found, as_seen, weight, _ in seen]
    colours = agreed([(colours_from(json.loads(found)), weight) for _, _, weight, found in seen[:BEST]])
    return together(guessed, category, said), as_said(colours, said.get("colour"))


def _kind(attributes: Attributes, garment: Row[Any], cover: _Seen) -> str | None:
    if attributes.kind is not None:
        return attributes.kind.value if attributes.kind.probability >= NAMED_FROM else None
    # Seen before there were attributes; a category that the person set makes the kind of then doubtful.
    return cover.kind if garment.category == cover.category else None
