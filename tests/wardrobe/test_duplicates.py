"""Garments that are probably one are found, asked about once, and never against the person's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import event, select

from embeddings.doubles import LIKELY
from tests.wardrobe.conftest import fill
from wardrobe.duplicates import Duplicate
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.schema import GarmentRow, SightingRow
from wardrobe.vectors import vector_row

Entered = Callable[..., int]


def towards(angle: float) -> NDArray[np.float32]:
    """A unit vector; the cosine of two is that of the difference of their angles, in degrees."""
    return np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle)), *[0] * 6], np.float32)


@pytest.fixture
def entered(house: House) -> Entered:
    """A household with these looks, of which each garment looks in the direction of its angle."""

    def enter(looks: list[list[str]], angles: Mapping[str, float], categories: tuple[str, ...] = ("pants",)) -> int:
        household = fill(house, looks, categories)
        order = sorted({name for look in looks for name in look}, key=lambda name: str(looks).index(name))
        with house.database.write() as session:
            ids = session.scalars(select(GarmentRow.id).where(GarmentRow.household_id == household)).all()
            called = dict(zip(sorted(ids), order, strict=True))
            rows = session.scalars(select(SightingRow).where(SightingRow.garment_id.in_(ids))).all()
            for row in rows:
                assert row.garment_id is not None
                vector = towards(angles[called[row.garment_id]])
                session.add(vector_row(row, house.vectors.model_id, vector, np.zeros(800, np.float32)))
        return household

    return enter


def pairs(found: list[Duplicate]) -> list[set[int]]:
    return [{one.keep.id, one.other.id} for one in found]


def ids(house: House, household: int) -> list[int]:
    return sorted(item.id for item in house.garments.list(household))


def test_two_that_look_the_same_are_found_the_likeliest_first(house: House, entered: Entered) -> None:
    household = entered([["A"], ["B"], ["C"], ["D"]], {"A": 0, "B": 0, "C": 120, "D": 124})
    a, b, c, d = ids(house, household)
    found = house.duplicates.of(household)
    assert pairs(found) == [{a, b}, {c, d}]
    assert found[0].probability > found[1].probability > LIKELY
    assert (found[0].keep.id, found[0].other.id) == (a, b), "the first one stays"


def test_the_one_with_a_name_stays_else_the_one_worn_more_often(house: House, entered: Entered) -> None:
    household = entered([["A"], ["B"], ["B"]], {"A": 0, "B": 0})
    a, b = ids(house, household)
    assert house.duplicates.of(household)[0].keep.id == b
    house.garments.rename(household, a, "Mine")
    assert house.duplicates.of(household)[0].keep.id == a


@pytest.mark.parametrize(
    ("looks", "categories"),
    [([["A", "B"]], ("pants",)), ([["A"], ["B"]], ("pants", "bag"))],
    ids=["worn together", "of two categories"],
)
def test_what_cannot_be_one_is_not_asked(
    house: House, entered: Entered, looks: list[list[str]], categories: tuple[str, ...]
) -> None:
    assert house.duplicates.of(entered(looks, {"A": 0, "B": 0}, categories)) == []


def test_of_many_that_look_alike_no_two_stand_out(house: House, entered: Entered) -> None:
    looks, angles = [[name] for name in "ABCDE"], dict.fromkeys("ABCDE", 0)
    assert house.duplicates.of(entered(looks, angles)) == []
    assert len(house.duplicates.of(entered(looks[:2], angles))) == 1


def test_not_the_same_is_remembered_and_can_be_undone(house: House, entered: Entered) -> None:
    household = entered([["A"], ["B"], ["C"]], {"A": 0, "B": 0, "C": 90})
    a, b, c = ids(house, household)
    change = house.duplicates.apart(household, a, b)
    assert house.duplicates.of(household) == []
    house.garments.rename(household, c, "Another change")
    assert house.duplicates.of(household) == []
    house.journal.undo(household, change)
    assert pairs(house.duplicates.of(household)) == [{a, b}]


def test_what_a_person_split_is_not_asked_again(house: House, entered: Entered) -> None:
    household = entered([["A"], ["A"]], {"A": 0})
    (a,) = ids(house, household)
    second = house.garments.looks_of(household, a)[0].sightings[0].id
    house.garments.split(household, a, [second])
    assert len(ids(house, household)) == 2 and house.duplicates.of(household) == []


def test_merged_garments_are_asked_no_more_until_it_is_undone(house: House, entered: Entered) -> None:
    household = entered([["A"], ["B"]], {"A": 0, "B": 0})
    a, b = ids(house, household)
    assert len(house.duplicates.of(household)) == 1
    merged = house.garments.merge(household, a, b)
    assert house.duplicates.of(household) == []
    house.journal.undo(household, merged)
    assert len(house.duplicates.of(household)) == 1


def test_vectors_are_read_once_and_only_what_is_new_again(house: House, entered: Entered) -> None:
    household = entered([["A"], ["B"]], {"A": 0, "B": 0})
    a, b = ids(house, household)
    read: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *given: read.append(given[2]))
    for expected in (1, 1):
        house.duplicates.of(household)
        assert sum("FROM vector" in one for one in read) == expected
    house.bulk.tag(household, [a, b], add=["old"])
    found = house.duplicates.of(household)
    assert found[0].keep.belonging.tags == ("old",) and sum("FROM vector" in one for one in read) == 1


def test_what_is_at_hand_is_never_compared_anew(house: House, entered: Entered) -> None:
    household = entered([["A"], ["B"]], {"A": 0, "B": 0})
    a, b = ids(house, household)
    assert house.duplicates.at_hand(household) == ([], False)
    found = house.duplicates.of(household)
    assert house.duplicates.at_hand(household) == (found, True)
    house.garments.rename(household, b, "Mine")
    (now,), fresh = house.duplicates.at_hand(household)
    assert now.keep.name == "Mine" and not fresh
    house.garments.delete(household, a)
    assert house.duplicates.at_hand(household) == ([], False)


def test_a_garment_of_others_is_not_told_apart(house: House, entered: Entered) -> None:
    household = entered([["A"], ["B"]], {"A": 0, "B": 0})
    a, b = ids(house, household)
    other = fill(house, [["A"]])
    for whose, one, two in ((other, a, b), (household, a, *ids(house, other))):
        with pytest.raises(NotFoundError):
            house.duplicates.apart(whose, one, two)
    with pytest.raises(ChangeError):
        house.duplicates.apart(household, a, a)
    assert len(house.duplicates.of(household)) == 1
