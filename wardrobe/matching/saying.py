"""Why an outfit is suggested, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from wardrobe.garments import GarmentItem
from wardrobe.matching.together import Together
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

LONG_AGO: Final = 30
"""Days after which it is said that a garment was not worn for so long."""
OFTEN: Final = 2
"""Days worn together from which on it is said."""
BEST_SHARE: Final = 0.1
FEW: Final = 10
"""Among fewer combinations nothing is the best of many."""

MATCHES: Final = N_("Among the best of {count} combinations")
MOST_MATCH: Final = N_("Better than most of {count} combinations")
LATELY: Final = N_("As warm as what was worn lately")
NOT_WORN: Final = N_("{what}: not worn for {days} days")
NOT_WORN_NAMED: Final = N_("{name}: not worn for {days} days")
TURN: Final = N_("{what}: its turn")
TURN_NAMED: Final = N_("{name}: its turn")
TOGETHER: Final = N_("{one} and {other}: worn together on {count} days")
NEW_PAIR: Final = N_("Not worn together yet")
SUITS: Final = {
    "casual": N_("Right for every day"),
    "sporty": N_("Right for sports"),
    "office": N_("Right for the office"),
    "party": N_("Right for a party"),
    "formal": N_("Right for a formal occasion"),
}
"""By the name of an occasion."""
_KIND: Final = {"upper-clothes": N_("top"), "outerwear": N_("jacket or coat"), "pants": N_("trousers")}
_CORE: Final = ("upper-clothes", "dress", "skirt", "pants", "outerwear", "shoes")


def kind_of(garment: GarmentItem) -> str:
    """What a garment is called beside its picture, in English: a gettext id."""
    return garment.kind or _KIND.get(garment.category, garment.category)


def matches(rank: int, count: int) -> list[Reason]:
    """That it is among the best of the candidates by their score, or in their better half."""
    if count < FEW or rank >= count / 2:
        return []
    return [Reason("match", MATCHES if rank < count * BEST_SHARE else MOST_MATCH, {"count": count})]


def not_worn(garments: Sequence[GarmentItem], day: date) -> list[Reason]:
    """The garment that has waited longest, where that is long."""
    waits = [((day - one.last_worn).days, one) for one in garments if one.last_worn is not None]
    days, longest = max(waits, key=lambda one: one[0], default=(0, None))
    if longest is None or days < LONG_AGO:
        return []
    return [_of(longest, "coverage", NOT_WORN, NOT_WORN_NAMED, days=days)]


def its_turn(garment: GarmentItem) -> Reason:
    """That every garment has its day, and this is that of this one."""
    return _of(garment, "coverage", TURN, TURN_NAMED)


def worn_together(garments: Sequence[GarmentItem], worn: Together, *, new: bool = False) -> list[Reason]:
    """The two main pieces that were worn together most often; ``new``: also that none were."""
    core = {one.id: one for one in garments if one.category in _CORE}
    most = worn.most(core)
    if most is None:
        return [Reason("together", NEW_PAIR)] if new and len(core) > 1 else []
    (one, other), count = most
    if count < OFTEN:
        return []
    what = {"one": kind_of(core[one]), "other": kind_of(core[other]), "count": count}
    return [Reason("together", TOGETHER, what)]


def suits(occasion: str | None) -> list[Reason]:
    """That it suits the occasion."""
    return [Reason("occasion", SUITS[occasion])] if occasion in SUITS else []


def _of(garment: GarmentItem, about: str, template: str, named: str, **params: object) -> Reason:
    if garment.name:
        return Reason(about, named, {"name": garment.name, **params})
    return Reason(about, template, {"what": kind_of(garment), **params})
