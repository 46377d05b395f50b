"""From a wish to a photo on the disk: framing, countdown, shutter."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from camera_device.capture import Kind
from camera_device.framing.view import Hint, View
from camera_device.light import base as light
from camera_device.session.effects import (
    Fill,
    Lock,
    Play,
    Say,
    Show,
    Store,
    TakeStill,
)
from camera_device.session.events import (
    Exposed,
    Stored,
    Tick,
)
from camera_device.session.stage import FRESH, Phase
from camera_device.sound.tones import Tone
from camera_device.sound.words import WORDS, Saying
from camera_device.triggers.base import Source, Wish
from tests.camera_device.session.stage import HALF, LEFT, MOVING, NOBODY, WHOLE, Stage, make_settings

# --- one photo ---


def test_a_photo_goes_from_wish_to_disk_in_order(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish()
    stage.live(3.05, WHOLE)
    assert stage.session.phase is Phase.EXPOSING
    stage.tell(Exposed(1))
    stage.tell(Stored(1, "a"))
    stage.live(3, WHOLE)
    assert [effect for _, effect in stage.done] == [
        Play(Tone.TICK),
        Say(Saying.COUNTDOWN, 3),
        Show(light.Countdown(3, 3)),
        Play(Tone.TICK),
        Say(Saying.COUNTDOWN, 2),
        Show(light.Countdown(2, 3)),
        Fill(True),
        Play(Tone.LAST_TICK),
        Say(Saying.COUNTDOWN, 1),
        Show(light.Countdown(1, 3)),
        Lock(True),
        TakeStill(1, 3),
        Show(light.Exposing()),
        Fill(False),
        Lock(False),
        Store(1, Kind.PHOTO),
        Show(light.Stored()),
        Play(Tone.STORED),
        Say(Saying.TAKEN),
        Show(light.Idle(listening=True)),
    ]
    assert stage.times(TakeStill(1, 3)) == [1003.0]
    assert stage.session.phase is Phase.IDLE


def test_the_countdown_keeps_its_seconds_whatever_ticks_come_between(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish()
    for _ in range(400):
        stage.now += 0.01
        stage.tell(WHOLE, Tick())
    counted = [(round(at), one.n) for at, one in stage.done if isinstance(one, Say) and one.saying is Saying.COUNTDOWN]
    assert counted == [(1000, 3), (1001, 2), (1002, 1)]
    assert len(stage.takes) == 1


def test_without_a_countdown_the_shutter_opens_within_the_same_event(stage: Stage) -> None:
    stage = Stage(make_settings(countdown_seconds=0))
    stage.tell(WHOLE)
    assert TakeStill(1, 3) in stage.wish()


def test_nothing_is_told_as_taken_before_the_spool_has_it(stage: Stage) -> None:
    take = stage.expose()
    stage.tell(Exposed(take))
    stage.live(5, WHOLE)
    assert Saying.TAKEN not in stage.said
    assert not stage.times(Play(Tone.STORED))
    assert stage.session.phase is Phase.EXPOSING
    stage.tell(Stored(take, "a"))
    assert stage.said[-1] is Saying.TAKEN


def test_a_nearly_full_spool_is_told_after_the_capture(stage: Stage) -> None:
    take = stage.expose()
    stage.tell(Exposed(take), Stored(take, "a", nearly_full=True))
    assert stage.said[-2:] == [Saying.TAKEN, Saying.SPOOL_NEARLY_FULL]


# --- framing ---


def test_the_countdown_waits_for_a_whole_person_who_stands_still(stage: Stage) -> None:
    stage.tell(NOBODY)
    stage.wish()
    for view in (NOBODY, LEFT, HALF, MOVING):
        stage.live(2, view)
        assert stage.session.phase is Phase.FRAMING
    stage.tell(WHOLE)
    assert stage.session.phase is Phase.COUNTDOWN


@pytest.mark.parametrize("view", [LEFT, HALF, NOBODY, MOVING])
def test_hints_come_now_and_then_and_never_nag(view: View) -> None:
    stage = Stage(make_settings(framing_seconds=60))
    stage.wish()
    stage.live(59, view)
    times = [at for at, one in stage.done if isinstance(one, Say)]
    assert view.hint is not None
    assert stage.said == [Saying(view.hint.value)] * 3
    assert min(after - before for before, after in pairwise(times)) >= 5


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_has_its_words(hint: Hint) -> None:
    assert Saying(hint.value) in WORDS


def test_two_hints_leave_time_to_follow_the_first(stage: Stage) -> None:
    stage.wish()
    for _ in range(9):
        stage.live(1, LEFT)
        stage.live(1, HALF)
    times = [at for at, one in stage.done if isinstance(one, Say)]
    assert {Saying.LEFT, Saying.FEET} <= set(stage.said)
    assert min(after - before for before, after in pairwise(times)) >= 2.5


def test_the_light_points_where_to_go(stage: Stage) -> None:
    stage.wish()
    stage.live(1, LEFT)
    stage.live(1, HALF)
    assert stage.of(Show)[-2:] == [Show(light.Framing(light.Direction.LEFT)), Show(light.Framing(light.Direction.BACK))]
    assert stage.session.hint is Hint.FEET


@pytest.mark.parametrize(("view", "saying"), [(NOBODY, Saying.EMPTY), (HALF, Saying.GAVE_UP), (MOVING, Saying.GAVE_UP)])
def test_framing_gives_up_and_says_so(stage: Stage, view: View, saying: Saying) -> None:
    stage.wish()
    stage.live(stage.settings.framing_seconds + 0.1, view)
    assert stage.session.phase is Phase.IDLE
    assert stage.said[-1] is saying
    assert not stage.takes


def test_framing_that_sees_no_frames_gives_up_as_well(stage: Stage) -> None:
    stage.wish()
    stage.live(21, None)
    assert stage.session.phase is Phase.IDLE
    assert stage.said == [Saying.EMPTY]


@pytest.mark.parametrize("given", [{"framing": False}, {}])
def test_half_a_person_is_taken_only_when_it_is_forced_or_framing_is_off(given: dict[str, Any]) -> None:
    stage = Stage(make_settings(**given))
    stage.tell(HALF)
    stage.wish(source="remote", force=not given)
    stage.live(3.1, HALF)
    assert stage.takes == [1]


@pytest.mark.parametrize(("force", "framing"), [(True, True), (False, False)])
def test_an_empty_room_is_never_taken_not_even_forced(force: bool, framing: bool) -> None:
    stage = Stage(make_settings(framing=framing))
    stage.tell(NOBODY)
    stage.wish(source="remote", force=force)
    stage.live(5, NOBODY)
    assert not stage.takes
    assert stage.said == [Saying.EMPTY]
    assert stage.session.phase is Phase.IDLE


def test_what_was_seen_long_ago_is_nobody(stage: Stage) -> None:
    stage = Stage(make_settings(countdown_seconds=0, framing=False))
    stage.tell(WHOLE)
    stage.now += FRESH + 0.1
    stage.wish()
    assert not stage.takes
    assert stage.said == [Saying.EMPTY]


def test_force_ends_a_wait_for_the_whole_person(stage: Stage) -> None:
    stage.wish()
    stage.live(3, HALF)
    stage.wish(source="remote", force=True)
    assert stage.session.phase is Phase.COUNTDOWN


# --- the countdown can be stopped ---


@pytest.mark.parametrize(
    ("wish", "source"),
    [(Wish.CANCEL, "voice"), (Wish.CANCEL, "remote"), (Wish.PHOTO, "button"), (Wish.TURN, "button")],
)
def test_the_countdown_is_cancelled_by_voice_app_or_another_press(stage: Stage, wish: Wish, source: Source) -> None:
    stage.tell(WHOLE)
    stage.wish()
    stage.live(2.5, WHOLE)
    effects = stage.wish(wish, source)
    assert effects == [
        Fill(False),
        Show(light.Idle(listening=True)),
        Play(Tone.CANCELLED),
        Say(Saying.CANCELLED),
    ]
    stage.live(5, WHOLE)
    assert not stage.takes


def test_walking_away_cancels(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish()
    stage.live(1, WHOLE)
    stage.live(1.3, NOBODY)
    assert stage.session.phase is Phase.IDLE
    assert stage.said == [Saying.CANCELLED]


def test_a_frame_in_which_nobody_is_found_does_not_cancel(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish()
    stage.live(1, WHOLE)
    stage.tell(NOBODY)
    stage.live(2.2, WHOLE)
    assert stage.takes == [1]


def test_walking_away_in_the_last_instant_is_noticed_at_the_shutter(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish()
    stage.live(2.7, WHOLE)
    stage.live(0.5, NOBODY)
    assert not stage.takes
    assert stage.said == [Saying.EMPTY]


def test_stepping_half_out_goes_back_to_framing_and_not_for_ever(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish()
    for _ in range(4):
        stage.until(lambda: stage.session.phase is not Phase.FRAMING, WHOLE)
        stage.until(lambda: stage.session.phase is not Phase.COUNTDOWN, HALF)
    assert stage.session.phase is Phase.IDLE
    assert not stage.takes
    assert stage.said[-1] is Saying.GAVE_UP
