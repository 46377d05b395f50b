"""Recognition in the database: what a look's sightings are compared with, and what is written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from embeddings.evidence import NEIGHBOURS
from wardrobe.exemplars import MOST, Exemplars, Views, exemplars
from wardrobe.journal import bump
from wardrobe.recognition import Calibration, decide
from wardrobe.schema import ApartRow, GarmentRow, LookRow, SightingRow
from wardrobe.shelf import Shelf, Vector

LIKELIEST: Final = 32
"""Garments that a sighting is weighed against: those with the sightings most like it."""
FIRST: Final = LIKELIEST * MOST
"""Sightings that are asked for at first; more, where they are of too few garments."""


def recognise(
    session: Session,
    look: LookRow,
    sightings: Sequence[SightingRow],
    views: Mapping[int, Views],
    vectors: Shelf,
    calibration: Calibration,
) -> None:
    """Decide what each sighting of a look is, in the caller's transaction.

    ``views``: the vectors of each sighting, by its id. What the person has decided stays, and its
    garments are not given to another sighting of the look.
    """
    bump(session, look.household_id)  # from here on no other look of the household is recognised at the same time
    undecided = [row for row in sightings if not row.decided_by_person]
    for row in undecided:
        row.garment_id, row.candidate_id, row.decision, row.score = None, None, "unassigned", None
    session.flush()
    taken = {row.garment_id for row in sightings if row.garment_id is not None}
    candidates = _candidates(session, look, undecided, taken, views, vectors)
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
    views: Mapping[int, Views],
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
    session: Session,
    look: LookRow,
    rows: Sequence[SightingRow],
    taken: set[int],
    views: Mapping[int, Views],
    vectors: Shelf,
) -> list[dict[int, bool]]:
    """Of each sighting, garments that it may be, and whether they are of its category or only of a neighbour's.

    A garment is of the category that the person gave it, and of that in which the parser saw it.
    """
    near = {row.category: _near(row.category) for row in rows}
    seen = _seen(session, look, set().union(*near.values()), taken)
    denied = _denied(session, [row.id for row in rows])
    found = []
    for row in rows:
        owners: dict[int, int] = {}
        as_seen: set[int] = set()
        for categories, sightings in seen.items():
            if near[row.category].intersection(categories):
                owners |= sightings
            if row.category in categories:
                as_seen.update(sightings.values())
        if never := denied.get(row.id):
            owners = {sighting: garment for sighting, garment in owners.items() if garment not in never}
        likeliest = _likeliest(session, views[row.id][0], owners, vectors)
        found.append({garment: garment in as_seen for garment in likeliest})
    return found


def _near(category: str) -> set[str]:
    """The category and those that the parser takes it for."""
    return {category}.union(*(pair for pair in NEIGHBOURS if category in pair))


def _seen(
    session: Session, look: LookRow, categories: Iterable[str], taken: set[int]
) -> dict[tuple[str, str], dict[int, int]]:
    """Whose the household's sightings of these categories are, by the category of the sighting and of its garment."""
    query = (
        select(SightingRow.category, GarmentRow.category, SightingRow.id, GarmentRow.id)
        .join(GarmentRow, GarmentRow.id == SightingRow.garment_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(
            GarmentRow.household_id == look.household_id,
            LookRow.hidden_at.is_(None),
            LookRow.id != look.id,
            or_(GarmentRow.category.in_(categories), SightingRow.category.in_(categories)),
            GarmentRow.id.not_in(taken),
        )
    )
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for seen_as, category, sighting, garment in session.execute(query):
        found[seen_as, category][sighting] = garment
    return found


def _denied(session: Session, sighting_ids: Sequence[int]) -> dict[int, set[int]]:
    """Garments that the person said a sighting is not."""
    query = select(ApartRow.sighting_id, ApartRow.garment_id).where(ApartRow.sighting_id.in_(sighting_ids))
    found: dict[int, set[int]] = defaultdict(set)
    for sighting, garment in session.execute(query):
        found[sighting].add(garment)
    return found


def _likeliest(session: Session, vector: Vector, owners: Mapping[int, int], vectors: Shelf) -> list[int]:
    """The garments of these sightings that have the ones most like a vector."""
    k = FIRST
    while True:
        hits = vectors.like(session, vector, owners, k)
        garments = list(dict.fromkeys(owners[hit.id] for hit in hits))  # best first
        if len(garments) >= LIKELIEST or len(hits) < k:
            return garments[:LIKELIEST]
        k *= 4
