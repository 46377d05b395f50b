"""The forecast, from Open-Meteo. Off until the owner turns it on and gives a place.

What leaves the house is the place's coordinates, rounded to two decimals (about a kilometre), or the name that
is looked for; nothing else, and nothing while it is off. Answers are kept in the cache for some hours.
"""

from __future__ import annotations

import json
import logging
import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from wardrobe.bounded import within
from wardrobe.matching.choices import Choices
from wardrobe.matching.weather import Weather
from wardrobe.schema import now
from wardrobe.search.reasons import Reason
from wardrobe.settings import Settings
from wardrobe.words import N_

log = logging.getLogger(__name__)

CHOICE: Final = "weather"
DECIMALS: Final = 2
DAYS: Final = 16
"""So far Open-Meteo looks ahead."""
FRESH: Final = timedelta(hours=3)
STALE: Final = timedelta(hours=24)
"""So old a forecast may be where there is no newer one."""
PAUSE: Final = timedelta(minutes=10)
"""After a fault it is not asked again for so long."""
SECONDS: Final = 3.0
"""The longest that a request may take, from first to last."""
MOST_BYTES: Final = 200_000

NO_ANSWER: Final = N_("The forecast cannot be had just now. Outfits are suggested without it.")
TOO_FAR: Final = N_("There is no forecast for that day yet.")
DAILY: Final = (
    *("temperature_2m_min", "temperature_2m_max", "apparent_temperature_min", "apparent_temperature_max"),
    *("precipitation_sum", "snowfall_sum", "wind_speed_10m_max"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the weather is asked for."""

    name: str
    latitude: float
    longitude: float
    region: str = ""
    """Land and country, to tell places of one name apart."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a day's weather."""

    weather: Weather | None = None
    why: Reason | None = None
    """Why nothing is known, where it is turned on."""


class ForecastError(Exception):
    """A server that does not answer as it should; never leaves this module."""


class Forecasts:
    """The weather at the place of each household."""

    def __init__(self, choices: Choices, settings: Settings, cache: Path) -> None:
        self._choices = choices
        self._settings = settings
        self._cache = cache
        self._failed: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def place(self, household_id: int) -> Place | None:
        """The place whose weather is asked for; None while it is turned off."""
        chosen = self._choices.get(household_id, CHOICE)
        if not chosen.get("on"):
            return None
        try:
            return Place(str(chosen["place"]), *_rounded(chosen["latitude"], chosen["longitude"]))
        except (KeyError, TypeError, ValueError):
            return None

    def turn_on(self, household_id: int, place: Place) -> None:
        """Ask for the weather of a place from now on."""
        latitude, longitude = _rounded(place.latitude, place.longitude)
        chosen = {"on": True, "place": place.name, "latitude": latitude, "longitude": longitude}
        self._choices.set(household_id, CHOICE, chosen)

    def turn_off(self, household_id: int) -> None:
        """Ask no more, and forget the place."""
        self._choices.set(household_id, CHOICE, {})

    def find(self, name: str, language: str = "en") -> list[Place] | None:
        """Places of a name, the largest first; None where nobody answers. The person has just asked for it."""
        wanted = {"name": name.strip()[:80], "count": 5, "language": language, "format": "json"}
        try:
            found = self._ask(self._settings.geocoding_url, wanted).get("results") or []
            return [_place(one) for one in found[:5]]
        except (ForecastError, KeyError, TypeError, ValueError) as error:
            log.info("Places could not be looked for: %s", error)
            return None

    def of(self, household_id: int, day: date, at: datetime | None = None) -> Told:
        """The forecast of a day; nothing while it is off, and a reason where it could not be had."""
        place = self.place(household_id)
        if place is None:
            return Told()
        found = self.during(household_id, place, day, day, at)
        return Told(why=found) if isinstance(found, Reason) else Told(found[0])

    def during(
        self, household_id: int, place: Place, first: date, last: date, at: datetime | None = None
    ) -> tuple[Weather, ...] | Reason:
        """The forecast of every day from one to another, for any place; else why it could not be had.

        While the forecast is turned off nobody is asked. Of the place its rounded coordinates leave the house.
        """
        if self.place(household_id) is None:
            return Reason("weather", NO_ANSWER)
        latitude, longitude = _rounded(place.latitude, place.longitude)
        place = replace(place, latitude=latitude, longitude=longitude)
        with self._lock:  # one request at a time: the second finds the answer kept
            days = self._days(place, at or now())
        if days is None:
            return Reason("weather", NO_ANSWER)
        wanted = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        if not all(day in days for day in wanted):
            return Reason("weather", TOO_FAR)
        return tuple(days[day] for day in wanted)

    def _days(self, place: Place, at: datetime) -> Mapping[date, Weather] | None:
        file = self._cache / f"{place.latitude:.2f}_{place.longitude:.2f}.json"
        kept, age = _read(file, at)
        if kept is not None and age < FRESH:
            return kept
        failed = self._failed.get(file.name)
        if failed is None or at - failed >= PAUSE:
            wanted = {"latitude": place.latitude, "longitude": place.longitude, "daily": ",".join(DAILY)}
            try:
                answer = self._ask(self._settings.weather_url, wanted | {"timezone": "auto", "forecast_days": DAYS})
                found = _parsed(answer["daily"])
                self._failed.pop(file.name, None)
                _write(file, found, at)
                return found
            except (ForecastError, KeyError, TypeError, ValueError) as error:
                log.info("There is no forecast: %s", error)
                self._failed[file.name] = at
        return kept if age < STALE else None

    def _ask(self, url: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object at an address, within limits of time and size. Raises ``ForecastError``."""
        try:
            found = json.loads(within(SECONDS, lambda: _fetch(url, wanted)))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError) as error:
            raise ForecastError(f"{url}: {error or 'it takes too long'}") from error
        if not isinstance(found, dict):
            raise ForecastError(f"{url} answers something else")
        return found


def _fetch(url: str, wanted: Mapping[str, Any]) -> bytes:
    with httpx.stream("GET", url, params=dict(wanted), timeout=SECONDS, follow_redirects=False) as answer:
        if answer.status_code != 200:
            raise ForecastError(f"{url} answers {answer.status_code}")
        body = b""
        for part in answer.iter_bytes():
            body += part
            if len(body) > MOST_BYTES:
                raise ForecastError(f"{url} says too much")
        return body


def _rounded(latitude: Any, longitude: Any) -> tuple[float, float]:
    """Raises ``ValueError`` or ``TypeError`` for what is no place on Earth."""
    if not (abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180):
        raise ValueError("no such place")
    return round(float(latitude), DECIMALS), round(float(longitude), DECIMALS)


def _place(found: Mapping[str, Any]) -> Place:
    region = ", ".join(str(found[key]) for key in ("admin1", "country") if found.get(key))
    return Place(str(found["name"]), *_rounded(found["latitude"], found["longitude"]), region)


def _parsed(daily: Mapping[str, Any]) -> dict[date, Weather]:
    """Of each day whose temperatures are there. Raises what wrong data raises."""
    found = {}
    rows = [daily[name] for name in DAILY]
    for place, text in enumerate(daily["time"]):
        low, high, feels_low, feels_high, rain, snow, wind = (_number(row[place]) for row in rows)
        if low is not None and high is not None:
            day = date.fromisoformat(text)
            found[day] = Weather(day, low, high, feels_low, feels_high, rain or 0.0, snow or 0.0, wind or 0.0)
    if not found:
        raise ValueError("no day is in it")
    return found


def _number(value: Any) -> float | None:
    number = None if value is None else float(value)
    return number if number is not None and math.isfinite(number) and abs(number) < 10_000 else None


def _read(file: Path, at: datetime) -> tuple[dict[date, Weather] | None, timedelta]:
    """What was kept, and how old it is."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        age = at - datetime.fromisoformat(kept["at"])
        days = [Weather.from_json(one) for one in kept["days"]]
    except (OSError, KeyError, TypeError, ValueError):
        return None, STALE
    return ({one.day: one for one in days}, age) if age >= timedelta(0) else (None, STALE)


def _write(file: Path, days: Mapping[date, Weather], at: datetime) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{threading.get_ident()}")
        fresh.write_text(json.dumps({"at": at.isoformat(), "days": [one.json() for one in days.values()]}), "utf-8")
        fresh.replace(file)
    except OSError as error:
        log.info("The forecast is not kept: %s", error)
