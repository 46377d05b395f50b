"""What to give away: garments that had their chance and that others have taken the place of.

A garment is only proposed when all of this is true:

- it was not worn on the days of its season since it was last worn: ``SEASON_DAYS`` days of April to
  September for what is for summer, of October to March for what is for winter (in the south the other way
  round); ``ANY_DAYS`` days where
  its season is not known or it is for spring and autumn;
- looks were taken all that time, at least ``LOOKS`` of them, or there is no knowing;
- it is neither bought nor first worn in the last ``NEW_DAYS`` days;
- it is not formal and not kept for an occasion: those are seldom worn by nature;
- a near twin (``twins.twins``) that is kept was worn at least ``MORE`` times more often in the last year.

So what is proposed is never the only one of its kind: its twin stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wardrobe.attributes import level
from wardrobe.garments import GarmentItem
from wardrobe.matching.insights.past import Period, Wears
from wardrobe.matching.insights.twins import twins
from wardrobe.matching.rack import Rack
from wardrobe.matching.worn import Worn
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

SEASON_DAYS: Final = 150
ANY_DAYS: Final = 365
LOOKS: Final = 20
NEW_DAYS: Final = 365
MORE: Final = 3
SUMMER: Final = (4, 5, 6, 7, 8, 9)
"""Months; winter has the others."""
KEPT_FOR: Final = ("formal", "party")
"""Occasions that come seldom."""

IDLE_SUMMER: Final = N_("Not worn in {count} days of summer weather.")
IDLE_WINTER: Final = N_("Not worn in {count} days of winter weather.")
IDLE: Final = N_("Not worn for {count} days.")
TWIN: Final = N_("You have one much like it: worn {count} times in the last year.")
TWIN_TOO: Final = N_("You have one much like it: worn {count} times in the last year, this one {own}.")


@dataclass(frozen=True, slots=True)
class Outgrown:
    """A garment that could be given away."""

    garment: GarmentItem
    twin: GarmentItem
    """The one that is worn instead."""
    reasons: tuple[Reason, ...]


def outgrown(
    rack: Rack, wears: Wears, looks: Sequence[Worn], today: date, southern: bool = False
) -> tuple[Outgrown, ...]:
    """What could go, the longest idle first; empty where nothing fulfils all conditions.

    ``wears`` and ``looks`` are the whole household's: what one person does not wear another may.
    """
    year = Period(today, 365)
    lately = {id: sum(day in year for day in days) for id, days in wears.items()}
    alike = twins(rack)
    taken = sorted(look.day for look in looks if look.day <= today)
    idle = [_idle(garment, wears, taken, today, southern) for garment in rack.garments]
    order = sorted((place for place, found in enumerate(idle) if found), key=lambda place: -(idle[place] or (0,))[0])
    found: list[Outgrown] = []
    gone: set[int] = set()
    witnesses: set[int] = set()
    for place in order:
        garment = rack.garments[place]
        near = [other for other in range(len(rack.garments)) if alike[place, other] and other not in gone]
        twin = max(near, key=lambda other: (_times(lately, rack, other), -other), default=None)
        if twin is None or place in witnesses:
            continue
        times, own = _times(lately, rack, twin), lately.get(garment.id, 0)
        if times - own < MORE:
            continue
        gone.add(place)
        witnesses.add(twin)
        found.append(Outgrown(garment, rack.garments[twin], (_why_idle(garment, idle[place]), _why_twin(times, own))))
    return tuple(found)


def days_of_season(garment: GarmentItem, after: date, until: date, southern: bool = False) -> int:
    """Days of a garment's season later than ``after``, up to and with ``until``; in the south summer is in January."""
    season = warm_season(garment)
    if season == "mild":
        return max(0, (until - after).days)
    days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
    return sum(((day.month in SUMMER) != southern) == (season == "summer") for day in days)


def warm_season(garment: GarmentItem) -> str:
    """summer, winter, or mild for both others and where it is not known."""
    warmth = garment.attributes.warmth
    return "mild" if warmth is None else level("warmth", warmth).value


def _idle(
    garment: GarmentItem, wears: Wears, taken: Sequence[date], today: date, southern: bool
) -> tuple[int, int] | None:
    """Days since the last wear and how many of them are of its season, where that is long enough to be said."""
    days = [day for day in wears.get(garment.id, ()) if day <= today]
    if not days:
        return None
    known, new = garment.attributes.formality, today - timedelta(days=NEW_DAYS)
    if (known is not None and level("formality", known).value == "formal") or any(
        name in KEPT_FOR for name in garment.belonging.occasions
    ):
        return None
    if min(days) > new or (garment.belonging.bought_on or date.min) > new:
        return None
    last = max(days)
    season = days_of_season(garment, last, today, southern)
    needed = ANY_DAYS if warm_season(garment) == "mild" else SEASON_DAYS
    if season < needed or sum(day > last for day in taken) < LOOKS:
        return None
    return (today - last).days, season


def _times(lately: Mapping[int, int], rack: Rack, place: int) -> int:
    return lately.get(rack.garments[place].id, 0)


def _why_idle(garment: GarmentItem, idle: tuple[int, int] | None) -> Reason:
    whole, season = idle or (0, 0)
    match warm_season(garment):
        case "summer":
            return Reason("warmth", IDLE_SUMMER, {"count": season})
        case "winter":
            return Reason("warmth", IDLE_WINTER, {"count": season})
        case _:
            return Reason("wears", IDLE, {"count": whole})


def _why_twin(times: int, own: int) -> Reason:
    if own:
        return Reason("picture", TWIN_TOO, {"count": times, "own": own})
    return Reason("picture", TWIN, {"count": times})
