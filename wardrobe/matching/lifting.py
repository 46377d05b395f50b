"""What would lift an outfit: one garment of the wardrobe more, or one for another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer, type_of
from wardrobe.colours import Colours
from wardrobe.garments import GarmentItem
from wardrobe.matching.colour_harmony import harmony
from wardrobe.matching.ground import Ground, known
from wardrobe.matching.judging import UNKNOWN, Change, changes, scores, too_close
from wardrobe.matching.remarks import missing
from wardrobe.matching.taste import LIKED_PAIR, TOGETHER_OFTEN, Point
from wardrobe.matching.verdicts import Lift, Part, Side
from wardrobe.matching.wearing import Day, wearable
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

MOST: Final = 3
ADDED: Final = ("outerwear", "bag", "scarf", "hat", "belt")
"""Types that may be added to a whole outfit; what is missing may be added always."""

GOES_BETTER: Final = N_("goes better with the rest")
ROUNDS_OFF: Final = N_("rounds it off")
WORN_WITH: Final = N_("you have worn it with something here {count} times")
LIKED_WITH: Final = N_("you liked it with something here")
ADDS: Final[dict[str, str]] = {
    "top": N_("adds the top that is missing"),
    "pants": N_("adds what is missing below"),
    "skirt": N_("adds what is missing below"),
    "shoes": N_("adds the shoes that are missing"),
}

Adjust = Callable[[Sequence[Sequence[int]]], NDArray[np.float32]]
Tastes = Callable[[Sequence[int]], Sequence[Point]]
"""A person's ``Taste.adjust`` and ``Taste.points``."""


def lifts(
    scorer: Scorer,
    ground: Ground,
    side: Side,
    person_id: int | None,
    occasion: str | None,
    adjust: Adjust,
    tastes: Tastes,
    hidden: Collection[str] = (),
) -> tuple[Lift, ...]:
    """The best changes that the judge can tell from no change, at most one of each garment and each type added.

    ``hidden`` are types that are worn too, though not known which garment it is: none is added. Taste orders the
    changes, and admits none by itself.
    """
    if side.score is None:
        return ()
    rack = ground.rack
    outfit = known(ground, side.garment_ids)
    wanted = wished([rack.types[place] for place in outfit])
    found = changes(rack.types, outfit, _allowed(ground, outfit, person_id, occasion), wanted)
    if not found:
        return ()
    gains = scores(scorer, rack, [change.outfit for change in found]) - np.float32(side.score)
    outfits = [tuple(rack.garments[place].id for place in change.outfit) for change in found]
    liked = adjust([*outfits, side.garment_ids])
    best: list[Lift] = []
    touched: set[Part] = {*hidden}
    for i in np.argsort(-(gains + liked[:-1] - liked[-1]), kind="stable"):
        change, gain = found[i], float(gains[i])
        better = scorer.better_by_one(side.score + gain, side.score)
        part: Part = rack.types[change.new] if change.old is None else rack.garments[change.old].id
        if better <= 0.5 or too_close(better) or part in touched:
            continue
        touched.add(part)
        reason = _why(ground, side, change, outfits[i], tastes)
        old = None if change.old is None else rack.garments[change.old].id
        best.append(Lift(rack.garments[change.new].id, old, gain, better, reason, outfits[i], part))
        if len(best) == MOST:
            break
    return tuple(best)


def wished(types: Collection[str]) -> list[str]:
    """Types that may be added to an outfit of these."""
    lacking = missing(sorted(types))
    return [*lacking, *(["skirt"] if "pants" in lacking else []), *(one for one in ADDED if one not in types)]


def day_of(garments: Sequence[GarmentItem], occasion: str | None) -> Day:
    """What may come into an outfit has to suit: the occasion, and about the warmth of the rest."""
    warmth = [one for garment in garments if (one := garment.attributes.warmth) is not None]
    return Day(occasion, sum(warmth) / len(warmth) if warmth else None)


def why_new(garments: Sequence[GarmentItem], old: GarmentItem | None, colours: Colours, type_: str) -> Reason:
    """Why something of these colours would lift an outfit, added or instead of one of its garments.

    In one reason: what was missing, the colours, else that it fits.
    """
    types = [type_of(one.category, one.kind) for one in garments]
    if old is None and ("pants" if type_ == "skirt" else type_) in missing(types):
        return Reason("parts", ADDS[type_])
    before = harmony([one.colours for one in garments])
    after = harmony([*(one.colours for one in garments if one is not old), colours])
    if after and after.favourable and (before is None or before.rule.template != after.rule.template):
        return after.rule
    return Reason("judge", ROUNDS_OFF if old is None else GOES_BETTER)


def _allowed(ground: Ground, outfit: Sequence[int], person_id: int | None, occasion: str | None) -> list[int]:
    """Garments that can be put on now: at hand, this person's, for the occasion and about as warm as the rest."""
    rack = ground.rack
    day = day_of([rack.garments[place] for place in outfit], occasion)
    wearers: dict[int, set[int | None]] = {}
    for look in ground.everything:
        for id in look.garment_ids:
            wearers.setdefault(id, set()).add(look.person_id)
    return [
        place
        for place, (garment, type_) in enumerate(zip(rack.garments, rack.types, strict=True))
        if type_ != UNKNOWN
        and wearable(garment, type_, day)
        and (person_id is None or wearers.get(garment.id, {None}) & {person_id, None})
    ]


def _why(ground: Ground, side: Side, change: Change, ids: Sequence[int], tastes: Tastes) -> Reason:
    """The same of a garment that is owned: the taste comes before the colours."""
    rack = ground.rack
    new = rack.garments[change.new]
    old = None if change.old is None else rack.garments[change.old]
    garments = [ground.items[id] for id in side.garment_ids]
    found = why_new(garments, old and ground.items[old.id], new.colours, rack.types[change.new])
    if found.about == "parts":
        return found
    for point in tastes(ids):
        if point.weight > 0 and new.id in point.garment_ids and len(point.garment_ids) > 1:
            return _of_one(point.reason)
    return found


def _of_one(reason: Reason) -> Reason:
    """A reason about two garments, said of the new one alone: the other is not shown beside it."""
    template = {TOGETHER_OFTEN: WORN_WITH, LIKED_PAIR: LIKED_WITH}.get(reason.template, reason.template)
    return Reason(reason.about, template, reason.params)
