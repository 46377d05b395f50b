"""What on sale would lift an outfit: after the own wardrobe has been asked, and for other parts of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from embeddings.compatibility import Scorer
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.items import read_items
from wardrobe.catalogue.shelves import Goods, Shelves
from wardrobe.database import Database
from wardrobe.matching.judging import UNKNOWN, Change, changes, scores, too_close
from wardrobe.matching.lifting import day_of, why_new, wished
from wardrobe.matching.rack import Rack, Racks
from wardrobe.matching.suggesting import Suggestions
from wardrobe.matching.verdicts import ItemLift, Part
from wardrobe.matching.wearing import suits

MOST: Final = 2
EACH: Final = 16
"""Items of a type that are tried: the nearest to what the rest of the outfit asks for."""
READ: Final = 12
"""Of the best of all, so many are looked at closely."""


@dataclass(frozen=True, slots=True)
class _Tried:
    change: Change
    """``new`` is a place among the goods."""
    gain: float
    better: float


class ItemLifts:
    """Items for outfits of every household (``house.item_lifts``)."""

    def __init__(self, database: Database, suggestions: Suggestions, shelves: Shelves, racks: Racks) -> None:
        self._database = database
        self._suggestions = suggestions
        self._shelves = shelves
        self._racks = racks

    def of(
        self,
        household_id: int,
        person_id: int | None,
        garment_ids: Sequence[int],
        occasion: str | None = None,
        taken: Collection[Part] = (),
        filters: ItemFilters | None = None,
    ) -> list[ItemLift]:
        """The best changes that the judge can tell from no change, at most ``MOST``, each of another part.

        ``taken`` are parts that the own wardrobe has something for. Raises ``ModelError``.
        """
        rack = self._racks.of(household_id)
        outfit = rack.where(place for place in rack.places(garment_ids) if rack.types[place] != UNKNOWN)
        if len(outfit.garments) < 2 or self._shelves.opening:
            return []
        goods = self._goods(household_id, outfit, filters)
        if not len(goods.ids):
            return []
        tried = [one for one in _tried(self._racks.scorer, outfit, goods) if _part(one, outfit, goods) not in taken]
        return self._best(household_id, person_id, outfit, goods, tried, occasion)

    def _goods(self, household_id: int, outfit: Rack, filters: ItemFilters | None) -> Goods:
        """Of every type that may come in, the nearest to what is worn with it."""
        scorer, ids = self._racks.scorer, list[int]()
        there = self._shelves.counts(household_id, filters)
        swaps = [*outfit.types, *(["skirt"] if "pants" in outfit.types else ["pants"] * ("skirt" in outfit.types))]
        for type_ in dict.fromkeys([*swaps, *wished(outfit.types)]):
            if there.get(type_):
                rest = outfit.where(place for place, own in enumerate(outfit.types) if own != type_)
                asked = scorer.queries(rest.styles, rest.types, type_).mean(0, keepdims=True)
                ids += self._shelves.near(household_id, type_, asked, EACH, filters) if len(rest.types) else []
        return self._shelves.goods(sorted(ids))

    def _best(
        self,
        household_id: int,
        person_id: int | None,
        outfit: Rack,
        goods: Goods,
        tried: Sequence[_Tried],
        occasion: str | None,
    ) -> list[ItemLift]:
        """Those that are on sale still, not dismissed, and right for the occasion and the weather of the rest."""
        some = [int(goods.ids[one.change.new]) for one in tried[:READ]]
        unwanted = self._suggestions.unwanted(household_id, person_id)
        vectors = self._shelves.garment_vectors(some)
        with self._database.read() as session:
            items = {item.id: item for item in read_items(session, household_id, some)}
        day = day_of(outfit.garments, occasion)
        found: dict[Part, ItemLift] = {}
        for one, id in zip(tried, some, strict=False):
            item, part = items.get(id), _part(one, outfit, goods)
            if item is None or item.gone or not item.available or part in found or len(found) == MOST:
                continue
            if id in unwanted.ids or id not in vectors or unwanted.nearly(vectors[id]):
                continue
            if suits(item.attributes, item.type, day):
                old = None if one.change.old is None else outfit.garments[one.change.old]
                reason = why_new(outfit.garments, old, item.colours, item.type)
                found[part] = ItemLift(item, old.id if old else None, one.gain, one.better, reason)
        return list(found.values())


def _tried(scorer: Scorer, outfit: Rack, goods: Goods) -> list[_Tried]:
    """Every change by one of the goods that the judge can tell from no change, what gains most first."""
    count = len(outfit.types)
    both = Rack(outfit.garments, (*outfit.types, *goods.types), np.vstack([outfit.styles, goods.styles]))
    worn = range(count)
    made = changes(both.types, worn, range(count, len(both.types)), wished(outfit.types))
    whole, *judged = (float(one) for one in scores(scorer, both, [worn, *(one.outfit for one in made)]))
    found = [
        _Tried(Change(one.new - count, one.old, one.outfit), score - whole, scorer.better_by_one(score, whole))
        for one, score in zip(made, judged, strict=True)
    ]
    clear = [one for one in found if one.better > 0.5 and not too_close(one.better)]
    return sorted(clear, key=lambda one: -one.gain)


def _part(one: _Tried, outfit: Rack, goods: Goods) -> Part:
    return goods.types[one.change.new] if one.change.old is None else outfit.garments[one.change.old].id
