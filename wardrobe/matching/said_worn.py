"""What was worn though no look shows it: planned outfits of which a person says that they were."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.matching.schema import OutfitGarmentRow, OutfitRow, PlanRow


@dataclass(frozen=True, slots=True)
class SaidWorn:
    """One outfit on one day."""

    plan_id: int
    day: date
    person_id: int | None
    """Whose outfit it is."""
    garment_ids: tuple[int, ...]


def said_worn(session: Session, household_id: int) -> list[SaidWorn]:
    """All of a household, the first day first."""
    query = (
        select(PlanRow.id, PlanRow.day, OutfitRow.person_id, OutfitGarmentRow.garment_id)
        .join(OutfitRow, OutfitRow.id == PlanRow.outfit_id)
        .join(OutfitGarmentRow, OutfitGarmentRow.outfit_id == OutfitRow.id)
        .where(PlanRow.household_id == household_id, PlanRow.worn)
        .order_by(PlanRow.day, PlanRow.id, OutfitGarmentRow.id)
    )
    garments: defaultdict[tuple[int, date, int | None], list[int]] = defaultdict(list)
    for plan_id, day, person_id, garment_id in session.execute(query):
        garments[plan_id, day, person_id].append(garment_id)
    return [SaidWorn(*key, tuple(ids)) for key, ids in garments.items()]


def said_days(session: Session, household_id: int) -> dict[int, set[date]]:
    """The same for each garment: the days."""
    days: defaultdict[int, set[date]] = defaultdict(set)
    for one in said_worn(session, household_id):
        for garment_id in one.garment_ids:
            days[garment_id].add(one.day)
    return dict(days)
