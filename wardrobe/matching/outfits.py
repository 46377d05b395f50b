"""What to wear: outfits from the own wardrobe for a day, an occasion and the weather, around any garment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem, Garments
from wardrobe.matching.choosing import SHUFFLE, SURPRISE, WAITING, Numbers, diverse, shortlist, spread, waited
from wardrobe.matching.composing import ACCESSORIES, Composed, compose, finish, why_none
from wardrobe.matching.plans import Plans
from wardrobe.matching.rack import Rack, Racks
from wardrobe.matching.saying import LATELY, its_turn, matches, not_worn, suits, worn_together
from wardrobe.matching.suggested import Outfit, Suggested, Wanted
from wardrobe.matching.taste import Feedback
from wardrobe.matching.together import Together, WornTogether
from wardrobe.matching.wearing import Day, Sifted, sift
from wardrobe.matching.weather import layer_wanted, warmth_wanted
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

__all__ = ["Outfit", "Outfits", "Suggested", "Wanted"]

LATELY_DAYS: Final = 21
LEAST_KNOWN: Final = 4
"""So many garments of known warmth worn lately say what season it is."""
REMEMBERED: Final = 128
"""Answers that are kept in memory, each until something in its household changes."""
MOST: Final = 4_000
"""Candidates for one page: more are hardly better, and take longer."""
TURN_FROM: Final = 3
"""From so many suggestions on, the last is for the garment whose turn it is."""
REFUSED_DAYS: Final = 14
"""For so long what a person skipped is not suggested to them again, as long as there is anything else."""

UNREADY: Final = N_("The garments here are still being looked at. Outfits follow in a moment.")
OUT: Final = N_("What would complete an outfit is in the wash, packed away or meant for something else.")


class Tastes(Protocol):
    """What people like, see ``matching.taste``."""

    def adjust(
        self, household_id: int, person_id: int | None, outfits: Sequence[Sequence[int]]
    ) -> NDArray[np.floating]:
        """M log-odds to be added to the scores of outfits, each the ids of its garments."""

    def said(self, household_id: int, person_id: int | None, limit: int = 100) -> list[Feedback]:
        """What was liked and skipped, the newest first."""


class Outfits:
    """Suggestions. Nothing is recorded: the same question has the same answer until something changes."""

    def __init__(
        self,
        racks: Racks,
        garments: Garments,
        worn: WornTogether,
        plans: Plans,
        taste: Tastes | None = None,
    ) -> None:
        self._racks = racks
        self._garments = garments
        self._worn = worn
        self._plans = plans
        self._taste = taste
        self._known: dict[tuple[int, Wanted, date], tuple[Rack, Suggested]] = {}

    def suggest(self, household_id: int, wanted: Wanted, today: date) -> Suggested:
        """Outfits that differ from each other, the best first.

        The garment whose turn it is (every day another, so that each has one) is in the last of three or more.
        Raises ``NotFoundError`` for a garment asked for that is not there, and ``ModelError``.
        """
        rack = self._racks.of(household_id)
        known = self._known.get((household_id, wanted, today))
        if known is None or known[0] is not rack:  # a rack is made anew with every change
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[household_id, wanted, today] = rack, self._suggest(household_id, wanted, today, rack)
        return known[1]

    def _suggest(self, household_id: int, wanted: Wanted, today: date, rack: Rack) -> Suggested:
        if not rack.garments:
            empty = not self._garments.list(household_id)
            return Suggested((), why_none(()) if empty else Reason("wardrobe", UNREADY))
        must = rack.places(wanted.fixed)
        if len(must) < len(wanted.fixed):
            raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
        worn = self._worn.of(household_id)
        day = self._day(household_id, wanted, rack, worn, today)
        asked = _Asked(wanted, rack, worn, must, day, self._refused(household_id, wanted, today))
        sifted = sift(rack, asked.day, must)
        nothing = _nothing(rack, sifted, must)
        if nothing is not None:
            return Suggested((), nothing, sifted.left_out)
        return Suggested(tuple(self._chosen(household_id, asked, sifted)), None, sifted.left_out, sifted.notes)

    def _day(self, household_id: int, wanted: Wanted, rack: Rack, worn: Together, today: date) -> Day:
        before = wanted.day - timedelta(days=1)
        gone = worn.days.get(before, frozenset())
        if before >= today:
            gone |= self._plans.garments_on(household_id, before)
        wet = wanted.weather is not None and wanted.weather.wet
        stated = wanted.warmth
        if stated is None and wanted.weather is not None:
            stated = warmth_wanted(wanted.weather.felt_c)
        if stated is not None:
            return Day(wanted.occasion, stated, layer_wanted(stated, wet), gone)
        return Day(wanted.occasion, lately(rack.garments, wanted.day), True if wet else None, gone)

    def _refused(self, household_id: int, wanted: Wanted, today: date) -> list[frozenset[int]]:
        """Garments that the person skipped together lately."""
        since = today - timedelta(days=REFUSED_DAYS)
        said = self._taste.said(household_id, wanted.person_id) if self._taste else []
        return [frozenset(one.garment_ids) for one in said if one.kind == "skipped" and one.at.date() > since]

    def _chosen(self, household_id: int, asked: _Asked, sifted: Sifted) -> list[Outfit]:
        wanted, rack = asked.wanted, asked.rack
        scorer = self._racks.scorer
        random = np.random.default_rng([household_id, wanted.day.toordinal(), wanted.seed, int(wanted.surprise)])
        found = compose(
            *(scorer, rack.types, rack.styles),
            must=asked.must,
            allowed=sifted.places,
            layer=asked.day.layer,
            most=MOST,
            finished=0,
            random=random,
        )
        found = asked.without_refused(found)
        worth, unit = self._worth(household_id, asked, found, random)
        places = diverse(found, worth, rack.types, wanted.limit, frozenset(asked.must), unit)
        chosen = [found[i] for i in places]
        ranks = {found[i].places: i for i in places}
        turn = None
        if len(chosen) >= TURN_FROM and not asked.must:
            turn = _turn(asked, sifted.places)
        if turn is not None and not any(turn in one.places for one in chosen):
            own = compose(
                *(scorer, rack.types, rack.styles),
                must=[turn],
                allowed=sifted.places,
                layer=asked.day.layer,
                most=MOST // 10,
                finished=0,
                random=random,
            )
            if own:
                worth, _ = self._worth(household_id, asked, own, random)
                chosen[-1] = own[int(np.argmax(worth))]
        dressed = finish(scorer, rack.types, rack.styles, chosen, allowed=sifted.places, random=random)
        return [
            _outfit(asked, one, ranks.get(core.places), len(found), turn)
            for core, one in zip(chosen, dressed, strict=True)
        ]

    def _worth(
        self, household_id: int, asked: _Asked, found: Sequence[Composed], random: np.random.Generator
    ) -> tuple[Numbers, float]:
        """What each candidate is worth, and the unit of it; candidates that are not looked at closely −inf."""
        wanted, rack = asked.wanted, asked.rack
        scores = np.array([one.score for one in found], float)
        unit = spread(scores)
        waits = [waited(None if g.last_worn is None else (wanted.day - g.last_worn).days) for g in rack.garments]
        waiting = np.array([sum(waits[place] for place in one.places) / len(one.places) for one in found])
        chance = SURPRISE if wanted.surprise else SHUFFLE if wanted.seed else 0.0
        rough = scores + unit * (WAITING * waiting + chance * random.gumbel(size=len(found)))
        if self._taste is None:
            return rough, unit
        close = shortlist(found, rough)
        ids = [[rack.garments[place].id for place in found[i].places] for i in close]
        worth = np.full(len(found), -np.inf)
        worth[close] = rough[close] + self._taste.adjust(household_id, wanted.person_id, ids)
        return worth, unit


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A question, and what is known for its answer."""

    wanted: Wanted
    rack: Rack
    worn: Together
    must: list[int]
    day: Day
    refused: list[frozenset[int]]

    def without_refused(self, found: list[Composed]) -> list[Composed]:
        """Candidates whose main pieces were not skipped together; all where nothing else is left."""
        main = {frozenset(id for id in ids if self._is_main(id)) for ids in self.refused}
        garments = self.rack.garments
        kept = [one for one in found if frozenset(garments[place].id for place in one.places) not in main]
        return kept or found

    def _is_main(self, garment_id: int) -> bool:
        return any(self.rack.types[place] not in ACCESSORIES for place in self.rack.places([garment_id]))


