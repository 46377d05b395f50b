"""Which sentence comes next: never a pile, never one that comes too late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_device.sound.waiting import LONGEST, STALE, Utterance, Waiting
from camera_device.sound.words import Manner

NOW, HINT, TELL = Manner.NOW, Manner.HINT, Manner.TELL


def utterance(text: str, manner: Manner, asked_at: float = 0.0) -> Utterance:
    return Utterance(text, "en", manner, True, asked_at)


def said(waiting: Waiting, now: float = 0.0) -> list[str]:
    texts = []
    while (one := waiting.take(now)) is not None:
        texts.append(one.text)
    return texts


@pytest.mark.parametrize(
    ("put", "expected"),
    [
        pytest.param([("back", HINT), ("left", HINT)], ["left"], id="a newer hint replaces an older one"),
        pytest.param([("back", HINT), ("answer", TELL)], ["answer"], id="a hint gives way to a sentence"),
        pytest.param([("answer", TELL), ("back", HINT)], ["answer", "back"], id="a hint drops no sentence"),
        pytest.param([("one", TELL), ("two", TELL)], ["one", "two"], id="sentences come in order"),
        pytest.param([("answer", TELL), ("back", HINT), ("3", NOW)], ["3"], id="now drops all that waits"),
        pytest.param([("3", NOW), ("2", NOW)], ["2"], id="only the newest number"),
        pytest.param([("3", NOW), ("answer", TELL)], ["3", "answer"], id="a number is not dropped by a sentence"),
    ],
)
def test_what_is_said(put: list[tuple[str, Manner]], expected: list[str]) -> None:
    waiting = Waiting()
    for text, manner in put:
        waiting.put(utterance(text, manner))
    assert said(waiting) == expected


@pytest.mark.parametrize(("manner", "expected"), [(NOW, []), (HINT, []), (TELL, ["late"])])
def test_hints_and_numbers_are_not_said_late(manner: Manner, expected: list[str]) -> None:
    waiting = Waiting()
    waiting.put(utterance("late", manner))
    assert said(waiting, STALE + 0.1) == expected


@given(st.lists(st.sampled_from(Manner), max_size=50))
def test_it_never_piles_up_and_the_newest_is_always_said(manners: list[Manner]) -> None:
    waiting = Waiting()
    for number, manner in enumerate(manners):
        waiting.put(utterance(str(number), manner))
        assert len(waiting) <= LONGEST
    assert said(waiting)[-1:] == [str(len(manners) - 1)][: len(manners)]
