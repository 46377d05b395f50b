"""Outfits that are kept, and the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.closet import TODAY, Closet
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def closet(house: House, home: int) -> Closet:
    return Closet(house, home)


@pytest.fixture
def three(closet: Closet) -> tuple[int, int, int]:
    """Shoes, trousers and a top."""
    return closet.own("shoes"), closet.own("pants"), closet.own("upper-clothes")


def test_an_outfit_is_kept_from_head_to_toe_with_its_name(house: House, home: int, three: tuple[int, int, int]) -> None:
    shoes, pants, top = three
    kept = house.plans.save(home, three, name="  Monday \n best ", occasion="office", made="generated")
    assert house.plans.get(home, kept.id) == kept
    assert (kept.garment_ids, kept.name, kept.occasion, kept.made) == (
        (top, pants, shoes),
        "Monday best",
        "office",
        "generated",
    )
    assert house.plans.list(home) == [kept]
    assert house.plans.list(home, garment_id=pants) == [kept]


def test_the_same_garments_are_kept_once(house: House, home: int, three: tuple[int, int, int]) -> None:
    first = house.plans.save(home, three)
    again = house.plans.save(home, [*three[::-1], three[0]], name="Named")
    assert again.id == first.id and again.name == "Named"
    assert len(house.plans.list(home)) == 1
    assert house.plans.save(home, three[:2]).id != first.id


@pytest.mark.parametrize("garments", [[], list(range(1, 40))])
def test_none_and_too_many_garments_are_refused(house: House, home: int, garments: list[int]) -> None:
    with pytest.raises(ChangeError):
        house.plans.save(home, garments)


def test_a_look_is_cloned(house: House, home: int, closet: Closet, three: tuple[int, int, int]) -> None:
    look = closet.wear(three[0], TODAY)
    closet.wear(three[1], TODAY)
    kept = house.plans.of_look(home, look)
    assert kept.made == "look" and kept.garment_ids == (three[1], three[0])
    with pytest.raises(NotFoundError):
        house.plans.of_look(home, 999)


def test_an_outfit_is_cloned_renamed_and_changed(house: House, home: int, three: tuple[int, int, int]) -> None:
    kept = house.plans.save(home, three, name="A")
    copy = house.plans.clone(home, kept.id, name="B")
    assert (copy.id != kept.id, copy.garment_ids, copy.name) == (True, kept.garment_ids, "B")
    house.plans.rename(home, copy.id, " ")
    assert house.plans.get(home, copy.id).name is None
    assert house.plans.change(home, copy.id, three[:2]).garment_ids == (three[1], three[0])
    assert house.plans.get(home, kept.id).garment_ids == kept.garment_ids


def test_deleting_is_undone_with_the_plans(house: House, home: int, three: tuple[int, int, int]) -> None:
    kept = house.plans.save(home, three)
    house.plans.plan(home, kept.id, TOMORROW)
    change = house.plans.delete(home, kept.id)
    assert house.plans.list(home) == [] and house.plans.between(home, TODAY, TOMORROW) == []
    house.journal.undo(home, change)
    assert house.plans.list(home) == [kept]
    assert [planned.outfit for planned in house.plans.between(home, TODAY, TOMORROW)] == [kept]


def test_undoing_leaves_out_a_garment_that_is_gone_by_then(
    house: House, home: int, three: tuple[int, int, int]
) -> None:
    kept = house.plans.save(home, three)
    change = house.plans.delete(home, kept.id)
    house.garments.delete(home, three[0])
    house.journal.undo(home, change)
    assert house.plans.get(home, kept.id).garment_ids == (three[2], three[1])


def test_a_deleted_garment_leaves_outfits_and_comes_back_with_undo(
    house: House, home: int, three: tuple[int, int, int]
) -> None:
    kept = house.plans.save(home, three)
    change = house.garments.delete(home, three[0])
    assert house.plans.get(home, kept.id).garment_ids == (three[2], three[1])
    house.journal.undo(home, change)
    assert house.plans.get(home, kept.id) == kept


def test_a_plan_is_made_moved_and_taken_off(house: House, home: int, three: tuple[int, int, int]) -> None:
    kept = house.plans.save(home, three)
    planned = house.plans.plan(home, kept.id, TODAY)
    assert house.plans.plan(home, kept.id, TODAY) == planned
    moved = house.plans.move(home, planned.id, TOMORROW)
    assert (moved.id, moved.day) == (planned.id, TOMORROW)
    assert house.plans.between(home, TODAY, TODAY) == []
    assert house.plans.between(home, TODAY, TOMORROW) == [moved]
    other = house.plans.plan(home, kept.id, TODAY)
    assert house.plans.move(home, other.id, TOMORROW).id == moved.id
    assert house.plans.between(home, TODAY, TOMORROW) == [moved]
    house.plans.unplan(home, moved.id)
    assert house.plans.between(home, TODAY, TOMORROW) == [] and house.plans.list(home) == [kept]


def test_what_was_really_worn_is_told_by_the_looks_of_the_day(
    house: House, home: int, closet: Closet, three: tuple[int, int, int]
) -> None:
    kept = house.plans.save(home, three)
    house.plans.plan(home, kept.id, TODAY)
    assert not house.plans.between(home, TODAY, TODAY)[0].worn
    closet.wear(three[1], TODAY)
    assert not house.plans.between(home, TODAY, TODAY)[0].worn
    look = closet.wear(three[2], TODAY)  # the shoes are cut off
    assert house.plans.between(home, TODAY, TODAY)[0].worn
    house.looks.delete(home, look)
    assert not house.plans.between(home, TODAY, TODAY)[0].worn


def test_another_household_sees_and_changes_nothing(house: House, home: int, three: tuple[int, int, int]) -> None:
    kept = house.plans.save(home, three)
    planned = house.plans.plan(home, kept.id, TODAY)
    other = fill(house, [])
    assert house.plans.list(other) == [] and house.plans.between(other, TODAY, TOMORROW) == []
    assert house.plans.garments_on(other, TODAY) == frozenset()
    attempts = [
        lambda: house.plans.get(other, kept.id),
        lambda: house.plans.clone(other, kept.id),
        lambda: house.plans.rename(other, kept.id, "x"),
        lambda: house.plans.delete(other, kept.id),
        lambda: house.plans.change(other, kept.id, three),
        lambda: house.plans.plan(other, kept.id, TODAY),
        lambda: house.plans.move(other, planned.id, TOMORROW),
        lambda: house.plans.unplan(other, planned.id),
        lambda: house.plans.save(other, three),
    ]
    for attempt in attempts:
        with pytest.raises(NotFoundError):
            attempt()
    assert house.plans.between(home, TODAY, TODAY) == [planned]


def test_pages_notice(house: House, home: int, three: tuple[int, int, int]) -> None:
    before = house.looks.version(home)
    kept = house.plans.save(home, three)
    house.plans.plan(home, kept.id, TODAY)
    assert house.looks.version(home) == before + 2
