"""What framing says of figures: the rules, their slack, stillness, and hints that do not flicker."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from camera_device.framing.judge import LEAST_HEIGHT, MARGIN, SETTLED, Judge, fault
from camera_device.framing.parts import Figure
from camera_device.framing.view import Hint, View

ALL = frozenset({"head", "torso", "legs", "feet"})
GREY = np.full((640, 480, 3), 120, np.uint8)
STEP = 0.2


def figure(
    top: float = 0.08,
    bottom: float = 0.94,
    middle: float = 0.5,
    seen: frozenset[str] = ALL,
    cut: str = "",
    people: int = 1,
) -> Figure:
    centre = (middle, (top + bottom) / 2)
    return Figure((middle - 0.15, top, middle + 0.15, bottom), centre, seen, frozenset(cut.split()), people)


class Row:
    """Frames in a row, with the figures that would be found in them."""

    def __init__(self) -> None:
        self.now = 0.0
        self._next: Figure | None = None
        self._judge = Judge(self, lambda: self.now)

    def find(self, frame: NDArray[np.uint8]) -> Figure | None:
        return self._next

    def look(self, found: Figure | None, frame: NDArray[np.uint8] = GREY, times: int = 1, step: float = STEP) -> View:
        self._next = found
        for _ in range(times):
            self.now += step
            view = self._judge.look(frame)
        return view


@pytest.mark.parametrize(
    ("found", "hint"),
    [
        (None, Hint.NOBODY),
        (figure(), None),
        (figure(top=0.5 - LEAST_HEIGHT / 2 + 0.01, bottom=0.5 + LEAST_HEIGHT / 2 - 0.01), Hint.CLOSER),
        (figure(0.45, 0.75, seen=frozenset({"torso"})), Hint.CLOSER),
        (figure(top=0.0, cut="top"), Hint.HEAD),
        (figure(seen=ALL - {"head"}), Hint.HEAD),
        (figure(top=MARGIN / 2), Hint.HEAD),
        (figure(bottom=1.0, cut="bottom"), Hint.FEET),
        (figure(seen=ALL - {"feet"}), Hint.FEET),
        (figure(bottom=1 - MARGIN / 2), Hint.FEET),
        (figure(0.0, 1.0, cut="top bottom"), Hint.BACK),
        (figure(seen=frozenset({"torso", "legs"})), Hint.BACK),
        (figure(cut="left right"), Hint.BACK),
        (figure(cut="left"), Hint.LEFT),
        (figure(cut="left", seen=ALL - {"head"}), Hint.LEFT),
        (figure(cut="right"), Hint.RIGHT),
        (figure(bottom=1.0, cut="left bottom"), Hint.FEET),
        (figure(seen=ALL - {"legs"}), None),
        (figure(people=2), Hint.TOO_MANY),
    ],
)
def test_the_hint_is_what_would_help_the_person(found: Figure | None, hint: Hint | None) -> None:
    assert fault(found) is hint


def test_somebody_who_stands_still_is_seen_so_after_a_moment() -> None:
    row = Row()
    assert not row.look(figure(), times=4).still
    view = row.look(figure(), times=2)
    assert view.whole
    assert view.still
    assert view.hint is None
    assert view.people == 1


def test_swaying_a_little_is_standing_still_and_walking_is_not() -> None:
    row = Row()
    for number in range(10):
        view = row.look(figure(middle=0.5 + 0.004 * (number % 2)))
    assert view.still
    for number in range(10):
        view = row.look(figure(middle=0.5 + 0.02 * number))
    assert not view.still
    assert view.hint is Hint.STILL


def test_an_arm_that_moves_within_the_same_outline_is_seen() -> None:
    row = Row()
    row.look(figure(), times=6)
    waving = GREY.copy()
    waving[200:400, 180:300] = 20
    assert not row.look(figure(), waving).still


def test_a_light_that_is_switched_on_is_no_movement() -> None:
    row = Row()
    row.look(figure(), times=6)
    assert row.look(figure(), np.full_like(GREY, 180)).still


def test_noise_of_the_sensor_is_no_movement() -> None:
    row, random = Row(), np.random.default_rng(0)
    for _ in range(10):
        noisy = np.clip(GREY + random.normal(0, 12, GREY.shape), 0, 255).astype(np.uint8)
        view = row.look(figure(), noisy)
    assert view.still


def test_after_a_gap_nothing_is_known_of_stillness() -> None:
    row = Row()
    row.look(figure(), times=6)
    assert not row.look(figure(), step=1.0).still


def test_nobody_is_neither_whole_nor_still() -> None:
    row = Row()
    row.look(figure(), times=6)
    view = row.look(None, times=5)
    assert view == View(0, whole=False, still=False, hint=Hint.NOBODY, light=view.light)


@pytest.mark.parametrize("found", [None, figure()])
def test_a_dark_room_is_told_with_or_without_somebody(found: Figure | None) -> None:
    view = Row().look(found, np.full_like(GREY, 25), times=8)
    assert view.hint is Hint.DARK
    assert view.whole == (found is not None)


def test_dark_clothes_before_a_lit_wall_are_not_dark() -> None:
    frame = GREY.copy()
    frame[:, 80:400] = 10
    assert Row().look(figure(), frame, times=8).hint is None


def test_a_hint_that_comes_and_goes_with_each_frame_is_not_given() -> None:
    row = Row()
    row.look(figure(cut="left"), times=6)
    hints = {row.look(figure(cut="right" if number % 2 else "left")).hint for number in range(20)}
    assert hints == {Hint.LEFT}


def test_another_hint_is_given_when_it_has_been_right_for_a_moment() -> None:
    row = Row()
    row.look(figure(cut="left"), times=6)
    began = row.now
    while row.look(figure(bottom=1.0, cut="bottom"), step=0.1).hint is Hint.LEFT:
        pass
    assert SETTLED <= row.now - began <= SETTLED + 0.2


def test_somebody_on_the_border_of_a_rule_does_not_flicker() -> None:
    row = Row()
    assert row.look(figure(), times=6).whole
    for number in range(10):
        assert row.look(figure(top=MARGIN * (1.1 if number % 2 else 0.8))).whole
    assert not row.look(figure(top=MARGIN * 0.4)).whole
    assert not row.look(figure(top=MARGIN * 0.8)).whole, "who was out has to come wholly in again"
