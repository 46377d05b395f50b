"""Looks by days and months: enough for a calendar to be drawn, read from the index of days alone where it can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, tuple_

from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.schema import LookKind, LookRow, State


@dataclass(frozen=True, slots=True)
class DayLook:
    """A look as a cell of a calendar shows it."""

    id: int
    state: State
    kind: LookKind
    person_id: int | None


@dataclass(frozen=True, slots=True)
class LookDay:
    """A day on which somebody wore something that a look shows."""

    day: date
    looks: tuple[DayLook, ...]
    """The latest first."""

    @property
    def count(self) -> int:
        """How many looks there are."""
        return len(self.looks)

    @property
    def cover(self) -> DayLook:
        """The one that stands for the day: the latest that could be read."""
        return next((look for look in self.looks if look.state != "failed"), self.looks[0])


@dataclass(frozen=True, slots=True)
class LookMonth:
    """A month with looks."""

    first: date
    """Its first day."""
    count: int


class LookCalendar:
    """Which days have looks; each of its methods is one query over ``ix_look_page``, two for ``around``."""

    _database: Database

    def days(self, household_id: int, first: date, last: date, person_id: int | None = None) -> list[LookDay]:
        """Days with looks from one to another, both included, in their order; with a person: of theirs alone."""
        query = select(LookRow.worn_on, LookRow.id, LookRow.state, LookRow.kind, LookRow.person_id)
        query = _of(query, household_id, person_id).where(LookRow.worn_on.between(first, last))
        found: dict[date, list[DayLook]] = {}
        with self._database.read() as session:
            for row in session.execute(query.order_by(LookRow.worn_on, LookRow.id.desc())):
                found.setdefault(row.worn_on, []).append(DayLook(row.id, row.state, row.kind, row.person_id))
        return [LookDay(day, tuple(looks)) for day, looks in found.items()]

    def months(self, household_id: int, person_id: int | None = None) -> list[LookMonth]:
        """Months with looks, the latest first; with a person: of theirs alone."""
        # By day, because databases differ in how they cut a month out of a date: a life has few thousand days.
        query = _of(select(LookRow.worn_on, func.count()), household_id, person_id).group_by(LookRow.worn_on)
        counts: Counter[date] = Counter()
        with self._database.read() as session:
            for day, count in session.execute(query):
                counts[day.replace(day=1)] += count
        return [LookMonth(first, counts[first]) for first in sorted(counts, reverse=True)]

    def around(self, household_id: int, look_id: int, person_id: int | None = None) -> tuple[int | None, int | None]:
        """Ids of the looks next to one: the later and the earlier, None where there is none.

        In the order of ``Looks.page``; with a person: of theirs alone. Raises ``NotFoundError``.
        """
        place = tuple_(LookRow.worn_on, LookRow.id)
        with self._database.read() as session:
            mine = _of(select(LookRow.worn_on, LookRow.id), household_id, None).where(LookRow.id == look_id)
            here = session.execute(mine).one_or_none()
            if here is None:
                raise NotFoundError("There is no such look.", remedy="It may have been deleted.")
            beside = _of(select(LookRow.id), household_id, person_id).limit(1)
            later = session.scalar(beside.where(place > tuple(here)).order_by(LookRow.worn_on, LookRow.id))
            earlier = beside.where(place < tuple(here)).order_by(LookRow.worn_on.desc(), LookRow.id.desc())
            return later, session.scalar(earlier)


def _of(query: Any, household_id: int, person_id: int | None) -> Any:
    """The query, of looks that are not deleted; with a person: of theirs alone."""
    query = query.where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
    return query if person_id is None else query.where(LookRow.person_id == person_id)
