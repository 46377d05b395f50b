"""What would lift an outfit: one garment of the wardrobe more, or one for another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer
from wardrobe.matching.colour_harmony import harmony
from wardrobe.matching.ground import Ground, allowed, known
from wardrobe.matching.judging import Change, changes, scores, too_close
from wardrobe.matching.remarks import missing
from wardrobe.matching.taste import LIKED_PAIR, TOGETHER_OFTEN, Point
from wardrobe.matching.verdicts import Lift, Side
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
) -> tuple[Lift, ...]:
    """The best changes that the judge can tell from no change, at most one of each garment and each type added.

    Taste orders them, and admits none by itself.
    """
    if side.score is None:
        return ()
    rack = ground.rack
    outfit = known(ground, side.garment_ids)
    worn = {rack.types[place] for place in outfit}
    lacking = missing(sorted(worn))
    wanted = [*lacking, *(["skirt"] if "pants" in lacking else []), *(one for one in ADDED if one not in worn)]
    found = changes(rack.types, outfit, allowed(ground, outfit, person_id, occasion), wanted)
    if not found:
        return ()
    gains = scores(scorer, rack, [change.outfit for change in found]) - np.float32(side.score)
    outfits = [tuple(rack.garments[place].id for place in change.outfit) for change in found]
    liked = adjust([*outfits, side.garment_ids])
    best: list[Lift] = []
    touched: set[int | str] = set()
    for i in np.argsort(-(gains + liked[:-1] - liked[-1]), kind="stable"):
        change, gain = found[i], float(gains[i])
        better = scorer.better(side.score + gain, side.score)
        part: int | str = rack.types[change.new] if change.old is None else change.old
        if better <= 0.5 or too_close(better) or part in touched:
            continue
        touched.add(part)
        reason = _why(ground, side, change, outfits[i], lacking, tastes)
        old = None if change.old is None else rack.garments[change.old].id
        best.append(Lift(rack.garments[change.new].id, old, gain, better, reason, outfits[i]))
        if len(best) == MOST:
            break
    return tuple(best)


def _why(
    ground: Ground, side: Side, change: Change, ids: Sequence[int], lacking: Sequence[str], tastes: Tastes
) -> Reason:
    """Why the new garment, in one reason: what was missing, the taste, the colours, else that it fits."""
    new = ground.rack.garments[change.new].id
    type_ = ground.rack.types[change.new]
    if change.old is None and ("pants" if type_ == "skirt" else type_) in lacking:
        return Reason("parts", ADDS[type_])
    for point in tastes(ids):
        if point.weight > 0 and new in point.garment_ids and len(point.garment_ids) > 1:
            return _of_one(point.reason)
    before, after = (harmony([ground.items[id].colours for id in some]) for some in (side.garment_ids, ids))
    if after and after.favourable and (before is None or before.rule.template != after.rule.template):
        return after.rule
    return Reason("judge", ROUNDS_OFF if change.old is None else GOES_BETTER)


def _of_one(reason: Reason) -> Reason:
    """A reason about two garments, said of the new one alone: the other is not shown beside it."""
    template = {TOGETHER_OFTEN: WORN_WITH, LIKED_PAIR: LIKED_WITH}.get(reason.template, reason.template)
    return Reason(reason.about, template, reason.params)
