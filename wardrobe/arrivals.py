"""What came last, and what of all that came waits for a person: the first page of a household."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.looks import Look, read_looks, visible_looks
from wardrobe.schema import UNFINISHED, GarmentRow, HouseholdRow, LookRow, SightingRow

MOST: Final = 12
"""Looks of each kind that are shown; of the rest their number is told."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """How things stand at one moment."""

    newest: Look | None
    """The one that came last and could be read, or is being read."""
    beside: tuple[Look, ...]
    """Others that are in work or were named as just added, the last first; not ``newest``."""
    failed: tuple[Look, ...]
    twins: tuple[Look, ...]
    """Looks of which it is asked whether they are the same picture as another."""
    questions: int
    """In how many looks a garment waits for the answer whether it is one that is known."""
    question: Look | None
    """The last of these."""
    names: Mapping[int, str]
    """What people call the garments of ``newest``, by their ids; only of those that have a name."""

    @property
    def working(self) -> bool:
        """Whether garments are still to be found."""
        return any(look.state in UNFINISHED for look in (self.newest, *self.beside) if look is not None)

    @property
    def empty(self) -> bool:
        """Whether there is no look at all."""
        return self.newest is None and not self.failed


class Arrivals:
    """By the order of coming, which is not that of the days worn on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: dict[int, tuple[int | None, tuple[int, ...], Arrived]] = {}
        """Of each household its version, what was named as just added, and the answer: pages ask every second."""

    def now(self, household_id: int, added: Collection[int] = ()) -> Arrived:
        """What a person should see first; ``added`` are ids of looks that they have just handed in."""
        named = tuple(sorted(added)[-MOST:])
        with self._database.read() as session:
            version = session.scalar(select(HouseholdRow.version).where(HouseholdRow.id == household_id))
            last = self._last.get(household_id)
            if last is not None and last[:2] == (version, named):
                return last[2]
            arrived = _read(session, household_id, named)
        self._last[household_id] = version, named, arrived
        return arrived


def _read(session: Session, household_id: int, added: Collection[int]) -> Arrived:
    asks = exists().where(SightingRow.look_id == LookRow.id, SightingRow.decision == "ask")

    def some(condition: ColumnElement[bool], limit: int = MOST) -> list[Look]:
        return read_looks(session, session.scalars(_latest(household_id).where(condition).limit(limit)).all())

    newest = next(iter(some(LookRow.state != "failed", 1)), None)
    beside = some(LookRow.state.in_(UNFINISHED) | LookRow.id.in_(added))
    mine = visible_looks(household_id).where(asks).with_only_columns(func.count())
    return Arrived(
        newest=newest,
        beside=tuple(look for look in beside if look.state != "failed" and newest is not None and look.id != newest.id),
        failed=tuple(some(LookRow.state == "failed")),
        twins=tuple(look for look in some(LookRow.twin_id.is_not(None)) if look.twin_id is not None),
        questions=session.scalar(mine) or 0,
        question=next(iter(some(asks, 1)), None),
        names=_names(session, newest) if newest is not None else {},
    )


def _names(session: Session, look: Look) -> dict[int, str]:
    ids = [sighting.garment_id for sighting in look.sightings if sighting.garment_id is not None]
    named = select(GarmentRow.id, GarmentRow.name).where(GarmentRow.id.in_(ids))
    return {id: name for id, name in session.execute(named) if name}


def _latest(household_id: int) -> Select[Any]:
    found: Select[Any] = visible_looks(household_id).order_by(LookRow.id.desc())
    return found
