"""One change for many garments, with one undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.wardrobe.conftest import fill
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.house import House


@pytest.fixture
def household(house: House) -> int:
    """Trousers A, a bag B and trousers C."""
    return fill(house, [["A", "B"], ["C", "A"]], ["pants", "bag"])


def items(house: House, household: int) -> dict[int, GarmentItem]:
    return {item.id: item for item in house.garments.list(household)}


def test_tags_are_added_and_taken_away_whatever_their_case(house: House, household: int) -> None:
    a, b, c = sorted(items(house, household))
    house.belongings.set(household, a, tags=["Travel", "old"])
    change = house.bulk.tag(household, [a, b], add=["travel", "rain"], remove=["OLD"])
    assert [items(house, household)[id].belonging.tags for id in (a, b, c)] == [
        ("Travel", "rain"),
        ("travel", "rain"),
        (),
    ]
    house.journal.undo(household, change)
    assert [items(house, household)[id].belonging.tags for id in (a, b)] == [("Travel", "old"), ()]


@pytest.mark.parametrize(
    ("act", "read", "expected"),
    [
        (lambda h, home, ids: h.bulk.occasions(home, ids, ["office"]), lambda i: i.belonging.occasions, ("office",)),
        (lambda h, home, ids: h.bulk.set_category(home, ids, "skirt"), lambda i: i.category, "skirt"),
        (lambda h, home, ids: h.bulk.say(home, ids, "formality", "formal"), lambda i: i.said, {"formality": "formal"}),
    ],
    ids=["occasions", "category", "style"],
)
def test_what_is_said_of_many_is_one_change(
    house: House,
    household: int,
    act: Callable[[House, int, list[int]], int],
    read: Callable[[GarmentItem], object],
    expected: object,
) -> None:
    before = {id: read(item) for id, item in items(house, household).items()}
    ids = sorted(before)[:2]
    change = act(house, household, ids)
    after = {id: read(item) for id, item in items(house, household).items()}
    assert after == {id: expected if id in ids else value for id, value in before.items()}
    assert len(house.journal.latest(household)) == 1
    house.journal.undo(household, change)
    assert {id: read(item) for id, item in items(house, household).items()} == before


def test_what_cannot_be_said_of_one_is_said_of_the_others(house: House, household: int) -> None:
    trousers, bag, _ = sorted(items(house, household))
    house.bulk.say(household, [trousers, bag], "warmth", "winter")
    assert [items(house, household)[id].said for id in (trousers, bag)] == [{"warmth": "winter"}, {}]
    with pytest.raises(ChangeError, match="None of these"):
        house.bulk.say(household, [bag], "warmth", "winter")


def test_many_are_deleted_and_come_back_at_once(house: House, household: int) -> None:
    before = items(house, household)
    a, b, c = sorted(before)
    change = house.bulk.delete(household, [a, b])
    assert [*items(house, household)] == [c]
    house.journal.undo(household, change)
    assert items(house, household) == before


def test_nothing_is_changed_where_one_cannot_be(house: House, household: int) -> None:
    before = items(house, household)
    with pytest.raises(NotFoundError):
        house.bulk.delete(household, [*before, 999])
    with pytest.raises(ChangeError, match="too many"):
        house.bulk.tag(household, before, add=[f"tag {number}" for number in range(21)])
    with pytest.raises(ChangeError, match="No garment"):
        house.bulk.set_category(household, [], "skirt")
    with pytest.raises(ChangeError, match="no category"):
        house.bulk.set_category(household, before, "hovercraft")
    assert items(house, household) == before and house.journal.latest(household) == []
