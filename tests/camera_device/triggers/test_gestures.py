"""What a finger on the button means, by tables of times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_device.triggers.base import Wish
from camera_device.triggers.gestures import Gestures

HOLD, DOUBLE = 0.8, 0.4
DOWN, UP, HELD = "pressed", "released", "held"


def wishes(*edges: tuple[float, str]) -> list[tuple[float, Wish]]:
    gestures = Gestures(HOLD, DOUBLE)
    answers = [(at, getattr(gestures, edge)(at)) for at, edge in edges]
    return [(at, wish) for at, wish in answers if wish is not None]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        pytest.param([(0, DOWN), (0.1, UP)], [(0.1, Wish.PHOTO)], id="short is a photo, as soon as the finger lifts"),
        pytest.param([(0, DOWN), (0.8, HELD), (2, UP)], [(0.8, Wish.TURN)], id="held is a turn, while it is held"),
        pytest.param([(0, DOWN), (0.79, UP)], [(0.79, Wish.PHOTO)], id="nearly held is short"),
        pytest.param([(0, DOWN), (0.85, UP)], [(0.85, Wish.TURN)], id="a late timer loses no turn"),
        pytest.param(
            [(0, DOWN), (0.1, UP), (0.35, DOWN), (0.45, UP)],
            [(0.1, Wish.PHOTO), (0.35, Wish.UNDO)],
            id="twice is undo, as soon as the second begins",
        ),
        pytest.param(
            [(0, DOWN), (0.1, UP), (0.51, DOWN), (0.6, UP)],
            [(0.1, Wish.PHOTO), (0.6, Wish.PHOTO)],
            id="too slow for a double are two photos",
        ),
        pytest.param(
            [(0, DOWN), (0.1, UP), (0.3, DOWN), (1.1, HELD), (1.5, UP)],
            [(0.1, Wish.PHOTO), (0.3, Wish.UNDO)],
            id="the second may be held: it stays an undo",
        ),
        pytest.param(
            [(0, DOWN), (0.1, UP), (0.3, DOWN), (0.4, UP), (0.6, DOWN), (0.7, UP), (0.9, DOWN), (1.0, UP)],
            [(0.1, Wish.PHOTO), (0.3, Wish.UNDO)],
            id="a nervous third and fourth mean nothing",
        ),
        pytest.param(
            [(0, DOWN), (0.1, UP), (0.3, DOWN), (0.4, UP), (2.0, DOWN), (2.1, UP)],
            [(0.1, Wish.PHOTO), (0.3, Wish.UNDO), (2.1, Wish.PHOTO)],
            id="later a press is a photo again",
        ),
        pytest.param(
            [(0, DOWN), (0.8, HELD), (1, UP), (1.2, DOWN), (1.3, UP)],
            [(0.8, Wish.TURN), (1.3, Wish.PHOTO)],
            id="a press after a hold is no double",
        ),
        pytest.param(
            [(0, DOWN), (0.001, UP), (0.002, DOWN), (0.1, UP), (0.101, DOWN), (0.103, UP)],
            [(0.1, Wish.PHOTO)],
            id="chatter at both edges is one press",
        ),
        pytest.param([(0, DOWN), (0.004, UP), (0.9, HELD)], [(0.9, Wish.TURN)], id="chatter does not end a hold"),
        pytest.param([(0, DOWN), (0.001, UP), (3, DOWN), (3.1, UP)], [(3.1, Wish.PHOTO)], id="a spark is no press"),
        pytest.param([(0, UP), (0.1, HELD)], [], id="released before it was ever pressed"),
        pytest.param([(0, DOWN), (0.5, HELD), (0.6, UP)], [(0.6, Wish.PHOTO)], id="an early timer makes no turn"),
        pytest.param([(0, DOWN), (0.8, HELD), (1.6, HELD), (2, UP)], [(0.8, Wish.TURN)], id="one turn a hold"),
    ],
)
def test_gestures(edges: list[tuple[float, str]], expected: list[tuple[float, Wish]]) -> None:
    assert wishes(*edges) == expected


@given(st.lists(st.tuples(st.floats(0.025, 3), st.floats(0.025, 3)), max_size=30))
def test_a_press_never_means_two_things(presses: list[tuple[float, float]]) -> None:
    gestures, at = Gestures(HOLD, DOUBLE), 0.0
    for pause, length in presses:
        at += pause
        meanings = [gestures.pressed(at)]
        if length >= HOLD:
            meanings.append(gestures.held(at + HOLD + 1e-6))
        at += max(length, HOLD + 2e-6) if length >= HOLD else length
        meanings.append(gestures.released(at))
        assert sum(meaning is not None for meaning in meanings) <= 1
