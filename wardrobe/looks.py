"""Looks: what was worn on a day, as a photo shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.journal import Journal
from wardrobe.look_calendar import LookCalendar
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.releasing import release
from wardrobe.schema import HouseholdRow, LookKind, LookRow, PersonRow, SightingRow, State, now
from wardrobe.sharing.ending import end_of_looks
from wardrobe.sightings import Sighting, from_row

__all__ = ["Failure", "Look", "Looks", "Sighting"]

MOST_REMARK: Final = 2000
"""Characters of a remark."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a look could not be finished; translated by the reader as an error is."""

    template: str
    remedy: str
    params: dict[str, Any]

    @property
    def message(self) -> str:
        """What happened, in English."""
        return self.template.format(**self.params)

    @property
    def advice(self) -> str:
        """What to do next, in English; empty when there is nothing to do."""
        return self.remedy.format(**self.params)


@dataclass(frozen=True, slots=True)
class Look:
    """One photo or turn of the person, and the garments seen in it."""

    id: int
    household_id: int
    worn_on: date
    received_at: datetime
    state: State
    failure: Failure | None
    notes: tuple[str, ...]
    """Findings of the parser, and ``animated``."""
    twin_id: int | None
    """An earlier look that seems to be the same picture, until the person has said."""
    width: int
    height: int
    """Of the original, upright; 0 until it is decoded."""
    name: str
    """The file's own name."""
    sightings: tuple[Sighting, ...]
    person_id: int | None = None
    """Who wears it, where that is known."""
    occasion: str | None = None
    """Of ``matching.occasions``, where the person has said."""
    kind: LookKind = "photo"
    """A turn is shown from all sides: see ``Turns.views``."""
    remark: str = ""
    """What the person wrote."""


class Looks(LookCalendar):
    """The looks of every household."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def page(
        self,
        household_id: int,
        before: int | None = None,
        limit: int = 30,
        *,
        person_id: int | None = None,
        until: date | None = None,
    ) -> list[Look]:
        """Looks from the latest day worn on, or those that follow the look with the id ``before``.

        With ``person_id`` those that this person wears; with ``until`` none of a later day.
        """
        query = visible_looks(household_id).order_by(LookRow.worn_on.desc(), LookRow.id.desc()).limit(limit)
        if person_id is not None:
            query = query.where(LookRow.person_id == person_id)
        if until is not None:
            query = query.where(LookRow.worn_on <= until)
        with self._database.read() as session:
            if before is not None:
                last = session.get(LookRow, before)
                if last is None or last.household_id != household_id:
                    raise NotFoundError("There is no such look.")
                query = query.where(tuple_(LookRow.worn_on, LookRow.id) < (last.worn_on, last.id))
            return read_looks(session, session.scalars(query).all())

    def get(self, household_id: int, look_id: int) -> Look:
        """One look. Raises ``NotFoundError``."""
        with self._database.read() as session:
            return read_looks(session, [visible_look(session, household_id, look_id)])[0]

    def check(self, household_id: int, look_id: int) -> None:
        """Raises ``NotFoundError`` where ``get`` does; for who needs nothing of the look."""
        query = select(LookRow.id).where(LookRow.id == look_id, LookRow.household_id == household_id)
        with self._database.read() as session:
            if session.scalar(query.where(LookRow.hidden_at.is_(None))) is None:
                raise _unknown()

    def version(self, household_id: int) -> int:
        """Rises with every change in the household: pages that poll compare it."""
        with self._database.read() as session:
            found = session.scalar(select(HouseholdRow.version).where(HouseholdRow.id == household_id))
            if found is None:
                raise NotFoundError("There is no such household.")
            return found

    def set_worn_on(self, household_id: int, look_id: int, day: date) -> int:
        """Say on which day it was worn. Gives the change's id."""
        with self._journal.change(household_id, "worn-on", look_id=look_id, day=day.isoformat()) as change:
            row = visible_look(change.session, household_id, look_id)
            change.will_change(row)
            row.worn_on, row.worn_on_given = day, True
            return change.change_id

    def set_person(self, household_id: int, look_id: int, person_id: int | None) -> int:
        """Say who wears it; None where nobody knows. Gives the change's id. Raises ``NotFoundError``."""
        with self._journal.change(household_id, "look-person", look_id=look_id, person_id=person_id) as change:
            row = visible_look(change.session, household_id, look_id)
            if person_id is not None:
                member(change.session, household_id, person_id)
            change.will_change(row)
            row.person_id = person_id
            return change.change_id

    def set_occasion(self, household_id: int, look_id: int, occasion: str | None) -> int:
        """Say what it was worn for; None takes it back. Gives the change's id. Raises ``ChangeError``."""
        if occasion is not None and occasion not in OCCASIONS:
            raise ChangeError(
                "There is no occasion {value}.",
                field="occasion",
                value=occasion[:40],
                allowed=", ".join(OCCASIONS),
                remedy="Choose from: {allowed}.",
            )
        with self._journal.change(household_id, "look-occasion", look_id=look_id, occasion=occasion) as change:
            row = visible_look(change.session, household_id, look_id)
            change.will_change(row)
            row.occasion = occasion
            return change.change_id

    def set_remark(self, household_id: int, look_id: int, remark: str) -> int:
        """Write something about a look; an empty text takes it back. Gives the change's id.

        Raises ``ChangeError`` for more than ``MOST_REMARK`` characters and ``NotFoundError``.
        """
        remark = "\n".join(line.rstrip() for line in remark.strip().splitlines())
        if len(remark) > MOST_REMARK:
            raise ChangeError(
                "A remark has at most {most} characters.", field="remark", most=MOST_REMARK, remedy="Shorten it."
            )
        with self._journal.change(household_id, "look-remark", look_id=look_id) as change:
            row = visible_look(change.session, household_id, look_id)
            change.will_change(row)
            row.remark = remark
            return change.change_id

    def keep_twin(self, household_id: int, look_id: int) -> int:
        """Say that two like pictures are both wanted. Gives the change's id."""
        with self._journal.change(household_id, "keep-twin", look_id=look_id) as change:
            row = visible_look(change.session, household_id, look_id)
            change.will_change(row)
            row.twin_id = None
            return change.change_id

    def delete(self, household_id: int, look_id: int) -> int:
        """Hide a look at once; it is erased when the grace is over, unless the change is undone before.

        Links that show something of it end, for good.
        """
        with self._journal.change(household_id, "delete-look", look_id=look_id) as change:
            session = change.session
            row = visible_look(session, household_id, look_id)
            change.will_change(row)
            row.hidden_at = now()
            end_of_looks(session, household_id, [look_id])
            worn = select(SightingRow.garment_id).where(SightingRow.look_id == look_id)
            for garment_id in session.scalars(worn.where(SightingRow.garment_id.is_not(None)).distinct()).all():
                if garment_id is not None:
                    release(change, garment_id)
            return change.change_id


