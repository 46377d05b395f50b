"""Cut-outs and blurred backgrounds: soft edges, no rim, no ghost."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.parsing import blur_background, cut_out, hide_background, remove_background
from embeddings.parsing.garments import box_of
from embeddings.photo import Photo

RED, GREEN = (200, 20, 30), (30, 190, 60)


def photo_of(pixels: np.ndarray) -> Photo:
    return Photo(pixels.astype(np.uint8), pixels.shape[1::-1], None)


def disc(height: int, width: int) -> np.ndarray:
    """A mask of a disc in the middle."""
    y, x = np.mgrid[:height, :width]
    return np.hypot(y - height / 2, x - width / 2) < min(height, width) / 3


def red_on_green(height: int, width: int) -> Photo:
    """A red disc on green, its edge as soft as a lens makes it."""
    sharp = np.where(disc(height, width)[..., None], RED, GREEN).astype(np.float32)
    return photo_of(cv2.GaussianBlur(sharp, (0, 0), 0.8))


@pytest.mark.parametrize("times", [1, 2, 0.5])
def test_a_cut_out_is_opaque_inside_clear_outside_and_soft_between(times: float) -> None:
    mask = disc(300, 240)
    result = cut_out(red_on_green(round(300 * times), round(240 * times)), mask, box_of(mask))
    alpha = result[..., 3]
    middle = alpha.shape[0] // 2, alpha.shape[1] // 2
    assert alpha[middle] == 255
    assert alpha[0, 0] == alpha[-1, -1] == 0
    assert ((alpha > 20) & (alpha < 235)).any()


def test_no_rim_of_background_clings_to_a_cut_out() -> None:
    mask = disc(300, 240)
    result = cut_out(red_on_green(600, 480), mask, box_of(mask))
    seen = result[result[..., 3] > 60].astype(int)
    greenish = seen[:, 1] > seen[:, 0]
    assert greenish.mean() < 0.001


def test_a_mask_that_is_a_little_off_is_drawn_to_the_photos_edge() -> None:
    mask = np.roll(disc(300, 240), 2, axis=1)
    alpha = cut_out(red_on_green(300, 240), mask, (0, 0, 240, 300))[..., 3] / 255
    truth = disc(300, 240)
    assert abs(alpha - truth).sum() < abs(mask.astype(float) - truth).sum()


@pytest.mark.parametrize("side", [64, 200, 640])
def test_a_cut_out_is_no_larger_than_asked(side: int) -> None:
    mask = disc(400, 300)
    result = cut_out(red_on_green(1600, 1200), mask, box_of(mask), side=side)
    assert max(result.shape[:2]) <= side
    assert result.shape[2] == 4


@settings(max_examples=30, deadline=None)
@given(
    height=st.integers(1, 60),
    width=st.integers(1, 60),
    seed=st.integers(0, 999),
    times=st.sampled_from([0.6, 1, 2.7]),
)
def test_any_mask_and_box_can_be_cut_out(height: int, width: int, seed: int, times: float) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.random((height, width)) < 0.3
    mask[rng.integers(0, height), rng.integers(0, width)] = True
    size = max(1, round(height * times)), max(1, round(width * times))
    result = cut_out(photo_of(rng.integers(0, 256, (*size, 3))), mask, box_of(mask), side=80)
    assert result.dtype == np.uint8
    assert 1 <= max(result.shape[:2]) <= 80


def test_the_person_stays_sharp_before_a_blurred_background() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (480, 360, 3))
    person = disc(480, 360)
    result = blur_background(photo_of(pixels), person.astype(np.float32))
    inside = disc(480, 360) & (np.roll(person, 14, 0) & np.roll(person, -14, 0) & np.roll(person, 14, 1))
    assert np.abs(result[inside].astype(int) - pixels[inside]).mean() < 1
    corner = result[:60, :60].astype(float)
    assert corner.std() < 0.25 * pixels[:60, :60].std()


def test_no_ghost_of_the_person_spreads_into_the_background() -> None:
    person = disc(600, 400)
    photo = photo_of(np.where(person[..., None], 10, 240) * np.ones(3))
    result = blur_background(photo, person.astype(np.float32)).astype(int)
    y, x = np.mgrid[:600, :400]
    away = np.hypot(y - 300, x - 200) > 400 / 3 + 5
    assert result[away].min() > 225


def test_without_a_person_everything_is_blurred_and_sizes_hold() -> None:
    rng = np.random.default_rng(1)
    photo = photo_of(rng.integers(0, 256, (900, 1800, 3)))
    result = blur_background(photo, np.zeros((384, 768), np.float32), side=600)
    assert result.shape == (300, 600, 3)
    assert result.std() < 25


def test_a_person_who_fills_the_photo_leaves_it_as_it_is() -> None:
    rng = np.random.default_rng(2)
    pixels = rng.integers(0, 256, (200, 100, 3))
    result = blur_background(photo_of(pixels), np.ones((768, 384), np.float32))
    assert np.array_equal(result, pixels)


def chessboard(height: int, width: int, square: int) -> np.ndarray:
    """Black and white squares."""
    rows, columns = np.mgrid[:height, :width]
    return np.where(((rows // square + columns // square) % 2)[..., None] > 0, 250, 20) + np.zeros(3, int)


@pytest.mark.parametrize("square", [8, 24, 40])
def test_nothing_finer_than_a_twentieth_of_the_photo_is_left_of_a_hidden_background(square: int) -> None:
    person = disc(800, 600)
    pixels = np.where(person[..., None], RED, chessboard(800, 600, square))
    photo = photo_of(pixels)
    hidden, soft = (one(photo, person.astype(np.float32)).astype(float) for one in (hide_background, blur_background))
    far = cv2.dilate(person.astype(np.uint8), np.ones((61, 61))) == 0
    energy = pixels[far].var()
    assert hidden[far].var() < 0.01 * energy
    assert square < 40 or soft[far].var() > 0.1 * energy, "the app's own soft background is another one"
    assert abs(hidden[person] - RED).mean() < 3, "the person stays as they are"


def test_no_ghost_of_the_person_spreads_into_a_hidden_background() -> None:
    person = disc(600, 480)
    hidden = hide_background(red_on_green(600, 480), person.astype(np.float32)).astype(int)
    around = (cv2.dilate(person.astype(np.uint8), np.ones((81, 81))) > 0) & (
        cv2.dilate(person.astype(np.uint8), np.ones((9, 9))) == 0
    )
    assert abs(hidden[around] - GREEN).max() < 12


def test_of_nobody_and_of_a_photo_full_of_somebody_a_background_is_hidden_too() -> None:
    photo = photo_of(chessboard(300, 200, 10))
    assert hide_background(photo, np.zeros((96, 64), np.float32)).std() < 12
    assert abs(hide_background(photo, np.ones((96, 64), np.float32)).astype(int) - photo.pixels).max() <= 1


def test_without_its_background_a_photo_keeps_its_size_and_the_person_their_place() -> None:
    person = disc(600, 400)
    result = remove_background(red_on_green(600, 400), person.astype(np.float32), side=300)
    assert result.shape == (300, 200, 4)
    alpha = result[..., 3]
    small = cv2.resize(person.astype(np.float32), (200, 300), interpolation=cv2.INTER_AREA)
    assert alpha[small == 1].mean() > 250 and alpha[small == 0].mean() < 4
    seen = result[alpha > 60].astype(int)
    assert (seen[:, 1] > seen[:, 0]).mean() < 0.001, "no rim of the background"


def test_of_nobody_nothing_is_left() -> None:
    result = remove_background(red_on_green(300, 240), np.zeros((150, 120), np.float32))
    assert not result[..., 3].any()
