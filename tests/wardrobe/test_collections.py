"""Collections are kept, follow their garments, and can be undone like every other change."""

from __future__ import annotations

import pytest

from tests.wardrobe.conftest import fill
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House


@pytest.fixture
def three(house: House, home: int) -> tuple[int, int, int, int]:
    """The household, and garments A, B and C of it; the newest last."""
    household = fill(house, [["A", "B", "C"]])
    found = sorted(item.id for item in house.garments.list(household))
    return household, found[0], found[1], found[2]


def test_a_collection_has_covers_and_a_count(house: House, three: tuple[int, int, int, int]) -> None:
    household, a, b, _c = three
    made = house.collections.make(household, "  Summer   trip ", [a, b])
    (found,) = house.collections.list(household)
    assert (found.id, found.name, found.count) == (made.collection_id, "Summer trip", 2)
    covers = {item.id: item.cover_sighting_id for item in house.garments.list(household)}
    assert found.covers == (covers[b], covers[a]), "the last put there first"
    assert house.collections.list(household) is house.collections.list(household), "nothing changed: nothing is read"


def test_names_are_told_apart_and_limited(house: House, three: tuple[int, int, int, int]) -> None:
    household, *_ = three
    first = house.collections.make(household, "Work").collection_id
    for name, said in (("work", "already"), (" ", "needs a name"), ("x" * 61, "too long")):
        with pytest.raises(ChangeError, match=said):
            house.collections.make(household, name)
    house.collections.rename(household, first, "WORK")
    other = house.collections.make(household, "Home").collection_id
    with pytest.raises(ChangeError, match="already"):
        house.collections.rename(household, other, "work")
    assert [one.name for one in house.collections.list(household)] == ["Home", "WORK"]


def test_garments_come_and_go_and_each_change_is_undone(house: House, three: tuple[int, int, int, int]) -> None:
    household, a, b, c = three
    made = house.collections.make(household, "Work", [a]).collection_id

    def inside() -> set[int]:
        return {*house.collections.get(household, made).garment_ids}

    added = house.collections.add(household, made, [a, b, c])
    assert inside() == {a, b, c}
    gone = house.collections.remove(household, made, [a, b])
    assert inside() == {c}
    house.journal.undo(household, gone)
    assert inside() == {a, b, c}
    house.journal.undo(household, added)
    assert inside() == {a}
    renamed = house.collections.rename(household, made, "Office")
    house.journal.undo(household, renamed)
    assert house.collections.get(household, made).name == "Work"
    deleted = house.collections.delete(household, made)
    assert house.collections.list(household) == []
    house.journal.undo(household, deleted)
    assert inside() == {a} and house.collections.of_garment(household, a)[0].id == made


def test_making_one_is_undone_whatever_was_put_there_since(house: House, three: tuple[int, int, int, int]) -> None:
    household, a, b, _c = three
    made = house.collections.make(household, "Work", [a])
    house.collections.add(household, made.collection_id, [b])
    house.journal.undo(household, made.change_id)
    assert house.collections.list(household) == []
    with pytest.raises(NotFoundError):
        house.collections.get(household, made.collection_id)


def test_a_merged_garment_stays_in_the_collections_of_both(house: House, three: tuple[int, int, int, int]) -> None:
    household, a, b, _c = three
    one = house.collections.make(household, "One", [a, b]).collection_id
    two = house.collections.make(household, "Two", [b]).collection_id
    merged = house.garments.merge(household, a, b)
    assert [house.collections.get(household, id).garment_ids for id in (one, two)] == [(a,), (a,)]
    house.journal.undo(household, merged)
    assert {*house.collections.get(household, one).garment_ids} == {a, b}
    assert house.collections.get(household, two).garment_ids == (b,)


def test_a_deleted_garment_leaves_its_collections_and_comes_back_into_them(
    house: House, three: tuple[int, int, int, int]
) -> None:
    household, a, _b, _c = three
    made = house.collections.make(household, "Work", [a]).collection_id
    deleted = house.garments.delete(household, a)
    assert house.collections.get(household, made).count == 0
    house.journal.undo(household, deleted)
    assert house.collections.get(household, made).garment_ids == (a,)
    deleted = house.garments.delete(household, a)
    house.collections.delete(household, made)
    house.journal.undo(household, deleted)
    assert a in {item.id for item in house.garments.list(household)}, "a collection that is gone is no reason to refuse"


def test_nothing_of_another_household_is_touched(house: House, three: tuple[int, int, int, int]) -> None:
    household, a, _b, _c = three
    made = house.collections.make(household, "Work", [a]).collection_id
    other = fill(house, [["A"]])
    (theirs,) = house.garments.list(other)
    for act in (
        lambda: house.collections.get(other, made),
        lambda: house.collections.rename(other, made, "Mine"),
        lambda: house.collections.delete(other, made),
        lambda: house.collections.add(other, made, [theirs.id]),
        lambda: house.collections.remove(other, made, [a]),
        lambda: house.collections.add(household, made, [theirs.id]),
        lambda: house.collections.make(household, "New", [theirs.id]),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert [one.name for one in house.collections.list(household)] == ["Work"]
    assert house.collections.list(other) == []
