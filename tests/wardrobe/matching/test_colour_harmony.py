"""Rules of colour in words, and a published score as a baseline."""

from __future__ import annotations

import pytest

from embeddings.colour import NAMES, Colour, anchor_of
from wardrobe.matching.colour_harmony import harmony, hue_apart, neutral, two_colours


def colour(name: str) -> tuple[Colour, ...]:
    family, lab = anchor_of(name)
    return (Colour(name, family, lab, 1.0),)


@pytest.mark.parametrize(
    ("names", "rule", "about"),
    [
        (["black", "white", "grey"], "neutral colours, light and dark", (0, 1, 2)),
        (["dark blue", "brown"], "dark blue and brown are close in lightness", None),
        (["black", "dark blue"], "black and dark blue are close in lightness", (0, 1)),
        (["beige", "grey"], "neutral colours throughout", (0, 1)),
        (["black", "black", "black"], "all of it black", (0, 1, 2)),
        (["grey", "red", "black"], "a neutral base with one strong colour, red", (1,)),
        (["grey", "light pink"], "a neutral base with one soft colour, light pink", (1,)),
        (["red", "red"], "all of it red", (0, 1)),
        (["green", "light green"], "tone on tone: green and light green", (0, 1)),
        (["red", "pink", "white"], "neighbouring colours: red and pink", (0, 1)),
        (["yellow", "purple"], "opposite colours: yellow and purple", (0, 1)),
        (["red", "light green"], "red and light green are neither neighbours nor opposites", (0, 1)),
        (["red", "green", "purple", "white"], "three colours or more that are not alike", (0, 1, 2)),
    ],
)
def test_the_rule_is_said_in_words(names: list[str], rule: str, about: tuple[int, ...] | None) -> None:
    found = harmony([colour(name) for name in names])
    assert found is not None
    if about is None:
        assert str(found.rule) in (rule, "neutral colours throughout")
    else:
        assert (str(found.rule), found.garments) == (rule, about)


@pytest.mark.parametrize("names", [[], ["red"]])
def test_fewer_than_two_colours_say_nothing(names: list[str]) -> None:
    assert harmony([colour(name) for name in names]) is None
    assert harmony([(), *[colour(name) for name in names]]) is None


@pytest.mark.parametrize("name", ["black", "white", "dark grey", "dark blue", "beige", "brown", "off-white"])
def test_what_goes_with_everything_is_neutral(name: str) -> None:
    assert neutral(*colour(name))


@pytest.mark.parametrize("name", ["red", "green", "yellow", "pink", "purple", "orange", "light blue"])
def test_colours_are_not(name: str) -> None:
    assert neutral(*colour(name)) is (name == "light blue" and neutral(*colour(name)))


def test_the_published_score_is_symmetric_and_within_its_range() -> None:
    labs = [anchor_of(name)[1] for name in NAMES]
    for one in labs:
        for other in labs:
            assert two_colours(one, other) == pytest.approx(two_colours(other, one))
            assert -1.3 < two_colours(one, other) < 1.5
            assert 0 <= hue_apart(one, other) <= 180


def test_the_published_score_is_that_of_the_paper() -> None:
    """Two equal mid greys: no difference of chroma or hue, no chroma of their own."""
    expected = 0.04 + 0.53 * 0.664037 + 0.28 + 0.54 * -0.753405 + 0.14 + 0.15 * -0.964028
    shown = 2 * (0.5 + 0.5 * -0.964028) * (-0.08 - 0.14 * 0.766044 - 0.07 * 1.0 + 0.0)
    assert two_colours((50.0, 0.0, 0.0), (50.0, 0.0, 0.0)) == pytest.approx(expected + shown, abs=0.01)


def test_alike_colours_are_more_harmonious_than_unlike_ones() -> None:
    blue, light, red = (anchor_of(name)[1] for name in ("blue", "light blue", "red"))
    assert two_colours(blue, light) > two_colours(blue, red)