def visible_looks(household_id: int) -> Any:
    """A query for the looks that are not deleted."""
    return select(LookRow).where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))


def visible_look(session: Session, household_id: int, look_id: int) -> LookRow:
    """The row of a look that is not deleted. Raises ``NotFoundError``."""
    row: LookRow | None = session.scalar(visible_looks(household_id).where(LookRow.id == look_id))
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFoundError:
    return NotFoundError("There is no such look.", remedy="It may have been deleted.")


def member(session: Session, household_id: int, person_id: int) -> None:
    """Raises ``NotFoundError`` unless the person is of the household."""
    mine = PersonRow.id == person_id, PersonRow.household_id == household_id
    if session.scalar(select(PersonRow.id).where(*mine)) is None:
        raise NotFoundError("There is no such person in this household.")


def read_looks(session: Session, rows: Sequence[LookRow]) -> list[Look]:
    """Looks with their sightings, in the order given."""
    ids = [row.id for row in rows]
    sightings: defaultdict[int, list[Sighting]] = defaultdict(list)
    for sighting in session.scalars(select(SightingRow).where(SightingRow.look_id.in_(ids)).order_by(SightingRow.id)):
        sightings[sighting.look_id].append(from_row(sighting))
    twins = [row.twin_id for row in rows if row.twin_id is not None]
    shown: set[int] = set()
    if twins:
        shown.update(session.scalars(select(LookRow.id).where(LookRow.id.in_(twins), LookRow.hidden_at.is_(None))))
    return [_look(row, tuple(sightings[row.id]), row.twin_id if row.twin_id in shown else None) for row in rows]


def _look(row: LookRow, sightings: tuple[Sighting, ...], twin_id: int | None) -> Look:
    failure = row.failure
    return Look(
        id=row.id,
        household_id=row.household_id,
        worn_on=row.worn_on,
        received_at=row.received_at,
        state=row.state,
        failure=Failure(failure["template"], failure["remedy"], failure["params"]) if failure else None,
        notes=tuple(row.notes),
        twin_id=twin_id,
        width=row.width,
        height=row.height,
        name=row.name,
        sightings=sightings,
        person_id=row.person_id,
        occasion=row.occasion,
        kind=row.kind,
        remark=row.remark,
    )
