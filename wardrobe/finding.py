"""What the parser found in a look, as rows. A garment that is found again stays the sighting that it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from embeddings.parsing import Garment, Mask
from wardrobe.completeness import remove_stale
from wardrobe.journal import Unrecorded
from wardrobe.masks import content_hash, unpack
from wardrobe.releasing import release
from wardrobe.schema import GarmentRow, LookRow, SightingRow

SAME: Final = 0.5
"""Overlap (intersection over union) from which two masks of one category are one garment."""


def keep_found(session: Session, look: LookRow, found: Sequence[tuple[Garment, bytes]], size: tuple[int, int]) -> None:
    """Write the garments of a look, each with its packed mask; masks are on a grid of ``size`` (width, height).

    When a look is parsed again, a sighting that is found again keeps its id and what the person decided
    of it, or said of its garment; it is recognised anew otherwise. Sightings not found again go.
    """
    before = list(
        session.scalars(
            select(SightingRow)
            .where(SightingRow.look_id == look.id)
            .options(undefer(SightingRow.mask))
            .order_by(SightingRow.id)
        )
    )
    for garment, packed in found:
        row = _found_again(before, garment)
        if row is None:
            row = SightingRow(look_id=look.id, category=garment.category, colours=[])
            session.add(row)
        else:
            before.remove(row)
            row.decided_by_person = row.decided_by_person or _spoken_of(session, row.garment_id)
            if not row.decided_by_person:
                _leave(session, row)
        row.left, row.top, row.right, row.bottom = garment.box
        row.grid_width, row.grid_height = size
        row.mask = packed
        row.area_share, row.confidence = garment.area_share, garment.confidence
        row.content_hash = content_hash(look.sha256, packed, garment.box, size)
    for row in before:
        _leave(session, row)
        session.delete(row)
    session.flush()
    remove_stale(session, look.id)


def _found_again(before: Sequence[SightingRow], garment: Garment) -> SightingRow | None:
    rows = [row for row in before if row.category == garment.category]
    overlaps = [_overlap(row, garment.mask) for row in rows]
    best = int(np.argmax(overlaps)) if rows else -1
    return rows[best] if rows and overlaps[best] >= SAME else None


def _overlap(row: SightingRow, mask: Mask) -> float:
    other = unpack(row.mask, (row.left, row.top, row.right, row.bottom), (row.grid_width, row.grid_height))
    if other.shape != mask.shape:  # another parser may have another grid
        other = cv2.resize(other.astype(np.uint8), mask.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return float((mask & other).sum() / max(1, (mask | other).sum()))


def _spoken_of(session: Session, garment_id: int | None) -> bool:
    garment = session.get(GarmentRow, garment_id) if garment_id is not None else None
    return garment is not None and bool(garment.said or garment.name)


def _leave(session: Session, row: SightingRow) -> None:
    """The sighting is nothing's any more; a garment that nothing else shows goes with it."""
    left = row.garment_id
    row.garment_id, row.candidate_id, row.decision, row.score = None, None, "unassigned", None
    if left is not None:
        release(Unrecorded(session), left)
