"""The light on a lamp: at once, at thirty pictures a second while something moves, and asleep otherwise."""

from __future__ import annotations

import logging
import threading
import time

import numpy as np
import pytest

from camera_device.light.animated import AnimatedLight
from camera_device.light.base import Countdown, Exposing, Fault, Framing, Idle, Off, Stored
from camera_device.light.patterns import Pixels


class FakeLamp:
    name = "fake"
    count = 16

    def __init__(self) -> None:
        self.painted: list[Pixels] = []
        self.threads: list[str] = []
        self.closed = False
        self.fault: Exception | None = None

    def paint(self, colours: Pixels) -> None:
        if self.fault:
            raise self.fault
        self.threads.append(threading.current_thread().name)
        self.painted.append(colours.copy())

    def close(self) -> None:
        self.closed = True


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def until(condition: object, seconds: float = 3.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.005)
    return False


def test_fill_light_is_on_when_the_call_returns_and_gives_back_what_was_shown() -> None:
    lamp = FakeLamp()
    light = AnimatedLight(lamp)
    light.show(Idle(listening=True))
    before = lamp.painted[-1]
    light.fill(True)
    assert (lamp.painted[-1] == 255).all()
    light.show(Idle(listening=False))
    assert (lamp.painted[-1] == 255).all(), "a new state does not take the light from the shutter"
    light.show(Idle(listening=True))
    light.fill(False)
    assert np.array_equal(lamp.painted[-1], before)
    light.close()


def test_the_first_picture_of_a_state_is_painted_by_who_asks_for_it() -> None:
    lamp = FakeLamp()
    light = AnimatedLight(lamp)
    light.show(Exposing())
    assert lamp.threads[-1] == threading.current_thread().name
    light.close()


def test_a_state_at_rest_is_painted_once() -> None:
    lamp = FakeLamp()
    light = AnimatedLight(lamp)
    light.show(Idle(listening=True))
    count = len(lamp.painted)
    time.sleep(0.2)
    assert len(lamp.painted) == count
    light.close()


def test_what_moves_is_painted_again_and_again_and_comes_to_rest_in_its_last_picture() -> None:
    lamp, clock = FakeLamp(), Clock()
    light = AnimatedLight(lamp, clock)
    light.show(Stored())
    clock.now += 0.5
    assert until(lambda: lamp.painted[-1].any())
    clock.now += 10
    assert until(lambda: not lamp.painted[-1].any())
    count = len(lamp.painted)
    time.sleep(0.15)
    assert len(lamp.painted) == count
    light.close()


def test_the_countdown_runs_by_the_clock() -> None:
    lamp, clock = FakeLamp(), Clock()
    light = AnimatedLight(lamp, clock)
    light.show(Countdown(2, 4))
    for passed, lit in ((0.0, 8), (0.5, 6), (1.0, 4)):
        clock.now = 100 + passed
        assert until(lambda lit=lit: lamp.painted[-1][:, 0].astype(int).sum() == lit * 255), (passed, lit)
    light.close()


def test_thirty_pictures_a_second_and_not_more() -> None:
    lamp = FakeLamp()
    light = AnimatedLight(lamp)
    light.show(Framing())
    time.sleep(0.6)
    light.close()
    assert 6 <= len(lamp.painted) <= 22


def test_the_same_state_again_does_not_begin_anew() -> None:
    lamp, clock = FakeLamp(), Clock()
    light = AnimatedLight(lamp, clock)
    light.show(Stored())
    clock.now += 10
    light.show(Stored())
    assert until(lambda: not lamp.painted[-1].any())
    light.close()


def test_closing_leaves_it_dark_and_lets_go() -> None:
    lamp = FakeLamp()
    light = AnimatedLight(lamp)
    light.show(Fault())
    light.fill(True)
    light.close()
    assert not lamp.painted[-1].any()
    assert lamp.closed
    count = len(lamp.painted)
    light.show(Idle(listening=True))
    light.fill(True)
    light.close()
    assert len(lamp.painted) == count


@pytest.mark.parametrize("fault", [OSError("no answer"), RuntimeError("no answer")])
def test_a_wire_that_breaks_is_told_once_and_stops_nothing(caplog: pytest.LogCaptureFixture, fault: Exception) -> None:
    lamp = FakeLamp()
    light = AnimatedLight(lamp)
    lamp.fault = fault
    with caplog.at_level(logging.WARNING):
        light.show(Framing())
        light.fill(True)
        light.show(Off())
        light.close()
    assert [record.message for record in caplog.records] == [
        "fake does not answer any more and stays as it is: no answer"
    ]
