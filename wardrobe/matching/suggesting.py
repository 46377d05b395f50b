"""New items that match: what on sale goes with what is owned, adds to it, and is unlike what is there.

The nearest items of each type to what the wardrobe asks for are held against every garment (``holding``). Their
order is a weighted sum of what can be said in words: how well an item goes with its best partners, how much it
gives to garments that have few, how unlike it is to what is owned, its price beside what is usually paid, its
size and the person's taste. What was dismissed does not come again and weighs down what is like it. The list is
then made various (``diversity``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.items import Item, read_items
from wardrobe.catalogue.shelves import Goods, Shelves
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.matching import offering
from wardrobe.matching.candidates import candidates
from wardrobe.matching.composing import ACCESSORIES, compose, why_none
from wardrobe.matching.diversity import likeness, various
from wardrobe.matching.holding import Held, hold
from wardrobe.matching.offering import reservations, why
from wardrobe.matching.owned import STRANGERS_BELOW, Owned, made_ready, strangers_of, worn_by
from wardrobe.matching.pick import Candidate
from wardrobe.matching.rack import Rack, Racks
from wardrobe.matching.unwanted import Unwanted
from wardrobe.matching.weighing import WEIGHTS, Liked, Parts, Weighed, weigh
from wardrobe.matching.wishes import Wishes
from wardrobe.models import Models
from wardrobe.schema import HouseholdRow
from wardrobe.search.reasons import Reason
from wardrobe.vectors import Vectors

Adjust = Callable[[int, int | None, list[list[int]]], NDArray[np.floating]]
"""A person's taste: household, person, and the garments of outfits → log-odds to be added to each one's score."""

SHORTLIST: Final = 24
"""Items of a type that are looked at closely; a third of it for accessories."""
OUTFITS: Final = 6
COMBINATIONS: Final = 3000
"""Outfits around an item that are scored to show the best."""
REMEMBERED: Final = 16
"""Wardrobes, and answers, that are kept in memory."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something on sale, and what can be said of it."""

    item: Item
    score: float
    """Between 0 and 1; only its order means something."""
    goes_with: tuple[int, ...]
    """Ids of garments, the best first."""
    like_it: tuple[int, ...]
    """Ids of garments of its type that look like it, the most alike first."""
    per_wear_minor: int | None
    """What it would cost each time it is worn, see ``spending``; None where nothing says how often."""
    reasons: tuple[Reason, ...]
    parts: Parts
    firsts: int = 0
    """Of the garments that it goes with, those that nothing owned of its type goes with."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """The answer."""

    suggestions: tuple[Suggestion, ...] = ()
    notes: tuple[Reason, ...] = ()
    """What cannot be said, for the wardrobe is small."""
    nothing: Reason | None = None
    """Why there is no suggestion."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item in full."""

    suggestion: Suggestion
    outfits: tuple[tuple[int, ...], ...]
    """Ids of the garments that make an outfit with it, the best first."""
    no_outfit: Reason | None = None
    """Why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is asked for."""

    filters: ItemFilters = field(default_factory=ItemFilters)
    limit: int = 24


