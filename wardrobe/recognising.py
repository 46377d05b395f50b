"""Recognition in the database: what a look's sightings are compared with, and what is written down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from wardrobe.journal import bump
from wardrobe.recognition import Thresholds, decide
from wardrobe.schema import ApartRow, GarmentRow, LookRow, SightingRow, VectorRow
from wardrobe.vectors import Vectors, row_vector


def recognise(
    session: Session, look: LookRow, sightings: Sequence[SightingRow], vectors: Vectors, thresholds: Thresholds
) -> None:
    """Decide what each sighting of a look is, in the caller's transaction.

    What the person has decided stays, and its garments are not given to another sighting of the look.
    """
    bump(session, look.household_id)  # from here on no other look of the household is recognised at the same time
    undecided = [row for row in sightings if not row.decided_by_person]
    for row in undecided:
        row.garment_id, row.candidate_id, row.decision, row.score = None, None, "unassigned", None
    session.flush()
    taken = {row.garment_id for row in sightings if row.garment_id is not None}
    garments, scores = _scores(session, look, undecided, vectors, taken)
    decisions = decide(scores, garments, thresholds, _told_apart(session, garments))
    for row, decision in zip(undecided, decisions, strict=True):
        row.decision, row.score = decision.decision, decision.score
        if decision.decision == "ask":
            row.candidate_id = decision.garment_id
        elif decision.decision == "same":
            row.garment_id = decision.garment_id
        else:
            garment = GarmentRow(household_id=look.household_id, category=row.category)
            session.add(garment)
            session.flush()
            row.garment_id = garment.id
    session.flush()


def _scores(
    session: Session, look: LookRow, sightings: Sequence[SightingRow], vectors: Vectors, taken: set[int]
) -> tuple[list[int], NDArray[np.float64]]:
    """Garments that may be meant, and of each sighting the cosine to the best picture of each of them."""
    best: list[dict[int, float]] = []
    for row in sightings:
        owners = _candidates(session, look, row, taken)
        own = session.scalar(
            select(VectorRow).where(VectorRow.sighting_id == row.id, VectorRow.model_id == vectors.model_id)
        )
        hits = vectors.like(session, row_vector(own), owners, len(owners)) if own is not None else []
        found: dict[int, float] = {}
        for hit in hits:  # best first
            found.setdefault(owners[hit.id], hit.score)
        best.append(found)
    garments = sorted({garment for found in best for garment in found})
    scores = np.array([[found.get(garment, -np.inf) for garment in garments] for found in best])
    return garments, scores.reshape(len(sightings), len(garments))


def _candidates(session: Session, look: LookRow, row: SightingRow, taken: set[int]) -> dict[int, int]:
    """Sightings of the wardrobe that this one may be like, and whose they are: garments of its category.

    A garment is of the category that the person gave it, and of that in which the parser saw it.
    """
    never = select(ApartRow.garment_id).where(ApartRow.sighting_id == row.id)
    query = (
        select(SightingRow.id, GarmentRow.id)
        .join(GarmentRow, GarmentRow.id == SightingRow.garment_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(
            GarmentRow.household_id == look.household_id,
            LookRow.hidden_at.is_(None),
            LookRow.id != look.id,
            or_(GarmentRow.category == row.category, SightingRow.category == row.category),
            GarmentRow.id.not_in(taken),
            GarmentRow.id.not_in(never),
        )
    )
    return {sighting: garment for sighting, garment in session.execute(query)}


def _told_apart(session: Session, garments: Sequence[int]) -> set[frozenset[int]]:
    """Pairs of garments of which the person said: a picture of the one is not the other."""
    other = aliased(SightingRow)
    query = (
        select(ApartRow.garment_id, other.garment_id)
        .join(other, other.id == ApartRow.sighting_id)
        .where(ApartRow.garment_id.in_(garments), other.garment_id.in_(garments))
    )
    return {frozenset((one, two)) for one, two in session.execute(query) if two is not None}
