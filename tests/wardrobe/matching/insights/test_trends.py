"""What rises and falls: told from chance week by week, in own looks and in catalogues."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.insights.made import TODAY, move_in
from wardrobe.catalogue.schema import CatalogueRow, ItemRow
from wardrobe.house import House
from wardrobe.matching.insights.rising import RECENT, benjamini_hochberg, mondays, p_values, trends

WEEKS = mondays(TODAY)


def test_weeks_are_full_ones_and_the_last_is_the_one_before_todays() -> None:
    assert len(WEEKS) == 16 and all(week.weekday() == 0 for week in WEEKS)
    assert WEEKS[-1] + timedelta(days=7) <= TODAY < WEEKS[-1] + timedelta(days=14)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=6, max_size=8), st.integers(1, 3))
@settings(deadline=None, max_examples=30)
def test_the_p_value_is_that_of_trying_every_choice_of_weeks(pairs: list[tuple[int, int]], recent: int) -> None:
    counts = np.array([[float(one) for one, _ in pairs]])
    whole = np.array([float(one + other + 1) for one, other in pairs])

    def gained(last: tuple[int, ...]) -> float:
        first = [week for week in range(len(pairs)) if week not in last]
        return sum(counts[0][w] for w in last) / sum(whole[w] for w in last) - sum(counts[0][w] for w in first) / sum(
            whole[w] for w in first
        )

    choices = [*combinations(range(len(pairs)), recent)]
    observed = abs(gained(choices[-1]))
    slow = sum(abs(gained(each)) >= observed - 1e-12 for each in choices) / len(choices)
    assert p_values(counts, whole, recent) == [pytest.approx(slow)]


@given(st.lists(st.floats(0, 1), max_size=12), st.floats(0.01, 0.3))
def test_the_correction_tells_what_benjamini_and_hochberg_tell(p: list[float], rate: float) -> None:
    ordered = sorted(p)
    most = max((place for place, one in enumerate(ordered, 1) if one <= rate * place / len(p)), default=0)
    told = sum(q <= rate + 1e-12 for q in benjamini_hochberg(p))
    assert told >= most and (told == most or ordered[told - 1] == pytest.approx(rate * told / len(p)))


def weekly(share: Any, n: int = 40) -> tuple[dict[str, dict[str, dict[date, int]]], dict[date, int]]:
    """Two colours over the weeks; ``share`` of the first by week."""
    green = {week: round(n * share(place)) for place, week in enumerate(WEEKS)}
    table = {"colour": {"green": green, "blue": {week: n - green[week] for week in WEEKS}}}
    return table, dict.fromkeys(WEEKS, n)


def test_a_jump_is_told_with_its_numbers() -> None:
    found = trends(*weekly(lambda week: 0.5 if week >= 12 else 0.2), TODAY)
    (green,) = found.rising
    assert (green.value, green.recent, green.earlier) == ("green", 0.5, 0.2)
    assert (green.recent_count, green.recent_n, green.earlier_count, green.earlier_n) == (80, 160, 96, 480)
    assert green.p == pytest.approx(1 / 1820) and len(green.weeks) == 16
    assert [one.value for one in found.falling] == ["blue"]


def test_one_large_batch_is_no_trend() -> None:
    found = trends(*weekly(lambda week: 1.0 if week == 14 else 0.2), TODAY)
    assert found.enough and found.rising == () == found.falling


@pytest.mark.parametrize("present", [range(12, 16), range(9, 16), [*range(10), 15]])
def test_with_too_few_weeks_nothing_is_told(present: Any) -> None:
    table, things = weekly(lambda week: 0.9 if week >= 12 else 0.1)
    kept = {WEEKS[place] for place in present}
    table = {"colour": {v: {w: n for w, n in c.items() if w in kept} for v, c in table["colour"].items()}}
    found = trends(table, {week: n for week, n in things.items() if week in kept}, TODAY)
    assert not found.enough and found.values == ()


def test_of_chance_alone_hardly_a_trend_is_told() -> None:
    random, told = np.random.default_rng(1), 0
    for _ in range(60):
        values = {f"v{n}": {week: int(random.poisson(6)) for week in WEEKS} for n in range(20)}
        found = trends({"kind": values}, dict.fromkeys(WEEKS, 120), TODAY)
        told += bool(found.rising or found.falling)
    assert told <= 13  # the rate is 10 %: 14 of 60 are less likely than 1 in 500


def test_own_looks_show_what_rises(house: House, home: int) -> None:
    garments = {"A": {"colour": "blue", "kind": "shirt"}, "B": {"colour": "green", "kind": "blouse"}}
    looks = [
        (week + timedelta(days=day), "B" if place >= 12 or (place + day) % 5 == 0 else "A")
        for place, week in enumerate(WEEKS)
        for day in range(5)
    ]
    move_in(house, home, garments, looks)
    found = house.trends.own(home, TODAY)
    assert {(one.aspect, one.value) for one in found.rising} == {("colour", "green"), ("kind", "blouse")}
    assert not house.trends.own(fill(house, []), TODAY).enough


def stock(house: House, household: int | None, items: list[dict[str, Any]]) -> int:
    with house.database.write() as session:
        catalogue = CatalogueRow(
            household_id=household, name="Shop", source="-", format="csv", created_at=datetime.now(UTC)
        )
        session.add(catalogue)
        session.flush()
        for number, given_ in enumerate(items):
            colour = given_.get("colour", "blue")
            columns = {
                "catalogue_id": catalogue.id, "key": str(number), "title": "x", "row_hash": "-", "added_on": WEEKS[0],
                "category": "dress", "kind": "dress", "colours": [[colour, colour, [50.0, 0.0, 0.0], 0.9]],
                "attributes": {"pattern": {given_.get("pattern", "plain"): 0.8, "dotted": 0.2}}, "state": "ready",
            }  # fmt: skip
            session.add(ItemRow(**(columns | {k: v for k, v in given_.items() if k not in ("colour", "pattern")})))
        return catalogue.id


def arriving(fresh: str = "green") -> list[dict[str, Any]]:
    """Ten items a week, the last four weeks mostly of one colour; the first import was long before."""
    items: list[dict[str, Any]] = [{"added_on": WEEKS[0] - timedelta(days=300), "colour": fresh} for _ in range(200)]
    for place, week in enumerate(WEEKS):
        for n in range(10):
            colour = fresh if n < (7 if place >= 12 else 1 + place % 2) else "blue"
            pattern = "striped" if n % 2 else "plain"
            items.append({"added_on": week + timedelta(days=n % 7), "colour": colour, "pattern": pattern})
    return items


def test_catalogues_show_what_comes_more_and_the_first_import_does_not_count(house: House, home: int) -> None:
    items = arriving()
    gone = datetime.combine(WEEKS[-1], datetime.min.time(), UTC)
    items += [{"colour": "red", "gone_at": gone}] * 3
    stock(house, home, items)
    found = house.trends.catalogues(home, TODAY)
    (green,) = found.arrivals.rising
    assert (green.aspect, green.value, green.recent_count, green.recent_n) == ("colour", "green", 28, 10 * RECENT)
    assert green.earlier_n == 123
    assert found.gone[("colour", "red")] == 3
    patterns = {one.value for one in found.arrivals.values if one.aspect == "pattern"}
    assert patterns == {"plain", "striped"}


def test_a_household_sees_its_own_catalogues_and_the_hosts(house: House, home: int) -> None:
    stock(house, fill(house, []), arriving())
    assert not house.trends.catalogues(home, TODAY).arrivals.enough
    house.trends.forget()
    stock(house, None, arriving("red"))
    assert [one.value for one in house.trends.catalogues(home, TODAY).arrivals.rising] == ["red"]


def test_prices_are_told_by_kind_and_currency_with_the_share_on_sale(house: House, home: int) -> None:
    prices = [1000, 2000, 3000, 9000]
    items: list[dict[str, Any]] = [{"price_minor": one, "currency": "EUR"} for one in prices]
    items[0]["regular_minor"] = 1500
    items[1]["regular_minor"] = 2000  # no less than it always cost
    items += [{"price_minor": 50000, "currency": "KRW", "kind": None, "category": "bag"}]
    items += [{"price_minor": 1, "currency": "EUR", "gone_at": datetime.now(UTC)}, {"price_minor": None}]
    stock(house, home, items)
    dress, bag = house.trends.catalogues(home, TODAY).prices
    assert (dress.kind, dress.currency, dress.items, dress.median_minor) == ("dress", "EUR", 4, 2000)
    assert dress.sale_share == 0.25
    assert (bag.kind, bag.currency, bag.items, bag.median_minor) == ("bag", "KRW", 1, 50000)


def test_without_a_catalogue_there_is_nothing_to_tell(house: House, home: int) -> None:
    found = house.trends.catalogues(home, TODAY)
    assert not found.arrivals.enough and found.prices == () and found.gone == {}
