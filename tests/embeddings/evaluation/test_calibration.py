"""Calibration errors of answers whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.evaluation.calibration import BINS, bins, calibration_error, reliability


def answers(*groups: tuple[float, int, int]) -> np.ndarray:
    """Bins of groups of (confidence, answers, answers right)."""
    return np.sum([bins(np.full(n, sure), np.arange(n) < right) for sure, n, right in groups], 0)


@pytest.mark.parametrize(
    ("groups", "error"),
    [
        pytest.param([(0.8, 10, 8), (0.5, 20, 10), (1.0, 3, 3)], 0.0, id="perfectly calibrated"),
        pytest.param([(0.9, 10, 5)], 0.4, id="sure and half wrong"),
        pytest.param([(0.9, 30, 27), (0.5, 10, 10)], 0.125, id="weighed by answers"),
        pytest.param([(0.52, 5, 5), (0.48, 5, 0)], 0.0, id="one bin is one group"),
        pytest.param([(0.0, 4, 0)], 0.0, id="no confidence, never right"),
    ],
)
def test_the_error_is_the_gap_between_confidence_and_share_right(
    groups: list[tuple[float, int, int]], error: float
) -> None:
    assert calibration_error(answers(*groups)) == pytest.approx(error, abs=1e-9)


@pytest.mark.parametrize(("confidence", "place"), [(0.0, 0), (1 / 15, 0), (0.07, 1), (0.5, 7), (0.95, 14), (1.0, 14)])
def test_a_bin_holds_its_upper_end(confidence: float, place: int) -> None:
    counts = bins(np.array([confidence]), np.array([True]))
    assert counts.shape == (BINS, 3)
    assert counts[:, 0].tolist() == [float(place == number) for number in range(BINS)]


def test_without_answers_there_is_no_error() -> None:
    empty = bins(np.array([]), np.array([], bool))
    assert math.isnan(calibration_error(empty))
    assert reliability(empty) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_the_error_lies_between_none_and_all(told: list[tuple[float, bool]]) -> None:
    counts = bins(np.array([sure for sure, _ in told]), np.array([right for _, right in told]))
    assert 0 <= calibration_error(counts) <= 1
    assert sum(row["n"] for row in reliability(counts)) == len(told)
