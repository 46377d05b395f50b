"""Is this the coat I already own? From scores to decisions; no database, no models.

Within one look a garment can be worn once, so sightings and garments are matched one to one, the
best score first. Two thresholds then say: the same, ask, or new.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Cosines, chosen on pairs of pictures of the same and of different garments."""

    same: float
    """From here on it is the same garment."""
    ask: float
    """From here on it may be: the person is asked."""
    margin: float = 0.03
    """A garment must lead by this where the person has told it from one much like it."""

    def __post_init__(self) -> None:
        if not -1 <= self.ask <= self.same <= 1:
            raise ValueError(f"thresholds must be cosines with ask <= same, not ask {self.ask}, same {self.same}")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about one sighting."""

    decision: Literal["same", "ask", "new"]
    garment_id: int | None
    """Which garment it is (same) or may be (ask); None for a new one."""
    score: float | None
    """Cosine to the garment that is most like it; None where there is none to compare."""


def match(scores: NDArray[np.floating]) -> list[int | None]:
    """A column for each row of n×m ``scores``, each column at most once, the best scores first.

    −inf is "cannot be". Greedy, not the best total: a sure match must not be given up for the sum
    of two doubtful ones. Equal scores go to the lower row, then the lower column.
    """
    columns: list[int | None] = [None] * scores.shape[0]
    taken: set[int] = set()
    for place in np.argsort(-scores, axis=None, kind="stable"):
        row, column = divmod(int(place), scores.shape[1])
        if scores[row, column] == -np.inf:
            break
        if columns[row] is None and column not in taken:
            columns[row] = column
            taken.add(column)
    return columns


def decide(
    scores: NDArray[np.floating],
    garment_ids: Sequence[int],
    thresholds: Thresholds,
    told_apart: Collection[frozenset[int]] = (),
) -> list[Decision]:
    """A decision for each of n sightings of one look.

    ``scores`` n×m holds the cosine of each sighting to its best picture of each of ``garment_ids``,
    −inf where it cannot be that garment (another category, or the person said no). ``told_apart``:
    pairs of garments that the person once corrected from one to the other; between those a small
    lead is no certainty, so it is asked.
    """
    possible = np.where(scores >= thresholds.ask, scores, -np.inf)
    decisions = []
    for row, column in enumerate(match(possible)):
        best = float(scores[row].max()) if scores.shape[1] and np.isfinite(scores[row].max()) else None
        if column is None:
            decisions.append(Decision("new", None, best))
            continue
        score, garment = float(scores[row, column]), garment_ids[column]
        rivals = [
            float(scores[row, other])
            for other, rival in enumerate(garment_ids)
            if frozenset((garment, rival)) in told_apart
        ]
        sure = score >= thresholds.same and all(score - rival >= thresholds.margin for rival in rivals)
        decisions.append(Decision("same" if sure else "ask", garment, score))
    return decisions
