"""Which one thing would open the most new outfits.

An outfit here is a top with trousers or a skirt, or a dress, with shoes where there are any, in which every two
pieces go together by the wardrobe's own measure. A new piece opens those that it completes. Something that is
worn over or beside an outfit opens those that nothing owned of its type goes with so far; accessories, which
complete an outfit rather than open one, are only counted where they are asked for. What looks like a garment that
is owned already closes no gap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.colour import Colour
from embeddings.compatibility import TYPES
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.items import Item, read_items
from wardrobe.catalogue.shelves import Goods, Shelves
from wardrobe.database import Database
from wardrobe.matching.candidates import candidates
from wardrobe.matching.composing import ACCESSORIES, BOTTOMS
from wardrobe.matching.holding import hold
from wardrobe.matching.measure import Pairs
from wardrobe.matching.owned import Owned
from wardrobe.matching.rack import Racks
from wardrobe.matching.suggesting import REMEMBERED, Suggestions
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

OPENS_ONE: Final = N_("would open one new outfit")
OPENS: Final = N_("would open {count} new outfits")
NONE: Final = N_("No single thing on sale would open a new outfit.")

SAMPLE: Final = 150
"""Of each type, beside the nearest: a gap may be filled by what nobody would put first."""
CLOSE: Final = 24
"""Items of a type that are read in full."""
BEST: Final = 3
"""Items of a sort that are shown, and whose median says what the sort opens: one alone may be a fluke."""
EACH: Final = 2
"""Sorts of one type in the list."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A sort of garment that is missing."""

    type: str
    category: str
    kind: str | None
    colours: tuple[Colour, ...]
    """The main colour alone, or none; with ``kind`` and ``category`` it can be named as a garment is."""
    opens: int
    """Outfits that the typical one of its best items would make possible."""
    items: tuple[tuple[Item, int], ...]
    """The best that are on sale, each with the outfits that it would open."""

    @property
    def reason(self) -> Reason:
        """In words."""
        return Reason("gap", OPENS_ONE if self.opens == 1 else OPENS, {"count": self.opens})


@dataclass(frozen=True, slots=True)
class Missing:
    """The answer."""

    gaps: tuple[Gap, ...] = ()
    nothing: Reason | None = None


class Gaps:
    """Gaps of every household's wardrobe."""

    def __init__(self, suggestions: Suggestions, shelves: Shelves, racks: Racks, database: Database) -> None:
        self._suggestions = suggestions
        self._shelves = shelves
        self._racks = racks
        self._database = database
        self._known: dict[tuple[object, ...], Missing] = {}

    def find(
        self,
        household_id: int,
        person_id: int | None = None,
        *,
        filters: ItemFilters | None = None,
        limit: int = 6,
        today: date,
    ) -> Missing:
        """The sorts of things that would open the most outfits, first the one that opens most.

        Raises ``ModelError``.
        """
        key = household_id, person_id, str(filters), limit, self._suggestions.state(household_id, today)
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = self._find(household_id, person_id, filters, limit, today)
        return self._known[key]

    def _find(
        self, household_id: int, person_id: int | None, filters: ItemFilters | None, limit: int, today: date
    ) -> Missing:
        owned = self._suggestions.owned(household_id, person_id, today)
        nothing = self._suggestions.nothing(household_id, owned, filters)
        if owned is None or nothing is not None:
            return Missing(nothing=nothing)
        scorer = self._racks.scorer
        types = filters.types if filters else None
        if types is None:
            types = [one for one in TYPES if one not in (*ACCESSORIES, "socks")]
        near = candidates(self._shelves, scorer, household_id, owned, types=types, filters=filters)
        unwanted = self._suggestions.unwanted(household_id, person_id)
        found: list[tuple[Item, int]] = []
        for type_, goods in near.items():
            some = self._shelves.sample(household_id, type_, SAMPLE, filters)
            goods = self._shelves.goods(np.union1d(goods.ids, some))
            opened = opens(hold(scorer, goods, owned).good, type_, owned)
            best = [int(place) for place in np.argsort(-opened, kind="stable")[:CLOSE] if opened[place]]
            found += self._new(household_id, owned, goods, best, opened, unwanted.ids, unwanted.like_from)
        gaps = _sorts(found)[:limit]
        return Missing(tuple(gaps), None if gaps else Reason("gap", NONE))

    def _new(
        self,
        household_id: int,
        owned: Owned,
        goods: Goods,
        places: Sequence[int],
        opened: NDArray[np.int64],
        hidden: set[int],
        like_from: float,
    ) -> list[tuple[Item, int]]:
        """The items of these places that are still on sale, not dismissed and unlike what is owned."""
        counts = {int(goods.ids[place]): int(opened[place]) for place in places}
        vectors = self._shelves.garment_vectors(counts)
        with self._database.read() as session:
            items = read_items(session, household_id, counts)
        own = owned.of_type(goods.types[0])
        found = []
        for item in items:
            if item.gone or not item.available or item.id in hidden or item.id not in vectors:
                continue
            if not len(own) or float((owned.vectors[own] @ vectors[item.id]).max()) < like_from:
                found.append((item, counts[item.id]))
        return found


