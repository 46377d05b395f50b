"""From which score on two garments go together: by what this household's own wardrobe scores.

Scores of one scorer are not those of another, and those of a top and trousers not those of a top and shoes.
So there is no number from which a pair is good: what counts is how the pairs of one's own garments score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import TYPES, Scorer
from wardrobe.matching.composing import BOTTOMS
from wardrobe.matching.rack import Styles

ABOVE: Final = 0.5
"""Two garments go together that score so many standard deviations above the mean of the own pairs of their types:
where scores lie as a bell does, three in ten of these."""
FIRM: Final = 30
"""So many pairs of two types count as much as all pairs of the wardrobe, and as strangers where that is small."""
MOST: Final = 400
"""Garments whose pairs are looked at: more change nothing."""

Scores = NDArray[np.float32]
Pairs = NDArray[np.bool_]


def together(one: str, other: str) -> bool:
    """Whether garments of two types can be worn in one outfit; one of each type is."""
    base = {*BOTTOMS, "dress"}
    if one == other or "other" in (one, other):
        return False
    return not ({one, other} <= base or {one, other} == {"dress", "top"})


@cache
def combinable() -> Pairs:
    """The same as a table over ``TYPES``."""
    return np.array([[together(one, other) for other in TYPES] for one in TYPES])


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """By pair of types (places in ``TYPES``): the score from which a pair is good, and how far scores lie apart."""

    least: Scores
    spread: Scores

    def good(self, scores: Scores, one: NDArray[np.int64], other: NDArray[np.int64]) -> Pairs:
        """A×B, of scores A×B and the codes of the types of both sides."""
        return (scores >= self.least[one][:, other]) & combinable()[one][:, other]

    def shares(self, scores: Scores, one: NDArray[np.int64], other: NDArray[np.int64]) -> Scores:
        """The same between 0 and 1: a half where a pair is just good; 0 where the types are not worn together."""
        far = (scores - self.least[one][:, other]) / self.spread[one][:, other]
        return np.asarray(
            np.where(combinable()[one][:, other], 1 / (1 + np.exp(-2 * far.clip(-20, 20))), 0), np.float32
        )


def codes(types: Sequence[str]) -> NDArray[np.int64]:
    """Places in ``TYPES``."""
    return np.array([TYPES.index(one) for one in types], np.int64)


def measure(
    scorer: Scorer,
    styles: Styles,
    types: Sequence[str],
    strangers: Styles | None = None,
    stranger_types: Sequence[str] = (),
) -> Measure:
    """Of a wardrobe, N×D styles with their types; ``strangers`` are things on sale.

    With few garments the own pairs say little: then those of garments with strangers count beside them.
    """
    own = _values(scorer, *_some(styles, types), *_some(styles, types), once=True)
    pooled = np.concatenate([*own.values(), np.zeros(0, np.float32)])
    low, wide = _of(pooled)
    if strangers is not None and len(strangers) and len(styles):
        beside = _values(scorer, *_some(styles, types), strangers, stranger_types, once=False)
        others = np.concatenate([*beside.values(), np.zeros(0, np.float32)])
        if len(others):
            weight = len(pooled) / (len(pooled) + FIRM)
            low, wide = (weight * a + (1 - weight) * b for a, b in zip((low, wide), _of(others), strict=True))
    least = np.full((len(TYPES), len(TYPES)), low, np.float32)
    spread = np.full_like(least, wide)
    for (one, other), values in own.items():
        weight = len(values) / (len(values) + FIRM)
        own_low, own_wide = _of(values)
        least[one, other] = least[other, one] = weight * own_low + (1 - weight) * low
        spread[one, other] = spread[other, one] = weight * own_wide + (1 - weight) * wide
    return Measure(least, np.maximum(spread, 1e-3))


def _values(
    scorer: Scorer, styles: Styles, types: Sequence[str], others: Styles, other_types: Sequence[str], *, once: bool
) -> dict[tuple[int, int], Scores]:
    """Scores by pair of types, the lower code first; ``once``: both sides are the same garments."""
    if not len(styles) or not len(others):
        return {}
    scores = scorer.pairs(styles, types, others, other_types)
    one, other = np.meshgrid(codes(types), codes(other_types), indexing="ij")
    fits = combinable()[one, other]
    if once:
        fits &= np.triu(np.ones_like(fits), 1)
    low, high = np.minimum(one, other)[fits], np.maximum(one, other)[fits]
    values, keys = scores[fits], low * len(TYPES) + high
    return {(int(key) // len(TYPES), int(key) % len(TYPES)): values[keys == key] for key in np.unique(keys)}


def _some(styles: Styles, types: Sequence[str]) -> tuple[Styles, Sequence[str]]:
    if len(styles) <= MOST:
        return styles, types
    chosen = np.sort(np.random.default_rng(0).choice(len(styles), MOST, replace=False))
    return styles[chosen], [types[i] for i in chosen]


def _of(values: Scores) -> tuple[float, float]:
    if not len(values):
        return 0.0, 1.0
    spread = float(max(values.std(), 1e-3))
    return float(values.mean()) + ABOVE * spread, spread
