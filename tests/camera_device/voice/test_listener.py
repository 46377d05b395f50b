"""The rules of when a phrase counts, with an engine that hears what the test says."""

from __future__ import annotations

import numpy as np
import pytest

from camera_device.triggers.base import Wish
from camera_device.voice.base import BLOCK, RATE, Heard, Phrase
from camera_device.voice.listener import Listener, Verdict

HOP = BLOCK / RATE


class Scripted:
    """Hears ``phrases`` at their times."""

    def __init__(self, *phrases: tuple[float, Phrase]) -> None:
        self.phrases = phrases
        self.blocks = 0
        self.resets = 0

    def feed(self, _block):
        before, self.blocks = self.blocks * HOP, self.blocks + 1
        return [Heard(phrase, at, 0.9, "order it" if phrase is Phrase.ORDER else "")
                for at, phrase in self.phrases if before < at <= self.blocks * HOP]  # fmt: skip

    def reset(self) -> None:
        self.resets += 1


def run(engine: Scripted, seconds: float = 12, **rules):
    listener = Listener(engine, command_seconds=4, **rules)
    return [judged for _ in range(int(seconds / HOP)) for judged in listener.feed(np.zeros(BLOCK, np.int16))]


@pytest.mark.parametrize(
    ("phrase", "wish"),
    [
        (Phrase.PHOTO, Wish.PHOTO),
        (Phrase.VIDEO, Wish.TURN),
        (Phrase.TURN, Wish.TURN),
        (Phrase.BETTER, Wish.COMPARE),
        (Phrase.CANCEL, Wish.CANCEL),
        (Phrase.ORDER, Wish.ORDER),
        (Phrase.ASK, Wish.ASK),
    ],
)
def test_a_command_after_the_wake_phrase_becomes_its_wish(phrase, wish):
    wake, command = run(Scripted((1, Phrase.WAKE), (2.5, phrase)))
    assert (wake.trigger.wish, wake.trigger.source) == (Wish.HEARD, "voice")
    assert (command.trigger.wish, command.trigger.source) == (wish, "voice")
    assert command.trigger.text == ("order it" if phrase is Phrase.ORDER else "")


@pytest.mark.parametrize(
    ("phrases", "verdicts"),
    [
        ([(2.0, Phrase.PHOTO)], [Verdict.NO_WAKE]),
        ([(1.0, Phrase.WAKE), (4.99, Phrase.PHOTO)], [Verdict.COUNTED, Verdict.COUNTED]),
        ([(1.0, Phrase.WAKE), (5.2, Phrase.PHOTO)], [Verdict.COUNTED, Verdict.TOO_LATE]),
        ([(1.0, Phrase.WAKE), (2.0, Phrase.PHOTO), (3.0, Phrase.PHOTO)],
         [Verdict.COUNTED, Verdict.COUNTED, Verdict.NO_WAKE]),
        ([(1.0, Phrase.WAKE), (4.0, Phrase.WAKE), (7.0, Phrase.TURN)], [Verdict.COUNTED] * 3),
        ([(1.0, Phrase.CANCEL)], [Verdict.NO_WAKE]),
    ],
)  # fmt: skip
def test_a_command_counts_once_and_within_four_seconds_of_the_wake_phrase(phrases, verdicts):
    judged = run(Scripted(*phrases))
    assert [one.verdict for one in judged] == verdicts
    assert [one.trigger is not None for one in judged] == [verdict is Verdict.COUNTED for verdict in verdicts]


def test_nothing_counts_while_nobody_is_in_view():
    judged = run(Scripted((1, Phrase.WAKE), (2, Phrase.PHOTO)), person_in_view=lambda: False)
    assert [one.verdict for one in judged] == [Verdict.NOBODY, Verdict.NO_WAKE]
    assert not any(one.trigger for one in judged)


def test_somebody_who_left_after_the_wake_phrase_is_not_obeyed():
    answers = iter([True, False])
    judged = run(Scripted((1, Phrase.WAKE), (2, Phrase.PHOTO)), person_in_view=lambda: next(answers))
    assert [one.verdict for one in judged] == [Verdict.COUNTED, Verdict.NOBODY]


def test_cancel_counts_without_wake_phrase_or_person_while_a_countdown_runs():
    rules = {"counting": lambda: True, "person_in_view": lambda: False}
    (cancel,) = run(Scripted((1, Phrase.CANCEL)), **rules)
    assert cancel.trigger.wish is Wish.CANCEL
    (photo,) = run(Scripted((1, Phrase.PHOTO)), **rules)
    assert photo.trigger is None


def test_a_trigger_tells_the_clock_time_at_which_the_phrase_ended_though_sound_was_missing():
    listener = Listener(Scripted((1.0, Phrase.WAKE)), command_seconds=4)
    judged = []
    for number in range(1, 20):
        late = 100 if number > 5 else 0
        judged += listener.feed(np.zeros(BLOCK, np.int16), ended=50 + number * HOP + late)
    assert judged[0].trigger.at == pytest.approx(151.0)


def test_after_a_reset_a_command_needs_a_new_wake_phrase():
    engine = Scripted((1.0, Phrase.WAKE), (2.0, Phrase.PHOTO))
    listener = Listener(engine, command_seconds=4)
    judged = []
    for number in range(40):
        if number == 15:
            listener.reset()
        judged += listener.feed(np.zeros(BLOCK, np.int16))
    assert engine.resets == 1
    assert [one.verdict for one in judged] == [Verdict.COUNTED, Verdict.NO_WAKE]
