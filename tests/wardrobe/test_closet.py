"""What can be browsed: orders, filters, and how many garments each gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.wardrobe.conftest import fill
from wardrobe.closet import IDLE_DAYS
from wardrobe.house import House
from wardrobe.schema import LookRow
from wardrobe.search import Filters

LAST = date(2026, 1, 3)
"""The day of the third look that ``fill`` makes."""


@pytest.fixture
def household(house: House) -> int:
    """A was worn on all three days, B on the first, C on the last."""
    return fill(house, [["A", "B"], ["A"], ["A", "C"]], ["pants", "bag", "hat"])


def names(house: House, household: int) -> dict[int, str]:
    """A, B and C by id."""
    return dict(zip(sorted(item.id for item in house.garments.list(household)), "ABC", strict=True))


@pytest.mark.parametrize(("order", "expected"), [("recent", "CAB"), ("most", "ACB"), ("least", "CBA"), ("new", "CBA")])
def test_there_are_four_orders_and_newer_garments_come_first_in_each(
    house: House, household: int, order: str, expected: str
) -> None:
    closet, called = house.closets.of(household, LAST), names(house, household)
    assert "".join(called[item.id] for item in closet.orders[order]) == expected  # type: ignore[index]
    assert closet.shown(Filters(), order) == [*closet.orders[order]]  # type: ignore[arg-type,index]


def test_what_is_counted_is_what_the_filters_give(house: House, household: int) -> None:
    called = names(house, household)
    a, b, c = called
    house.belongings.set(household, a, tags=["Travel"])
    house.belongings.set(household, b, tags=["travel", "rain"])
    house.belongings.to_wash(household, [c], LAST)
    house.belongings.put_away(household, [b])
    closet = house.closets.of(household, LAST)
    assert closet.categories == {"pants": 1, "bag": 1, "hat": 1}
    assert {tag.casefold(): count for tag, count in closet.tags.items()} == {"rain": 1, "travel": 2}
    for filters, expected in (
        (Filters(tag="TRAVEL"), {a, b}),
        (Filters(in_wash=True), {c}),
        (Filters(put_away=False), {a, c}),
        (Filters(among=frozenset({b, 999})), {b}),
        (Filters(among=frozenset()), set()),
    ):
        assert filters and {item.id for item in closet.shown(filters)} == expected
    assert (closet.states["wash"], closet.states["away"]) == ({c}, {b})


def test_what_was_not_worn_for_long_is_idle_unless_it_is_packed_away(house: House, household: int) -> None:
    a, b, c = names(house, household)
    later = LAST + timedelta(days=IDLE_DAYS)
    assert house.closets.of(household, later - timedelta(days=1)).idle == {b}
    assert house.closets.of(household, later).idle == {a, b, c}
    house.belongings.put_away(household, [c])
    assert house.closets.of(household, later).idle == {a, b}


def test_garments_are_known_by_who_wore_them(house: House, household: int) -> None:
    a, b, c = names(house, household)
    with house.database.write() as session:
        for look in session.query(LookRow).filter(LookRow.household_id == household):
            look.person_id = 7 if look.worn_on < LAST else 8
    assert house.closets.of(household, LAST).wearers == {7: {a, b}, 8: {a, c}}


def test_it_is_arranged_once_for_each_change(house: House, household: int) -> None:
    closet = house.closets.of(household, LAST)
    assert house.closets.of(household, LAST) is closet
    house.bulk.tag(household, [next(iter(closet.by_id))], add=["new"])
    assert house.closets.of(household, LAST) is not closet
