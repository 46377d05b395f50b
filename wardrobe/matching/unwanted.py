"""What a person does not want to see: the thing itself, what is nearly the same, and less of what is like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.evidence import Thresholds
from wardrobe.catalogue.items import Item
from wardrobe.matching.wishes import Dismissal

LESS: Final = {"price": 0.75, "colour": 0.6, "style": 0.6, "have": 0.7}
"""By why one was dismissed: what the score of another of its type is multiplied by that is as dear, of the same
colour, or looks like it."""
LEAST: Final = 0.3
"""Many dismissals together multiply by no less."""
AS_DEAR: Final = 0.9
"""Of the price that was too high."""


class Unwanted:
    """What was dismissed, with its vectors (``garment_vector``) by item, and when things are alike.

    Two thresholds of recognition are borrowed: from ``ask`` on, where one might take a garment for another, it
    looks like it; midway between ``ask`` and ``same`` it is nearly the same. Both were measured on photos of
    people; shop pictures of one thing lie closer together than those.
    """

    def __init__(
        self, dismissed: Sequence[Dismissal], vectors: Mapping[int, NDArray[np.float32]], thresholds: Thresholds
    ) -> None:
        self.ids = {one.item.id for one in dismissed}
        self.like_from = thresholds.ask
        self.same_from = (thresholds.ask + thresholds.same) / 2
        self._known = [(one, vectors[one.item.id]) for one in dismissed if one.item.id in vectors]
        self._rest = [one for one in dismissed if one.item.id not in vectors]
        self._vectors = np.stack([vector for _, vector in self._known]) if self._known else None

    def novelty(self, nearest: float) -> float:
        """0 to 1, by the cosine to the nearest thing that is owned: 0 where it is nearly the same."""
        far = self.like_from - (self.same_from - self.like_from)
        return float(np.clip((self.same_from - nearest) / max(self.same_from - far, 1e-6), 0, 1))

    def nearly(self, vector: NDArray[np.float32]) -> bool:
        """Whether it is nearly the same as something that was dismissed."""
        return self._vectors is not None and bool((self._vectors @ vector).max() >= self.same_from)

    def factor(self, item: Item, vector: NDArray[np.float32]) -> float:
        """What the score of a thing is multiplied by, 1 where nothing dismissed is like it."""
        found = 1.0
        cosines = [] if self._vectors is None else (self._vectors @ vector).tolist()
        for (one, _), cosine in zip(self._known, cosines, strict=True):
            if one.item.type == item.type and self._like(one, item, cosine):
                found *= LESS[one.why]
        for one in self._rest:
            if one.item.type == item.type and self._like(one, item, 0.0):
                found *= LESS[one.why]
        return max(LEAST, found)

    def _like(self, one: Dismissal, item: Item, cosine: float) -> bool:
        match one.why:
            case "price":
                prices = one.item.price_minor, item.price_minor
                same = one.item.currency == item.currency
                return same and None not in prices and (prices[1] or 0) >= AS_DEAR * (prices[0] or 0)
            case "colour":
                return bool(one.item.colours and item.colours) and one.item.colours[0].family == item.colours[0].family
            case "style" | "have":
                return cosine >= self.like_from
            case _:
                return False
