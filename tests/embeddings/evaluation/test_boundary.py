"""Boundary F-scores worked out by hand on maps of 512 pixels, where the tolerance is two pixels."""

from __future__ import annotations

import math

import numpy as np
import pytest

from embeddings.evaluation.boundary import boundary_scores
from embeddings.parsing.labels import CLASS_ID, IGNORE

DRESS, SKIRT = CLASS_ID["dress"], CLASS_ID["skirt"]


def half(edge: int, side: int = 512) -> np.ndarray:
    """A dress left of a column, background right of it: one straight outline, the picture's edges being none."""
    labels = np.zeros((side, side), np.uint8)
    labels[:, :edge] = DRESS
    return labels


def block(left: int, top: int, right: int, bottom: int, number: int = DRESS) -> np.ndarray:
    labels = np.zeros((512, 512), np.uint8)
    labels[top:bottom, left:right] = number
    return labels


def test_identical_maps_score_one() -> None:
    labels = block(100, 100, 200, 300)
    labels[200:] = SKIRT
    assert boundary_scores(labels, labels) == {"person": 1.0, "dress": 1.0, "skirt": 1.0}


@pytest.mark.parametrize(("shift", "score"), [(0, 1), (1, 1), (2, 1), (3, 0), (-2, 1), (-3, 0)])
def test_two_pixels_of_512_are_forgiven_and_three_are_not(shift: int, score: float) -> None:
    assert boundary_scores(half(200), half(200 + shift)) == {"person": score, "dress": score}


@pytest.mark.parametrize(("shift", "score"), [(4, 1), (5, 0)])
def test_the_tolerance_grows_with_the_picture(shift: int, score: float) -> None:
    assert boundary_scores(half(400, 1024), half(400 + shift, 1024))["dress"] == score


def test_a_block_moved_by_three_pixels_keeps_its_horizontal_edges() -> None:
    # Of the 396 outline pixels of a 100×100 block, top and bottom row keep 99 of 100 each: 97 overlap, two more
    # are near the end. Of the sides only the inner one keeps four pixels: two below the top row, two above the bottom.
    score = boundary_scores(block(100, 100, 200, 200), block(103, 100, 203, 200))["dress"]
    assert score == pytest.approx((99 + 99 + 4) / 396)


def test_a_class_that_is_not_found_scores_nothing_and_one_that_is_not_there_is_not_listed() -> None:
    scores = boundary_scores(block(100, 100, 200, 200), block(100, 100, 200, 200, SKIRT))
    assert scores == {"person": 1.0, "dress": 0.0}


def test_an_outline_found_twice_halves_the_precision() -> None:
    truth = block(100, 100, 110, 400)
    found = truth | block(300, 100, 310, 400)
    assert boundary_scores(truth, found)["dress"] == pytest.approx(2 * 0.5 / 1.5)


def test_what_is_unknown_and_near_it_does_not_count() -> None:
    truth, found = half(200), half(260)
    truth[:, 195:265] = IGNORE
    scores = boundary_scores(truth, found)
    assert math.isnan(scores["dress"]) and math.isnan(scores["person"])
    truth[:256] = half(200)[:256]
    assert boundary_scores(truth, found)["dress"] == 0.0


def test_face_arms_and_legs_have_one_outline() -> None:
    truth = block(100, 100, 200, 300, CLASS_ID["face"])
    truth[200:300, 100:200] = CLASS_ID["legs"]
    assert boundary_scores(truth, block(100, 100, 200, 300, CLASS_ID["arms"])) == {"person": 1.0, "skin": 1.0}


def test_nobody_anywhere_is_not_defined() -> None:
    empty = np.zeros((64, 64), np.uint8)
    assert math.isnan(boundary_scores(empty, empty)["person"])
    assert boundary_scores(empty, half(20, 64))["person"] == 0.0
