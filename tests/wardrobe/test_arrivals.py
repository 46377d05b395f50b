"""What came last, and what waits for a person."""

from __future__ import annotations

from tests.wardrobe.conftest import fill, photo, receive
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.schema import GarmentRow, LookRow


def change(house: House, look_id: int, **columns: object) -> None:
    with house.database.write() as session:
        row = session.get_one(LookRow, look_id)
        bump(session, row.household_id)
        for name, value in columns.items():
            setattr(row, name, value)


def test_nothing_came_yet(house: House, home: int) -> None:
    arrived = house.arrivals.now(home)
    assert (arrived.newest, arrived.beside, arrived.questions, arrived.question) == (None, (), 0, None)
    assert arrived.empty and not arrived.working


def test_the_newest_is_what_came_last_and_not_what_was_worn_last(house: House) -> None:
    household = fill(house, [["A"], ["B"]])
    older, newer = sorted(look.id for look in house.looks.page(household))
    with house.database.write() as session:
        days = session.get_one(LookRow, older), session.get_one(LookRow, newer)
        days[0].worn_on, days[1].worn_on = days[1].worn_on, days[0].worn_on
    arrived = house.arrivals.now(household)
    assert arrived.newest is not None and arrived.newest.id == newer
    assert arrived.beside == ()


def test_a_look_is_there_before_anything_was_found_in_it(house: House, home: int) -> None:
    first = receive(house, home, photo(seed=1))
    second = receive(house, home, photo(seed=2))
    arrived = house.arrivals.now(home)
    assert arrived.newest is not None and arrived.newest.id == second.id
    assert [look.id for look in arrived.beside] == [first.id]
    assert arrived.working


def test_what_was_just_handed_in_stays_when_it_is_ready(house: House) -> None:
    household = fill(house, [["A"], ["B"], ["C"]])
    ids = sorted(look.id for look in house.looks.page(household))
    assert [look.id for look in house.arrivals.now(household, ids[:2]).beside] == [ids[1], ids[0]]
    assert not house.arrivals.now(household, ids[:2]).working


def test_questions_are_counted_by_look_and_the_last_is_named(house: House) -> None:
    household = fill(house, [["A"], ["A?", "A?"], ["B", "A?"], ["A"]])
    ids = sorted(look.id for look in house.looks.page(household))
    arrived = house.arrivals.now(household)
    assert arrived.questions == 2
    assert arrived.question is not None and arrived.question.id == ids[2]


def test_failed_pictures_are_apart_and_are_never_the_newest(house: House) -> None:
    household = fill(house, [["A"], ["B"]])
    ids = sorted(look.id for look in house.looks.page(household))
    change(house, ids[1], state="failed")
    arrived = house.arrivals.now(household, ids)
    assert arrived.newest is not None and arrived.newest.id == ids[0]
    assert [look.id for look in arrived.failed] == [ids[1]] and arrived.beside == ()
    change(house, ids[0], state="failed")
    assert house.arrivals.now(household).newest is None and not house.arrivals.now(household).empty


def test_a_look_like_another_is_asked_about_as_long_as_the_other_is_there(house: House) -> None:
    household = fill(house, [["A"], ["B"]])
    ids = sorted(look.id for look in house.looks.page(household))
    change(house, ids[1], twin_id=ids[0])
    assert [look.id for look in house.arrivals.now(household).twins] == [ids[1]]
    house.looks.delete(household, ids[0])
    assert house.arrivals.now(household).twins == ()


def test_what_people_call_its_garments_comes_along(house: House) -> None:
    household = fill(house, [["A", "B"]])
    named, _ = (garment.id for garment in house.garments.list(household))
    with house.database.write() as session:
        session.get_one(GarmentRow, named).name = "Sunday best"
    assert house.arrivals.now(household).names == {named: "Sunday best"}


def test_what_is_asked_again_is_read_again_only_after_a_change(house: House, home: int) -> None:
    receive(house, home, photo(seed=1))
    first = house.arrivals.now(home)
    assert house.arrivals.now(home) is first
    receive(house, home, photo(seed=2))
    assert house.arrivals.now(home) is not first


def test_what_is_deleted_or_the_neighbours_is_not_seen(house: House, home: int) -> None:
    household = fill(house, [["A?", "A"]])
    (look,) = house.looks.page(household)
    assert house.arrivals.now(home).empty
    house.looks.delete(household, look.id)
    arrived = house.arrivals.now(household, [look.id])
    assert arrived.empty and arrived.questions == 0 and arrived.question is None
