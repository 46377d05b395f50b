"""Whatever a person corrects, undoing brings back exactly what was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.wardrobe.conftest import fill
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House
from wardrobe.schema import ApartRow, GarmentRow, LookRow, SightingRow

SEEN = st.sampled_from(["A", "B", "C", "A?", "B?", "C?", "-"])
START = [["A", "B"], ["C"]]
"""Every garment is seen before it is asked about."""


def snapshot(house: House, household: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a household that corrections can touch."""
    of_looks = select(LookRow.id).where(LookRow.household_id == household)
    with house.database.read() as session:
        return {
            "garments": rows(session, select(GarmentRow.__table__).where(GarmentRow.household_id == household)),
            "looks": rows(session, select(LookRow.__table__).where(LookRow.household_id == household)),
            "sightings": rows(session, select(SightingRow.__table__).where(SightingRow.look_id.in_(of_looks))),
            "apart": rows(
                session,
                select(ApartRow.garment_id, ApartRow.sighting_id)
                .join(SightingRow, SightingRow.id == ApartRow.sighting_id)
                .where(SightingRow.look_id.in_(of_looks)),
            ),
        }


def rows(session: Any, query: Any) -> list[tuple[Any, ...]]:
    return sorted(repr(tuple(row)) for row in session.execute(query))


def check(house: House, household: int) -> None:
    """What is always true of a wardrobe."""
    garments = {item.id for item in house.garments.list(household)}
    with house.database.read() as session:
        kept = set(session.scalars(select(GarmentRow.id).where(GarmentRow.household_id == household)))
        seen = set(session.scalars(select(SightingRow.garment_id)))
    assert kept <= seen, "a garment without a sighting"
    for look in house.looks.page(household, limit=100):
        for sighting in look.sightings:
            assert (sighting.garment_id is not None) == (sighting.decision in ("same", "new"))
            assert (sighting.candidate_id is not None) == (sighting.decision == "ask")
            assert {sighting.garment_id, sighting.candidate_id} - {None} <= garments, "a garment that cannot be shown"


class Corrector:
    """Does corrections that are drawn as numbers."""

    def __init__(self, house: House, household: int) -> None:
        self.house, self.household = house, household

    def do(self, kind: str, one: int, other: int, some: set[int]) -> int:
        house, home = self.house, self.household
        with house.database.read() as session:
            mine = select(LookRow.id).where(LookRow.household_id == home).order_by(LookRow.id)
            looks = list(session.scalars(mine))
            sightings = list(session.scalars(select(SightingRow.id).where(SightingRow.look_id.in_(looks))))
            garments = list(session.scalars(select(GarmentRow.id).where(GarmentRow.household_id == home)))
        look, sighting = looks[one % len(looks)], sightings[one % len(sightings)]
        garment = garments[other % len(garments)] if garments else 0
        match kind:
            case "confirm" | "separate" | "reject":
                return int(getattr(house.garments, kind)(home, sighting))
            case "assign":
                return house.garments.assign(home, sighting, garment)
            case "merge":
                return house.garments.merge(home, garments[one % len(garments)] if garments else 0, garment)
            case "split":
                return house.garments.split(home, garment, {sightings[place % len(sightings)] for place in some})
            case "rename":
                return house.garments.rename(home, garment, f"name {one}")
            case "set_category":
                return house.garments.set_category(home, garment, ("dress", "skirt")[one % 2])
            case "delete":
                return house.garments.delete(home, garment)
            case "delete_look":
                return house.looks.delete(home, look)
            case "set_worn_on":
                return house.looks.set_worn_on(home, look, date(2026, 2, 1 + one % 20))
            case _:
                return house.looks.keep_twin(home, look)


