"""Statistics of a household and a person, from the database."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import event, select

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.insights.made import TODAY, move_in, person
from wardrobe.house import House
from wardrobe.schema import LookRow, SightingRow

GARMENTS = {
    "A": {"kind": "shirt", "price_minor": 6000, "currency": "EUR"},
    "B": {"category": "pants", "kind": "jeans", "colour": "black"},
    "C": {"category": "shoes", "colour": "white"},
    "D": {"colour": "red", "put_away": True},
}

COLOURS = {"P": "black", "Q": "red", "R": "green"}


def ago(days: int):  # type: ignore[no-untyped-def]
    return TODAY - timedelta(days=days)


def test_an_empty_wardrobe_gives_empty_statistics(house: House, home: int) -> None:
    found = house.statistics.of(home, TODAY)
    assert (found.looks, found.wears, found.rotation.garments, found.rotation.gap_days) == (0, 0, 0, None)
    assert not found.enough and found.palette == () and found.months == ()
    assert house.statistics.capsule(home, TODAY) is None and house.statistics.outgrown(home, TODAY) == ()


def test_a_household_counts_every_look_and_a_person_their_own(house: House, home: int) -> None:
    mina, jun = person(house, home, "Mina"), person(house, home, "Jun")
    ids = move_in(
        house, home, GARMENTS, [(ago(1), "AB", mina), (ago(2), "AC", jun), (ago(3), "BC"), (ago(200), "D", mina)]
    )
    whole = house.statistics.of(home, TODAY, 90)
    assert (whole.looks, whole.days, whole.wears, whole.rotation.garments) == (3, 3, 6, 4)
    mine = house.statistics.of(home, TODAY, 90, mina)
    assert (mine.looks, mine.wears, mine.rotation.garments) == (1, 2, 3)
    assert {one.garment.id for one in mine.most_worn} == {ids["A"], ids["B"]}
    assert [one.minor for one in mine.costs] == [3000]  # paid once, worn by both


def test_what_is_packed_away_is_not_called_unworn(house: House, home: int) -> None:
    ids = move_in(house, home, GARMENTS, [(ago(1), "A"), (ago(100), "BD")])
    assert [one.garment.id for one in house.statistics.of(home, TODAY, 30).not_worn] == [ids["B"]]


def test_deleted_looks_do_not_count(house: House, home: int) -> None:
    move_in(house, home, GARMENTS, [(ago(1), "AB"), (ago(2), "A")])
    (look, _) = house.looks.page(home)
    house.looks.delete(home, look.id)
    found = house.statistics.of(home, TODAY)
    assert (found.looks, found.wears, found.rotation.garments) == (1, 1, 1)


def test_another_household_sees_nothing_and_changes_nothing(house: House, home: int) -> None:
    move_in(house, home, GARMENTS, [(ago(1), "AB")])
    next_door = fill(house, [["A", "B"], ["A"]])
    before = house.statistics.of(home, TODAY)
    move_in(house, next_door, GARMENTS, [(ago(1), "ABC")])
    assert house.statistics.of(home, TODAY) == before
    mina = person(house, home, "Mina")
    assert house.statistics.of(next_door, TODAY, person_id=mina).looks == 0


def test_a_random_year_is_as_a_plain_recount_of_the_rows_says(house: House, home: int) -> None:
    random = np.random.default_rng(3)
    letters = [*GARMENTS]
    looks = [(ago(int(random.integers(0, 365))), "".join(random.choice(letters, 2, replace=False))) for _ in range(60)]
    ids = move_in(house, home, GARMENTS, looks)
    found = house.statistics.of(home, TODAY, 90)
    days = defaultdict(set)
    with house.database.read() as session:
        rows = session.execute(select(SightingRow.garment_id, LookRow.worn_on).join(LookRow))
        for garment, day in rows:
            days[garment].add(day)
    inside = {id: {day for day in days[id] if day > ago(90)} for id in ids.values()}
    assert {one.garment.id: one.wears for one in found.most_worn} == {id: len(own) for id, own in inside.items() if own}
    assert found.wears == sum(map(len, inside.values()))
    assert found.rotation.worn_30 == sum(any(day > ago(30) for day in own) for own in days.values())
    assert found.looks == sum(day > ago(90) for day, _ in looks)
    assert found.costs[0].wears == len(days[ids["A"]])


def test_statistics_take_few_queries_however_many_looks_there_are(house: House, home: int) -> None:
    move_in(house, home, GARMENTS, [(ago(n), "ABC") for n in range(30)])
    asked: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    house.statistics.of(home, TODAY)
    assert len([one for one in asked if one.startswith("SELECT")]) <= 8


@pytest.mark.parametrize("of", ["household", "person"])
def test_a_capsule_and_what_could_go_come_from_the_own_looks(house: House, home: int, of: str) -> None:
    mina = person(house, home, "Mina")
    garments = {
        "O": {"kind": "shirt"},
        "N": {"kind": "shirt"},
        **{letter: {"category": "pants", "colour": colour} for letter, colour in COLOURS.items()},
        **{letter: {"category": "shoes"} for letter in "STUVWXYZabcd"},
    }
    looks = [(ago(800), "O", mina), (ago(801), "QRTUVWXYZabcd", mina), *[(ago(7 * n), "NPS", mina) for n in range(70)]]
    ids = move_in(house, home, garments, looks)
    who = mina if of == "person" else None
    made = house.statistics.capsule(home, TODAY, 365, who)
    assert made is not None and made.wears == 1 and made.looks == made.of_looks == 53
    assert {ids["N"], ids["P"], ids["S"]} <= {one.id for one in made.garments}
    assert ids["O"] in {one.garment.id for one in house.statistics.outgrown(home, TODAY, who)}
    jun = person(house, home, "Jun")
    assert house.statistics.outgrown(home, TODAY, jun) == () and house.statistics.capsule(home, TODAY, 365, jun) is None
