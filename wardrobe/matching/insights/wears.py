"""How often things are worn: most and least, cost per wear, rotation, and when in the year and the week.

A wear is a garment on a day, however many looks of the day show it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wardrobe.garments import GarmentItem
from wardrobe.matching.insights.past import Past, Period, Wears
from wardrobe.money import per_wear
from wardrobe.seasons import season_of


@dataclass(frozen=True, slots=True)
class Counted:
    """A garment with how often it was worn."""

    garment: GarmentItem
    wears: int
    """In the period."""
    last: date | None
    """At any time."""
    idle_days: int | None
    """Since then."""


@dataclass(frozen=True, slots=True)
class CostPerWear:
    """What a wear of a garment has cost so far, over its whole life."""

    garment: GarmentItem
    wears: int
    minor: int
    """Price by wears, rounded half up, in the currency's smallest unit; the whole price before the first wear."""
    currency: str


@dataclass(frozen=True, slots=True)
class Spending:
    """All garments with a price in one currency: currencies are never added up."""

    currency: str
    garments: int
    price_minor: int
    wears: int
    minor: int
    """A wear, on average."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How much of the wardrobe is in use."""

    garments: int
    worn_30: int
    """Garments worn in the last 30 days."""
    worn_90: int
    gap_days: float | None
    """Mean days from one wear of a garment to its next, over all pairs that lie in the period; None without any."""


@dataclass(frozen=True, slots=True)
class Count:
    """Something counted, and its share of all that were counted, 0 to 1."""

    name: str
    count: int
    share: float


def counted(wears: Wears, past: Past, period: Period) -> list[Counted]:
    """Every garment of a wardrobe, in the order of the list."""
    found = []
    for garment in past.garments:
        days = wears.get(garment.id, ())
        last = max((day for day in days if day <= period.today), default=None)
        idle = None if last is None else (period.today - last).days
        found.append(Counted(garment, sum(day in period for day in days), last, idle))
    return found


def most_worn(worn: Sequence[Counted]) -> tuple[Counted, ...]:
    """Those worn in the period, the most worn first; of equals the one worn last."""
    return tuple(
        sorted((one for one in worn if one.wears), key=lambda one: (-one.wears, one.idle_days, one.garment.id))
    )


def least_worn(worn: Sequence[Counted]) -> tuple[Counted, ...]:
    """The same from the other end: worn in the period, but seldom."""
    return most_worn(worn)[::-1]


def not_worn(worn: Sequence[Counted]) -> tuple[Counted, ...]:
    """Those not worn in the period, the longest idle first. What is packed away rests on purpose."""
    idle = (one for one in worn if not one.wears and not one.garment.belonging.put_away)
    return tuple(sorted(idle, key=lambda one: (-(one.idle_days or 0), one.garment.id)))


def costs(wears: Wears, garments: Sequence[GarmentItem], today: date) -> tuple[CostPerWear, ...]:
    """Every garment of which the price is known, the dearest wear of each currency first."""
    found = []
    for garment in garments:
        price, currency = garment.belonging.price_minor, garment.belonging.currency
        if price is not None and currency is not None:
            count = sum(day <= today for day in wears.get(garment.id, ()))
            found.append(CostPerWear(garment, count, per_wear(price, count), currency))
    return tuple(sorted(found, key=lambda one: (one.currency, -one.minor, one.garment.id)))


def spending(each: Sequence[CostPerWear]) -> tuple[Spending, ...]:
    """The sums of each currency, the one with most garments first."""
    found = []
    for currency in {one.currency for one in each}:
        own = [one for one in each if one.currency == currency]
        price = sum(one.garment.belonging.price_minor or 0 for one in own)
        count = sum(one.wears for one in own)
        found.append(Spending(currency, len(own), price, count, per_wear(price, count)))
    return tuple(sorted(found, key=lambda one: (-one.garments, one.currency)))


def rotation(wears: Wears, past: Past, period: Period) -> Rotation:
    """Of a wardrobe; the shares are of the last 30 and 90 days whatever the period is."""
    lately = [
        sum(any(day in Period(period.today, days) for day in wears.get(garment.id, ())) for garment in past.garments)
        for days in (30, 90)
    ]
    span, gaps = 0, 0
    for days in wears.values():
        inside = [day for day in days if day in period]
        if len(inside) > 1:
            span, gaps = span + (inside[-1] - inside[0]).days, gaps + len(inside) - 1
    return Rotation(len(past.garments), lately[0], lately[1], span / gaps if gaps else None)


def by_month(wears: Wears, period: Period) -> tuple[tuple[date, int], ...]:
    """The first of each month and its wears, from the first month with one to today's, empty ones too."""
    counts = Counter(day.replace(day=1) for days in wears.values() for day in days if day in period)
    if not counts:
        return ()
    found, month = [], min(counts)
    while month <= period.today:
        found.append((month, counts[month]))
        month = (month + timedelta(days=31)).replace(day=1)
    return tuple(found)


def in_months(days: Iterable[date], today: date, months: int = 12) -> tuple[tuple[date, int], ...]:
    """The first of each of the last months, today's the last of them, and on how many of these days it falls."""
    counts = Counter(day.replace(day=1) for day in set(days) if day <= today)
    first = today.replace(day=1)
    found = [first := (first - timedelta(days=1)).replace(day=1) for _ in range(months - 1)]
    return tuple((month, counts[month]) for month in [*reversed(found), today.replace(day=1)])


def by_weekday(wears: Wears, period: Period) -> tuple[int, ...]:
    """Wears on each weekday from Monday."""
    counts = Counter(day.weekday() for days in wears.values() for day in days if day in period)
    return tuple(counts[weekday] for weekday in range(7))


def by_season(wears: Wears, period: Period, southern: bool = False) -> tuple[Count, ...]:
    """Wears in each meteorological season."""
    counts = Counter(season_of(day, southern=southern) for days in wears.values() for day in days if day in period)
    return _counts({season: counts[season] for season in ("winter", "spring", "summer", "autumn")})


def by_category(worn: Sequence[Counted]) -> tuple[tuple[Count, Count], ...]:
    """Each category as it is owned and as it is worn, the most worn first."""
    owned = Counter(one.garment.category for one in worn)
    times: Counter[str] = Counter()
    for one in worn:
        times[one.garment.category] += one.wears
    order = sorted(owned, key=lambda name: (-times[name], -owned[name], name))
    both = (_counts({name: counts[name] for name in order}) for counts in (owned, times))
    return tuple(zip(*both, strict=True))


def _counts(counts: dict[str, int]) -> tuple[Count, ...]:
    total = sum(counts.values())
    return tuple(Count(name, count, count / total if total else 0.0) for name, count in counts.items())
