"""How often the camera is looked at, and what a fault of it or of the parser does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from camera_device.cameras.base import Camera, Frame
from camera_device.errors import CameraError, NoCameraError
from camera_device.eyes import EMPTY, OFTEN, SELDOM, Eyes
from camera_device.framing.view import View

SOMEBODY = View(1, whole=True, still=True)
NOBODY = View(0, whole=False, still=False)


class Still:
    """A camera that gives grey frames as fast as they are asked for."""

    name = "grey"
    torn_down = False

    def set_up(self) -> None: ...

    def run(self) -> None: ...

    def frame(self, timeout: float = 1.0) -> Frame:
        return np.full((8, 6, 3), 99, np.uint8)

    def tear_down(self) -> None:
        self.torn_down = True


class Watched:
    """Eyes whose clock runs ``speed`` times as fast."""

    def __init__(self, view: View, choose: Callable[[], Camera] = Still, busy: bool = False) -> None:  # type: ignore[assignment]
        self.at: list[float] = []
        self.states: list[CameraError | None] = []
        self.blind: list[CameraError | None] = []
        self.view: View | CameraError = view
        self.shift = 0.0
        self.eyes = Eyes(
            choose,
            self.look,
            seen=lambda _: self.at.append(time.monotonic()),
            state=self.states.append,
            blind=self.blind.append,
            busy=lambda: busy,
            clock=lambda: time.monotonic() + self.shift,
        )

    def look(self, frame: Frame) -> View:
        if isinstance(self.view, CameraError):
            raise self.view
        return self.view

    def gaps(self, frames: int) -> list[float]:
        begin = len(self.at)
        until(lambda: len(self.at) >= begin + frames + 1)
        return list(np.diff(self.at[begin : begin + frames + 1]))


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    started: list[Watched] = []

    def make(view: View, **given: object) -> Watched:
        started.append(Watched(view, **given))  # type: ignore[arg-type]
        started[-1].eyes.start()
        return started[-1]

    yield make
    for one in started:
        one.eyes.stop()


Watch = Callable[..., Watched]


def test_frames_come_five_times_a_second_and_seldom_in_an_empty_room(watch: Watch) -> None:
    watched = watch(NOBODY)
    assert np.median(watched.gaps(4)) == pytest.approx(OFTEN, abs=0.1)
    watched.shift += EMPTY + 1
    watched.gaps(1)
    assert np.median(watched.gaps(2)) == pytest.approx(SELDOM, abs=0.3)


def test_a_wish_makes_it_look_at_once(watch: Watch) -> None:
    watched = watch(NOBODY)
    watched.gaps(1)
    watched.shift += EMPTY + 1
    watched.gaps(1)
    asked, seen = time.monotonic(), len(watched.at)
    watched.eyes.wake()
    until(lambda: len(watched.at) > seen)
    assert watched.at[seen] - asked < SELDOM / 2


def test_an_empty_room_is_looked_at_often_while_somebody_waits_for_the_photo(watch: Watch) -> None:
    watched = watch(NOBODY, busy=True)
    watched.shift += EMPTY + 1
    watched.gaps(1)
    assert np.median(watched.gaps(3)) == pytest.approx(OFTEN, abs=0.1)


def test_a_parser_that_breaks_is_told_and_nobody_is_in_view_any_more(watch: Watch) -> None:
    watched = watch(SOMEBODY)
    until(watched.eyes.somebody)
    watched.view = CameraError("The model is damaged.")
    until(lambda: watched.blind[-1:] == [watched.view])
    assert not watched.eyes.somebody()
    watched.view = SOMEBODY
    until(watched.eyes.somebody)
    assert watched.blind[-1] is None


def test_a_camera_that_is_not_there_is_looked_for_again(watch: Watch) -> None:
    there = threading.Event()

    def choose() -> Still:
        if not there.is_set():
            raise NoCameraError("There is no camera.")
        return Still()

    watched = watch(SOMEBODY, choose=choose)
    until(lambda: watched.states)
    with pytest.raises(CameraError):
        _ = watched.eyes.camera
    there.set()
    until(watched.eyes.somebody)
    assert watched.states[-1] is None
    assert watched.eyes.latest().shape == (8, 6, 3)


def test_while_it_rests_the_camera_is_left_alone(watch: Watch) -> None:
    watched = watch(SOMEBODY)
    until(lambda: watched.at)
    watched.eyes.rest(True)
    time.sleep(0.3)
    seen = len(watched.at)
    time.sleep(0.5)
    assert len(watched.at) == seen
    watched.eyes.rest(False)
    until(lambda: len(watched.at) > seen)


def test_a_fault_that_the_camera_does_not_mend_by_itself_is_told_and_so_is_its_end(watch: Watch) -> None:
    error = CameraError("The video is damaged.")
    broken = threading.Event()

    class Damaged(Still):
        def frame(self, timeout: float = 1.0) -> Frame:
            if broken.is_set():
                raise error
            return super().frame()

    watched = watch(SOMEBODY, choose=Damaged)
    until(watched.eyes.somebody)
    broken.set()
    until(lambda: watched.states == [None, error])
    assert not watched.eyes.somebody()
    broken.clear()
    until(watched.eyes.somebody)
    assert watched.states == [None, error, None]


def test_a_fault_of_the_program_is_told_and_not_only_logged(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = watch(SOMEBODY)
    until(watched.eyes.somebody)
    monkeypatch.setattr(watched.eyes, "_look", lambda _: 1 / 0)
    until(lambda: watched.blind[-1:] and watched.blind[-1] is not None)
    assert "division" in str(watched.blind[-1]) and not watched.eyes.somebody()


def test_a_camera_that_cannot_run_is_given_back(watch: Watch) -> None:
    made: list[Still] = []

    class Stuck(Still):
        def run(self) -> None:
            raise CameraError("It does not start.")

    def choose() -> Still:
        made.append(Stuck() if not made else Still())
        return made[-1]

    watched = watch(SOMEBODY, choose=choose)
    until(watched.eyes.somebody)
    assert made[0].torn_down and not made[1].torn_down
