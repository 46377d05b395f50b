"""A wardrobe as it is browsed: in several orders, with what can be filtered and how many garments that gives.

All of it is counted once for each change in a household, so that a tap on a filter only picks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from sqlalchemy import select

from wardrobe.database import Database
from wardrobe.garments import GarmentItem, Garments
from wardrobe.schema import LookRow, SightingRow
from wardrobe.search.request import Filters, named, within
from wardrobe.seasons import Suggestion, to_bring_back, to_put_away
from wardrobe.washing import time_to_wash

Order = Literal["recent", "most", "least", "new"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
SEASONS: Final = ("summer", "spring", "autumn", "winter")
STATES: Final = ("due", "wash", "season", "back", "away")
"""Ways in which garments ask for something or are somewhere: time to wash, in the wash, out of season, back in
season, put away."""
IDLE_DAYS: Final = 90
REMEMBERED: Final = 32
"""Households that are kept in memory."""

Ids = frozenset[int]
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Closet:
    """One household's garments on one day."""

    orders: Mapping[Order, tuple[GarmentItem, ...]]
    """Every garment; where two are equal, the newer one first."""
    by_id: Mapping[int, GarmentItem]
    categories: Counts
    """Garments by category, and so on: what filters offer."""
    patterns: Counts
    seasons: Counts
    tags: Counts
    """As they were written first, in the order of the alphabet."""
    states: Mapping[str, Ids]
    idle: Ids
    """Not worn for ``IDLE_DAYS``; what is packed away rests on purpose."""
    wearers: Mapping[int, Ids]
    """Garments that looks of a person show, by the person's id."""
    today: date

    def colours(self, category: str | None) -> Counts:
        """Families of main colours, of a category or of all."""
        return Counter(
            item.colours[0].family
            for item in self.orders["new"]
            if item.colours and (category is None or item.category == category)
        )

    def shown(self, filters: Filters, order: Order = "recent") -> list[GarmentItem]:
        """Those that pass, in this order."""
        return [item for item in self.orders[order] if filters.admit(item, self.today)]


class Closets:
    """The closets of every household (``house.closets``)."""

    def __init__(self, database: Database, garments: Garments) -> None:
        self._database = database
        self._garments = garments
        self._known: dict[tuple[int, date, bool], tuple[list[GarmentItem], Closet]] = {}

    def of(self, household_id: int, today: date, *, southern: bool = False) -> Closet:
        """What a household has today; ``southern``: where its seasons are those of the south."""
        key = household_id, today, southern
        with self._database.read() as session:
            items = self._garments.all(session, household_id)
            known = self._known.get(key)
            if known is not None and known[0] is items:
                return known[1]
            query = (
                select(LookRow.person_id, SightingRow.garment_id)
                .join(SightingRow, SightingRow.look_id == LookRow.id)
                .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
                .where(LookRow.person_id.is_not(None), SightingRow.garment_id.is_not(None))
                .distinct()
            )
            worn = [(int(person), int(garment)) for person, garment in session.execute(query) if person and garment]
        closet = arranged(items, worn, today, southern=southern)
        if key not in self._known and len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[key] = items, closet
        return closet


def arranged(
    items: Collection[GarmentItem], worn: Iterable[tuple[int, int]], today: date, *, southern: bool = False
) -> Closet:
    """A closet of these garments; ``worn``: persons and garments that looks of theirs show."""
    newest = sorted(items, key=lambda item: item.id, reverse=True)
    wearers: dict[int, set[int]] = {}
    for person, garment in worn:
        wearers.setdefault(person, set()).add(garment)
    return Closet(
        orders=_orders(newest),
        by_id={item.id: item for item in newest},
        categories=Counter(item.category for item in newest),
        patterns=Counter(name for item in newest if (name := named(item.attributes.pattern))),
        seasons=Counter(name for item in newest for name in SEASONS if within(name, item.attributes.warmth)),
        tags=_tags(newest),
        states=states(newest, today, southern=southern),
        idle=frozenset(
            item.id
            for item in newest
            if not item.belonging.put_away and (item.last_worn is None or (today - item.last_worn).days >= IDLE_DAYS)
        ),
        wearers={person: frozenset(garments) for person, garments in wearers.items()},
        today=today,
    )


def states(items: Collection[GarmentItem], today: date, *, southern: bool = False) -> dict[str, Ids]:
    """Garments by each of ``STATES``; empty where none are."""
    listed = list(items)
    return {
        "due": frozenset(item.id for item in listed if time_to_wash(item, today)),
        "wash": frozenset(item.id for item in listed if item.belonging.in_wash),
        "season": _suggested(to_put_away(listed, today, southern=southern)),
        "back": _suggested(to_bring_back(listed, today, southern=southern)),
        "away": frozenset(item.id for item in listed if item.belonging.put_away),
    }


def _orders(newest: list[GarmentItem]) -> dict[Order, tuple[GarmentItem, ...]]:
    return {
        "recent": tuple(sorted(newest, key=lambda item: item.last_worn or date.min, reverse=True)),
        "most": tuple(sorted(newest, key=lambda item: -item.wear_count)),
        "least": tuple(sorted(newest, key=lambda item: item.wear_count)),
        "new": tuple(newest),
    }


def _tags(newest: Iterable[GarmentItem]) -> Counts:
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for item in newest:
        for tag in item.belonging.tags:
            key = tag.casefold()
            written[key] = tag
            counts[key] += 1
    return {written[key]: counts[key] for key in sorted(counts)}


def _suggested(found: Suggestion | None) -> Ids:
    return frozenset(found.garment_ids) if found else frozenset()
