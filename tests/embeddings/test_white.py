"""A photo's own white takes the light's tint out of a garment's colours, and does nothing where there is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from embeddings.colour import dominant_colours
from embeddings.white import White, balanced, find_white, lab_of, linear, srgb

Pixels = NDArray[np.uint8]
CLOTH = {"white": (235, 235, 232), "grey": (128, 128, 128), "beige": (200, 178, 145), "blue": (40, 60, 130)}
WARM, COOL, GREENISH = (1.0, 0.75, 0.45), (0.82, 0.93, 1.0), (0.85, 1.0, 0.88)
"""Gains of linear light: a lamp at home, shade, old fluorescent tubes."""


def room(
    cloth: tuple[int, int, int], wall: tuple[int, int, int] = (225, 225, 225), light: tuple[float, ...] = (1, 1, 1)
) -> tuple[Pixels, NDArray[np.bool_]]:
    """A garment before a plain wall, and its mask."""
    grain = np.random.default_rng(0).normal(0, 2, (240, 180, 3))
    pixels = np.full((240, 180, 3), wall, np.float32)
    mask = np.zeros((240, 180), np.bool_)
    mask[70:190, 50:130] = True
    pixels[mask] = cloth
    seen = linear(np.clip(pixels + grain, 0, 255).astype(np.uint8)) * np.array(light, np.float32)
    return srgb(seen), mask


def family(pixels: Pixels, mask: NDArray[np.bool_]) -> str:
    return dominant_colours(pixels, mask, 1)[0].family


@pytest.mark.parametrize("light", [WARM, COOL, GREENISH])
@pytest.mark.parametrize("name", CLOTH)
def test_colours_are_named_as_in_neutral_light(name: str, light: tuple[float, ...]) -> None:
    pixels, mask = room(CLOTH[name], light=light)
    assert family(balanced(pixels, find_white(pixels, mask)), mask) == name


def test_without_the_white_a_warm_lamp_would_make_white_and_grey_brown_or_beige() -> None:
    for name in ("white", "grey"):
        assert family(*room(CLOTH[name], light=WARM)) != name


def test_neutral_light_changes_nothing() -> None:
    pixels, mask = room(CLOTH["blue"])
    white = find_white(pixels, mask)
    assert white is not None and white.confidence > 0.9
    assert balanced(pixels, white) is pixels
    assert balanced(pixels, None) is pixels


def test_lightness_stays_as_it_is() -> None:
    pixels, mask = room(CLOTH["grey"], light=WARM)
    after = balanced(pixels, find_white(pixels, mask))
    before, now = (cv2.cvtColor(each, cv2.COLOR_RGB2LAB)[..., 0][~mask].mean() / 2.55 for each in (pixels, after))
    assert now == pytest.approx(before, abs=1.5)


@pytest.mark.parametrize("wall", [(190, 90, 60), (70, 120, 200), (40, 40, 42), (120, 200, 90)])
def test_paint_and_dark_walls_are_no_reference(wall: tuple[int, int, int]) -> None:
    pixels, mask = room(CLOTH["white"], wall=wall)
    assert family(balanced(pixels, find_white(pixels, mask)), mask) == "white"


def test_a_cream_wall_in_neutral_light_does_not_make_clothes_blue() -> None:
    for name in ("white", "grey", "beige"):
        pixels, mask = room(CLOTH[name], wall=(238, 230, 210))
        assert family(balanced(pixels, find_white(pixels, mask)), mask) in ("white", "grey", name)


def test_a_busy_place_is_no_reference() -> None:
    pixels, mask = room(CLOTH["blue"])
    noise = np.random.default_rng(1).integers(0, 256, (60, 45, 3), np.uint8)
    pixels[~mask] = cv2.resize(noise, (180, 240), interpolation=cv2.INTER_NEAREST)[~mask]
    assert find_white(pixels, mask) is None


def test_people_and_clothes_are_no_reference() -> None:
    pixels, mask = room(CLOTH["white"], wall=(30, 60, 30))
    assert find_white(pixels, mask) is None
    assert find_white(pixels, np.ones_like(mask)) is None


@pytest.mark.parametrize("side", [1, 2, 8])
def test_tiny_and_grey_pictures_are_taken_as_they_are(side: int) -> None:
    pixels = np.full((side, side, 3), 200, np.uint8)
    assert balanced(pixels, find_white(pixels)) is pixels
    assert find_white(np.zeros((side, side, 3), np.uint8)) is None


@settings(max_examples=30, deadline=None)
@given(pixels=arrays.arrays(np.uint8, (12, 9, 3)), rgb=st.tuples(*[st.floats(0.05, 1)] * 3), sure=st.floats(0, 1))
def test_any_white_gives_a_picture(pixels: Pixels, rgb: tuple[float, float, float], sure: float) -> None:
    after = balanced(pixels, White(rgb, 0.5, sure))
    assert (after.shape, after.dtype) == (pixels.shape, np.uint8)


def test_linear_light_and_lab_agree_with_opencv() -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (1, 50, 3), np.uint8)
    assert np.array_equal(srgb(linear(pixels)), pixels)
    wanted = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]
    assert np.allclose([lab_of(each) for each in linear(pixels)[0]], wanted, atol=0.3)


@pytest.mark.parametrize("wall", [(180, 225, 232), (205, 215, 235), (240, 215, 230)])
def test_the_smaller_a_place_the_weaker_a_tint_is_believed(wall: tuple[int, int, int]) -> None:
    pixels, mask = room(CLOTH["white"], wall=(30, 60, 30))
    large, small = pixels.copy(), pixels.copy()
    large[~mask] = wall
    small[:50] = wall
    sure, unsure = find_white(large, mask), find_white(small, mask)
    assert sure is not None and unsure is not None and unsure.confidence < sure.confidence
    assert family(balanced(small, unsure), mask) == "white", "sky and glass do not tint clothes"
