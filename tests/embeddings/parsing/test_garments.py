"""From label maps to garments."""

from __future__ import annotations

import drawn
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.parsing.garments import best_class, find_garments, settle
from embeddings.parsing.labels import CLASS_ID, GARMENT_CATEGORIES
from embeddings.parsing.people import find_person


def garments(planes):  # type: ignore[no-untyped-def]
    best = best_class(planes)
    labels, _ = settle(planes, best, find_person(planes, best, drawn.PERSON).mask)
    return find_garments(labels, planes, drawn.PRESENCE, drawn.CONFIDENCE)


def names(labels) -> list[str]:  # type: ignore[no-untyped-def]
    return [garment.category for garment in garments(drawn.planes(labels))]


def test_a_figure_wears_what_was_drawn_and_two_shoes_are_one_garment() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    assert names(labels) == ["upper-clothes", "pants", "shoes"]


def test_a_garment_knows_its_box_share_and_confidence() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    shoes = garments(drawn.planes(labels, sure=0.8))[-1]
    assert shoes.box == (60, 205, 100, 216)
    assert shoes.area_share == np.count_nonzero(labels == CLASS_ID["shoes"]) / np.count_nonzero(labels)
    assert abs(shoes.confidence - 0.8) < 1e-5


def test_a_jacket_parted_by_a_shirt_stays_one_garment() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "outerwear", 60, 46, 76, 125)
    drawn.fill(labels, "outerwear", 84, 46, 100, 125)
    assert names(labels) == ["outerwear", "upper-clothes", "pants", "shoes"]


def test_a_speck_is_no_garment_and_no_part_of_one() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "scarf", 75, 60, 78, 62)
    drawn.fill(labels, "shoes", 70, 60, 72, 62)
    assert "scarf" not in names(labels)
    shoes = garments(drawn.planes(labels))[-1]
    assert not shoes.mask[60:62, 70:72].any()


def test_a_second_bag_of_like_size_is_a_garment_of_its_own() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "bag", 30, 100, 54, 130)
    drawn.fill(labels, "bag", 106, 110, 130, 140)
    assert names(labels).count("bag") == 2


def test_a_bag_behind_an_arm_is_one_bag() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "bag", 90, 100, 124, 130)
    drawn.fill(labels, "arms", 103, 50, 111, 135)
    assert names(labels).count("bag") == 1


def test_an_open_coat_over_a_shirt_gives_both() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "outerwear", 60, 46, 74, 190)
    drawn.fill(labels, "outerwear", 88, 46, 100, 190)
    assert names(labels) == ["outerwear", "upper-clothes", "pants", "shoes"]


def test_the_strap_of_a_bag_is_part_of_the_bag() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "bag", 90, 46, 93, 70)
    drawn.fill(labels, "bag", 106, 110, 130, 140)
    bags = [each for each in garments(drawn.planes(labels)) if each.category == "bag"]
    assert len(bags) == 1
    assert bags[0].mask[50, 91]
    assert bags[0].mask[120, 120]


def test_a_lower_region_takes_the_kind_that_is_most_probable_over_all_of_it() -> None:
    labels = drawn.canvas()
    drawn.person(labels, 50, 20)
    drawn.fill(labels, "skirt", 64, 110, 96, 140)
    planes = drawn.planes(labels)
    best = best_class(planes)
    person = find_person(planes, best, drawn.PERSON)
    settled, confidence = settle(planes, best, person.mask)
    assert not (settled == CLASS_ID["skirt"]).any()
    assert (settled[110:140, 64:96] == CLASS_ID["pants"]).all()
    assert confidence[120, 80] < 0.1  # and it says how little those pixels looked like it


def test_clothes_of_other_people_are_not_taken() -> None:
    labels = drawn.canvas(240, 240)
    drawn.person(labels, 20, 20)
    drawn.person(labels, 150, 60, scale=0.7)
    drawn.fill(labels, "hat", 165, 50, 178, 62)
    assert "hat" not in names(labels)
    assert all(not garment.mask[:, 130:].any() for garment in garments(drawn.planes(labels)))


def test_nobody_wears_nothing() -> None:
    labels = drawn.canvas()
    drawn.fill(labels, "outerwear", 40, 40, 120, 200)
    assert names(labels) == []


@given(seed=st.integers(0, 10_000), height=st.integers(20, 90), width=st.integers(20, 90), blobs=st.integers(0, 25))
def test_any_label_map_gives_disjoint_garments_in_order(seed: int, height: int, width: int, blobs: int) -> None:
    rng = np.random.default_rng(seed)
    labels = np.zeros((height, width), np.uint8)
    for _ in range(blobs):
        top, left = rng.integers(0, height), rng.integers(0, width)
        labels[top : top + rng.integers(1, 40), left : left + rng.integers(1, 40)] = rng.integers(0, 17)
    planes = drawn.planes(labels, sure=float(rng.uniform(0.3, 0.99)))
    best = best_class(planes)
    person = find_person(planes, best, drawn.PERSON)
    settled, confidence = settle(planes, best, person.mask)
    worn = find_garments(settled, planes, drawn.PRESENCE, drawn.CONFIDENCE)
    assert ((settled > 0) == person.mask).all()
    assert ((confidence >= 0) & (confidence <= 1)).all()
    assert sum(garment.mask.astype(int) for garment in worn).max(initial=0) <= 1 if worn else True
    order = [GARMENT_CATEGORIES.index(garment.category) for garment in worn]
    assert order == sorted(order)
    for garment in worn:
        left, top, right, bottom = garment.box
        assert garment.mask[top:bottom, left:right].sum() == garment.mask.sum() > 0
        assert not garment.mask[~person.mask].any()
        assert 0 < garment.area_share <= 1