KINDS = (
    "confirm", "separate", "reject", "assign", "merge", "split", "rename",
    "set_category", "delete", "delete_look", "set_worn_on", "keep_twin",
)  # fmt: skip
CORRECTIONS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 30), st.integers(0, 30), st.sets(st.integers(0, 30), max_size=3)),
    max_size=8,
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(looks=st.lists(st.lists(SEEN, max_size=3), max_size=4), corrections=CORRECTIONS)
def test_undoing_random_corrections_one_by_one_restores_each_state(
    house: House, looks: list[list[str]], corrections: list[tuple[str, int, int, set[int]]]
) -> None:
    corrector = Corrector(house, fill(house, START + looks))
    household = corrector.household
    states: list[tuple[int, dict[str, Any]]] = []
    for correction in corrections:
        before = snapshot(house, household)
        try:
            states.append((corrector.do(*correction), before))
        except (ChangeError, NotFoundError):
            assert snapshot(house, household) == before, "a refused correction changed something"
        check(house, household)
    for change_id, before in reversed(states):
        house.journal.undo(household, change_id)
        assert snapshot(house, household) == before
    assert all(change.undone for change in house.journal.latest(household, 100))


@SLOW
@given(
    looks=st.lists(st.lists(SEEN, max_size=3), max_size=4),
    corrections=CORRECTIONS,
    order=st.randoms(use_true_random=False),
)
def test_undoing_in_any_order_never_breaks_the_wardrobe(
    house: House, looks: list[list[str]], corrections: list[tuple[str, int, int, set[int]]], order: Any
) -> None:
    corrector = Corrector(house, fill(house, START + looks))
    household, changes = corrector.household, []
    for correction in corrections:
        try:
            changes.append(corrector.do(*correction))
        except (ChangeError, NotFoundError):
            continue
    order.shuffle(changes)
    for change_id in changes:
        before = snapshot(house, household)
        try:
            house.journal.undo(household, change_id)
        except ChangeError:
            assert snapshot(house, household) == before
        check(house, household)


def test_changes_of_different_things_can_be_undone_in_any_order(house: House) -> None:
    home = fill(house, [["A"], ["A"]])
    (garment,) = house.garments.list(home)
    named = house.garments.rename(home, garment.id, "Sunday best")
    house.garments.set_category(home, garment.id, "dress")
    house.journal.undo(home, named)
    after = house.garments.get(home, garment.id)
    assert (after.name, after.category) == (None, "dress")


def test_what_was_changed_again_must_be_undone_in_order(house: House) -> None:
    home = fill(house, [["A"]])
    (garment,) = house.garments.list(home)
    first = house.garments.rename(home, garment.id, "one")
    second = house.garments.rename(home, garment.id, "two")
    with pytest.raises(ChangeError, match="changed again later"):
        house.journal.undo(home, first)
    house.journal.undo(home, second)
    house.journal.undo(home, first)
    assert house.garments.get(home, garment.id).name is None


def test_a_change_is_undone_once_and_by_its_own_household(house: House) -> None:
    home, other = fill(house, [["A"]]), fill(house, [["A"]])
    change = house.garments.rename(home, house.garments.list(home)[0].id, "name")
    with pytest.raises(NotFoundError):
        house.journal.undo(other, change)
    house.journal.undo(home, change)
    with pytest.raises(ChangeError, match="undone already"):
        house.journal.undo(home, change)


def test_the_latest_changes_come_first(house: House) -> None:
    home = fill(house, [["A"]])
    (garment,) = house.garments.list(home)
    house.garments.rename(home, garment.id, "name")
    category = house.garments.set_category(home, garment.id, "skirt")
    house.journal.undo(home, category)
    latest = house.journal.latest(home, 5)
    assert [(change.kind, change.undone) for change in latest] == [("category", True), ("rename", False)]
    assert latest[0].params == {"garment_id": garment.id, "category": "skirt"}
    assert latest[0].at.tzinfo is not None


def test_a_garment_that_gained_sightings_outlives_the_undoing_of_what_made_it(
    house: House, open_house: Callable[..., House]
) -> None:
    home = fill(house, [["A"], ["A"], ["-"]])
    newest, last, _ = house.looks.page(home)
    change = house.garments.separate(home, last.sightings[0].id)
    made = house.garments.sighting(home, last.sightings[0].id).garment_id
    assert made is not None
    house.garments.assign(home, newest.sightings[0].id, made)
    house.journal.undo(home, change)
    assert house.garments.get(home, made).wear_count == 1
