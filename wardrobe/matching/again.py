"""To wear a look again: what it shows becomes an outfit that is planned for a day, in one change that can be undone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.errors import ChangeError
from wardrobe.journal import Journal, Recorder
from wardrobe.looks import visible_look
from wardrobe.matching.schema import OutfitGarmentRow, OutfitRow, PlanRow
from wardrobe.schema import LookRow, SightingRow, now


def wear_again(
    journal: Journal, household_id: int, look_id: int, day: date, *, today: date, person_id: int | None = None
) -> int:
    """Plan what a look shows for a day from ``today`` on; gives the change's id.

    The outfit is that of whoever wears the look, or ``person_id`` where nobody knows. One of the very same
    garments that is kept already is taken, and twice for a day is once; undoing removes what was made.

    Raises ``NotFoundError``, and ``ChangeError`` for a day that has passed or a look in which no garment is certain.
    """
    if day < today:
        raise ChangeError("This day has passed.", remedy="Choose today or a later day.")
    with journal.change(household_id, "wear-again", look_id=look_id, day=day.isoformat()) as change:
        session = change.session
        look = visible_look(session, household_id, look_id)
        worn = select(SightingRow.garment_id).where(SightingRow.look_id == look_id, SightingRow.garment_id.is_not(None))
        garment_ids = list(dict.fromkeys(id for id in session.scalars(worn.order_by(SightingRow.id)) if id is not None))
        if not garment_ids:
            raise ChangeError("No garment of this look is known.", remedy="Say first which of yours it shows.")
        whose = look.person_id or person_id
        outfit_id = _kept(session, household_id, garment_ids, whose)
        if outfit_id is None:
            outfit_id = _make(change, look, garment_ids, whose)
        there = select(PlanRow.id).where(PlanRow.outfit_id == outfit_id, PlanRow.day == day)
        if session.scalar(there) is None:
            change.make(PlanRow(household_id=household_id, outfit_id=outfit_id, day=day))
        return change.change_id


def _kept(session: Session, household_id: int, garment_ids: Collection[int], person_id: int | None) -> int | None:
    """The outfit of this person that is made of just these garments."""
    having = select(OutfitGarmentRow.outfit_id).where(OutfitGarmentRow.garment_id.in_(garment_ids))
    theirs = OutfitRow.household_id == household_id, OutfitRow.person_id == person_id, OutfitRow.id.in_(having)
    query = select(OutfitGarmentRow.outfit_id, OutfitGarmentRow.garment_id).join(
        OutfitRow, OutfitRow.id == OutfitGarmentRow.outfit_id
    )
    found: dict[int, set[int]] = {}
    for outfit_id, garment_id in session.execute(query.where(*theirs)):
        found.setdefault(outfit_id, set()).add(garment_id)
    return next((id for id, ids in sorted(found.items()) if ids == set(garment_ids)), None)


def _make(change: Recorder, look: LookRow, garment_ids: Collection[int], person_id: int | None) -> int:
    outfit = OutfitRow(
        household_id=look.household_id,
        person_id=person_id,
        name=None,
        occasion=look.occasion,
        made="look",
        created_at=now(),
    )
    change.make(outfit)
    for garment_id in garment_ids:
        change.make(OutfitGarmentRow(outfit_id=outfit.id, garment_id=garment_id))
    return outfit.id
