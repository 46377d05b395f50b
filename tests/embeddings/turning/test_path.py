"""The way of a turn is found from frames that each may be wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings.turning.path import likeliest

BINS = 36
Floats = NDArray[np.float64]


def chances(angles: Floats, sure: float = 12.0) -> Floats:
    """What frames say that see their angle, ``sure`` degrees exactly."""
    centres = np.arange(BINS) * 10.0
    off = (angles[:, None] - centres + 180) % 360 - 180
    peaks = np.exp(-0.5 * (off / sure) ** 2)
    return peaks / peaks.sum(1, keepdims=True)


def errors(found: Floats, true: Floats) -> Floats:
    return np.abs((found - true + 180) % 360 - 180)


@settings(max_examples=40, deadline=None)
@given(
    start=st.floats(-180, 180),
    seconds=st.floats(6, 14),
    whole=st.floats(200, 500),
    direction=st.sampled_from([1, -1]),
    rate=st.sampled_from([4, 8, 10]),
)
def test_any_start_speed_and_direction_is_followed(
    start: float, seconds: float, whole: float, direction: int, rate: int
) -> None:
    times = np.arange(0, seconds, 1 / rate)
    true = start + direction * whole * times / seconds
    way = likeliest(times, chances(true))
    assert way.direction == direction
    assert errors(way.angles, true).mean() < 4
    assert way.covered == pytest.approx(min(360, np.ptp(true)), abs=12)


def test_a_pause_and_a_hasty_stretch_are_followed() -> None:
    times = np.arange(0, 10, 0.125)
    true = np.interp(times, [0, 1, 3, 5, 6, 10], [0, 0, 120, 120, 240, 360])
    assert errors(likeliest(times, chances(true)).angles, true).mean() < 5


def test_frames_that_take_the_back_for_the_front_are_put_right_by_the_others() -> None:
    times = np.arange(0, 10, 0.125)
    true = 36 * times
    seen = chances(true)
    doubtful = (true > 150) & (true < 210)
    seen[doubtful] = 0.45 * chances(true[doubtful]) + 0.55 * chances(true[doubtful] + 180)
    assert errors(likeliest(times, seen).angles, true).max() < 15


def test_stretches_in_which_nobody_is_seen_are_bridged() -> None:
    times = np.arange(0, 10, 0.125)
    true = -36 * times
    seen = chances(true)
    seen[30:45] = 1 / BINS
    assert errors(likeliest(times, seen).angles, true).max() < 25


def test_somebody_who_stands_still_has_not_turned() -> None:
    times = np.arange(0, 8, 0.125)
    way = likeliest(times, chances(3 * np.sin(times)))
    assert way.covered < 15 and errors(way.angles, np.zeros_like(times)).max() < 10


def test_one_frame_is_a_way_too_and_none_is_not() -> None:
    way = likeliest(np.array([0.0]), chances(np.array([90.0])))
    assert way.angles[0] % 360 == pytest.approx(90, abs=3)
    with pytest.raises(ValueError, match="as many chances as times"):
        likeliest(np.array([]), np.zeros((0, BINS)))
