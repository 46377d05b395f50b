"""A garment's colours: what its photos agree on, and the person's word."""

from __future__ import annotations

import pytest

from embeddings.colour import NAMES, Colour, anchor_of
from wardrobe.colours import Colours, agreed, as_said, colours_from, colours_to


def coloured(**shares: float) -> Colours:
    """``dark_blue=0.8`` and so on."""
    found = []
    for name, share in shares.items():
        family, lab = anchor_of(name.replace("_", " "))
        found.append(Colour(name.replace("_", " "), family, lab, share))
    return tuple(found)


def names(colours: Colours) -> list[str]:
    return [colour.name for colour in colours]


BLUE, PURPLE, ORANGE = coloured(dark_blue=0.9), coloured(dark_purple=0.9), coloured(dark_orange=0.9)


@pytest.mark.parametrize(
    ("seen", "main"),
    [
        ([], []),
        ([((), 5.0)], []),
        ([(BLUE, 1.0)], ["dark blue"]),
        ([(PURPLE, 2.0), (BLUE, 1.0)], ["dark purple"]),  # of two the larger and clearer one
        ([(PURPLE, 2.0), (BLUE, 1.5), (BLUE, 1.5)], ["dark blue"]),  # a photo in bad light is outvoted
        ([(ORANGE, 3.0), (coloured(blue=1.0), 1.0), (BLUE, 2.5)], ["dark blue"]),  # tones of a family agree
        ([((), 9.0), (BLUE, 1.0)], ["dark blue"]),
    ],
)
def test_the_colours_are_those_of_the_sighting_that_the_others_agree_with(
    seen: list[tuple[Colours, float]], main: list[str]
) -> None:
    assert names(agreed(seen)) == main


def test_shades_of_different_photos_are_never_mixed() -> None:
    seen = [(coloured(red=0.6, white=0.4), 1.0), (coloured(red=0.5, black=0.5), 0.9)]
    assert names(agreed(seen)) in (["red", "white"], ["red", "black"])


@pytest.mark.parametrize(
    ("measured", "said", "after"),
    [
        (coloured(dark_blue=0.6, white=0.4), None, ["dark blue", "white"]),
        (coloured(dark_blue=0.6, white=0.4), "white", ["white", "dark blue"]),
        (coloured(dark_blue=0.6, white=0.4), "blue", ["dark blue", "white"]),  # the family keeps its tone
        (coloured(dark_blue=0.6, white=0.4), "black", ["black", "white"]),
        (coloured(dark_blue=0.6, blue=0.4), "light blue", ["light blue"]),
        ((), "red", ["red"]),
        (coloured(red=1.0), "puce", ["red"]),  # a word of another version
    ],
)
def test_the_persons_colour_comes_first(measured: Colours, said: str | None, after: list[str]) -> None:
    assert names(as_said(measured, said)) == after


def test_a_colour_that_was_not_measured_has_the_share_of_the_one_that_it_replaces() -> None:
    (black, _white) = as_said(coloured(dark_blue=0.6, white=0.4), "black")
    assert (black.share, black.lab, black.family) == (0.6, anchor_of("black")[1], "black")


def test_every_name_stands_for_a_colour_of_its_family() -> None:
    for name in NAMES:
        family, lab = anchor_of(name)
        assert family in name and 0 <= lab[0] <= 100
    with pytest.raises(KeyError):
        anchor_of("puce")


def test_colours_come_back_from_json_as_they_were() -> None:
    kept = coloured(dark_blue=0.625, white=0.375)
    assert colours_from(colours_to(kept)) == kept
