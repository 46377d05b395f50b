"""Sightings of one look weighed together: every way of giving garments to them counts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wardrobe.assignment import MOST, shares

NO = -np.inf
ODDS = st.tuples(st.integers(0, 4), st.integers(0, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-8, 8) | st.just(NO))
)


def counted(odds: np.ndarray) -> np.ndarray:
    """The same by going through every way."""
    rows, columns = odds.shape
    total, found = 0.0, np.zeros(odds.shape)
    for way in itertools.product(range(-1, columns), repeat=rows):
        given_away = [column for column in way if column >= 0]
        if len(set(given_away)) < len(given_away):
            continue
        pairs = [(row, column) for row, column in enumerate(way) if column >= 0]
        weight = float(np.exp(sum(odds[pair] for pair in pairs)))
        total += weight
        for pair in pairs:
            found[pair] += weight
    return found / total


@settings(deadline=None)
@given(ODDS)
def test_each_pair_has_the_share_of_the_ways_that_hold_it(odds: np.ndarray) -> None:
    assert shares(odds) == pytest.approx(counted(odds), abs=1e-9)


@settings(deadline=None)
@given(ODDS)
def test_no_garment_is_worn_more_than_once_and_no_sighting_is_more_than_one_garment(odds: np.ndarray) -> None:
    found = shares(odds)
    assert (found.sum(0) <= 1 + 1e-9).all() and (found.sum(1) <= 1 + 1e-9).all()
    assert (found[odds == NO] == 0).all()


@pytest.mark.parametrize(
    ("odds", "expected"),
    [
        ([[0.0]], [[1 / 2]]),
        ([[0.0, 0.0]], [[1 / 3, 1 / 3]]),
        ([[9.0], [-9.0]], [[1.0], [0.0]]),  # one coat, two sightings
        ([[9.0], [9.0]], [[1 / 2], [1 / 2]]),  # both are like it, and one of them is it
        ([[9.0, 8.0], [8.0, NO]], [[0.0, 1.0], [1.0, 0.0]]),  # the second can only be the first garment
        ([[6.0, 0.0], [0.0, NO]], [[0.99, 0.005], [0.005, 0.0]]),  # no sure match is given up for two doubtful ones
    ],
)
def test_what_the_others_are_matters(odds: list[list[float]], expected: list[list[float]]) -> None:
    assert shares(np.array(odds)) == pytest.approx(np.array(expected), abs=2e-3)


def test_what_speaks_for_something_else_takes_its_share() -> None:
    found = shares(np.array([[2.0], [2.0 + 1e-9]]), np.array([NO, 2.0]))
    assert found[0, 0] > found[1, 0]
    assert shares(np.array([[5.0]]), np.array([5.0]))[0, 0] == pytest.approx(0.5, abs=1e-6)


def test_sightings_of_other_categories_do_not_change_each_other() -> None:
    odds = np.array([[1.0, NO], [NO, 2.0]])
    assert shares(odds) == pytest.approx(np.array([[1 / (1 + np.exp(-1)), 0], [0, 1 / (1 + np.exp(-2))]]))


def test_more_sightings_than_can_be_counted_together_are_weighed_each_by_itself() -> None:
    found = shares(np.zeros((MOST + 1, 3)))
    assert found == pytest.approx(np.full((MOST + 1, 3), 1 / 4))


def test_odds_beyond_all_measure_stay_finite() -> None:
    assert np.isfinite(shares(np.array([[800.0, 700.0], [750.0, -800.0]]), np.array([900.0, 0.0]))).all()
