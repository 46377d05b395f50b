"""Is this the coat I already own? From odds to a decision; no database, no models.

Whatever a person has corrected counts from the next look on, without any training:

- a garment is all its sightings, so that it is known from every side and in every light that was seen;
- a sighting of which the person said "not this garment" speaks for something else wherever it is near;
- between garments that were told apart, a lead that once was wrong is no lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from embeddings.evidence import Calibration, Thresholds, logit
from wardrobe.assignment import shares

__all__ = ["Calibration", "Decision", "Thresholds", "decide"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about one sighting."""

    decision: Literal["same", "ask", "new"]
    garment_id: int | None
    """Which garment it is (same) or may be (ask); None for a new one."""
    probability: float | None
    """That it is that garment; for a new one, that it is the likeliest; None where there is none to compare."""


def decide(
    log_odds: Array,
    garment_ids: Sequence[int],
    calibration: Calibration,
    *,
    otherwise: Array | None = None,
    doubtful: NDArray[np.bool_] | None = None,
    leads: Mapping[frozenset[int], float] | None = None,
) -> list[Decision]:
    """A decision for each of n sightings of one look, weighed together: a garment is worn once.

    ``log_odds`` n×m of each sighting against each of ``garment_ids``, −inf where it cannot be (another
    category, or the person said no). ``otherwise``: n log weights of being something the person said
    it is not. ``doubtful`` n×m: where it is at most asked. ``leads``: of garments that the person told
    apart, the log-odds by which the wrong one has led; the next must lead by more to be certain.
    """
    if not log_odds.shape[1]:
        return [Decision("new", None, None) for _ in log_odds]
    decisions = []
    for row, probabilities in enumerate(shares(log_odds, otherwise)):
        column = int(probabilities.argmax())
        garment, probability = garment_ids[column], float(probabilities[column])
        if not np.isfinite(log_odds[row]).any():
            decisions.append(Decision("new", None, None))
        elif probabilities.sum() < calibration.ask:
            decisions.append(Decision("new", None, probability))
        else:
            sure = probability >= calibration.same and (doubtful is None or not doubtful[row, column])
            sure = sure and _leads(log_odds[row], column, garment_ids, calibration, leads or {})
            decisions.append(Decision("same" if sure else "ask", garment, probability))
    return decisions


def _leads(
    row: Array, column: int, garment_ids: Sequence[int], calibration: Calibration, leads: Mapping[frozenset[int], float]
) -> bool:
    """Whether a garment leads each one that it was told apart from by more than has ever been wrong."""
    for other, rival in enumerate(garment_ids):
        wrong = leads.get(frozenset((garment_ids[column], rival)))
        if wrong is not None and row[column] - row[other] < logit(calibration.same) + max(0.0, wrong):
            return False
    return True
