"""A wardrobe and its looks over a period: what statistics, leanings and trends are counted from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.garments import GarmentItem, Garments
from wardrobe.matching.worn import Worn, of_person, read_worn
from wardrobe.schema import PersonRow

Wears = dict[int, tuple[date, ...]]
"""The days on which each garment was worn, a day once, the earliest first."""


@dataclass(frozen=True, slots=True)
class Period:
    """The last days up to ``today``; ``days`` None: all of them. What a wrong clock put into the future is left out."""

    today: date
    days: int | None = None

    def __contains__(self, day: date) -> bool:
        return day <= self.today and (self.days is None or day > self.today - timedelta(days=self.days))


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """A wardrobe and every look that shows something of it: a household's, or one person's.

    A person's wardrobe is what looks of theirs show, see ``worn.of_person``.
    """

    garments: tuple[GarmentItem, ...]
    looks: tuple[Worn, ...]
    """The earliest first."""

    def within(self, period: Period) -> tuple[Worn, ...]:
        """The looks of a period."""
        return tuple(look for look in self.looks if look.day in period)


def read_past(session: Session, garments: Garments, household_id: int, person_id: int | None = None) -> Past:
    """A household's past, or with ``person_id`` that person's: one query of looks beside the list of garments.

    Of somebody of another household it is empty.
    """
    items = garments.all(session, household_id)
    looks = read_worn(session, household_id)
    if person_id is None:
        return Past(tuple(items), tuple(looks))
    known = select(PersonRow.id).where(PersonRow.id == person_id, PersonRow.household_id == household_id)
    if session.scalar(known) is None:
        return Past((), ())
    looks = of_person(session, household_id, looks, person_id)
    own = {id for look in looks for id in look.garment_ids}
    return Past(tuple(item for item in items if item.id in own), tuple(looks))


def wears(looks: Iterable[Worn]) -> Wears:
    """Days worn of each garment that a look shows."""
    days: defaultdict[int, set[date]] = defaultdict(set)
    for look in looks:
        for garment_id in look.garment_ids:
            days[garment_id].add(look.day)
    return {garment_id: tuple(sorted(found)) for garment_id, found in days.items()}