class Suggestions:
    """Suggestions for every household."""

    def __init__(
        self,
        database: Database,
        racks: Racks,
        vectors: Vectors,
        models: Models,
        shelves: Shelves,
        wishes: Wishes,
        taste: Adjust | None = None,
    ) -> None:
        self._database = database
        self._racks = racks
        self._vectors = vectors
        self._models = models
        self._shelves = shelves
        self._wishes = wishes
        self._taste = taste
        self._owned: dict[tuple[object, ...], tuple[Rack, Owned]] = {}
        self._answers: dict[tuple[object, ...], Suggested] = {}

    def for_you(
        self, household_id: int, person_id: int | None = None, sought: Sought | None = None, *, today: date
    ) -> Suggested:
        """The best that is on sale, various, the best first; ``person_id`` None: for the household.

        Raises ``ModelError``.
        """
        sought = sought or Sought()
        key = household_id, person_id, str(sought), self.state(household_id, today)
        if key not in self._answers:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[key] = self._for_you(household_id, person_id, sought, today)
        return self._answers[key]

    def state(self, household_id: int, today: date) -> tuple[object, ...]:
        """Answers are the same as long as this is. Raises ``ModelError``."""
        self._shelves.facts()
        opening = self._shelves.opening
        with self._database.read() as session:
            version = session.scalar(select(HouseholdRow.version).where(HouseholdRow.id == household_id))
        return today, version, self._shelves.generation, opening, self._racks.scorer.model_id

    def about(self, household_id: int, item_id: int, person_id: int | None = None, *, today: date) -> Shown:
        """One item in full, whatever its rank. Raises ``NotFoundError`` and ``ModelError``.

        An item that is gone or not looked at yet has no outfits, and goes with nothing.
        """
        with self._database.read() as session:
            items = read_items(session, household_id, [item_id])
        if not items:
            raise NotFoundError("There is no such item.", remedy="Its catalogue may have been removed.")
        goods = self._shelves.goods([item_id])
        owned = self.owned(household_id, person_id, today)
        if not len(goods.ids) or owned is None or not len(owned):
            nothing = self.nothing(household_id, owned, None) or Reason("match", offering.NOTHING_FITS)
            return Shown(_bare(items[0]), (), None if items[0].gone else nothing)
        held = hold(self._racks.scorer, goods, owned)
        unwanted = Unwanted([], {}, self._models.thresholds)
        vectors = self._shelves.garment_vectors([item_id])[item_id][None]
        (weighed,) = weigh(owned, held, [0], items, vectors, unwanted, self._liked(household_id, person_id))
        outfits = self._outfits(owned, goods, held.partners(0))
        reason = None if outfits else why_none([*owned.rack.types, *goods.types], [len(owned)])
        return Shown(_told(weighed, owned, unwanted), outfits, reason)

    def for_the_day(self, household_id: int, today: date, filters: ItemFilters | None = None) -> list[Candidate]:
        """What the pick of the day is chosen from. Raises ``ModelError``."""
        sought = Sought(filters=filters or ItemFilters())
        return [
            Candidate(one.item, len(one.goes_with), one.parts.match, one.parts.need, one.firsts, alike=len(one.like_it))
            for one in self.for_you(household_id, sought=sought, today=today).suggestions
        ]

    def owned(self, household_id: int, person_id: int | None, today: date) -> Owned | None:
        """What is owned, made ready; None while another encoder's vectors still serve this household."""
        rack = self._racks.of(household_id)
        scorer, model_id = self._racks.scorer, self._models.encoder.model_id
        key = household_id, person_id, today, scorer.model_id, model_id
        known = self._owned.get(key)
        if known is not None and known[0] is rack:
            return known[1]
        few = len(rack.garments) < STRANGERS_BELOW
        strangers = strangers_of(self._shelves, household_id) if few else None
        with self._database.read() as session:
            if rack.garments and self._vectors.serving(session, household_id).model_id != model_id:
                return None
            own = rack if person_id is None else worn_by(session, household_id, person_id, rack)
            owned = made_ready(session, scorer, own, model_id, strangers, today)
        if len(self._owned) >= REMEMBERED:
            self._owned.clear()
        self._owned[key] = rack, owned
        return owned

    def nothing(self, household_id: int, owned: Owned | None, filters: ItemFilters | None) -> Reason | None:
        """Why nothing can be suggested; None where it can."""
        if owned is None:
            return Reason("wardrobe", offering.UNREADY)
        if not len(owned):
            return Reason("wardrobe", offering.EMPTY)
        if self._shelves.opening:
            return Reason("catalogue", offering.OPENING)
        if self._shelves.counts(household_id, filters):
            return None
        if filters is not None and self._shelves.counts(household_id):
            return Reason("filters", offering.FILTERED)
        waiting = self._shelves.waiting(household_id)
        if waiting:
            return Reason("catalogue", offering.PREPARING, {"count": waiting})
        return Reason("catalogue", offering.NO_ITEMS)

    def unwanted(self, household_id: int, person_id: int | None) -> Unwanted:
        """What was dismissed."""
        dismissed = self._wishes.dismissed(household_id, person_id)
        vectors = self._shelves.garment_vectors([one.item.id for one in dismissed])
        return Unwanted(dismissed, vectors, self._models.thresholds)

    def _for_you(self, household_id: int, person_id: int | None, sought: Sought, today: date) -> Suggested:
        owned = self.owned(household_id, person_id, today)
        nothing = self.nothing(household_id, owned, sought.filters)
        if owned is None or nothing is not None:
            return Suggested(nothing=nothing)
        scorer = self._racks.scorer
        found = candidates(
            self._shelves, scorer, household_id, owned, types=sought.filters.types, filters=sought.filters
        )
        unwanted = self.unwanted(household_id, person_id)
        hidden = unwanted.ids | {wish.item.id for wish in self._wishes.wished(household_id, person_id)}
        several = len(found) > 1
        liked = self._liked(household_id, person_id)
        weighed: list[Weighed] = []
        for type_, goods in found.items():
            held = hold(scorer, goods, owned)
            count = SHORTLIST // 3 if several and type_ in (*ACCESSORIES, "socks") else SHORTLIST
            places, items, vectors = self._close(household_id, held, count, hidden, sought.filters)
            kept = [row for row, vector in enumerate(vectors) if not unwanted.nearly(vector)]
            if kept:
                chosen, looks = [items[row] for row in kept], np.stack([vectors[row] for row in kept])
                weighed += weigh(owned, held, [places[row] for row in kept], chosen, looks, unwanted, liked)
        if not weighed:
            return Suggested(nothing=Reason("match", offering.NOTHING_FITS))
        best = [weighed[place] for place in _various(weighed, sought.limit, unwanted.same_from)]
        notes = reservations(owned.rack.types)
        return Suggested(tuple(_told(one, owned, unwanted) for one in best), tuple(notes))

    def _close(
        self, household_id: int, held: Held, count: int, hidden: Collection[int], filters: ItemFilters
    ) -> tuple[list[int], list[Item], list[NDArray[np.float32]]]:
        """The best by what they go with, that are on sale still: their places, items and vectors."""
        value = WEIGHTS["match"] * held.match + WEIGHTS["need"] * held.need
        ids = held.goods.ids.tolist()
        order = np.argsort(-value, kind="stable").tolist()
        places = {ids[place]: place for place in [one for one in order if ids[one] not in hidden][:count]}
        vectors = self._shelves.garment_vectors(places)
        with self._database.read() as session:
            items = read_items(session, household_id, places)
        items = [item for item in items if item.id in vectors and _on_sale(item, filters)]
        return [places[item.id] for item in items], items, [vectors[item.id] for item in items]

    def _liked(self, household_id: int, person_id: int | None) -> Liked | None:
        return None if self._taste is None else partial(self._taste, household_id, person_id)

    def _outfits(self, owned: Owned, goods: Goods, partners: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """The best outfits of what it goes with; of everything where that makes none."""
        types = [*owned.rack.types, *goods.types]
        styles = np.vstack([owned.rack.styles, goods.styles])
        place = len(owned)
        for allowed in (list(partners), list(range(place))):
            found = compose(
                self._racks.scorer,
                types,
                styles,
                must=[place],
                allowed=allowed,
                most=COMBINATIONS,
                finished=OUTFITS * 3,
                random=np.random.default_rng(0),
            )
            if found:
                sets = [tuple(one for one in outfit.places if one != place) for outfit in found]
                return tuple(tuple(owned.rack.garments[one].id for one in set_) for set_ in _unlike(sets))
        return ()


def _on_sale(item: Item, filters: ItemFilters) -> bool:
    """Whether it still is: the shelves notice a little later than the database."""
    return not item.gone and (item.available or not filters.available)


def _various(weighed: Sequence[Weighed], limit: int, same_from: float) -> list[int]:
    vectors = np.stack([one.vector for one in weighed])
    types = np.array([one.item.type for one in weighed])
    twins = (vectors @ vectors.T >= same_from) & (types[:, None] == types)
    like = likeness([one.item for one in weighed], vectors)
    return various(np.array([one.score for one in weighed]), like, limit, twins)


def _told(one: Weighed, owned: Owned, unwanted: Unwanted) -> Suggestion:
    """With everything that can be said of it."""
    item, own = one.item, owned.of_type(one.item.type)
    partners, firsts = one.held.partners(one.place), int(one.held.firsts[one.place])
    have = [int(own[row]) for row in np.argsort(-one.like, kind="stable") if one.like[row] >= unwanted.like_from]
    size = owned.spending.sizes.get(item.type)
    return Suggestion(
        item=item,
        score=one.score,
        goes_with=tuple(owned.rack.garments[place].id for place in partners),
        like_it=tuple(owned.rack.garments[place].id for place in have),
        per_wear_minor=owned.spending.per_wear(item.type, item.price_minor),
        reasons=why(item, len(partners), len(have), firsts, size, one.parts.price),
        parts=one.parts,
        firsts=firsts,
    )


def _unlike(sets: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """A few outfits, the best first, that share as few garments as there are others."""
    chosen: list[tuple[int, ...]] = []
    seen: dict[int, int] = {}
    left = [one for one in sets[:200] if one]
    while left and len(chosen) < OUTFITS:
        least = min(sum(seen.get(one, 0) for one in set_) for set_ in left)
        pick = next(set_ for set_ in left if sum(seen.get(one, 0) for one in set_) == least)
        chosen.append(pick)
        left.remove(pick)
        for one in pick:
            seen[one] = seen.get(one, 0) + 1
    return chosen


def _bare(item: Item) -> Suggestion:
    return Suggestion(item, 0.0, (), (), None, (), Parts(0, 0, 1, 0.5, 0.5, 0.5))
