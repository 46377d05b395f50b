"""What somebody leans to over time: shares of colours, kinds, patterns, style and warmth, and when they change.

Nothing is said of fewer than ``LEAST_LOOKS`` looks, and of a month none with fewer than ``MONTH_LOOKS``.
A change is only told where the interval of the difference excludes 0 (``shares.differences``), between

- the season so far and the season before it: colour, pattern and style, which seasons do not ask for;
- the season so far and the same season a year ago: those, and kinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wardrobe.database import Database
from wardrobe.garments import Garments
from wardrobe.matching.choices import Choices
from wardrobe.matching.insights.facts import VALUES, facts
from wardrobe.matching.insights.past import Past, Period, read_past, wears
from wardrobe.matching.insights.place import PLACE, southern
from wardrobe.matching.insights.shares import Share, differences, shares
from wardrobe.matching.worn import Worn
from wardrobe.search.reasons import PLURALS, Reason
from wardrobe.seasons import season_of
from wardrobe.words import N_
from wardrobe.words import VALUES as NAMES

LEAST_LOOKS: Final = 10
MONTH_LOOKS: Final = 5
COMPARED_LOOKS: Final = 15
"""In each of the two seasons that are compared."""
OF_EVERY_SEASON: Final = ("colour", "pattern", "formality")
OF_ONE_SEASON: Final = (*OF_EVERY_SEASON, "kind")

MORE: Final = {
    "winter": N_("You wear more {value} than in winter: {now}% of what you wear, then {before}%."),
    "spring": N_("You wear more {value} than in spring: {now}% of what you wear, then {before}%."),
    "summer": N_("You wear more {value} than in summer: {now}% of what you wear, then {before}%."),
    "autumn": N_("You wear more {value} than in autumn: {now}% of what you wear, then {before}%."),
    "": N_("You wear more {value} than a year ago: {now}% of what you wear, then {before}%."),
}
LESS: Final = {
    "winter": N_("You wear less {value} than in winter: {now}% of what you wear, then {before}%."),
    "spring": N_("You wear less {value} than in spring: {now}% of what you wear, then {before}%."),
    "summer": N_("You wear less {value} than in summer: {now}% of what you wear, then {before}%."),
    "autumn": N_("You wear less {value} than in autumn: {now}% of what you wear, then {before}%."),
    "": N_("You wear less {value} than a year ago: {now}% of what you wear, then {before}%."),
}
"""By the season that is compared with; under the empty name the same season a year ago."""

Counts = dict[str, Counter[str]]
"""Aspect, value, wears."""


@dataclass(frozen=True, slots=True)
class Month:
    """Shares in a month that has looks enough."""

    first: date
    wears: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Leaning:
    """One aspect of what is worn."""

    aspect: str
    """Of ``facts.VALUES``."""
    wears: int
    """Of which the aspect is known."""
    shares: tuple[Share, ...]
    """The largest first; every value, those never worn too."""
    months: tuple[Month, ...]
    """The earliest first."""


@dataclass(frozen=True, slots=True)
class Change:
    """A share that surely is another than it was."""

    aspect: str
    value: str
    before: Share
    now: Share
    low: float
    high: float
    """The interval of what it gained."""
    reason: Reason


@dataclass(frozen=True, slots=True)
class Leanings:
    """Of a household or a person over a period."""

    looks: int
    aspects: tuple[Leaning, ...]
    """Empty for fewer than ``LEAST_LOOKS`` looks."""
    changes: tuple[Change, ...]
    """The greatest first. Of the seasons around today, whatever the period is."""


class Leaners:
    """Leanings of every household and person (``house.leanings``)."""

    def __init__(self, database: Database, garments: Garments, choices: Choices) -> None:
        self._database = database
        self._garments = garments
        self._choices = choices

    def of(self, household_id: int, today: date, days: int | None = None, person_id: int | None = None) -> Leanings:
        """Of a household, or of one person in it, in the last ``days`` days; None: all."""
        with self._database.read() as session:
            past = read_past(session, self._garments, household_id, person_id)
            south = southern(self._choices.within(session, household_id, PLACE))
        said = {garment.id: facts(garment) for garment in past.garments}
        looks = past.within(Period(today, days))
        found = changes(past, said, today, south)
        if len(looks) < LEAST_LOOKS:
            return Leanings(len(looks), (), found)
        months = sorted({look.day.replace(day=1) for look in looks})
        own = {month: [look for look in looks if look.day.replace(day=1) == month] for month in months}
        monthly = {month: count(taken, said) for month, taken in own.items() if len(taken) >= MONTH_LOOKS}
        whole = count(looks, said)
        return Leanings(
            len(looks),
            tuple(_leaning(aspect, whole, monthly) for aspect in VALUES if whole[aspect].total()),
            found,
        )


def count(looks: Sequence[Worn], said: dict[int, dict[str, str]]) -> Counts:
    """Wears of every value: a garment on a day counts once."""
    found: Counts = {aspect: Counter() for aspect in VALUES}
    for garment_id, days in wears(looks).items():
        for aspect, value in said.get(garment_id, {}).items():
            found[aspect][value] += len(days)
    return found


def changes(past: Past, said: dict[int, dict[str, str]], today: date, south: bool = False) -> tuple[Change, ...]:
    """What surely changed with the season, and against the year before; each value once."""
    first = _season_start(today, south)
    earlier = _season_start(first - timedelta(days=1), south)
    a_year = (_a_year_before(first), _a_year_before(today))
    now = [look for look in past.looks if first <= look.day <= today]
    then = {
        season_of(earlier, southern=south): [look for look in past.looks if earlier <= look.day < first],
        "": [look for look in past.looks if a_year[0] <= look.day <= a_year[1]],
    }
    found: dict[tuple[str, str], Change] = {}
    for season, looks in then.items():
        if min(len(now), len(looks)) < COMPARED_LOOKS:
            continue
        new, old = count(now, said), count(looks, said)
        for aspect in OF_EVERY_SEASON if season else OF_ONE_SEASON:
            for change in _changed(aspect, old, new, season):
                found.setdefault((aspect, change.value), change)
    return tuple(sorted(found.values(), key=lambda one: -abs(one.now.share - one.before.share)))


def _changed(aspect: str, old: Counts, new: Counts, season: str) -> list[Change]:
    values, found = VALUES[aspect], []
    if not old[aspect].total() or not new[aspect].total():
        return []
    before, now = ({one.value: one for one in shares(part[aspect], values)} for part in (old, new))
    for gain in differences(old[aspect], new[aspect], values):
        if gain.certain:
            was, is_ = before[gain.value], now[gain.value]
            name = NAMES.get(aspect, PLURALS).get(gain.value, gain.value)
            params = {"value": name, "now": round(100 * is_.share), "before": round(100 * was.share)}
            template = (MORE if gain.low > 0 else LESS)[season]
            found.append(Change(aspect, gain.value, was, is_, gain.low, gain.high, Reason(aspect, template, params)))
    return found


def _leaning(aspect: str, whole: Counts, monthly: dict[date, Counts]) -> Leaning:
    values = VALUES[aspect]
    months = tuple(
        Month(first, found[aspect].total(), shares(found[aspect], values))
        for first, found in monthly.items()
        if found[aspect].total()
    )
    return Leaning(aspect, whole[aspect].total(), shares(whole[aspect], values), months)


def _season_start(day: date, south: bool) -> date:
    """The first day of the meteorological season that a day is in; the months are the same in the south."""
    month = day.month // 3 * 3 or 12
    return date(day.year - (day.month < 3), month, 1)


def _a_year_before(day: date) -> date:
    return day - timedelta(days=365)
