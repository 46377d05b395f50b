"""Colours by name, and histograms by which garments are compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.colour import (
    ANCHORS,
    COLOUR_BINS,
    FAMILIES,
    NAMES,
    anchor_of,
    colour_histogram,
    dominant_colours,
    family_probability,
)


def cloth(*colours: tuple[int, int, int], side: int = 60) -> np.ndarray:
    """Stripes of equal width, with a little noise as cloth has."""
    rng = np.random.default_rng(0)
    picture = np.zeros((side, side, 3))
    for number, colour in enumerate(colours):
        picture[:, number * side // len(colours) :] = colour
    return (picture + rng.normal(0, 2, picture.shape)).clip(0, 255).astype(np.uint8)


def everywhere(picture: np.ndarray) -> np.ndarray:
    return np.ones(picture.shape[:2], bool)


@pytest.mark.parametrize(
    ("colour", "name", "family"),
    [
        ((15, 15, 17), "black", "black"),
        ((250, 250, 250), "white", "white"),
        ((250, 246, 230), "off-white", "white"),
        ((128, 128, 128), "grey", "grey"),
        ((185, 185, 187), "light grey", "grey"),
        ((25, 30, 55), "dark blue", "blue"),
        ((30, 60, 150), "blue", "blue"),
        ((170, 195, 220), "light blue", "blue"),
        ((200, 20, 30), "red", "red"),
        ((95, 15, 30), "dark red", "red"),
        ((245, 190, 200), "light pink", "pink"),
        ((230, 60, 140), "dark pink", "pink"),
        ((40, 110, 60), "green", "green"),
        ((30, 60, 40), "dark green", "green"),
        ((240, 200, 40), "yellow", "yellow"),
        ((235, 120, 30), "orange", "orange"),
        ((110, 70, 40), "brown", "brown"),
        ((205, 175, 140), "beige", "beige"),
        ((110, 60, 150), "purple", "purple"),
    ],
)
def test_a_plain_cloth_has_the_name_a_person_gives_it(colour, name, family):
    picture = cloth(colour)
    (found, *rest) = dominant_colours(picture, everywhere(picture))
    assert (found.name, found.family) == (name, family)
    assert not rest
    assert found.share == pytest.approx(1)


def test_shadow_on_a_cloth_is_no_second_colour():
    picture = cloth((40, 80, 170)).astype(float)
    picture *= np.linspace(0.55, 1, 60)[None, :, None]
    found = dominant_colours(picture.astype(np.uint8), everywhere(picture))
    assert {colour.family for colour in found} == {"blue"}


def test_two_colours_come_by_their_shares():
    picture = cloth((15, 15, 17), (15, 15, 17), (250, 250, 250))
    names = [(colour.name, round(colour.share, 1)) for colour in dominant_colours(picture, everywhere(picture))]
    assert names == [("black", 0.7), ("white", 0.3)]


def test_no_more_colours_than_asked_for():
    picture = cloth((200, 20, 30), (250, 250, 250), (30, 60, 150), (240, 200, 40))
    assert len(dominant_colours(picture, everywhere(picture), most=2)) == 2


def test_only_what_is_under_the_mask_counts():
    picture = cloth((200, 20, 30), (30, 60, 150))
    mask = everywhere(picture)
    mask[:, 30:] = False
    assert [colour.family for colour in dominant_colours(picture, mask)] == ["red"]


def test_an_empty_mask_has_no_colours_and_an_empty_histogram():
    picture = cloth((200, 20, 30))
    nothing = ~everywhere(picture)
    assert dominant_colours(picture, nothing) == ()
    histogram = colour_histogram(picture, nothing)
    assert histogram.shape == (COLOUR_BINS,)
    assert not histogram.any()


def test_a_mask_of_one_pixel_has_that_pixels_colour():
    picture = cloth((200, 20, 30))
    mask = ~everywhere(picture)
    mask[5, 5] = True
    assert dominant_colours(picture, mask)[0].family == "red"


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), side=st.integers(1, 40))
def test_any_picture_has_named_colours_whose_shares_are_at_most_one(seed, side):
    rng = np.random.default_rng(seed)
    picture = rng.integers(0, 256, (side, side, 3), np.uint8)
    found = dominant_colours(picture, everywhere(picture))
    assert 1 <= len(found) <= 3
    assert all(colour.family in FAMILIES and colour.family in colour.name for colour in found)
    assert sum(colour.share for colour in found) <= 1 + 1e-6
    assert [c.share for c in found] == sorted((c.share for c in found), reverse=True)
    assert np.linalg.norm(colour_histogram(picture, everywhere(picture))) == pytest.approx(1, abs=1e-4)


def test_histograms_of_one_cloth_in_other_light_are_nearer_than_of_two_cloths():
    blue, dimmer, red = cloth((40, 80, 170)), cloth((36, 73, 156)), cloth((170, 60, 60))
    first, second, third = (colour_histogram(each, everywhere(each)) for each in (blue, dimmer, red))
    assert first @ second > 0.6
    assert first @ third < 0.1


def test_a_family_is_sure_at_its_anchors_and_doubtful_between_two() -> None:
    assert family_probability((46, 66, 42)) > 0.7  # red
    between = tuple(np.mean([(46, 66, 42), (62, 42, 50)], 0))  # red and orange
    assert family_probability(between) < 0.6
    assert all(1 / len(FAMILIES) <= family_probability((*anchor[2:],)) <= 1 for anchor in ANCHORS)


def test_names_are_the_anchors_and_each_stands_for_its_family() -> None:
    assert {"off-white", "dark blue", "black"} < set(NAMES)
    assert len(set(NAMES)) == len(NAMES)
    assert anchor_of("dark blue") == ("blue", (17.0, 4.0, -12.0))
    with pytest.raises(KeyError):
        anchor_of("navy")
