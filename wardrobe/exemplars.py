"""What the wardrobe remembers of its garments' looks: the vectors of every sighting that is certain, and every "no"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.recognition import Calibration
from wardrobe.schema import ApartRow, LookRow, SightingRow, VectorRow
from wardrobe.vectors import row_vector

Views = NDArray[np.float32]
"""V×D: a sighting's vectors, one for each side from which it was seen; usually one."""

MOST: Final = 64
"""Sightings of a garment that are compared, the latest; more say nothing new."""


@dataclass(frozen=True, slots=True)
class Exemplars:
    """Sightings by garment, and sightings that are known not to be a garment."""

    own: dict[int, dict[int, Views]]
    """Garment → sighting → views."""
    denied: dict[int, dict[int, Views]]
    """Garment → sighting → views of what the person said is not it."""
    owner: dict[int, int | None]
    """Whose the denied sightings are now; None: nothing's."""

    def likeness(self, views: Views, garment_id: int, but: int | None = None) -> NDArray[np.float64]:
        """Cosine to each sighting of a garment, ``but`` one."""
        return cosines(views, [each for id, each in self.own.get(garment_id, {}).items() if id != but])

    def denials(self, views: Views, garment_id: int) -> NDArray[np.float64]:
        """Cosine to each sighting that is not this garment, and none of these garments either."""
        free = [each for id, each in self.denied.get(garment_id, {}).items() if self.owner[id] not in self.own]
        return cosines(views, free)

    def leads(self, calibration: Calibration) -> dict[frozenset[int], float]:
        """Of each two garments that the person told apart, the log-odds by which the wrong one led at most.

        The sighting that was corrected is weighed again with all that is known now but itself. Where
        the right garment has no other sighting nobody can tell, and 0 stands.
        """
        found: dict[frozenset[int], float] = {}
        for wrong, sightings in self.denied.items():
            for id, views in sightings.items():
                right = self.owner[id]
                if right is None or right not in self.own or right == wrong:
                    continue
                lead = calibration.log_odds(self.likeness(views, wrong)) - calibration.log_odds(
                    self.likeness(views, right, but=id)
                )
                pair = frozenset((wrong, right))
                found[pair] = max(found.get(pair, 0.0), lead if np.isfinite(lead) else 0.0)
        return found


def exemplars(session: Session, garment_ids: Collection[int], model_id: str, look_id: int) -> Exemplars:
    """What is remembered of these garments, in the vectors of one model; looks that are deleted say nothing.

    Nor does the look ``look_id`` itself, which is being recognised, but for what the person said there.
    """
    ranked = (
        select(SightingRow.id, SightingRow.garment_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(SightingRow.garment_id.in_(garment_ids), LookRow.hidden_at.is_(None), LookRow.id != look_id)
        .order_by(SightingRow.id.desc())
    )
    seen: dict[int, list[int]] = {id: [] for id in garment_ids}
    for sighting, garment in session.execute(ranked):
        if garment is not None and len(seen[garment]) < MOST:
            seen[garment].append(sighting)
    apart = (
        select(ApartRow.garment_id, SightingRow.id, SightingRow.garment_id)
        .join(SightingRow, SightingRow.id == ApartRow.sighting_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(ApartRow.garment_id.in_(garment_ids), LookRow.hidden_at.is_(None))
    )
    denied: dict[int, list[int]] = {}
    owner: dict[int, int | None] = {}
    for garment, sighting, now in session.execute(apart):
        denied.setdefault(garment, []).append(sighting)
        owner[sighting] = now
    views = views_of(session, {*(id for ids in seen.values() for id in ids), *owner}, model_id)
    return Exemplars(_known(seen, views), _known(denied, views), owner)


def views_of(session: Session, sighting_ids: Iterable[int], model_id: str) -> dict[int, Views]:
    """The vectors of each sighting that has any of this model."""
    rows = session.scalars(
        select(VectorRow)
        .where(VectorRow.sighting_id.in_(sorted(sighting_ids)), VectorRow.model_id == model_id)
        .order_by(VectorRow.sighting_id, VectorRow.view)
    )
    found: dict[int, list[NDArray[np.float32]]] = {}
    for row in rows:
        found.setdefault(row.sighting_id, []).append(row_vector(row))
    return {id: np.stack(vectors) for id, vectors in found.items()}


def _known(wanted: dict[int, list[int]], views: dict[int, Views]) -> dict[int, dict[int, Views]]:
    return {garment: {id: views[id] for id in ids if id in views} for garment, ids in wanted.items()}


def cosines(views: Views, others: Sequence[Views]) -> NDArray[np.float64]:
    """Of one sighting to each of others: the best over the sides from which both were seen."""
    return np.array([float((views @ other.T).max()) for other in others], np.float64)
