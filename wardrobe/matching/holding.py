"""Things on sale held against all that is owned: what each goes with, and what it would be the first to go with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer
from wardrobe.catalogue.shelves import Goods
from wardrobe.matching.composing import ACCESSORIES
from wardrobe.matching.measure import Pairs, Scores, codes, combinable
from wardrobe.matching.owned import Owned

BEST: Final = 3
"""Partners of a kind that say how well a thing matches: nobody wears it with all of them."""
GROUPS: Final[dict[tuple[str, ...], float]] = {
    ("top",): 1.0,
    ("pants", "skirt"): 1.0,
    ("dress",): 0.7,
    ("shoes",): 0.8,
    ("outerwear",): 0.7,
    (*ACCESSORIES, "socks"): 0.3,
}
"""Types that are worn in each other's place, and what each group weighs in a match."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """C things of one type, held against N garments."""

    goods: Goods
    scores: Scores
    """C×N."""
    good: Pairs
    """C×N: above the wardrobe's own measure."""
    match: NDArray[np.float64]
    """0 to 1: how well it goes with its best partners of each group; a half is just good."""
    need: NDArray[np.float64]
    """0 to 1: share of what it could be worn with that it goes with; garments that have few partners of its type
    count more."""
    firsts: NDArray[np.int64]
    """How many garments it goes with that nothing owned of its type does."""

    def partners(self, place: int) -> list[int]:
        """Places of the garments that one goes with, the best first."""
        good = np.flatnonzero(self.good[place])
        return good[np.argsort(-self.scores[place, good], kind="stable")].tolist()  # type: ignore[no-any-return]


def hold(scorer: Scorer, goods: Goods, owned: Owned) -> Held:
    """Things of one type, at least one, against all garments."""
    type_ = goods.types[0]
    kind = codes(goods.types)
    scores = scorer.pairs(goods.styles, goods.types, owned.rack.styles, owned.rack.types)
    good = owned.measure.good(scores, kind, owned.codes)
    shares = owned.measure.shares(scores, kind, owned.codes)
    beside = combinable()[kind[0]][owned.codes]
    partners = owned.good[:, owned.of_type(type_)].sum(1)
    weight = np.where(beside, 1 / (1 + partners), 0)
    need = (good @ weight) / max(float(weight.sum()), 1e-9)
    firsts = (good & (partners == 0)).sum(1)
    return Held(goods, scores, good, _match(shares, owned, beside), need, firsts)


def _match(shares: Scores, owned: Owned, beside: NDArray[np.bool_]) -> NDArray[np.float64]:
    total, weights = np.zeros(len(shares)), 0.0
    for group, weight in GROUPS.items():
        there = np.array([own in group for own in owned.rack.types], np.bool_) & beside
        if there.any():
            best = np.sort(shares[:, there], axis=1)[:, -BEST:].mean(1)
            total, weights = total + weight * best, weights + weight
    return total / weights if weights else total