def opens(good: Pairs, type_: str, owned: Owned) -> NDArray[np.int64]:
    """How many outfits each of C things of a type would open; ``good`` C×N, see ``Held``."""
    tops, shoes, dresses = owned.of_type("top"), owned.of_type("shoes"), owned.of_type("dress")
    below = np.concatenate([owned.of_type(one) for one in BOTTOMS])
    pairs = owned.good
    if type_ == "top" or type_ in BOTTOMS:
        other = below if type_ == "top" else tops
        return _with_shoes(good, other, shoes, pairs)
    if type_ == "dress":
        return _count(good[:, shoes]) if len(shoes) else np.ones(len(good), np.int64)
    if type_ == "shoes":
        two = _twos(good, tops, below, pairs[np.ix_(tops, below)])
        return two + _count(good[:, dresses])
    return _beside(good, owned.of_type(type_), tops, below, dresses, pairs)


def _with_shoes(good: Pairs, other: NDArray[np.int64], shoes: NDArray[np.int64], pairs: Pairs) -> NDArray[np.int64]:
    if not len(shoes):
        return _count(good[:, other])
    return _twos(good, other, shoes, pairs[np.ix_(other, shoes)])


def _twos(good: Pairs, one: NDArray[np.int64], other: NDArray[np.int64], pairs: Pairs) -> NDArray[np.int64]:
    """Pairs that go together, and both of which each thing goes with."""
    between = good[:, one].astype(np.float32) @ pairs.astype(np.float32)
    return np.asarray((between * good[:, other]).sum(1).round(), np.int64)


def _count(good: Pairs) -> NDArray[np.int64]:
    return np.asarray(good.sum(1), np.int64)


def _beside(
    good: Pairs,
    own: NDArray[np.int64],
    tops: NDArray[np.int64],
    below: NDArray[np.int64],
    dresses: NDArray[np.int64],
    pairs: Pairs,
) -> NDArray[np.int64]:
    """Outfits that nothing of the type goes with so far: of two pieces, and dresses."""
    covered = pairs[np.ix_(tops, own)].astype(np.float32) @ pairs[np.ix_(own, below)].astype(np.float32) > 0
    bare = ~pairs[np.ix_(dresses, own)].any(1)
    two = _twos(good, tops, below, pairs[np.ix_(tops, below)] & ~covered)
    return two + _count(good[:, dresses[bare]])


def _sorts(found: Sequence[tuple[Item, int]]) -> list[Gap]:
    """By type, kind and colour family, what opens most first, not more than ``EACH`` of a type."""
    sorts: defaultdict[tuple[str, str | None, str], list[tuple[Item, int]]] = defaultdict(list)
    for item, count in found:
        family = item.colours[0].family if item.colours else ""
        sorts[item.type, item.kind, family].append((item, count))
    gaps = []
    for (type_, kind, _), items in sorts.items():
        best = sorted(items, key=lambda one: (-one[1], one[0].price_minor or 0, one[0].id))[:BEST]
        typical = best[len(best) // 2][1]
        first = best[0][0]
        gaps.append(Gap(type_, first.category or "", kind, first.colours[:1], typical, tuple(best)))
    gaps.sort(key=lambda gap: (-gap.opens, gap.type, gap.kind or ""))
    return [gap for place, gap in enumerate(gaps) if sum(one.type == gap.type for one in gaps[:place]) < EACH]
