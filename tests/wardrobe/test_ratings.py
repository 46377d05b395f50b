"""Whose look it is, what it was for, and how people liked it."""

from __future__ import annotations

import pytest

from tests.wardrobe.conftest import fill, photo
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.schema import PersonRow, now


def person(house: House, home: int, name: str) -> int:
    with house.database.write() as session:
        key = f"{home}-{name}"
        row = PersonRow(household_id=home, name=name, name_key=key, password_hash="", created_at=now())
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def worn(house: House) -> tuple[int, int, int]:
    """A household, a look and a person."""
    home = fill(house, [["A"], ["A"]])
    return home, house.looks.page(home)[0].id, person(house, home, "Mina")


def test_an_upload_is_a_look_of_who_uploads_it(house: House, worn: tuple[int, int, int]) -> None:
    home, look, mina = worn
    assert house.looks.get(home, look).person_id is None
    got = house.intake.receive(photo(), "x.jpg", household_id=home, source="upload", person_id=mina)
    assert house.looks.get(home, got.look_id).person_id == mina


def test_whose_look_it_is_can_be_changed_and_undone(house: House, worn: tuple[int, int, int]) -> None:
    home, look, mina = worn
    change = house.looks.set_person(home, look, mina)
    assert house.looks.get(home, look).person_id == mina
    house.looks.set_person(home, look, None)
    assert house.looks.get(home, look).person_id is None
    with pytest.raises(ChangeError):
        house.journal.undo(home, change)
    house.looks.set_person(home, look, mina)


def test_a_look_is_of_a_person_of_its_own_household(house: House, worn: tuple[int, int, int]) -> None:
    home, look, mina = worn
    other = fill(house, [["A"]])
    stranger = person(house, other, "Joon")
    for household, one in ((home, stranger), (other, stranger), (other, mina), (home, 999)):
        with pytest.raises(NotFoundError):
            house.looks.set_person(household, look, one)
    assert [one.name for one in house.accounts.people(home)] == ["Mina"]


def test_what_a_look_was_for_can_be_said_and_undone(house: House, worn: tuple[int, int, int]) -> None:
    home, look, _ = worn
    change = house.looks.set_occasion(home, look, "party")
    assert house.looks.get(home, look).occasion == "party"
    house.journal.undo(home, change)
    assert house.looks.get(home, look).occasion is None
    with pytest.raises(ChangeError, match="no occasion war"):
        house.looks.set_occasion(home, look, "war")
    with pytest.raises(NotFoundError):
        house.looks.set_occasion(fill(house, []), look, "party")


def test_each_person_rates_a_look_once_and_may_think_again(house: House, worn: tuple[int, int, int]) -> None:
    home, look, mina = worn
    joon = person(house, home, "Joon")
    before = house.looks.version(home)
    house.ratings.rate(home, look, mina, 4)
    house.ratings.rate(home, look, joon, 2)
    house.ratings.rate(home, look, mina, 5)
    assert house.ratings.of(home) == house.ratings.of(home, [look]) == {look: {mina: 5.0, joon: 2.0}}
    assert house.looks.version(home) > before
    house.ratings.rate(home, look, mina, None)
    house.ratings.rate(home, look, mina, None)
    assert house.ratings.of(home, [look]) == {look: {joon: 2.0}}
    assert house.ratings.of(home, []) == {}


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_rating_is_from_1_to_5(house: House, worn: tuple[int, int, int], value: int) -> None:
    home, look, mina = worn
    with pytest.raises(ChangeError) as raised:
        house.ratings.rate(home, look, mina, value)
    assert raised.value.params["field"] == "rating"


def test_ratings_of_deleted_looks_and_other_households_do_not_count(house: House, worn: tuple[int, int, int]) -> None:
    home, look, mina = worn
    house.ratings.rate(home, look, mina, 3)
    other = fill(house, [["A"]])
    assert house.ratings.of(other) == {} and house.ratings.of(other, [look]) == {}
    with pytest.raises(NotFoundError):
        house.ratings.rate(other, look, mina, 1)
    with pytest.raises(NotFoundError):
        house.ratings.rate(home, look, person(house, other, "Joon"), 1)
    deleted = house.looks.delete(home, look)
    assert house.ratings.of(home) == {}
    with pytest.raises(NotFoundError):
        house.ratings.rate(home, look, mina, 1)
    house.journal.undo(home, deleted)
    assert house.ratings.of(home) == {look: {mina: 3.0}}
