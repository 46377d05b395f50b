"""Outfits that are laid out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wardrobe.conftest import fill
from tests.wardrobe.matching.closet import Closet
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.matching.arranging import Laid, arranged


@pytest.fixture
def closet(house: House, home: int) -> Closet:
    return Closet(house, home)


@pytest.fixture
def three(closet: Closet) -> tuple[int, int, int]:
    """Shoes, trousers and a top."""
    return closet.own("shoes"), closet.own("pants"), closet.own("upper-clothes")


@pytest.fixture
def layout(three: tuple[int, int, int]) -> tuple[Laid, ...]:
    shoes, pants, top = three
    return Laid(top, 0.2, 0.3, 0.5, -12.5), Laid(shoes, 0.8, 0.9, 0.25), Laid(pants, 0.4, 0.6, 0.7)


def test_an_outfit_is_kept_as_it_was_laid_out(house: House, home: int, layout: tuple[Laid, ...]) -> None:
    made = house.plans.lay_out(home, layout, name=" Sunday ", occasion="party")
    kept = house.plans.get(home, made.outfit_id)
    assert (kept.by_hand, kept.layout, kept.name, kept.occasion, kept.made) == (
        layout,
        layout,
        "Sunday",
        "party",
        "own",
    )
    house.journal.undo(home, made.change_id)
    assert house.plans.list(home) == []


def test_laying_out_the_same_garments_twice_makes_two(house: House, home: int, layout: tuple[Laid, ...]) -> None:
    first, second = (house.plans.lay_out(home, layout).outfit_id for _ in range(2))
    assert first != second and len(house.plans.list(home)) == 2


def test_a_change_moves_adds_and_takes_away_and_undo_puts_everything_back(
    house: House, home: int, closet: Closet, layout: tuple[Laid, ...]
) -> None:
    bag = closet.own("bag")
    made = house.plans.lay_out(home, layout[:2], name="A")
    before = house.plans.get(home, made.outfit_id)
    changed = (replace(layout[1], x=0.1), Laid(bag, 0.5, 0.5, 0.3))
    again = house.plans.lay_out(home, changed, outfit_id=made.outfit_id, name="B")
    after = house.plans.get(home, made.outfit_id)
    assert (again.outfit_id, after.layout, after.name) == (made.outfit_id, changed, "B")
    house.journal.undo(home, again.change_id)
    assert house.plans.get(home, made.outfit_id) == before


def test_a_copy_lies_as_the_first_does(house: House, home: int, layout: tuple[Laid, ...]) -> None:
    made = house.plans.lay_out(home, layout)
    assert house.plans.clone(home, made.outfit_id).by_hand == layout


def test_what_nobody_laid_out_lies_by_the_rule(house: House, home: int, three: tuple[int, int, int]) -> None:
    kept = house.plans.save(home, three)
    assert kept.by_hand == () and kept.layout == arranged(kept.garments)


def test_what_came_later_lies_by_the_rule_on_top(house: House, home: int, layout: tuple[Laid, ...]) -> None:
    made = house.plans.lay_out(home, layout[:1])
    ids = [one.garment_id for one in layout]
    changed = house.plans.change(home, made.outfit_id, ids)
    assert changed.layout[0] == layout[0] and {one.garment_id for one in changed.layout} == {*ids}


def test_a_merged_garment_keeps_its_place(house: House, home: int, closet: Closet, layout: tuple[Laid, ...]) -> None:
    twin = closet.own("upper-clothes")
    made = house.plans.lay_out(home, layout)
    house.garments.merge(home, twin, layout[0].garment_id)
    assert house.plans.get(home, made.outfit_id).layout == (replace(layout[0], garment_id=twin), *layout[1:])


def test_a_deleted_garment_comes_back_to_its_place(house: House, home: int, layout: tuple[Laid, ...]) -> None:
    made = house.plans.lay_out(home, layout)
    change = house.garments.delete(home, layout[0].garment_id)
    assert house.plans.get(home, made.outfit_id).layout == layout[1:]
    house.journal.undo(home, change)
    assert house.plans.get(home, made.outfit_id).layout == layout


def test_nothing_too_much_and_what_is_not_ones_own_are_refused(
    house: House, home: int, layout: tuple[Laid, ...]
) -> None:
    made = house.plans.lay_out(home, layout)
    other = fill(house, [])
    for household, pieces, outfit, error in (
        (home, (), None, ChangeError),
        (home, [Laid(number, 0.5, 0.5, 0.5) for number in range(40)], None, ChangeError),
        (home, layout, 999, NotFoundError),
        (home, [Laid(999, 0.5, 0.5, 0.5)], made.outfit_id, NotFoundError),
        (other, layout, None, NotFoundError),
        (other, layout, made.outfit_id, NotFoundError),
    ):
        with pytest.raises(error):
            house.plans.lay_out(household, pieces, outfit_id=outfit)
    assert house.plans.list(home) == [house.plans.get(home, made.outfit_id)]
    assert house.plans.list(other) == []
