"""A household is made ready after the start and after changes, once it has been quiet for a round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.warming import Warming


class Readied:
    """What was made ready, and what decides about it."""

    def __init__(self, house: House) -> None:
        self.days: list[date] = []
        self.busy = False
        self.today = date(2026, 3, 2)
        self._house = house
        self.warming = Warming(
            house.database,
            house.accounts.households,
            lambda _household, day: self.days.append(day),
            lambda: self.busy,
            lambda: self.today,
        )

    def change(self, home: int) -> None:
        with self._house.database.write() as session:
            bump(session, home)


@pytest.fixture
def readied(house: House) -> Readied:
    return Readied(house)


def test_it_is_made_ready_once_as_long_as_nothing_changes(readied: Readied) -> None:
    for _ in range(3):
        readied.warming.round()
    assert readied.days == [readied.today]


def test_after_a_change_it_waits_until_a_round_has_passed_in_peace(readied: Readied, home: int) -> None:
    readied.warming.round()
    for _ in range(3):
        readied.change(home)
        readied.warming.round()
    assert len(readied.days) == 1
    readied.warming.round()
    assert len(readied.days) == 2


def test_a_new_day_is_made_ready_too(readied: Readied) -> None:
    readied.warming.round()
    readied.today += timedelta(days=1)
    readied.warming.round()
    assert readied.days == [date(2026, 3, 2), date(2026, 3, 3)]


def test_looks_in_work_come_first(readied: Readied) -> None:
    readied.busy = True
    readied.warming.round()
    assert readied.days == []
    readied.busy = False
    readied.warming.round()
    assert len(readied.days) == 1
