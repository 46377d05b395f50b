"""Shares with their uncertainty, and changes that are only told where they are sure."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.colour import FAMILIES
from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.insights.made import TODAY, move_in, person
from wardrobe.house import House
from wardrobe.matching.insights.shares import beta_quantiles, differences, shares

GARMENTS = {"A": {"kind": "shirt", "colour": "blue", "formality": 0.0}, "B": {"kind": "shirt", "colour": "green"}}
SUMMER, SPRING, LAST_SUMMER = date(2026, 6, 1), date(2026, 3, 1), date(2025, 6, 1)
LATER = date(2026, 8, 31)


@given(st.floats(0.02, 500), st.floats(0.02, 5000))
@settings(deadline=None)
def test_quantiles_of_a_beta_distribution_are_those_of_scipy(alpha: float, beta: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    at = np.array([0.025, 0.5, 0.975])
    (found,) = beta_quantiles(np.array([alpha]), np.array([beta]), at)
    assert found == pytest.approx(stats.beta.ppf(at, alpha, beta), abs=1e-3)


@given(st.lists(st.integers(0, 200), min_size=12, max_size=12).filter(any))
@settings(deadline=None)
def test_shares_are_a_whole_and_lie_where_the_counts_are(counts: list[int]) -> None:
    found = shares(dict(zip(FAMILIES, counts, strict=True)), FAMILIES)
    assert sum(one.share for one in found) == pytest.approx(1)
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)
    for one in found:
        assert 0 <= one.low <= one.high <= 1
        assert one.low <= one.share <= one.high


def test_intervals_cover_the_true_share_as_often_as_they_say() -> None:
    random, hits = np.random.default_rng(5), 0
    for _ in range(400):
        true = random.dirichlet(np.ones(3))
        counts = dict(zip("abc", random.multinomial(40, true), strict=True))
        first = next(one for one in shares(counts, "abc") if one.value == "a")
        hits += first.low <= true[0] <= first.high
    assert 0.91 <= hits / 400 <= 0.98


def test_more_wears_make_narrower_intervals() -> None:
    few, many = (shares({"blue": 3 * n, "green": n}, FAMILIES)[0] for n in (1, 100))
    assert few.high - few.low > 5 * (many.high - many.low)


def test_where_nothing_changed_a_change_is_told_in_one_of_twenty_comparisons_at_most() -> None:
    random, told = np.random.default_rng(9), 0
    for _ in range(200):
        true = random.dirichlet(np.full(12, 0.5))
        before, now = (dict(zip(FAMILIES, random.multinomial(60, true), strict=True)) for _ in range(2))
        told += any(one.certain for one in differences(before, now, FAMILIES))
    assert told <= 18  # of 10 expected, 19 and more come in 1 of 150


def test_a_difference_is_certain_only_with_wears_enough() -> None:
    small = differences({"green": 1, "blue": 9}, {"green": 3, "blue": 7}, FAMILIES)
    large = differences({"green": 10, "blue": 90}, {"green": 30, "blue": 70}, FAMILIES)
    assert not any(one.certain for one in small)
    assert {one.value: one.low > 0 for one in large if one.certain} == {"green": True, "blue": False}


def every(first: date, letters: str, count: int, step: int = 1, *who: int) -> list[tuple[date, str]]:
    return [(first + timedelta(days=step * n), letters, *who) for n in range(count)]  # type: ignore[misc]


def test_green_is_said_to_be_more_than_in_spring_where_it_surely_is(house: House, home: int) -> None:
    summer = [*every(SUMMER, "A", 10), *every(date(2026, 7, 1), "B", 30)]
    move_in(house, home, GARMENTS, [*every(SPRING, "A", 40), *summer])
    said = [str(one.reason) for one in house.leanings.of(home, LATER).changes]
    assert "You wear more green than in spring: 75% of what you wear, then 0%." in said
    assert "You wear less blue than in spring: 25% of what you wear, then 100%." in said


def test_the_year_before_is_compared_with_too(house: House, home: int) -> None:
    garments = GARMENTS | {"J": {"category": "pants", "kind": "jeans"}, "S": {"category": "pants", "kind": "shorts"}}
    move_in(house, home, garments, [*every(LAST_SUMMER, "AJ", 40), *every(SUMMER, "AS", 40)])
    said = [str(one.reason) for one in house.leanings.of(home, LATER).changes]
    assert "You wear more shorts than a year ago: 50% of what you wear, then 0%." in said
    assert not any("blue" in one for one in said)


@pytest.mark.parametrize("spring", [0, 5, 14])
def test_of_few_looks_no_change_is_told(house: House, home: int, spring: int) -> None:
    move_in(house, home, GARMENTS, [*every(SPRING, "A", spring), *every(SUMMER, "B", 40)])
    assert house.leanings.of(home, LATER).changes == ()


def test_shares_need_looks_enough_and_so_does_each_month(house: House, home: int) -> None:
    move_in(house, home, GARMENTS, every(date(2026, 5, 20), "AB", 9))
    assert house.leanings.of(home, TODAY).aspects == () and house.leanings.of(home, TODAY).looks == 9
    move_in(house, home, GARMENTS, every(date(2026, 6, 1), "A", 4))
    (colour,) = [one for one in house.leanings.of(home, TODAY).aspects if one.aspect == "colour"]
    assert [month.first for month in colour.months] == [date(2026, 5, 1)]
    assert (colour.wears, colour.shares[0].value, colour.shares[0].count) == (22, "blue", 13)


def test_a_person_and_another_household_have_leanings_of_their_own(house: House, home: int) -> None:
    mina, jun = person(house, home, "Mina"), person(house, home, "Jun")
    move_in(house, home, GARMENTS, [*every(SUMMER, "A", 12, 1, mina), *every(SUMMER, "B", 12, 1, jun)])
    for who, colour in ((mina, "blue"), (jun, "green")):
        (found,) = [one for one in house.leanings.of(home, TODAY, None, who).aspects if one.aspect == "colour"]
        assert [one.value for one in found.shares if one.count] == [colour]
    assert house.leanings.of(fill(house, []), TODAY).looks == 0
