"""Planned outfits of which a person says that they were worn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.closet import LONG_AGO, TODAY, Closet
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.matching.plans import Planned
from wardrobe.matching.worn import read_worn

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def closet(house: House, home: int) -> Closet:
    return Closet(house, home)


@pytest.fixture
def planned(house: House, home: int, closet: Closet) -> Planned:
    kept = house.plans.save(home, [closet.own("pants"), closet.own("upper-clothes")])
    return house.plans.plan(home, kept.id, YESTERDAY)


def wears(house: House, home: int) -> list[int]:
    return [one.wear_count for one in house.garments.list(home)]


def test_it_counts_as_a_wear_until_it_is_taken_back(house: House, home: int, planned: Planned) -> None:
    assert wears(house, home) == [1, 1]
    house.plans.say_worn(home, planned.id, TODAY)
    assert wears(house, home) == [2, 2]
    assert {one.last_worn for one in house.garments.list(home)} == {YESTERDAY}
    (shown,) = house.plans.between(home, YESTERDAY, TODAY)
    assert shown.worn and shown.said
    change = house.plans.say_worn(home, planned.id, TODAY, worn=False)
    assert wears(house, home) == [1, 1]
    house.journal.undo(home, change)
    assert wears(house, home) == [2, 2]


def test_history_knows_it_once_also_where_a_look_shows_it(
    house: House, home: int, closet: Closet, planned: Planned
) -> None:
    house.plans.say_worn(home, planned.id, TODAY)
    with house.database.read() as session:
        assert [(one.look_id, one.day) for one in read_worn(session, home)][-1] == (-planned.id, YESTERDAY)
    closet.wear(planned.outfit.garment_ids[0], YESTERDAY)
    with house.database.read() as session:
        days = [one.day for one in read_worn(session, home)]
    assert days == [LONG_AGO, YESTERDAY]
    assert sorted(wears(house, home)) == [2, 2]


def test_a_day_to_come_and_the_plans_of_others_are_refused(house: House, home: int, planned: Planned) -> None:
    with pytest.raises(ChangeError):
        house.plans.say_worn(home, planned.id, YESTERDAY - timedelta(days=1))
    with pytest.raises(NotFoundError):
        house.plans.say_worn(fill(house, []), planned.id, TODAY)
    assert not house.plans.between(home, YESTERDAY, YESTERDAY)[0].worn


def test_a_plan_that_is_moved_is_not_worn_any_more(house: House, home: int, planned: Planned) -> None:
    house.plans.say_worn(home, planned.id, TODAY)
    assert not house.plans.move(home, planned.id, TODAY).worn
    assert wears(house, home) == [1, 1]
