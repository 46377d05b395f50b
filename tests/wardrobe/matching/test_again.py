"""Wearing a look again: planned in one change, undone without a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.closet import TODAY
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.matching.again import wear_again
from wardrobe.matching.schema import OutfitGarmentRow, OutfitRow, PlanRow
from wardrobe.schema import GarmentRow

TOMORROW = TODAY + timedelta(days=1)


def kept(house: House) -> list[int | None]:
    """How many outfits, garments in them and plans there are."""
    with house.database.read() as session:
        tables = OutfitRow, OutfitGarmentRow, PlanRow
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_what_the_look_shows_is_planned_and_the_plan_undone_without_a_trace(house: House) -> None:
    home = fill(house, [["A", "B", "-"]])
    look = house.looks.page(home)[0].id
    house.looks.set_occasion(home, look, "office")
    change = wear_again(house.journal, home, look, TOMORROW, today=TODAY)
    with house.database.read() as session:
        (outfit,), plan = session.scalars(select(OutfitRow)).all(), session.scalars(select(PlanRow)).one()
        worn = {*session.scalars(select(OutfitGarmentRow.garment_id))}
        assert worn == {*session.scalars(select(GarmentRow.id))} and len(worn) == 2
        assert (outfit.made, outfit.occasion) == ("look", "office")
        assert (plan.day, plan.outfit_id) == (TOMORROW, outfit.id)
    house.journal.undo(home, change)
    assert kept(house) == [0, 0, 0]


def test_twice_is_once_and_an_outfit_that_is_kept_stays(house: House) -> None:
    home = fill(house, [["A", "B"]])
    look = house.looks.page(home)[0].id
    house.plans.of_look(home, look)
    first = wear_again(house.journal, home, look, TODAY, today=TODAY)
    again = wear_again(house.journal, home, look, TODAY, today=TODAY)
    other = wear_again(house.journal, home, look, TOMORROW, today=TODAY)
    assert kept(house) == [1, 2, 2]
    for change in (other, again, first):
        house.journal.undo(home, change)
    assert kept(house) == [1, 2, 0]


def test_an_outfit_of_more_or_fewer_garments_is_another_one(house: House) -> None:
    home = fill(house, [["A", "B"], ["A"], ["A", "B", "C"]])
    for look in house.looks.page(home):
        wear_again(house.journal, home, look.id, TODAY, today=TODAY)
    assert kept(house) == [3, 6, 3]


def test_a_day_that_has_passed_a_look_of_nothing_and_a_strange_one_are_refused(house: House) -> None:
    home, other = fill(house, [["A"], ["-"]]), fill(house, [["A"]])
    nothing, something = house.looks.page(home)
    with pytest.raises(ChangeError):
        wear_again(house.journal, home, something.id, TODAY - timedelta(days=1), today=TODAY)
    with pytest.raises(ChangeError):
        wear_again(house.journal, home, nothing.id, TODAY, today=TODAY)
    with pytest.raises(NotFoundError):
        wear_again(house.journal, home, house.looks.page(other)[0].id, TODAY, today=TODAY)
    assert kept(house) == [0, 0, 0]
