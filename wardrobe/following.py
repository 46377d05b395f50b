"""What names garments beside looks: outfits, collections, packing lists, what people said of garments together.

It follows a garment that is merged to the one that stays, and goes with one that is removed. Undoing
brings it back where it still can: an outfit or a trip that is gone by then, or a list that was made anew,
is no reason to refuse the garment itself.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Table, exists, select
from sqlalchemy.orm import Session

from wardrobe.collection_schema import CollectionGarmentRow
from wardrobe.matching.schema import FeedbackRow, OutfitGarmentRow, PlanRow, TripThingRow
from wardrobe.releasing import Changes, Follower
from wardrobe.schema import GarmentRow

PARENTS: Final = {
    OutfitGarmentRow.__tablename__: "outfit_id",
    PlanRow.__tablename__: "outfit_id",
    CollectionGarmentRow.__tablename__: "collection_id",
    TripThingRow.__tablename__: "trip_id",
    FeedbackRow.__tablename__: "household_id",
}
"""Tables of this module, each with the column that says what a row is a part of."""


def follow(changes: Changes, keep: GarmentRow, other: GarmentRow) -> None:
    """What names ``other`` names ``keep`` from now on; what would then name it twice names it once."""
    session = changes.session
    parts = ((OutfitGarmentRow, "outfit_id"), (CollectionGarmentRow, "collection_id"), (TripThingRow, "trip_id"))
    for kind, part_of in parts:
        own: Any = getattr(kind, part_of)
        there: set[int] = set(session.scalars(select(own).where(kind.garment_id == keep.id)))
        rows: list[Follower] = list(session.scalars(select(kind).where(kind.garment_id == other.id)))
        for row in rows:
            if getattr(row, part_of) in there:
                changes.remove(row)
            else:
                changes.will_change(row)
                row.garment_id = keep.id  # type: ignore[union-attr]
    for said in session.scalars(select(FeedbackRow).where(FeedbackRow.household_id == keep.household_id)):
        if other.id in said.garment_ids:
            changes.will_change(said)
            named = (keep.id if id == other.id else id for id in said.garment_ids)
            said.garment_ids = list(dict.fromkeys(named))
    session.flush()


def can_return(
    session: Session,
    table: Table,
    row_id: int,
    values: dict[str, Any],
    *,
    made_again: bool,
    along: Collection[tuple[str, int]] = (),
) -> bool:
    """Whether a row of these tables can be put back as it was in ``values``.

    ``along``: tables and ids of rows that are put back with it.
    """
    if not made_again:
        return bool(session.scalar(select(exists().where(table.c.id == row_id))))
    for key in table.foreign_keys:
        named, value = key.column, values.get(key.parent.name)
        if value is None or (named.table.name, value) in along:
            continue
        if not session.scalar(select(exists().where(named == value))):
            return False
    return True
