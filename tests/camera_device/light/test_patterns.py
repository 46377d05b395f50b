"""What people see of each state, and that nobody is harmed by it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_device.light.base import (
    Countdown,
    Direction,
    Exposing,
    Fault,
    Framing,
    Heard,
    Idle,
    LightState,
    Off,
    Stored,
)
from camera_device.light.patterns import luminance, pixels, rests_at

EVERY_STATE: list[LightState] = [
    Off(),
    Idle(listening=True),
    Idle(listening=False),
    Idle(listening=True, watched=True),
    Idle(listening=False, watched=True),
    Heard(),
    Framing(),
    *(Framing(direction) for direction in Direction),
    Countdown(3, 3),
    Countdown(1, 10),
    Exposing(),
    Stored(),
    Fault(),
]


def flashes(brightness: list[float]) -> int:
    """Pairs of opposite changes by a tenth or more where the darker side is below 0.8 (WCAG 2.2's definition)."""
    extreme, rising, changes = brightness[0], None, 0
    for value in brightness:
        change = value - extreme
        if rising is None and abs(change) >= 0.1:
            rising, changes, extreme = change > 0, 1, value
        elif rising is not None and (change > 0) == rising:
            extreme = value
        elif rising is not None and abs(change) >= 0.1 and min(value, extreme) < 0.8:
            rising, changes, extreme = not rising, changes + 1, value
    return changes // 2


@pytest.mark.parametrize("count", [1, 16])
@pytest.mark.parametrize("state", EVERY_STATE, ids=str)
def test_no_state_flashes_more_than_twice_in_any_second(state: LightState, count: int) -> None:
    brightness = [luminance(pixels(state, step / 100, count)) for step in range(1300)]
    assert max(flashes(brightness[start : start + 100]) for start in range(0, 1200, 10)) <= 2


@pytest.mark.parametrize("count", [1, 16])
def test_a_whole_countdown_with_its_photo_flashes_at_most_twice_a_second(count: int) -> None:
    seconds: list[LightState] = [Countdown(3, 3), Countdown(2, 3), Countdown(1, 3), Exposing(), Stored(), Idle(True)]
    brightness = [luminance(pixels(state, step / 100, count)) for state in seconds for step in range(100)]
    assert max(flashes(brightness[start : start + 100]) for start in range(0, 501, 5)) <= 2


def test_the_count_of_flashes_finds_what_flickers() -> None:
    assert flashes([float(step // 10 % 2) for step in range(100)]) == 4


@pytest.mark.parametrize("count", [1, 16])
@pytest.mark.parametrize("state", EVERY_STATE, ids=str)
def test_a_state_stands_still_from_when_it_says_so(state: LightState, count: int) -> None:
    rest = rests_at(state, count)
    if rest == float("inf"):
        assert not np.array_equal(pixels(state, 60.0, count), pixels(state, 61.0, count))
    else:
        for later in (0.001, 0.5, 7.3, 3600.0):
            assert np.array_equal(pixels(state, rest, count), pixels(state, rest + later, count))


@given(st.sampled_from(EVERY_STATE), st.floats(0, 1e6, allow_nan=False), st.integers(1, 256))
def test_every_pixel_has_a_colour_at_any_time(state: LightState, at: float, count: int) -> None:
    colours = pixels(state, at, count)
    assert colours.shape == (count, 3)
    assert colours.dtype == np.uint8


@pytest.mark.parametrize("count", [1, 16])
def test_listening_is_seen_and_its_end_too(count: int) -> None:
    listening, deaf = pixels(Idle(True), 5.0, count), pixels(Idle(False), 5.0, count)
    assert listening.any(axis=1).all()
    assert not deaf.any()
    assert luminance(listening) < 0.05, "it lights no bedroom"


@pytest.mark.parametrize("listening", [True, False])
def test_that_somebody_watches_is_seen_beside_what_else_is_told(listening: bool) -> None:
    before, watched = pixels(Idle(listening), 0.0, 16), pixels(Idle(listening, watched=True), 0.0, 16)
    assert np.array_equal(watched[1::2], before[1::2])
    assert (watched[::2, 2] > 100).all()
    one = [luminance(pixels(Idle(listening, watched), 0.0, 1)) for watched in (False, True)]
    assert pixels(Idle(listening, watched=True), 0.0, 1).max() > 1.5 * pixels(Idle(True), 0.0, 1).max()
    assert one[0] != one[1]


@pytest.mark.parametrize(
    ("direction", "brightest"),
    [(Direction.BACK, 0), (Direction.RIGHT, 4), (Direction.CLOSER, 8), (Direction.LEFT, 12)],
)
def test_the_arc_lies_on_the_side_to_move_to(direction: Direction, brightest: int) -> None:
    lit = pixels(Framing(direction), 0.0, 16)[:, 0].astype(int)
    assert lit[brightest] == 255
    assert lit[(brightest + 8) % 16] == 0
    around = np.roll(lit, -brightest)
    assert np.array_equal(around[1:8], around[:8:-1]), "as far to the one side as to the other"


def test_the_ring_empties_second_by_second_without_a_jump() -> None:
    times = [step / 50 for step in range(150)]
    lit = [float(pixels(Countdown(3 - int(at), 3), at % 1, 24)[:, 0].sum()) / 255 for at in times]
    assert lit[0] == pytest.approx(24, abs=0.1)
    assert lit[50] == pytest.approx(16, abs=0.1)
    assert lit[100] == pytest.approx(8, abs=0.1)
    assert all(-0.4 < after - before <= 0.05 for before, after in pairwise(lit))
    assert not pixels(Countdown(1, 3), 1.0, 24).any()


def test_a_single_led_swells_at_each_second_of_the_countdown() -> None:
    second = [int(pixels(Countdown(2, 3), at / 10, 1)[0, 0]) for at in range(11)]
    assert second[0] == 255
    assert second == sorted(second, reverse=True)
    assert second[-1] < 100


def test_the_shutter_is_all_white_from_the_first_instant() -> None:
    assert (pixels(Exposing(), 0.0, 16) == 255).all()


def test_stored_is_green_and_fades_away() -> None:
    red, green, blue = pixels(Stored(), 0.5, 1)[0].tolist()
    assert green > 2 * red and green > 2 * blue
    assert not pixels(Stored(), 3.0, 16).any()


def test_a_fault_stays_red() -> None:
    for at in (0.0, 1.25, 60.0):
        red, green, blue = pixels(Fault(), at, 1)[0].tolist()
        assert red > 60 and green < 10 + red // 8 and blue < 10 + red // 8
