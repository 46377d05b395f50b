"""Garments on neutral ground and pictures in the network's square."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.colour import colour_histogram
from embeddings.encoders import neutral_ground
from embeddings.encoders.ground import LONGEST, SIDE, WHITE, letterbox, network_input
from embeddings.photo import Photo
from embeddings.white import find_white, linear, srgb


def photo(pixels: np.ndarray) -> Photo:
    return Photo(pixels, pixels.shape[1::-1], None)


def test_what_is_not_the_garment_is_white():
    pixels = np.full((100, 80, 3), 40, np.uint8)
    mask = np.zeros((100, 80), bool)
    mask[20:60, 10:50] = True
    mask[20:40, 10:30] = False
    found = neutral_ground(photo(pixels), mask, (10, 20, 50, 60))
    assert (found[:10, :10] == WHITE).all()
    assert (found[-12:-6, -12:-6] == 40).all()


def test_with_the_photo_s_white_a_garment_looks_the_same_by_a_lamp_and_by_day():
    mask = np.zeros((100, 80), bool)
    mask[20:60, 10:50] = True
    day = np.full((100, 80, 3), 230, np.uint8)
    day[20:60, 10:50] = (60, 90, 150)
    lamp = srgb(linear(day) * np.array([1, 0.9, 0.7], np.float32))
    seen = {
        name: neutral_ground(photo(pixels), mask, (10, 20, 50, 60), white)[20, 20].astype(int)
        for name, pixels, white in (
            ("day", day, find_white(day, mask)),
            ("lamp", lamp, find_white(lamp, mask)),
            ("lamp as it is", lamp, None),
        )
    }
    assert np.abs(seen["lamp"] - seen["day"]).max() < np.abs(seen["lamp as it is"] - seen["day"]).max() / 2
    histograms = [colour_histogram(pixels, mask, find_white(pixels, mask)) for pixels in (day, lamp)]
    assert histograms[0] @ histograms[1] > colour_histogram(day, mask) @ colour_histogram(lamp, mask)


def test_the_mask_may_be_on_a_smaller_or_larger_grid_than_the_photo():
    pixels = np.full((400, 300, 3), 200, np.uint8)
    pixels[100:300, 75:225] = (10, 20, 30)
    for scale in (0.25, 1, 2):
        rows, columns = int(400 * scale), int(300 * scale)
        mask = np.zeros((rows, columns), bool)
        mask[rows // 4 : rows * 3 // 4, columns // 4 : columns * 3 // 4] = True
        found = neutral_ground(photo(pixels), mask, (columns // 4, rows // 4, columns * 3 // 4, rows * 3 // 4))
        height, width = found.shape[:2]
        assert abs(height - 216) <= 2 and abs(width - 166) <= 2
        middle = found[height // 2 - 20 : height // 2 + 20, width // 2 - 20 : width // 2 + 20]
        assert (middle == (10, 20, 30)).all()


@settings(max_examples=60, deadline=None)
@given(
    height=st.integers(32, 1200),
    width=st.integers(32, 1200),
    box=st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20)),
)
def test_any_box_gives_a_picture_of_bounded_size(height, width, box):
    left, top, wide, high = box
    mask = np.zeros((50, 50), bool)
    mask[top : top + high, left : left + wide] = True
    found = neutral_ground(photo(np.zeros((height, width, 3), np.uint8)), mask, (left, top, left + wide, top + high))
    assert found.dtype == np.uint8 and found.shape[2] == 3
    assert min(found.shape[:2]) >= 1 and max(found.shape[:2]) <= LONGEST


@settings(max_examples=60, deadline=None)
@given(height=st.integers(1, 900), width=st.integers(1, 900))
def test_a_picture_of_any_shape_stands_whole_in_the_square(height, width):
    square = letterbox(np.zeros((height, width, 3), np.uint8))
    assert square.shape == (SIDE, SIDE, 3)
    dark = square[..., 0] < 128
    assert dark.any(0).sum() == max(1, round(width / max(height, width) * SIDE))
    assert dark.any(1).sum() == max(1, round(height / max(height, width) * SIDE))
    assert network_input(square).shape == (3, SIDE, SIDE)
