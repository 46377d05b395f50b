"""Which of thousands of candidates are suggested: good ones, that differ, and in which every garment gets its chance.

Everything but the score and the taste, which are log-odds, is weighed in the spread (standard deviation) of
the candidates' scores, so that it means the same whichever scorer is in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wardrobe.matching.composing import Composed

Numbers = NDArray[np.float64]

WAITING_DAYS: Final = 60
"""A garment that was not worn for so long has waited fully."""
WAITING: Final = 1.0
"""What an outfit gains whose garments all have waited fully, in spreads."""
SHUFFLE: Final = 0.5
SURPRISE: Final = 1.5
"""Scale of the chance (Gumbel noise) that a shuffle and a surprise give every outfit, in spreads."""
REPEATED: Final = {"top": 1.5, "dress": 1.5, "pants": 1.5, "skirt": 1.5, "outerwear": 0.5, "shoes": 0.75}
"""What each garment that is in an earlier suggestion takes from an outfit, each time, in spreads.

This is maximal marginal relevance (Carbonell & Goldstein 1998) with a penalty that grows with every use,
not only with the likest suggestion, so that two outfits of the same trousers are as many as it takes.
"""
SHORT: Final = 300
"""So many of the best are looked at closely; beside them the best of each garment."""
EACH: Final = 3


def spread(scores: Numbers) -> float:
    """What is much and what is little among these scores; 1 where they are all the same."""
    wide = float(scores.std()) if len(scores) else 0.0
    return wide if wide > 1e-6 else 1.0


def shortlist(candidates: Sequence[Composed], worth: Numbers) -> list[int]:
    """Places of the candidates worth a closer look: the best, and the best few of every garment."""
    order = np.argsort(-worth, kind="stable")
    kept = {int(i) for i in order[:SHORT]}
    seen: dict[int, int] = {}
    for i in order:
        fresh = [place for place in candidates[i].places if seen.get(place, 0) < EACH]
        if fresh:
            kept.add(int(i))
            for place in candidates[i].places:
                seen[place] = seen.get(place, 0) + 1
    return sorted(kept, key=lambda i: -worth[i])


def diverse(
    candidates: Sequence[Composed], worth: Numbers, types: Sequence[str], limit: int, free: frozenset[int], unit: float
) -> list[int]:
    """Places of at most ``limit`` candidates, one after the other, each worth most after what repeats is taken off.

    Garments of ``free`` (locked ones) may repeat.
    """
    chosen: list[int] = []
    uses = np.zeros(len(types))
    weights = np.array([REPEATED.get(type_, 0.0) for type_ in types])
    weights[list(free)] = 0
    width = max((len(one.places) for one in candidates), default=0)
    rows = np.full((len(candidates), width), len(types), np.int64)
    for i, one in enumerate(candidates):
        rows[i, : len(one.places)] = one.places
    left = np.array(worth, float)
    while len(chosen) < min(limit, len(candidates)):
        taken = np.append(uses * weights, 0.0)[rows].sum(1) * unit
        best = int(np.argmax(left - taken))
        chosen.append(best)
        left[best] = -np.inf
        uses[list(candidates[best].places)] += 1
    return chosen


def waited(days: int | None) -> float:
    """How long a garment has waited to be worn, 0 to 1."""
    return 1.0 if days is None else min(1.0, max(0, days) / WAITING_DAYS)
