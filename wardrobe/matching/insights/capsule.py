"""A capsule: the few garments that would do for most of what is worn, and that go well together.

For a set S of garments the value is::

    f(S) = (1 − β) Σ_g w_g max_{s ∈ S} stand_in(g, s)  +  β Σ_g w_g max_{s ∈ S, other type} goes(g, s)

with the share w_g of all wears that garment g has. The first sum asks how well S does for what is worn
(``twins.stand_in``), the second whether all that is worn finds something in S that goes with it.
``goes`` is the rank of a pair's score among the pairs of the same two types, 0 to 1, so that neither
the scale of a scorer nor a type that it likes decides. Both are facility-location functions: monotone and
submodular, so the greedy choice is worth at least 1 − 1/e of the best set (Nemhauser, Wolsey and
Fisher, "An analysis of approximations for maximizing submodular set functions", 1978).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer
from wardrobe.garments import GarmentItem
from wardrobe.matching.insights.twins import Numbers, stand_in
from wardrobe.matching.rack import Rack
from wardrobe.matching.worn import Worn

GOING_WELL: Final = 0.35
"""β: what going together counts beside doing for what is worn."""
SIZE: Final = 12
"""Garments, where nothing else is asked for."""
LEAST_LOOKS: Final = 10
"""With fewer looks there is no saying what is needed."""


@dataclass(frozen=True, slots=True)
class Capsule:
    """A choice of garments and what it would do."""

    garments: tuple[GarmentItem, ...]
    """In the order of choice: each adds most to those before it."""
    of: int
    """Garments that were there to choose from."""
    wears: float
    """Share of all wears in the period that were wears of these, 0 to 1."""
    stands_in: float
    """The same with what these could stand in for, in parts."""
    looks: int
    """Looks of the period that consist of these alone."""
    of_looks: int


def capsule(
    rack: Rack, scorer: Scorer, wears: Mapping[int, int], looks: Sequence[Worn], size: int = SIZE
) -> Capsule | None:
    """The choice among a rack's garments; None for fewer than ``LEAST_LOOKS`` looks or nothing to choose from.

    ``wears`` by garment and ``looks`` are those of the period. What is packed away is not chosen.
    """
    weight = np.array([wears.get(garment.id, 0) for garment in rack.garments], np.float64)
    open_to = np.array([not garment.belonging.put_away for garment in rack.garments], np.bool_)
    total = weight.sum()
    if len(looks) < LEAST_LOOKS or not total or open_to.sum() <= size:
        return None
    weight /= total
    does = stand_in(rack)
    chosen = greedy(does, going(rack, scorer), weight, open_to, size)
    kept = {rack.garments[place].id for place in chosen}
    whole = sum(kept.issuperset(look.garment_ids) for look in looks)
    return Capsule(
        tuple(rack.garments[place] for place in chosen),
        int(open_to.sum()),
        float(weight[chosen].sum()),
        float(weight @ does[:, chosen].max(1)),
        whole,
        len(looks),
    )


def greedy(does: Numbers, goes: Numbers, weight: Numbers, open_to: NDArray[np.bool_], size: int) -> list[int]:
    """Places of the garments chosen, one after the other; of equals the first."""
    chosen: list[int] = []
    counts = weight > 0  # what was not worn needs no stand-in
    does, goes, weight = does[counts], goes[counts], weight[counts]
    best_does, best_goes = np.zeros(len(weight)), np.zeros(len(weight))
    while len(chosen) < size:
        gain = (1 - GOING_WELL) * weight @ np.maximum(does - best_does[:, None], 0)
        gain += GOING_WELL * weight @ np.maximum(goes - best_goes[:, None], 0)
        gain = np.where(open_to, gain, -1.0)
        gain[chosen] = -1.0
        place = int(gain.argmax())
        if gain[place] <= 0:
            break
        chosen.append(place)
        best_does, best_goes = np.maximum(best_does, does[:, place]), np.maximum(best_goes, goes[:, place])
    return chosen


def value(does: Numbers, goes: Numbers, weight: Numbers, chosen: Sequence[int]) -> float:
    """f of a set, 0 to 1; 0 for none."""
    if not len(chosen):
        return 0.0
    places = list(chosen)
    worth = (1 - GOING_WELL) * does[:, places].max(1) + GOING_WELL * goes[:, places].max(1)
    return float(weight @ worth)


def going(rack: Rack, scorer: Scorer) -> Numbers:
    """N×N: how well garments go together, by rank among the pairs of their two types; 0 for two of one type."""
    scores = np.asarray(scorer.pairs(rack.styles, rack.types, rack.styles, rack.types), np.float64)
    scores = (scores + scores.T) / 2
    types = np.array(rack.types)
    found = np.zeros(scores.shape)
    kinds = sorted(set(rack.types))
    for place, one in enumerate(kinds):
        for other in kinds[place + 1 :]:
            block = np.ix_(types == one, types == other)
            values = scores[block]
            order = np.sort(values, axis=None)
            ranks = np.searchsorted(order, values, side="right") / len(order)
            found[block] = ranks
            found[np.ix_(types == other, types == one)] = ranks.T
    return found
