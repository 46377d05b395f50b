"""Who is the main person, who else is there, and what is cut off."""

from __future__ import annotations

import drawn
import numpy as np
import pytest

from embeddings.parsing.garments import best_class
from embeddings.parsing.people import find_person


def found(labels):  # type: ignore[no-untyped-def]
    planes = drawn.planes(labels)
    return find_person(planes, best_class(planes), drawn.PERSON)


def test_one_standing_figure_is_one_person_without_notes() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    person = found(labels)
    assert (person.people, person.notes) == (1, ())
    assert np.array_equal(person.mask, labels > 0)


def test_the_larger_of_two_people_is_the_main_one_and_the_other_is_told() -> None:
    labels = drawn.canvas(240, 240)
    drawn.person(labels, 20, 20)
    drawn.person(labels, 150, 60, scale=0.7)
    person = found(labels)
    assert person.people == 2
    assert person.notes == ("several-people",)
    assert not person.mask[:, 130:].any()
    assert person.mask[:, :80].any()


def test_the_soft_mask_leaves_other_people_out() -> None:
    labels = drawn.canvas(240, 240)
    drawn.person(labels, 20, 20)
    drawn.person(labels, 150, 60, scale=0.7)
    person = found(labels)
    assert person.soft[person.mask].min() > 0.8
    assert person.soft[:, 150:190].max() < 0.2


def test_two_people_who_touch_are_told_apart_by_their_faces() -> None:
    labels = drawn.canvas(240, 200)
    drawn.person(labels, 30, 20)
    drawn.person(labels, 82, 20)
    person = found(labels)
    assert person.people == 2
    assert np.count_nonzero(person.mask) < 0.6 * np.count_nonzero(labels)


def test_somebody_tiny_in_the_distance_does_not_count() -> None:
    labels = drawn.canvas(240, 240)
    drawn.person(labels, 20, 20)
    drawn.person(labels, 180, 30, scale=0.25)
    person = found(labels)
    assert (person.people, person.notes) == (1, ())
    assert not person.mask[:, 170:].any()


def test_a_bag_held_at_a_distance_belongs_to_the_person() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "bag", 112, 110, 130, 140)
    assert found(labels).mask[120, 120]


def test_legs_below_a_table_belong_to_the_person_above_it() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    labels[118:126] = 0
    person = found(labels)
    assert (person.people, person.notes) == (1, ())
    assert np.array_equal(person.mask, labels > 0)


def test_a_far_speck_does_not_belong_to_the_person() -> None:
    labels = drawn.canvas(240, 300)
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "bag", 270, 20, 285, 35)
    assert not found(labels).mask[:, 260:].any()


@pytest.mark.parametrize("name", ["upper-clothes", "dress", "outerwear", "shoes"])
def test_clothes_without_skin_or_hair_are_nobody(name: str) -> None:
    labels = drawn.canvas()
    drawn.fill(labels, name, 40, 40, 120, 200)
    person = found(labels)
    assert (person.people, person.notes) == (0, ("no-person",))
    assert not person.mask.any()
    assert not person.soft.any()


def test_an_empty_picture_shows_nobody() -> None:
    assert found(drawn.canvas()).notes == ("no-person",)


@pytest.mark.parametrize(
    ("top", "notes"),
    [(20, ()), (-30, ("head-cut",)), (-4, ("head-cut",)), (60, ("feet-cut",)), (45, ("feet-cut",))],
)
def test_a_cut_head_or_cut_feet_are_noted(top: int, notes: tuple[str, ...]) -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, top)
    assert found(labels).notes == notes


def test_half_a_body_lacks_head_and_feet() -> None:
    labels = drawn.canvas(150, 160)
    drawn.person(labels, 50, -40)
    assert found(labels).notes == ("head-cut", "feet-cut")
