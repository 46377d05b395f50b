"""What becomes of a garment that a sighting has left."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.collection_schema import CollectionGarmentRow, CollectionRow
from wardrobe.matching.schema import FeedbackRow, OutfitGarmentRow, OutfitRow, PlanRow, TripThingRow, WishRow
from wardrobe.schema import ApartRow, GarmentRow, LookRow, SightingRow

Follower = OutfitGarmentRow | CollectionGarmentRow | TripThingRow | FeedbackRow
Row = LookRow | GarmentRow | SightingRow | ApartRow | OutfitRow | PlanRow | CollectionRow | Follower | WishRow


class Changes(Protocol):
    """Writes down what is done to rows."""

    @property
    def session(self) -> Session: ...

    def will_change(self, row: Row) -> None:
        """To be called before a row is changed."""

    def remove(self, row: Row) -> None:
        """Delete a row."""


def release(changes: Changes, garment_id: int) -> None:
    """See to a garment that a sighting, or a look, has left; nothing is done while a look shows it.

    Where a sighting asks "is this your …?", the question has lost its other side: the garment is what
    that sighting shows. A garment that has no sighting any more is removed.
    """
    session = changes.session
    session.flush()
    own = select(SightingRow.id).where(SightingRow.garment_id == garment_id)
    shown = own.join(LookRow, LookRow.id == SightingRow.look_id).where(LookRow.hidden_at.is_(None))
    if session.scalar(shown.limit(1)) is not None:
        return
    heir = find_heir(session, garment_id)
    if heir is not None:
        changes.will_change(heir)
        inherit(heir, garment_id)
        session.flush()
    elif session.scalar(own.limit(1)) is None:
        for row in session.scalars(select(SightingRow).where(SightingRow.candidate_id == garment_id)).all():
            changes.will_change(row)  # in deleted looks
            row.candidate_id, row.decision = None, "unassigned"
        for pair in session.scalars(select(ApartRow).where(ApartRow.garment_id == garment_id)).all():
            changes.remove(pair)
        _leave(changes, garment_id)
        garment = session.get(GarmentRow, garment_id)
        if garment is not None:
            changes.remove(garment)


def _leave(changes: Changes, garment_id: int) -> None:
    """Take a garment out of outfits, collections and packing lists; what was said of it with others stays said."""
    for kind in (OutfitGarmentRow, CollectionGarmentRow, TripThingRow):
        rows: list[OutfitGarmentRow | CollectionGarmentRow | TripThingRow] = list(
            changes.session.scalars(select(kind).where(kind.garment_id == garment_id))
        )
        for row in rows:
            changes.remove(row)


def find_heir(session: Session, garment_id: int) -> SightingRow | None:
    """The first sighting, in a visible look, that asks about a garment."""
    asks = select(SightingRow).join(LookRow, LookRow.id == SightingRow.look_id)
    asks = asks.where(SightingRow.candidate_id == garment_id, LookRow.hidden_at.is_(None))
    return session.scalar(asks.order_by(SightingRow.id).limit(1))


def inherit(heir: SightingRow, garment_id: int) -> None:
    """The garment is what this sighting shows."""
    heir.garment_id, heir.candidate_id, heir.decision = garment_id, None, "new"
