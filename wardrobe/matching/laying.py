"""Outfits that a person lays out: made, or changed, as one correction that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from wardrobe.journal import Recorder
from wardrobe.matching.arranging import Laid
from wardrobe.matching.saved import SavedOutfits, checked_garments, clean_name, own_outfit
from wardrobe.matching.schema import OutfitGarmentRow, OutfitRow
from wardrobe.schema import now


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What became of a layout."""

    outfit_id: int
    change_id: int
    """With which it is undone."""


class LaidOutfits(SavedOutfits):
    """Kept outfits with the places of their garments."""

    def lay_out(
        self,
        household_id: int,
        layout: Sequence[Laid],
        *,
        outfit_id: int | None = None,
        name: str | None = None,
        occasion: str | None = None,
        person_id: int | None = None,
    ) -> LaidOut:
        """Keep a layout, as an outfit of its own (``person_id``: whose) or in the place of what ``outfit_id`` was.

        Unlike ``save`` it never falls together with another outfit: who lays out the same garments twice means two.
        Raises ``NotFoundError`` for an outfit or garments of nobody or of others, ``ChangeError`` for none or too many.
        """
        kind = "make-outfit" if outfit_id is None else "lay-out-outfit"
        with self._journal.change(household_id, kind, outfit_id=outfit_id) as change:
            checked_garments(change.session, household_id, [one.garment_id for one in layout])
            if outfit_id is None:
                outfit = OutfitRow(household_id=household_id, person_id=person_id, made="own", created_at=now())
                change.make(outfit)
            else:
                outfit = own_outfit(change.session, household_id, outfit_id)
                change.will_change(outfit)
            outfit.name, outfit.occasion = clean_name(name), occasion
            _place(change, outfit.id, layout)
            return LaidOut(outfit.id, change.change_id)


def _place(change: Recorder, outfit_id: int, layout: Sequence[Laid]) -> None:
    rows = change.session.scalars(select(OutfitGarmentRow).where(OutfitGarmentRow.outfit_id == outfit_id))
    there = {row.garment_id: row for row in rows}
    for layer, laid in enumerate(layout):
        row, place = there.pop(laid.garment_id, None), laid.place | {"layer": layer}
        if row is None:
            change.make(OutfitGarmentRow(outfit_id=outfit_id, garment_id=laid.garment_id, place=place))
        else:
            change.will_change(row)
            row.place = place
    for row in there.values():
        change.remove(row)
