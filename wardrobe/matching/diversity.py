"""Not ten black dresses: a list in which each next thing is good, and unlike those before it.

Maximal marginal relevance: Carbonell and Goldstein, "The Use of MMR, Diversity-Based Reranking", SIGIR 1998.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wardrobe.catalogue.items import Item

SAME_TYPE: Final = 0.35
SAME_COLOUR: Final = 0.25
"""Of the family of the main colour."""
SAME_KIND: Final = 0.15
ALIKE: Final = 0.25
"""Times the cosine. Together they are 1: the likeness of a thing with itself."""
RELEVANCE: Final = 0.65
"""What being good weighs; the rest is being unlike."""


def likeness(items: Sequence[Item], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """N×N, 0 to 1: what a person would call the same again."""
    types = np.array([item.type for item in items])
    kinds = np.array([item.kind or "" for item in items])
    colours = np.array([item.colours[0].family if item.colours else "" for item in items])
    same_colour = (colours[:, None] == colours) & (colours[:, None] != "")
    same_kind = (kinds[:, None] == kinds) & (kinds[:, None] != "")
    cosines = (vectors @ vectors.T).clip(0, 1)
    found = SAME_TYPE * (types[:, None] == types) + SAME_COLOUR * same_colour + SAME_KIND * same_kind + ALIKE * cosines
    return np.asarray(found, np.float32)


def various(
    scores: NDArray[np.floating], like: NDArray[np.float32], limit: int, twins: NDArray[np.bool_] | None = None
) -> list[int]:
    """Places of up to ``limit``, the best first. Of ``twins`` (N×N) only the first is taken.

    Being unlike is half the likeness to the nearest of those before, half the mean over them: the nearest
    alone would let every second one be a black dress.
    """
    left = np.ones(len(scores), np.bool_)
    nearest, sums = np.zeros(len(scores)), np.zeros(len(scores))
    chosen: list[int] = []
    while left.any() and len(chosen) < limit:
        again = 0.5 * nearest + 0.5 * sums / max(1, len(chosen))
        value = np.where(left, RELEVANCE * np.asarray(scores) - (1 - RELEVANCE) * again, -np.inf)
        place = int(value.argmax())
        chosen.append(place)
        left[place] = False
        if twins is not None:
            left &= ~twins[place]
        nearest, sums = np.maximum(nearest, like[place]), sums + like[place]
    return chosen
