"""Garments that were seen before are recognised, whatever a person has corrected in between."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.wardrobe.conftest import BLACK, BLUE, GREEN, RED, DrawnModels, fill
from wardrobe.house import House
from wardrobe.looks import Sighting
from wardrobe.recognising import _likeliest
from wardrobe.recognition import Thresholds
from wardrobe.schema import GarmentRow, SightingRow, VectorRow
from wardrobe.shelf import Shelf
from wardrobe.vectors import row_vector, vector_row

Add = Callable[..., int]


def seen(house: House, home: int, look: int) -> dict[str, Sighting]:
    return {sighting.category: sighting for sighting in house.looks.get(home, look).sightings}


def test_the_wardrobe_is_read_once_for_all_garments_of_a_look(house: House, add: Add) -> None:
    add(seed=1, upper_clothes=RED, pants=BLUE, shoes=BLACK)
    statements: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    add(seed=2, upper_clothes=RED, pants=BLUE, shoes=BLACK)
    candidates = [one for one in statements if "JOIN garment" in one and "garment.household_id = " in one]
    assert len([one for one in candidates if "look.id != " in one]) == 1


def test_only_as_many_sightings_are_ranked_as_the_likeliest_garments_need(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house, [["A", "B", "C", "D"], *[["A"]] * 12, ["B", "C", "D"], ["E"], ["F"]])
    random = np.random.default_rng(0)
    with house.database.write() as session:
        rows = session.scalars(select(SightingRow)).all()
        owners = {row.id: row.garment_id for row in rows if row.garment_id is not None}
        first = owners[rows[0].id]
        for row in rows:  # the first garment's are all nearer than any other's
            vector = random.normal(0, 1, 8) + 20 * np.eye(8)[0] * (owners[row.id] == first)
            vector = np.asarray(vector / np.linalg.norm(vector), np.float32)
            session.add(vector_row(row, house.vectors.model_id, vector, np.zeros(800, np.float32)))
    monkeypatch.setattr("wardrobe.recognising.FIRST", 2)
    monkeypatch.setattr("wardrobe.recognising.LIKELIEST", 3)
    shelf, asked = house.vectors.of(house.vectors.model_id), []
    plain = Shelf.like
    with house.database.read() as session:
        query = row_vector(session.scalars(select(VectorRow)).first())  # type: ignore[arg-type]
        everything = [owners[hit.id] for hit in shelf.like(session, query, owners, len(owners))]

        def like(self: Shelf, session: Session, vector: object, among: object, k: int) -> object:
            asked.append(k)
            return plain(self, session, vector, among, k)  # type: ignore[arg-type]

        monkeypatch.setattr(Shelf, "like", like)
        assert _likeliest(session, query, owners, shelf) == list(dict.fromkeys(everything))[:3]
        assert asked[0] == 2 and len(asked) > 1
        few = dict(list(owners.items())[:2])
        assert set(_likeliest(session, query, few, shelf)) == set(few.values()), "there may be fewer"


def test_the_first_look_makes_every_garment_new(house: House, home: int, add: Add) -> None:
    sightings = seen(house, home, add(upper_clothes=RED, pants=BLUE, shoes=BLACK))
    assert {sighting.decision for sighting in sightings.values()} == {"new"}
    garments = house.garments.list(home)
    assert {item.category for item in garments} == {"upper-clothes", "pants", "shoes"}
    assert house.garments.counts(home) == {"upper-clothes": 1, "pants": 1, "shoes": 1}
    pants = next(item for item in garments if item.category == "pants")
    assert (pants.kind, pants.colours[0].family, pants.wear_count) == ("jeans", "blue", 1)
    assert pants.cover_sighting_id == sightings["pants"].id


def test_a_garment_is_recognised_and_the_others_are_new(house: House, home: int, add: Add) -> None:
    first = seen(house, home, add(seed=1, upper_clothes=RED, pants=BLUE))
    second = seen(house, home, add(seed=2, upper_clothes=GREEN, pants=BLUE))
    assert (second["pants"].decision, second["pants"].garment_id) == ("same", first["pants"].garment_id)
    assert second["upper-clothes"].decision == "new"
    assert len(house.garments.list(home)) == 3


def test_only_garments_of_the_same_category_are_compared(house: House, home: int, add: Add) -> None:
    add(seed=1, upper_clothes=BLUE)
    assert seen(house, home, add(seed=2, pants=BLUE))["pants"].decision == "new"


def test_a_doubtful_garment_is_asked_and_does_not_count_until_it_is_confirmed(
    house: House, home: int, add: Add
) -> None:
    first = seen(house, home, add(seed=1, pants=BLUE))["pants"]
    assert isinstance(house.models, DrawnModels)
    house.models.measured = Thresholds(same=1, ask=0.5)
    look = add(seed=2, pants=BLUE)
    second = seen(house, home, look)["pants"]
    assert (second.decision, second.garment_id, second.candidate_id) == ("ask", None, first.garment_id)
    assert first.garment_id is not None
    # The two were uploaded on one day: only different days count.
    house.looks.set_worn_on(home, look, house.looks.get(home, look).worn_on.replace(year=2020))
    assert house.garments.get(home, first.garment_id).wear_count == 1
    house.garments.confirm(home, second.id)
    assert seen(house, home, look)["pants"].decision == "same"
    garment = house.garments.get(home, first.garment_id)
    assert (garment.wear_count, garment.first_worn.year if garment.first_worn else 0) == (2, 2020)


def test_two_looks_on_one_day_are_one_wear(house: House, home: int, add: Add) -> None:
    add(seed=1, pants=BLUE)
    add(seed=2, pants=BLUE)
    (garment,) = house.garments.list(home)
    assert garment.wear_count == 1
    assert len(house.garments.looks_of(home, garment.id)) == 2


def test_what_a_person_has_separated_is_not_silently_merged_again(house: House, home: int, add: Add) -> None:
    add(seed=1, pants=BLUE)
    second = seen(house, home, add(seed=2, pants=BLUE))["pants"]
    old = second.garment_id
    house.garments.separate(home, second.id)
    assert len(house.garments.list(home)) == 2
    third = seen(house, home, add(seed=3, pants=BLUE))["pants"]
    assert third.decision == "ask"  # it may be either: nobody but the person can tell
    assert third.candidate_id in {old, house.garments.sighting(home, second.id).garment_id}


def test_two_that_were_told_apart_are_recognised_where_each_is_clear(house: House, home: int, add: Add) -> None:
    navy = (24, 38, 120)
    first = seen(house, home, add(seed=1, pants=BLUE))["pants"]
    assert isinstance(house.models, DrawnModels)
    house.models.measured = Thresholds(same=0.6, ask=0.3)
    second = seen(house, home, add(seed=2, pants=navy))["pants"]
    assert second.garment_id == first.garment_id  # a wrong merge
    house.garments.separate(home, second.id)
    made = house.garments.sighting(home, second.id).garment_id
    house.models.measured = Thresholds(same=0.98, ask=0.9)
    again = seen(house, home, add(seed=3, pants=navy))["pants"]
    assert (again.decision, again.garment_id) == ("same", made)
    assert seen(house, home, add(seed=4, pants=BLUE))["pants"].garment_id == first.garment_id


def test_what_a_person_denied_speaks_against_the_next_that_is_like_it(house: House, home: int, add: Add) -> None:
    add(seed=1, pants=BLUE)
    second = seen(house, home, add(seed=2, pants=BLUE))["pants"]
    house.garments.separate(home, second.id)
    house.garments.reject(home, second.id)  # nor was it a garment at all
    assert len(house.garments.list(home)) == 1
    assert seen(house, home, add(seed=3, pants=BLUE))["pants"].decision == "ask"


def test_a_garment_is_known_in_every_colour_of_light_in_which_it_was_seen(house: House, home: int, add: Add) -> None:
    dim = (18, 30, 96)
    first = seen(house, home, add(seed=1, pants=BLUE))["pants"]
    second = seen(house, home, add(seed=2, pants=dim))["pants"]
    assert first.garment_id is not None and second.garment_id is not None
    assert second.garment_id != first.garment_id
    house.garments.merge(home, first.garment_id, second.garment_id)
    for seed, colour in ((3, BLUE), (4, dim)):
        again = seen(house, home, add(seed=seed, pants=colour))["pants"]
        assert (again.decision, again.garment_id) == ("same", first.garment_id)


def test_a_question_is_no_knowledge_until_it_is_answered(house: House, home: int, add: Add) -> None:
    dim = (18, 30, 96)
    first = seen(house, home, add(seed=1, pants=BLUE))["pants"]
    assert isinstance(house.models, DrawnModels)
    house.models.measured = Thresholds(same=0.999, ask=0.1)
    asked = seen(house, home, add(seed=2, pants=dim))["pants"]
    assert asked.decision == "ask"
    house.models.measured = Thresholds(same=0.9, ask=0.75)
    assert seen(house, home, add(seed=3, pants=dim))["pants"].decision == "new"
    house.garments.confirm(home, asked.id)
    assert seen(house, home, add(seed=4, pants=BLUE))["pants"].garment_id == first.garment_id


def test_a_category_that_the_parser_may_have_mistaken_is_asked_about(house: House, home: int, add: Add) -> None:
    first = seen(house, home, add(seed=1, upper_clothes=BLUE))["upper-clothes"]
    with house.database.write() as session:
        session.get_one(SightingRow, first.id).category = "outerwear"
        session.get_one(GarmentRow, first.garment_id).category = "outerwear"
    second = seen(house, home, add(seed=2, upper_clothes=BLUE))["upper-clothes"]
    assert (second.decision, second.candidate_id) == ("ask", first.garment_id)
    house.garments.confirm(home, second.id)
    third = seen(house, home, add(seed=3, upper_clothes=BLUE))["upper-clothes"]
    assert (third.decision, third.garment_id) == ("same", first.garment_id)  # it has been seen as either


def test_after_a_merge_nothing_is_asked_any_more(house: House, home: int, add: Add) -> None:
    first = seen(house, home, add(seed=1, pants=BLUE))["pants"]
    second = seen(house, home, add(seed=2, pants=BLUE))["pants"]
    house.garments.separate(home, second.id)
    made = house.garments.sighting(home, second.id).garment_id
    assert first.garment_id is not None and made is not None
    house.garments.merge(home, first.garment_id, made)
    third = seen(house, home, add(seed=3, pants=BLUE))["pants"]
    assert (third.decision, third.garment_id) == ("same", first.garment_id)


def test_rejected_sightings_are_not_compared_with(house: House, home: int, add: Add) -> None:
    first = seen(house, home, add(seed=1, pants=BLUE))["pants"]
    house.garments.reject(home, first.id)
    assert house.garments.list(home) == []
    assert seen(house, home, add(seed=2, pants=BLUE))["pants"].decision == "new"


def test_a_deleted_look_is_not_compared_with(house: House, home: int, add: Add) -> None:
    house.looks.delete(home, add(seed=1, pants=BLUE))
    assert seen(house, home, add(seed=2, pants=BLUE))["pants"].decision == "new"


def test_a_garment_is_found_under_the_category_that_the_person_gave_it(house: House, home: int, add: Add) -> None:
    first = seen(house, home, add(seed=1, upper_clothes=BLUE))["upper-clothes"]
    assert first.garment_id is not None
    house.garments.set_category(home, first.garment_id, "pants")
    as_given = seen(house, home, add(seed=2, pants=BLUE))["pants"]
    as_seen = seen(house, home, add(seed=3, upper_clothes=BLUE))["upper-clothes"]
    assert as_given.garment_id == as_seen.garment_id == first.garment_id
    assert house.garments.get(home, first.garment_id).category == "pants"


def test_households_know_nothing_of_each_other(house: House, home: int, add: Add) -> None:
    from tests.wardrobe.conftest import fill, photo

    other = fill(house, [])
    add(seed=1, pants=BLUE)
    received = house.intake.receive(photo(seed=1, pants=BLUE), "same.jpg", household_id=other, source="upload")
    assert not received.duplicate
    house.intake.work_once()
    assert seen(house, other, received.look_id)["pants"].decision == "new"
    for reach in (
        lambda: house.looks.get(home, received.look_id),
        lambda: house.garments.get(home, house.garments.list(other)[0].id),
        lambda: house.garments.sighting(home, seen(house, other, received.look_id)["pants"].id),
        lambda: house.garments.reject(home, seen(house, other, received.look_id)["pants"].id),
        lambda: house.looks.delete(home, received.look_id),
    ):
        with pytest.raises(LookupError):
            reach()
    assert house.search.words(home, "blue jeans")[0].garment_id == house.garments.list(home)[0].id
    assert [hit.garment_id for hit in house.search.words(other, "blue jeans")] == [
        item.id for item in house.garments.list(other)
    ]
