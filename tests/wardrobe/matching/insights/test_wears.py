"""Counting wears: against a slow, plain recount of the same looks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wardrobe.matching.insights.made import TODAY, item, worn
from wardrobe.matching.insights.past import Past, Period, wears
from wardrobe.matching.insights.wears import (
    Spending,
    by_category,
    by_month,
    by_season,
    by_weekday,
    costs,
    counted,
    least_worn,
    most_worn,
    not_worn,
    rotation,
    spending,
)
from wardrobe.matching.worn import Worn
from wardrobe.money import per_wear

CATEGORIES = ("upper-clothes", "pants", "shoes")
GARMENTS = tuple(item(id, CATEGORIES[id % 3], put_away=id == 7) for id in range(1, 9))
days = st.integers(-3, 420).map(lambda ago: TODAY - timedelta(days=ago))
looks = st.lists(
    st.builds(lambda day, ids: worn(day, *ids), days, st.sets(st.integers(1, 8), min_size=1, max_size=4)), max_size=30
).map(lambda found: tuple(sorted(found, key=lambda look: look.day)))
periods = st.sampled_from([30, 90, 365, None]).map(lambda days: Period(TODAY, days))


def plain(looks: tuple[Worn, ...], garment: int, period: Period) -> list[date]:
    """Days of a garment in a period, the slow way."""
    found: list[date] = []
    for look in looks:
        inside = look.day <= TODAY and (period.days is None or (TODAY - look.day).days < period.days)
        if inside and garment in look.garment_ids and look.day not in found:
            found.append(look.day)
    return sorted(found)


@given(looks, periods)
@settings(deadline=None)
def test_every_number_is_that_of_a_plain_recount(looks: tuple[Worn, ...], period: Period) -> None:
    past = Past(GARMENTS, looks)
    found = wears(looks)
    each = counted(found, past, period)
    again = {garment.id: plain(looks, garment.id, period) for garment in GARMENTS}
    assert {one.garment.id: one.wears for one in each} == {id: len(days) for id, days in again.items()}
    ever = {garment.id: plain(looks, garment.id, Period(TODAY)) for garment in GARMENTS}
    assert {one.garment.id: one.last for one in each} == {id: days[-1] if days else None for id, days in ever.items()}

    most, least = most_worn(each), least_worn(each)
    assert [one.wears for one in most] == sorted((len(days) for days in again.values() if days), reverse=True)
    assert [one.garment.id for one in least] == [one.garment.id for one in most][::-1]
    assert {one.garment.id for one in not_worn(each)} == {id for id, days in again.items() if not days} - {7}

    turn = rotation(found, past, period)
    assert turn.worn_30 == sum(bool(plain(looks, one.id, Period(TODAY, 30))) for one in GARMENTS)
    assert turn.worn_90 == sum(bool(plain(looks, one.id, Period(TODAY, 90))) for one in GARMENTS)
    gaps = [(b - a).days for days in again.values() for a, b in pairwise(days)]
    assert turn.gap_days == pytest.approx(sum(gaps) / len(gaps)) if gaps else turn.gap_days is None

    flat = [day for days in again.values() for day in days]
    months = by_month(found, period)
    assert [count for _, count in months] == [
        sum((day.year, day.month) == (first.year, first.month) for day in flat) for first, _ in months
    ]
    assert sum(count for _, count in months) == sum(by_weekday(found, period)) == len(flat)
    assert sum(one.count for one in by_season(found, period)) == len(flat)
    for owned, times in by_category(each):
        assert owned.count == sum(one.category == owned.name for one in GARMENTS)
        assert times.count == sum(len(again[one.id]) for one in GARMENTS if one.category == times.name)


@given(st.integers(0, 10**7), st.integers(1, 500))
def test_a_wears_cost_is_the_price_by_wears_rounded_half_up(price: int, count: int) -> None:
    found = per_wear(price, count)
    assert 2 * found * count - count <= 2 * price < 2 * found * count + count or price == 0


def test_money_of_different_currencies_is_never_added() -> None:
    garments = [
        item(1, price_minor=10000, currency="EUR"),
        item(2, price_minor=5000, currency="EUR"),
        item(3, price_minor=30000, currency="KRW"),
        item(4),
    ]
    day = TODAY - timedelta(days=1)
    found = wears([worn(day, 1, 2), worn(TODAY, 1, 4)])
    each = costs(found, garments, TODAY)
    assert [(one.garment.id, one.minor) for one in each] == [(1, 5000), (2, 5000), (3, 30000)]
    assert spending(each) == (Spending("EUR", 2, 15000, 3, 5000), Spending("KRW", 1, 30000, 0, 30000))


def test_two_looks_of_a_day_are_one_wear_and_tomorrow_does_not_count() -> None:
    found = wears([worn(TODAY, 1, id=1), worn(TODAY, 1, id=2), worn(TODAY + timedelta(days=1), 1, id=3)])
    (one,) = counted(found, Past((item(1),), ()), Period(TODAY))
    assert one.wears == 1 and one.idle_days == 0


def test_seasons_turn_round_in_the_south() -> None:
    found = wears([worn(date(2026, 1, 10), 1)])
    north, south = (by_season(found, Period(TODAY), southern) for southern in (False, True))
    assert [one.name for one in (*north, *south) if one.count] == ["winter", "summer"]


def test_months_without_a_wear_are_told_too() -> None:
    found = wears([worn(date(2026, 3, 31), 1), worn(date(2026, 6, 1), 1)])
    assert by_month(found, Period(TODAY)) == (
        (date(2026, 3, 1), 1), (date(2026, 4, 1), 0), (date(2026, 5, 1), 0), (date(2026, 6, 1), 1),
    )  # fmt: skip
