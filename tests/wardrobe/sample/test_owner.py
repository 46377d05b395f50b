"""The people of the sample answer what is asked by what they truly wore, and say what an owner would say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.wardrobe.conftest import finish
from tests.wardrobe.sample.conftest import LEGS, TODAY, TOP, live
from wardrobe.house import House
from wardrobe.sample import Sample
from wardrobe.sample.truth import shown, wardrobe_of
from wardrobe.schema import SightingRow


def named(house: House, household: int) -> dict[str, object]:
    return {item.name: item for item in house.garments.list(household) if item.name}


def test_garments_get_their_names_and_facts(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    garments = {item.name: item.belonging for item in house.garments.list(household) if item.name}
    assert set(garments) == {"Red T-shirt", "Jumper", "Jeans"}
    assert garments["Red T-shirt"].brand == "Haneul"
    assert garments["Red T-shirt"].bought_on == TODAY - timedelta(days=30)
    assert (garments["Jumper"].price_minor, garments["Jumper"].in_wash) == (4990, True)
    assert garments["Jeans"].occasions == ("casual",)


def test_looks_get_occasions_and_ratings(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    looks = {look.name: look for look in house.looks.page(household)}
    assert looks["a.jpg"].occasion == "casual" and looks["b.jpg"].occasion is None
    people = {person.name: person.id for person in house.accounts.people(household)}
    assert house.ratings.of(household) == {looks["a.jpg"].id: {people["Mina"]: 5, people["Jun"]: 4}}


def test_an_outfit_is_planned_and_a_packing_list_written(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    (planned,) = house.plans.between(household, TODAY, TODAY + timedelta(days=30))
    assert (planned.day, planned.outfit.name) == (TODAY + timedelta(days=2), "Sunday")
    assert {garment.name for garment in planned.outfit.garments} == {"Red T-shirt", "Jeans"}
    (trip,) = house.packing.trips(household)
    assert (trip.first, trip.days) == (TODAY + timedelta(days=5), 2)


def test_questions_are_answered_by_what_was_worn(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    looks = {look.name: look for look in house.looks.page(household)}
    first, last = (
        next(one for one in looks[name].sightings if one.category == "upper-clothes") for name in ("a.jpg", "c.jpg")
    )
    jumper = next(one for one in looks["b.jpg"].sightings if one.category == "upper-clothes").garment_id
    with house.database.write() as session:  # as if it had been asked whether the T-shirt is the jumper
        asked = {"decision": "ask", "garment_id": None, "candidate_id": jumper, "decided_by_person": False}
        session.execute(update(SightingRow).where(SightingRow.id == last.id).values(asked))
    assert house.sample._owner.answer(sample.manifest, household) == 1
    assert house.garments.sighting(household, last.id).garment_id == first.garment_id
    assert house.sample._owner.answer(sample.manifest, household) == 0


def test_what_is_none_of_their_garments_is_rejected(house: House, home: int, sample: Sample) -> None:
    household = live(house, sample, home)
    look = next(look for look in house.looks.page(household) if look.name == "b.jpg")
    trousers = next(one for one in look.sightings if one.category == "pants")  # the manifest knows none in this look
    with house.database.write() as session:
        asked = {"decision": "ask", "garment_id": None, "candidate_id": None, "decided_by_person": False}
        session.execute(update(SightingRow).where(SightingRow.id == trousers.id).values(asked))
    house.sample._owner.answer(sample.manifest, household)
    assert house.garments.sighting(household, trousers.id).decision == "rejected"


def test_recognition_is_told_nothing(house: House, home: int, sample: Sample) -> None:
    household = sample.add(home)
    sample.step(household)
    finish(house)
    with house.database.read() as session:
        assert not session.scalars(select(SightingRow.id).where(SightingRow.decided_by_person)).all()
        assert {"tee", "jeans"} == set(wardrobe_of(session, sample.manifest, household))


@pytest.mark.parametrize(
    ("category", "box", "expected"),
    [
        ("upper-clothes", TOP, "tee"),
        ("outerwear", TOP, "tee"),  # one upper garment may be taken for another
        ("pants", LEGS, "jeans"),
        ("pants", (0.0, 0.0, 0.1, 0.1), None),
        ("shoes", TOP, None),
        ("upper-clothes", (0.31, 0.21, 0.69, 0.50), "tee"),
    ],
)
def test_a_sighting_shows_the_garment_that_is_there(
    sample: Sample, category: str, box: tuple[float, float, float, float], expected: str | None
) -> None:
    assert shown(sample.manifest, sample.manifest.looks[0], category, box) == expected
