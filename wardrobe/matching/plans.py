"""The calendar: outfits and the days they are meant for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.compatibility import type_of
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.journal import bump
from wardrobe.matching.laying import LaidOutfits
from wardrobe.matching.saved import Saved, own_outfit
from wardrobe.matching.schema import OutfitGarmentRow, OutfitRow, PlanRow
from wardrobe.schema import LookRow, SightingRow

Calendar = list["Planned"]  # in the class below, ``list`` is a method
SEEN: Final = ("top", "outerwear", "dress", "pants", "skirt")
"""Types that a look shows when they are worn."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An outfit on a day."""

    id: int
    day: date
    outfit: Saved
    worn: bool
    """A look of the day shows all of it that looks can show (shoes may be cut off, small things missed), or it
    is ``said``."""
    said: bool = False
    """The person said that it was worn."""


class Plans(LaidOutfits):
    """Kept outfits and the calendar of every household."""

    def plan(self, household_id: int, outfit_id: int, day: date) -> Planned:
        """Mean an outfit for a day; twice is once. Raises ``NotFoundError``."""
        with self._database.write() as session:
            bump(session, household_id)
            own_outfit(session, household_id, outfit_id)
            row = _on(session, outfit_id, day)
            if row is None:
                row = PlanRow(household_id=household_id, outfit_id=outfit_id, day=day)
                session.add(row)
                session.flush()
            plan_id = row.id
        return self._of(household_id, plan_id)

    def move(self, household_id: int, plan_id: int, day: date) -> Planned:
        """Mean it for another day. Raises ``NotFoundError``."""
        with self._database.write() as session:
            bump(session, household_id)
            row = _plan(session, household_id, plan_id)
            there = _on(session, row.outfit_id, day)
            if there is not None and there.id != row.id:  # it is planned for that day already
                session.delete(row)
                row = there
            row.day, row.worn, plan_id = day, row.worn and row.day == day, row.id
        return self._of(household_id, plan_id)

    def say_worn(self, household_id: int, plan_id: int, today: date, *, worn: bool = True) -> int:
        """Say that it was worn, without a look: that counts as a wear of its garments. ``worn`` False takes it back.

        Gives the change's id, with which it is undone. Raises ``NotFoundError``, and ``ChangeError`` for a day to come.
        """
        with self._journal.change(household_id, "plan-worn", plan_id=plan_id) as change:
            row = _plan(change.session, household_id, plan_id)
            if worn and row.day > today:
                raise ChangeError("This day has not come yet.", remedy="Say that it was worn on the day or later.")
            change.will_change(row)
            row.worn = worn
            return change.change_id

    def unplan(self, household_id: int, plan_id: int) -> None:
        """Take it off its day; the outfit stays. Raises ``NotFoundError``."""
        with self._database.write() as session:
            bump(session, household_id)
            session.delete(_plan(session, household_id, plan_id))

    def between(self, household_id: int, first: date, last: date) -> Calendar:
        """What is planned from a day to another, both included, day by day."""
        query = select(PlanRow).where(PlanRow.household_id == household_id, PlanRow.day.between(first, last))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(PlanRow.day, PlanRow.id)).all()
            return self._planned(session, household_id, rows)

    def garments_on(self, household_id: int, day: date) -> frozenset[int]:
        """Ids of garments that are planned for a day."""
        query = select(OutfitGarmentRow.garment_id).join(PlanRow, PlanRow.outfit_id == OutfitGarmentRow.outfit_id)
        with self._database.read() as session:
            return frozenset(
                session.scalars(query.where(PlanRow.household_id == household_id, PlanRow.day == day)).all()
            )

    def _of(self, household_id: int, plan_id: int) -> Planned:
        with self._database.read() as session:
            return self._planned(session, household_id, [_plan(session, household_id, plan_id)])[0]

    def _planned(self, session: Session, household_id: int, rows: Sequence[PlanRow]) -> Calendar:
        outfits = session.scalars(select(OutfitRow).where(OutfitRow.id.in_({row.outfit_id for row in rows}))).all()
        saved = {one.id: one for one in self._read(session, household_id, outfits)}
        looks: defaultdict[date, defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        query = select(LookRow.worn_on, LookRow.id, SightingRow.garment_id)
        query = query.join(SightingRow, SightingRow.look_id == LookRow.id).where(
            LookRow.household_id == household_id,
            LookRow.hidden_at.is_(None),
            LookRow.worn_on.in_({row.day for row in rows}),
            SightingRow.garment_id.is_not(None),
        )
        for day, look_id, garment_id in session.execute(query):
            if garment_id is not None:
                looks[day][look_id].add(garment_id)
        return [
            Planned(
                row.id,
                row.day,
                saved[row.outfit_id],
                row.worn or any(_shows(seen, saved[row.outfit_id].garments) for seen in looks[row.day].values()),
                row.worn,
            )
            for row in rows
        ]


def _shows(seen: set[int], garments: Sequence[GarmentItem]) -> bool:
    needed = {one.id for one in garments if type_of(one.category, one.kind) in SEEN}
    return seen >= (needed or {one.id for one in garments}) and bool(garments)


def _plan(session: Session, household_id: int, plan_id: int) -> PlanRow:
    row = session.get(PlanRow, plan_id)
    if row is None or row.household_id != household_id:
        raise NotFoundError("There is no such plan.", remedy="It may have been taken off the calendar already.")
    return row


def _on(session: Session, outfit_id: int, day: date) -> PlanRow | None:
    return session.scalar(select(PlanRow).where(PlanRow.outfit_id == outfit_id, PlanRow.day == day))
