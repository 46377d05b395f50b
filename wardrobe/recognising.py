"""Recognition in the database: what a look's sightings are compared with, and what is written down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from embeddings.evidence import NEIGHBOURS
from wardrobe.exemplars import Exemplars, Views, exemplars, views_of
from wardrobe.journal import bump
from wardrobe.recognition import Calibration, decide
from wardrobe.schema import ApartRow, GarmentRow, LookRow, SightingRow
from wardrobe.shelf import Shelf

LIKELIEST: Final = 32
"""Garments that a sighting is weighed against: those with the sightings most like it."""


def recognise(
    session: Session, look: LookRow, sightings: Sequence[SightingRow], vectors: Shelf, calibration: Calibration
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
    views = views_of(session, [row.id for row in undecided], vectors.model_id)
    candidates = [_candidates(session, look, row, taken, views.get(row.id), vectors) for row in undecided]
    garments = sorted({garment for found in candidates for garment in found})
    known = exemplars(session, garments, vectors.model_id, look.id)
    log_odds = np.full((len(undecided), len(garments)), -np.inf)
    doubtful = np.zeros(log_odds.shape, np.bool_)
    for i, (row, found) in enumerate(zip(undecided, candidates, strict=True)):
        for garment, as_seen in found.items():
            j = garments.index(garment)
            doubtful[i, j] = not as_seen
            cosines = known.likeness(views[row.id], garment)
            log_odds[i, j] = calibration.log_odds(cosines) + (0.0 if as_seen else calibration.neighbour)
    decisions = decide(
        log_odds,
        garments,
        calibration,
        otherwise=_otherwise(undecided, candidates, views, known, calibration),
        doubtful=doubtful,
        leads=known.leads(calibration),
    )
    for row, decision in zip(undecided, decisions, strict=True):
        row.decision, row.score = decision.decision, decision.probability
        if decision.decision == "ask":
            row.candidate_id = decision.garment_id
        elif decision.decision == "same":
            row.garment_id = decision.garment_id
        else:
            garment_row = GarmentRow(household_id=look.household_id, category=row.category)
            session.add(garment_row)
            session.flush()
            row.garment_id = garment_row.id
    session.flush()


def _otherwise(
    rows: Sequence[SightingRow],
    candidates: Sequence[dict[int, bool]],
    views: dict[int, Views],
    known: Exemplars,
    calibration: Calibration,
) -> NDArray[np.float64]:
    """Of each sighting, the log weight of being something that the person said is not a garment it is like."""
    return np.array(
        [
            max((calibration.denied(known.denials(views[row.id], garment)) for garment in found), default=-np.inf)
            for row, found in zip(rows, candidates, strict=True)
        ]
    )


def _candidates(
    session: Session, look: LookRow, row: SightingRow, taken: set[int], views: Views | None, vectors: Shelf
) -> dict[int, bool]:
    """Garments that this sighting may be, and whether they are of its category or only of a neighbour's.

    A garment is of the category that the person gave it, and of that in which the parser saw it.
    """
    if views is None:
        return {}
    near = {category for pair in NEIGHBOURS if row.category in pair for category in pair} | {row.category}
    never = select(ApartRow.garment_id).where(ApartRow.sighting_id == row.id)
    query = (
        select(SightingRow.id, SightingRow.category, GarmentRow.id, GarmentRow.category)
        .join(GarmentRow, GarmentRow.id == SightingRow.garment_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(
            GarmentRow.household_id == look.household_id,
            LookRow.hidden_at.is_(None),
            LookRow.id != look.id,
            or_(GarmentRow.category.in_(near), SightingRow.category.in_(near)),
            GarmentRow.id.not_in(taken),
            GarmentRow.id.not_in(never),
        )
    )
    owners: dict[int, int] = {}
    as_seen: dict[int, bool] = {}
    for sighting, seen, garment, category in session.execute(query):
        owners[sighting] = garment
        as_seen[garment] = as_seen.get(garment, False) or row.category in (seen, category)
    likeliest: dict[int, bool] = {}
    for hit in vectors.like(session, views[0], owners, len(owners)):  # best first
        likeliest[owners[hit.id]] = as_seen[owners[hit.id]]
        if len(likeliest) == LIKELIEST:
            break
    return likeliest
