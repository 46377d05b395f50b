"""What the order of suggestions is made of: parts that can be said in words, each between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wardrobe.catalogue.items import Item
from wardrobe.matching.holding import BEST, Held
from wardrobe.matching.offering import comes_in
from wardrobe.matching.owned import Owned
from wardrobe.matching.unwanted import Unwanted

Liked = Callable[[list[list[int]]], NDArray[np.floating]]
"""A person's taste: the garments of outfits → log-odds to be added to each one's score."""

WEIGHTS: Final = {"match": 0.40, "need": 0.20, "novelty": 0.20, "price": 0.08, "size": 0.04, "taste": 0.08}
"""What each part weighs; chosen by hand, they add up to 1."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Each 0 to 1."""

    match: float
    """How well it goes with its best partners; a half is just good. See ``Held``."""
    need: float
    """How much it gives to garments that have few partners of its type. See ``Held``."""
    novelty: float
    """1: nothing owned looks like it; 0: it could be one that is owned."""
    price: float
    """A half where the usual price is not known."""
    size: float
    """A half where the person's or the item's size is not known."""
    taste: float
    """A half where nothing is known of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """One item in the order."""

    item: Item
    score: float
    """0 to 1; only its order means something."""
    parts: Parts
    held: Held
    place: int
    """In ``held``."""
    vector: NDArray[np.float32]
    """See ``garment_vector``."""
    like: NDArray[np.float32]
    """Its cosine to each garment of its type that is owned."""


def weigh(
    owned: Owned,
    held: Held,
    places: Sequence[int],
    items: Sequence[Item],
    vectors: NDArray[np.float32],
    unwanted: Unwanted,
    liked: Liked | None,
) -> list[Weighed]:
    """Some places of ``held``, each with its item and its row of vectors."""
    own = owned.of_type(held.goods.types[0])
    like = vectors @ owned.vectors[own].T if len(own) else np.zeros((len(places), 0), np.float32)
    tastes = _tastes(owned, held, places, own, like, liked)
    found = []
    for row, (place, item) in enumerate(zip(places, items, strict=True)):
        size = owned.spending.sizes.get(item.type)
        parts = Parts(
            match=float(held.match[place]),
            need=float(held.need[place]),
            novelty=unwanted.novelty(float(like[row].max(initial=-1.0))),
            price=owned.spending.ease(item.type, item.price_minor, item.currency),
            size=0.5 if not size or not item.sizes else float(comes_in(item, size)),
            taste=tastes[row],
        )
        score = sum(weight * getattr(parts, name) for name, weight in WEIGHTS.items())
        score *= unwanted.factor(item, vectors[row])
        found.append(Weighed(item, score, parts, held, place, vectors[row], like[row]))
    return found


def _tastes(
    owned: Owned,
    held: Held,
    places: Sequence[int],
    own: NDArray[np.int64],
    like: NDArray[np.float32],
    liked: Liked | None,
) -> list[float]:
    """How the person likes what is owned and most like each, worn with its best partners.

    What is like nothing that is owned says nothing of taste.
    """
    if liked is None or not len(own):
        return [0.5] * len(places)
    outfits: list[list[int]] = []
    rows: list[int] = []
    for row, place in enumerate(places):
        kin = owned.rack.garments[own[int(like[row].argmax())]].id
        best = held.partners(place)[:BEST]
        outfits += [[kin, owned.rack.garments[one].id] for one in best]
        rows += [row] * len(best)
    added = liked(outfits) if outfits else np.zeros(0)
    sums, counts = np.zeros(len(places)), np.zeros(len(places))
    np.add.at(sums, rows, added)
    np.add.at(counts, rows, 1)
    mean = like.max(1).clip(0, 1) * sums / np.maximum(counts, 1)
    return [float(one) for one in 1 / (1 + np.exp(-mean))]
