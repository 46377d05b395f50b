"""What can be worn on a day: without what is in the wash, packed away, worn the day before, or wrong for it.

Where nobody knows a garment's warmth or style, it is given the benefit of the doubt, and guesses have a margin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from embeddings.attributes import Attributes
from wardrobe.garments import GarmentItem
from wardrobe.matching.composing import why_none
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.rack import Rack
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

DOUBT: Final = 0.15
"""So far beyond an occasion's range of formality a guess may lie."""
TOO_WARM: Final = 0.4
TOO_LIGHT: Final = 0.4
"""So far from the warmth wanted a garment may lie."""
UNDER_A_LAYER: Final = 0.3
"""So much lighter still it may be where something is worn over it, and so much warmer that which is worn over."""
AGAIN: Final = ("outerwear", "bag", "hat", "scarf", "belt", "sunglasses", "jewellery")
"""Worn day after day: not left out for having been worn the day before. Shoes are, where there are others."""

WARMTH_LET: Final = N_("Nothing here is quite right for the weather: the nearest is shown.")
OCCASION_LET: Final = N_("Too little here fits the occasion: other things are shown as well.")
WORN_LET: Final = N_("There is too little to change into: what was worn the day before is shown as well.")


@dataclass(frozen=True, slots=True)
class Day:
    """What garments have to suit."""

    occasion: str | None = None
    """Of ``OCCASIONS``, or a name that the person gives garments."""
    warmth: float | None = None
    """0 to 1 as ``Attributes.warmth``; None: any."""
    layer: bool | None = None
    """Whether something is worn over the rest, see ``compose``."""
    worn: Collection[int] = ()
    """Ids of garments that were worn the day before."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is left to choose from."""

    places: tuple[int, ...]
    """On the rack."""
    left_out: Mapping[str, int]
    """How many garments were left out, by why: wash, put_away, worn, occasion, warmth. Each counts once."""
    notes: tuple[Reason, ...] = ()
    """Which rules had to be let go, for else there would be no outfit."""


def suits(known: Attributes, type_: str, day: Day) -> bool:
    """Whether something of which no more is known than this is about right for the occasion and the weather."""
    return not (_wrong_style(known, day) or _wrong_warmth(known, type_, day))


def wearable(garment: GarmentItem, type_: str, day: Day) -> bool:
    """Whether no rule speaks against a garment."""
    return not any(rule(garment, type_, day) for _, rule in RULES)


def sift(rack: Rack, day: Day, locked: Collection[int] = ()) -> Sifted:
    """The garments that may be worn; the ``locked`` places always may.

    Where so little is left that it makes no outfit, rules are let go until it does: first warmth, then
    the occasion that was only guessed, then what was worn the day before. What is in the wash, packed away
    or meant for other occasions stays out.
    """
    if "outerwear" not in rack.types:
        day = replace(day, layer=None)
    found = Sifted((), {})
    for let in ((), (_warmth,), (_warmth, _style), (_warmth, _style, _worn)):
        found = _sifted(rack, day, locked, let)
        types = [rack.types[place] for place in found.places]
        if why_none(types, [found.places.index(place) for place in locked]) is None:
            return found
    return _sifted(rack, day, locked, ())


def _sifted(rack: Rack, day: Day, locked: Collection[int], let: Sequence[Rule]) -> Sifted:
    there, left_out = [], Counter[str]()
    for place, (garment, type_) in enumerate(zip(rack.garments, rack.types, strict=True)):
        why = next((why for why, rule in RULES if rule not in let and rule(garment, type_, day)), None)
        if why is None or place in locked:
            there.append(place)
        else:
            left_out[why] += 1
    if _worn not in let and not any(rack.types[place] == "shoes" for place in there):  # the only pair is worn again
        again = [place for place in _shoes_of(rack, day) if place not in there]
        there = sorted([*there, *again])
        left_out -= Counter(worn=len(again))
    needed = [(rule, note) for rule, note in NOTES if rule in let]
    notes = [note for rule, note in needed if any(_broken(rack, place, rule, day) for place in there)]
    return Sifted(tuple(there), dict(left_out), tuple(notes))


def _shoes_of(rack: Rack, day: Day) -> list[int]:
    """Shoes that only were worn the day before."""
    others = [rule for _, rule in RULES if rule is not _worn]
    return [
        place
        for place, (garment, type_) in enumerate(zip(rack.garments, rack.types, strict=True))
        if type_ == "shoes" and garment.id in day.worn and not any(rule(garment, type_, day) for rule in others)
    ]


def _broken(rack: Rack, place: int, rule: Rule, day: Day) -> bool:
    return rule(rack.garments[place], rack.types[place], day)


def _wash(garment: GarmentItem, type_: str, day: Day) -> bool:
    return garment.belonging.in_wash


def _away(garment: GarmentItem, type_: str, day: Day) -> bool:
    return garment.belonging.put_away


def _worn(garment: GarmentItem, type_: str, day: Day) -> bool:
    return garment.id in day.worn and type_ not in AGAIN


def _meant(garment: GarmentItem, type_: str, day: Day) -> bool:
    """Meant for other occasions, as the person said."""
    return day.occasion is not None and bool(garment.belonging.occasions) and not _said_for(garment, day)


def _style(garment: GarmentItem, type_: str, day: Day) -> bool:
    """Too casual or too formal, by what its pictures show; what the person said it is for stands above."""
    return not garment.belonging.occasions and _wrong_style(garment.attributes, day)


def _wrong_style(known: Attributes, day: Day) -> bool:
    if day.occasion not in OCCASIONS or known.formality is None:
        return False
    low, high = OCCASIONS[day.occasion]
    return not low - DOUBT <= known.formality <= high + DOUBT


def _warmth(garment: GarmentItem, type_: str, day: Day) -> bool:
    """Too warm or too light."""
    return _wrong_warmth(garment.attributes, type_, day)


def _wrong_warmth(known: Attributes, type_: str, day: Day) -> bool:
    warmth = known.warmth
    if day.warmth is None or warmth is None:
        return False
    lighter = TOO_LIGHT + (UNDER_A_LAYER if day.layer and type_ != "outerwear" else 0)
    warmer = TOO_WARM + (UNDER_A_LAYER if day.layer and type_ == "outerwear" else 0)  # in the rain of a warm day
    return warmth > day.warmth + warmer or warmth < day.warmth - lighter


def _said_for(garment: GarmentItem, day: Day) -> bool:
    return day.occasion in garment.belonging.occasions


Rule = Callable[[GarmentItem, str, Day], bool]
RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("wash", _wash),
    ("put_away", _away),
    ("worn", _worn),
    ("occasion", _meant),
    ("occasion", _style),
    ("warmth", _warmth),
)
"""In the order in which they are given as the reason; true leaves a garment out."""
NOTES: Final[tuple[tuple[Rule, Reason], ...]] = (
    (_warmth, Reason("weather", WARMTH_LET)),
    (_style, Reason("occasion", OCCASION_LET)),
    (_worn, Reason("worn", WORN_LET)),
)
