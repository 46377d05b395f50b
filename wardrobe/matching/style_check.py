"""Style check: which of two outfits is better and why, and what would lift one.

The percentage is the judge's, calibrated where the judge is (``Scorer.better``), and nothing else goes into
it. Plain rules, the own history and the taste are said beside it, and are never mixed into the number.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Final

from sqlalchemy import select

from embeddings.compatibility import type_of
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import Garments
from wardrobe.looks import Looks
from wardrobe.matching.composing import BOTTOMS
from wardrobe.matching.ground import Ground, known, unsure
from wardrobe.matching.judging import Contribution, contributions, scores, too_close
from wardrobe.matching.lifting import lifts
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.rack import Racks
from wardrobe.matching.remarks import of_colours, of_history, of_occasion, of_parts
from wardrobe.matching.taste import TOGETHER_OFTEN, Taste
from wardrobe.matching.verdicts import Check, Lift, Offer, OfLook, Place, Side, Verdict
from wardrobe.matching.worn import days_together, of_person, read_worn
from wardrobe.schema import LookRow, SightingRow
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

__all__ = ["Check", "Contribution", "Lift", "Offer", "Place", "Side", "StyleCheck", "Verdict"]

LEAST_LOOKS: Final = 5
"""Other looks from which on a look has a place among them."""

FEW: Final = N_("Fewer than two garments are known here, so nothing can be compared.")
FEW_EACH: Final = N_("Each look needs two garments that are known, so these cannot be compared.")
UNDECIDED: Final = N_("The style check cannot tell these two apart.")
FEW_LOOKS: Final = N_("There are too few of your looks yet to compare it with.")
NOTHING_LIFTS: Final = N_("Nothing in your wardrobe would clearly lift it.")


class StyleCheck:
    """Judges outfits of every household's own garments."""

    def __init__(self, database: Database, looks: Looks, garments: Garments, racks: Racks, taste: Taste) -> None:
        self._database = database
        self._looks = looks
        self._garments = garments
        self._racks = racks
        self._taste = taste

    def of_look(self, household_id: int, look_id: int) -> OfLook:
        """What a look is judged by. Raises ``NotFoundError``."""
        look = self._looks.get(household_id, look_id)
        certain = dict.fromkeys(one.garment_id for one in look.sightings if one.garment_id is not None)
        return OfLook(look, tuple(certain), sum(one.decision == "ask" for one in look.sightings))

    def compare(
        self,
        household_id: int,
        one: Sequence[int],
        other: Sequence[int],
        person_id: int | None = None,
        occasion: str | None = None,
        looks: Collection[int] = (),
    ) -> Verdict:
        """Which of two outfits, each the ids of its garments, is the better, and why.

        ``occasion``: a name of ``OCCASIONS``; it is spoken of, and changes no number. ``looks``: ids of looks
        that are these outfits themselves, so that they do not count as their own history. Raises
        ``NotFoundError``, ``ChangeError`` for an unknown occasion and ``ModelError``.
        """
        _check(occasion)
        ground = self._ground(household_id, person_id)
        sides = [self._side(ground, household_id, ids, person_id, occasion, looks) for ids in (one, other)]
        doubt = unsure(ground, [*sides[0].garment_ids, *sides[1].garment_ids])
        first, second = (side.score for side in sides)
        if first is None or second is None:
            return Verdict(0.5, True, Reason("judge", FEW_EACH), *sides)
        probability = self._racks.scorer.better(first, second)
        close = too_close(probability)
        return Verdict(probability, close or doubt is not None, doubt or (_UNDECIDED if close else None), *sides)

    def compare_looks(
        self, household_id: int, one: int, other: int, person_id: int | None = None, occasion: str | None = None
    ) -> Verdict:
        """The same of two looks by their ids."""
        first, second = (self.of_look(household_id, id).garment_ids for id in (one, other))
        return self.compare(household_id, first, second, person_id, occasion, (one, other))

    def check(
        self,
        household_id: int,
        garment_ids: Sequence[int],
        person_id: int | None = None,
        occasion: str | None = None,
        looks: Collection[int] = (),
        offer: Offer | None = None,
    ) -> Check:
        """One outfit: its place among the person's looks, and what would lift it. Raises as ``compare``.

        ``offer`` is asked for items of a catalogue, for parts that nothing in the wardrobe lifts.
        """
        _check(occasion)
        ground = self._ground(household_id, person_id)
        side = self._side(ground, household_id, garment_ids, person_id, occasion, looks)
        doubt = Reason("judge", FEW) if side.score is None else unsure(ground, side.garment_ids)
        if side.score is None or doubt is not None:
            return Check(side, None, doubt, (), None, ())
        place = self._place(ground, side)
        adjust = partial(self._taste.adjust, household_id, person_id)
        tastes = partial(self._taste.points, household_id, person_id)
        hidden = self._asked(household_id, looks)
        hidden |= {*BOTTOMS} if hidden & {*BOTTOMS, "dress"} else set()
        found = lifts(self._racks.scorer, ground, side, person_id, occasion, adjust, tastes, hidden)
        taken = [*(lift.part for lift in found), *hidden]
        items = tuple(offer(household_id, person_id, side.garment_ids, occasion, taken)) if offer else ()
        few = Reason("judge", FEW_LOOKS) if place is None else None
        return Check(side, place, few, found, None if found else Reason("judge", NOTHING_LIFTS), items)

    def check_look(
        self,
        household_id: int,
        look_id: int,
        person_id: int | None = None,
        occasion: str | None = None,
        offer: Offer | None = None,
    ) -> Check:
        """The same of a look by its id."""
        ids = self.of_look(household_id, look_id).garment_ids
        return self.check(household_id, ids, person_id, occasion, (look_id,), offer)

    def _ground(self, household_id: int, person_id: int | None) -> Ground:
        rack = self._racks.of(household_id)
        with self._database.read() as session:
            items = {item.id: item for item in self._garments.all(session, household_id)}
            everything = read_worn(session, household_id)
            worn = of_person(session, household_id, everything, person_id)
        # A change between the two reads: what is on the rack is known all the same.
        items |= {garment.id: garment for garment in rack.garments}
        at = {garment.id: place for place, garment in enumerate(rack.garments)}
        return Ground(rack, at, items, everything, worn)

    def _side(
        self,
        ground: Ground,
        household_id: int,
        garment_ids: Sequence[int],
        person_id: int | None,
        occasion: str | None,
        looks: Collection[int],
    ) -> Side:
        ids = tuple(dict.fromkeys(garment_ids))
        if any(id not in ground.items for id in ids):
            raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
        garments = [ground.items[id] for id in ids]
        places = known(ground, ids)
        score: float | None = None
        parts: list[Contribution] = []
        if len(places) > 1:
            score = float(scores(self._racks.scorer, ground.rack, [places])[0])
            parts = contributions(self._racks.scorer, ground.rack, places)
        types = [type_of(garment.category, garment.kind) for garment in garments]
        remarks = [*of_colours(garments), *of_occasion(garments, occasion)]
        remarks += of_parts(ids, types, self._asked(household_id, looks)) if garments else []
        remarks += of_history(garments, days_together(ground.worn, looks))
        tastes = self._taste.points(household_id, person_id, ids)
        remarks += [point for point in tastes if point.reason.template != TOGETHER_OFTEN][:2]
        return Side(ids, score, tuple(parts), tuple(sorted(remarks, key=lambda point: -abs(point.weight))))

    def _asked(self, household_id: int, looks: Collection[int]) -> set[str]:
        """Types of garments that looks show and the person has not confirmed yet."""
        query = select(SightingRow.category, SightingRow.kind).join(LookRow, LookRow.id == SightingRow.look_id)
        query = query.where(LookRow.household_id == household_id, LookRow.id.in_(looks), SightingRow.decision == "ask")
        with self._database.read() as session:
            return {type_of(*row) for row in session.execute(query)} if looks else set()

    def _place(self, ground: Ground, side: Side) -> Place | None:
        own = frozenset(known(ground, side.garment_ids))
        others = {frozenset(known(ground, look.garment_ids)) for look in ground.worn}
        outfits = [sorted(outfit) for outfit in others - {own} if len(outfit) > 1]
        if len(outfits) < LEAST_LOOKS or side.score is None:
            return None
        judged = scores(self._racks.scorer, ground.rack, outfits)
        better = sum(self._racks.scorer.better(side.score, float(score)) for score in judged)
        return Place(round(better), len(outfits))


_UNDECIDED: Final = Reason("judge", UNDECIDED)


def _check(occasion: str | None) -> None:
    if occasion is not None and occasion not in OCCASIONS:
        raise ChangeError(
            "There is no occasion {occasion}.",
            occasion=occasion,
            allowed=", ".join(OCCASIONS),
            remedy="Choose one of: {allowed}.",
        )