def lately(garments: Sequence[GarmentItem], day: date) -> float | None:
    """How warm garments were that were worn in the weeks before: the season, where no weather is known.

    None where too few were, or nobody knows how warm they are.
    """
    since = day - timedelta(days=LATELY_DAYS)
    warmths = [
        garment.attributes.warmth
        for garment in garments
        if garment.attributes.warmth is not None and garment.last_worn is not None and since <= garment.last_worn <= day
    ]
    return sum(warmths) / len(warmths) if len(warmths) >= LEAST_KNOWN else None


def _nothing(rack: Rack, sifted: Sifted, must: Collection[int]) -> Reason | None:
    locked = [sifted.places.index(place) for place in must]
    why = why_none([rack.types[place] for place in sifted.places], locked)
    if why is None:
        return None
    everything = why_none(rack.types, list(must))
    return everything or Reason("left out", OUT)


def _turn(asked: _Asked, places: Sequence[int]) -> int | None:
    """The place of the garment whose day it is: they follow one another, a garment a day, over the whole wardrobe."""
    types = asked.rack.types
    there = [types[place] for place in places]
    first = asked.wanted.day.toordinal()
    for place in ((first + step) % len(types) for step in range(len(types))):
        wearable = place in places and not (asked.day.layer is False and types[place] == "outerwear")
        if wearable and why_none(there, [places.index(place)]) is None:
            return place
    return None


def _outfit(asked: _Asked, one: Composed, rank: int | None, count: int, turn: int | None) -> Outfit:
    wanted = asked.wanted
    garments = tuple(asked.rack.garments[place] for place in one.places)
    reasons = [its_turn(asked.rack.garments[turn])] if turn is not None and turn in one.places else []
    if rank is not None:
        reasons += matches(rank, count)
    if wanted.weather is not None and wanted.warmth is None:
        reasons.append(wanted.weather.said())
    elif wanted.warmth is None and asked.day.warmth is not None:
        reasons.append(Reason("weather", LATELY))
    reasons += suits(wanted.occasion)
    reasons += worn_together(garments, asked.worn, new=wanted.surprise)
    if not any(reason.about == "coverage" for reason in reasons):
        reasons += not_worn(garments, wanted.day)
    return Outfit(garments, one.score, tuple(reasons))
