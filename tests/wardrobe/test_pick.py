"""The pick of the day: the best thing on sale for a wardrobe, with its reason, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.wardrobe.conftest import fill
from tests.wardrobe.goods import change_item, move_in, price_since, sell
from wardrobe.house import House
from wardrobe.matching.pick import FLOOR, Candidate, Picks, choose, usual_price
from wardrobe.notices import Made, Notices

TODAY = date(2026, 3, 10)


def candidate(house: House, home: int, key: str = "A-1", **columns: object) -> Candidate:
    """A good one, by default."""
    facts = {name: columns.pop(name) for name in ("goes_with", "match", "gap", "firsts", "alike") if name in columns}
    (item,) = house.catalogues.items(home, [sell(house, home, key, **columns)])
    return replace(Candidate(item, goes_with=14, match=0.8, gap=0.6), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"match": 0.9}, {"match": 0.7}),
        ({"gap": 0.9}, {"gap": 0.3}),
        ({"price_minor": 3990, "regular_minor": 4990}, {}),
        ({}, {"alike": 1}),
        ({}, {"available": False, "match": 1.0, "gap": 1.0}),
        ({}, {"goes_with": 2, "match": 1.0, "gap": 1.0}),
        ({}, {"alike": 2, "match": 1.0, "gap": 1.0}),
    ],
)
def test_the_better_one_is_taken(house: House, home: int, one: dict[str, object], other: dict[str, object]) -> None:
    better, worse = candidate(house, home, "A", **one), candidate(house, home, "B", **other)
    usual = {c.item.id: c.item.regular_minor for c in (better, worse) if c.item.regular_minor}
    for order in ((better, worse), (worse, better)):
        pick = choose(order, usual)
        assert pick is not None and pick.item == better.item


@pytest.mark.parametrize(
    "poor",
    [
        {"match": 0.4, "gap": 0.2},
        {"match": 0.0},
        {"goes_with": 1},
        {"alike": 3},
        {"available": False},
        {"match": 0.55, "gap": 0.3, "price_minor": 9990, "regular_minor": 4990},
    ],
)
def test_nothing_good_enough_is_nothing(house: House, home: int, poor: dict[str, object]) -> None:
    one = candidate(house, home, **poor)
    assert choose([one], {one.item.id: one.item.regular_minor} if one.item.regular_minor else {}) is None
    assert choose([], {}) is None


def test_a_pick_is_worth_more_than_the_floor_and_no_more_than_one(house: House, home: int) -> None:
    best = choose([candidate(house, home, match=3.0, gap=2.0)], {})
    assert best is not None and FLOOR <= best.worth <= 1


@pytest.mark.parametrize(
    ("facts", "usual", "said"),
    [
        ({}, None, "It goes with 14 things that you own."),
        ({"firsts": 3}, None, "It goes with 14 things that you own, and is the first to go with 3 of them."),
        ({}, 6990, "It goes with 14 things that you own and costs 29 % less than usual."),
        ({}, 5000, "It goes with 14 things that you own."),
        ({"firsts": 1}, 9980, "It goes with 14 things that you own, is the first to go with 1 of them, and costs 50 %"),
    ],
)
def test_it_says_why_in_one_sentence(
    house: House, home: int, facts: dict[str, object], usual: int | None, said: str
) -> None:
    one = candidate(house, home, **facts)
    pick = choose([one], {one.item.id: usual} if usual else {})
    assert pick is not None and pick.reason.said().startswith(said)
    assert pick.reason.said().count(".") == 1


@pytest.mark.parametrize(
    ("known", "usual"),
    [
        ([], None),
        ([(date(2026, 1, 1), 5000)], 5000),
        ([(date(2025, 1, 1), 5000), (date(2026, 3, 9), 4000)], 5000),
        ([(date(2024, 1, 1), 9000), (date(2025, 1, 1), 5000)], 5000),
        ([(date(2026, 3, 11), 5000)], None),
    ],
)
def test_what_is_usual_is_the_middle_of_half_a_year(known: Sequence[tuple[date, int]], usual: int | None) -> None:
    assert usual_price(known, TODAY) == usual


@pytest.fixture
def asked(house: House, home: int) -> list[Candidate]:
    return [candidate(house, home, "A", match=0.9), candidate(house, home, "B")]


@pytest.fixture
def picks(house: House, asked: list[Candidate]) -> Picks:
    return Picks(house.database, lambda household_id, today: asked, house.notices.shown_since)


def chosen(picks: Picks, home: int, today: date = TODAY) -> str | None:
    pick = picks.of(home, today)
    return pick.item.link if pick else None


def test_an_item_rests_for_thirty_days_after_it_was_the_pick(
    house: House, home: int, picks: Picks, asked: list[Candidate]
) -> None:
    notices = Notices(house.database, house.choices)
    assert chosen(picks, home) == "https://shop.example/A"
    notices.make(home, "pick", TODAY, Made(item_id=asked[0].item.id))
    assert chosen(picks, home, TODAY + timedelta(days=1)) == "https://shop.example/B"
    assert chosen(picks, home, TODAY + timedelta(days=30)) == "https://shop.example/B"
    assert chosen(picks, home, TODAY + timedelta(days=31)) == "https://shop.example/A"


@pytest.mark.parametrize("wish", ["dismiss", "wish"])
def test_what_somebody_does_not_want_or_knows_already_is_not_picked(
    house: House, home: int, picks: Picks, asked: list[Candidate], wish: str
) -> None:
    me = move_in(house, home)
    if wish == "dismiss":
        house.wishes.dismiss(home, me, asked[0].item.id, "colour")
    else:
        house.wishes.wish(home, me, asked[0].item.id)
    assert chosen(picks, home) == "https://shop.example/B"


def test_what_another_household_was_shown_or_dismissed_does_not_count(
    house: House, home: int, picks: Picks, asked: list[Candidate]
) -> None:
    there = fill(house, [])
    everybodys = sell(house, None, "Z")
    house.notices.make(there, "pick", TODAY, Made(item_id=everybodys))
    assert house.notices.shown_since(home, TODAY) == set()
    assert chosen(picks, home) == "https://shop.example/A"


def test_the_price_of_before_says_what_is_usual(house: House, home: int, picks: Picks, asked: list[Candidate]) -> None:
    price_since(house, asked[1].item.id, date(2025, 6, 1), 9980)
    price_since(house, asked[1].item.id, date(2026, 3, 9), 4990)
    pick = picks.of(home, TODAY)
    assert pick is not None and pick.item == asked[1].item
    assert "50 % less than usual" in pick.reason.said()


def test_an_empty_wardrobe_or_catalogue_has_no_pick(house: House, home: int) -> None:
    assert house.picks.of(home, TODAY) is None
    item = sell(house, home)
    change_item(house, item, state="waiting")
    assert house.picks.of(home, TODAY) is None
