"""The weather of a trip: the forecast for its place where it reaches so far, else what the person chose stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from wardrobe.matching.forecasts import NO_ANSWER, Forecasts, Place
from wardrobe.matching.trips import TripWishes
from wardrobe.matching.weather import Weather, warmth_wanted
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

NO_PLACE: Final = N_("No place called {text} was found: the weather that you chose counts.")
NO_FORECAST: Final = N_("The forecast cannot be had just now: the weather that you chose counts.")
TOO_FAR: Final = N_("There is no forecast for all of these days yet: the weather that you chose counts.")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a list is to be made for, and why the forecast is not part of it where it was asked for."""

    wishes: TripWishes
    why: Reason | None = None


def with_forecast(
    forecasts: Forecasts,
    household_id: int,
    wishes: TripWishes,
    first: date,
    last: date,
    language: str = "en",
    at: datetime | None = None,
) -> Outlook:
    """Wishes with the warmth and the rain of the forecast for their place, the largest one of that name.

    What is written behind a comma tells places of one name apart, as in "Paris, Texas". Without a place, and
    while the forecast is turned off, they stay as they are and nobody is asked.
    """
    wishes = replace(wishes, low_c=None, high_c=None)
    if not wishes.place or forecasts.place(household_id) is None:
        return Outlook(wishes)
    name, *region = (part.strip() for part in wishes.place.split(","))
    found = forecasts.find(name, language)
    if not found:
        asked = Reason("weather", NO_PLACE, {"text": wishes.place})
        return Outlook(wishes, asked if found is not None else Reason("weather", NO_FORECAST))
    place = max(found, key=lambda one: sum(part.casefold() in one.region.casefold() for part in region))
    days = forecasts.during(household_id, place, first, last, at)
    if isinstance(days, Reason):
        return Outlook(wishes, Reason("weather", NO_FORECAST if days.template == NO_ANSWER else TOO_FAR))
    return Outlook(_under(wishes, place, days))


def _under(wishes: TripWishes, place: Place, days: tuple[Weather, ...]) -> TripWishes:
    return replace(
        wishes,
        place=", ".join(part for part in (place.name, place.region) if part),
        warmth=round(sum(warmth_wanted(day.felt_c) for day in days) / len(days), 3),
        wet=wishes.wet or any(day.wet for day in days),
        low_c=round(min(day.low_c for day in days)),
        high_c=round(max(day.high_c for day in days)),
    )
