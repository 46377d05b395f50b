"""The session, driven by a clock that tests turn by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from camera_device.capture import Kind
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, SpoolFullError
from camera_device.framing.view import Hint, View
from camera_device.light import base as light
from camera_device.session import CAMERA_LIMIT, DISK_LIMIT, Session
from camera_device.session.effects import (
    Abandon,
    Ask,
    Discard,
    Done,
    Effect,
    Fill,
    Listen,
    Lock,
    Play,
    RecordTurn,
    Say,
    Show,
    Store,
    TakeStill,
    Withdraw,
)
from camera_device.session.events import (
    CameraLost,
    CameraReady,
    Ending,
    Event,
    Exposed,
    Failed,
    Senses,
    Stored,
    Tick,
    Withdrawn,
)
from camera_device.session.stage import FRESH, Phase
from camera_device.settings import Settings
from camera_device.sound.tones import Tone
from camera_device.sound.words import WORDS, Saying
from camera_device.triggers.base import Source, Trigger, Wish

NOBODY = View(0, whole=False, still=False, hint=Hint.NOBODY)
WHOLE = View(1, whole=True, still=True)
MOVING = View(1, whole=True, still=False, hint=Hint.STILL)
HALF = View(1, whole=False, still=True, hint=Hint.FEET)
LEFT = View(1, whole=False, still=False, hint=Hint.LEFT)


def make_settings(**given: Any) -> Settings:
    return Settings(state_dir=Path("/nowhere"), **given)


@dataclass
class Stage:
    """A session with somebody in front of it, and all that it wanted, with times."""

    settings: Settings = field(default_factory=make_settings)
    now: float = 1000.0
    done: list[tuple[float, Effect]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = Session(self.settings, listening=True)
        self.tell(CameraReady())
        self.done.clear()

    def tell(self, *events: Event) -> list[Effect]:
        """Let it happen now."""
        effects = [effect for event in events for effect in self.session.handle(event, self.now)]
        self.done += [(self.now, effect) for effect in effects]
        return effects

    def wish(self, wish: Wish = Wish.PHOTO, source: Source = "button", **given: Any) -> list[Effect]:
        return self.tell(Trigger(wish, source, self.now, **given))

    def live(self, seconds: float, view: View | None, step: float = 0.2) -> None:
        """Let time pass, with a view every ``step`` seconds and ticks when they are due, as the device does."""
        end, next_view = self.now + seconds, self.now
        while True:
            due = self.session.due()
            self.now = max(self.now, min(next_view, end if due is None else due, end))
            if self.now >= end:
                self.now = end
                break
            if self.now >= next_view:
                next_view += step
                self.tell(view or Tick())
            else:
                self.tell(Tick())

    def until(self, condition: Callable[[], bool], view: View, seconds: float = 60) -> None:
        for _ in range(round(seconds / 0.05)):
            if condition():
                return
            self.live(0.05, view, step=0.05)
        raise AssertionError("It did not come to that.")

    def expose(self, kind: Wish = Wish.PHOTO, source: Source = "button") -> int:
        """From the wish to the open shutter; the take's number."""
        self.tell(WHOLE)
        self.wish(kind, source)
        self.until(lambda: self.session.phase is Phase.EXPOSING, WHOLE)
        return self.takes[-1]

    def store(self, capture_id: str, kind: Wish = Wish.PHOTO, source: Source = "button") -> None:
        take = self.expose(kind, source)
        self.tell(Exposed(take), Stored(take, capture_id))

    def of(self, *kinds: type[Effect]) -> list[Effect]:
        return [effect for _, effect in self.done if isinstance(effect, kinds)]

    @property
    def said(self) -> list[Saying]:
        return [effect.saying for effect in self.of(Say) if effect.saying is not Saying.COUNTDOWN]  # type: ignore[union-attr]

    @property
    def takes(self) -> list[int]:
        return [effect.take for effect in self.of(TakeStill, RecordTurn)]  # type: ignore[union-attr]

    def times(self, effect: Effect) -> list[float]:
        return [round(at, 2) for at, one in self.done if one == effect]


@pytest.fixture
def stage() -> Stage:
    return Stage()


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


# --- turn-arounds ---


def test_a_turn_is_explained_counted_up_and_recorded_for_its_seconds(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish(Wish.TURN)
    stage.until(lambda: bool(stage.takes), WHOLE)
    assert stage.of(Say)[0] == Say(Saying.TURN_BEGINS, 10)
    assert stage.now == pytest.approx(1004, abs=0.1)
    stage.live(10.5, WHOLE, step=0.5)
    assert [one.n for one in stage.of(Say) if one.saying is Saying.TURN_COUNT] == list(range(1, 11))  # type: ignore[union-attr]
    stage.tell(Exposed(1), Stored(1, "a"))
    assert stage.said[-1] is Saying.TURN_DONE
    assert stage.of(RecordTurn, Store) == [RecordTurn(1, 10), Store(1, Kind.TURN)]


@pytest.mark.parametrize("how", ["cancel", "press", "leave"])
def test_a_turn_can_be_broken_off_and_is_thrown_away(stage: Stage, how: str) -> None:
    take = stage.expose(Wish.TURN)
    stage.live(2, WHOLE)
    if how == "leave":
        stage.live(3, NOBODY)
    else:
        stage.wish(Wish.CANCEL if how == "cancel" else Wish.PHOTO, "voice" if how == "cancel" else "button")
    assert stage.of(Abandon) == [Abandon(take)]
    assert stage.session.phase is Phase.EXPOSING  # until the camera has let go
    stage.tell(Exposed(take))
    assert stage.of(Store, Discard) == [Discard(take)]
    assert stage.session.phase is Phase.IDLE


# --- two looks ---


def test_a_second_look_is_linked_to_the_first(stage: Stage) -> None:
    stage.store("first")
    stage.live(500, NOBODY, step=1)
    stage.store("second", Wish.COMPARE, "voice")
    assert stage.of(Store)[-1] == Store(2, Kind.PHOTO, compare_with="first")
    assert stage.said[-2:] == [Saying.COMPARE_SECOND, Saying.COMPARING]


@pytest.mark.parametrize("before", ["nothing", "too long ago", "taken back"])
def test_without_a_first_look_the_second_becomes_the_first(stage: Stage, before: str) -> None:
    if before != "nothing":
        stage.store("first")
        stage.live(601 if before == "too long ago" else 5, NOBODY, step=1)
    if before == "taken back":
        stage.wish(Wish.UNDO, "voice")
        stage.tell(Withdrawn("first"))
    stage.done.clear()
    stage.store("second", Wish.COMPARE, "voice")
    assert stage.of(Store)[0].compare_with is None  # type: ignore[union-attr]
    assert stage.said == [Saying.COMPARE_FIRST, Saying.TAKEN]
    stage.store("third", Wish.COMPARE, "voice")
    assert stage.of(Store)[-1].compare_with == "second"  # type: ignore[union-attr]


# --- taking back ---


def test_undo_takes_each_capture_back_once_the_latest_first(stage: Stage) -> None:
    for capture_id in ("a", "b"):
        stage.store(capture_id, source="voice")
        stage.live(5, WHOLE)
    for _ in range(3):
        stage.wish(Wish.UNDO, "button")
    assert stage.of(Withdraw) == [Withdraw("b"), Withdraw("a")]
    assert stage.said[-1] is Saying.NOTHING_TO_UNDO


def test_undo_is_told_when_it_is_done(stage: Stage) -> None:
    stage.store("a")
    stage.live(5, NOBODY)
    stage.wish(Wish.UNDO, "voice")
    assert stage.said[-1] is Saying.TAKEN
    stage.tell(Withdrawn("a"))
    assert stage.said[-1] is Saying.UNDONE
    stage.tell(Withdrawn("a", CameraError("The disk failed.")))
    assert stage.said[-1] is Saying.FAULT


def test_after_ten_minutes_a_capture_stays(stage: Stage) -> None:
    stage.store("a")
    stage.live(601, NOBODY, step=1)
    stage.wish(Wish.UNDO, "voice")
    assert not stage.of(Withdraw)


def test_a_double_press_ends_what_its_first_press_began_and_takes_the_last_back(stage: Stage) -> None:
    stage.store("a")
    stage.live(5, WHOLE)
    stage.wish()
    stage.now += 0.3
    stage.wish(Wish.UNDO)
    assert stage.of(Withdraw) == [Withdraw("a")]
    assert stage.session.phase is Phase.IDLE
    stage.live(5, WHOLE)
    assert stage.takes == [1]


@pytest.mark.parametrize("kind", [Wish.PHOTO, Wish.TURN])
def test_two_presses_that_cancel_take_nothing_back(stage: Stage, kind: Wish) -> None:
    stage.store("a")
    stage.live(5, WHOLE)
    stage.wish(kind, "remote")
    stage.live(1, WHOLE)
    stage.wish()
    stage.now += 0.3
    stage.wish(Wish.UNDO)
    assert not stage.of(Withdraw)
    assert stage.session.phase is Phase.IDLE
    stage.live(2, WHOLE)
    stage.wish(Wish.UNDO)
    assert stage.of(Withdraw) == [Withdraw("a")]


def test_listening_is_not_promised_without_a_microphone(stage: Stage) -> None:
    stage.tell(Senses(hears=False))
    stage.wish(Wish.LISTEN, "remote")
    assert stage.said == [Saying.MICROPHONE_GONE]


@pytest.mark.parametrize("when", ["exposing", "storing", "stored"])
def test_a_double_press_without_a_countdown_leaves_nothing_of_its_first_press(when: str) -> None:
    stage = Stage(make_settings(countdown_seconds=0))
    stage.store("a")
    stage.live(5, WHOLE)
    stage.wish()
    stage.now += 0.05
    if when != "exposing":
        stage.tell(Exposed(2))
    if when == "stored":
        stage.tell(Stored(2, "b"))
    stage.now += 0.3
    stage.wish(Wish.UNDO)
    if when == "exposing":
        stage.tell(Exposed(2))
        assert stage.of(Discard) == [Discard(2)]
    if when == "storing":
        stage.tell(Stored(2, "b"))
    gone = {effect.capture_id for effect in stage.of(Withdraw)}  # type: ignore[union-attr]
    assert gone == ({"a"} if when == "exposing" else {"a", "b"})


# --- busy ---


@pytest.mark.parametrize("wish", [Wish.PHOTO, Wish.TURN, Wish.COMPARE, Wish.UNDO, Wish.ASK])
@pytest.mark.parametrize("source", ["remote", "voice"])
def test_wishes_while_exposing_are_refused_with_a_word(stage: Stage, wish: Wish, source: Source) -> None:
    stage.expose()
    assert stage.wish(wish, source, text="what did I wear?") == [Say(Saying.BUSY)]


def test_the_last_word_counts_while_framing(stage: Stage) -> None:
    stage.wish(Wish.PHOTO, "voice")
    stage.live(2, HALF)
    stage.wish(Wish.TURN, "voice")
    stage.until(lambda: bool(stage.takes), WHOLE)
    assert len(stage.of(RecordTurn)) == 1


def test_a_capture_can_follow_while_stored_is_still_shown(stage: Stage) -> None:
    stage.store("a")
    assert stage.session.phase is Phase.STORED
    stage.wish()
    assert stage.session.phase is Phase.COUNTDOWN


# --- wishes of the app ---


def test_a_wish_of_the_app_is_done_when_it_is_on_the_disk(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish(source="remote", command_id="c1")
    stage.until(lambda: bool(stage.takes), WHOLE)
    stage.tell(Exposed(1))
    assert not stage.of(Done)
    stage.tell(Stored(1, "a"))
    assert stage.of(Done) == [Done("c1")]


def test_wishes_of_the_app_are_done_when_they_come_to_nothing(stage: Stage) -> None:
    stage.wish(source="remote", command_id="replaced")
    stage.wish(source="remote", command_id="given up")
    stage.live(21, HALF)
    stage.wish(Wish.UNDO, "remote", command_id="nothing to undo")
    stage.tell(WHOLE)
    stage.wish(source="remote", command_id="cancelled")
    stage.wish(source="remote", command_id="refused")
    stage.wish(Wish.CANCEL, "remote", command_id="cancel")
    done = [effect.command_id for effect in stage.of(Done)]  # type: ignore[union-attr]
    assert done == ["replaced", "given up", "nothing to undo", "refused", "cancelled", "cancel"]


# --- the schedule ---


@pytest.mark.parametrize(("view", "phase"), [(NOBODY, Phase.IDLE), (HALF, Phase.FRAMING), (WHOLE, Phase.COUNTDOWN)])
def test_the_schedule_takes_nothing_when_nobody_is_there(stage: Stage, view: View, phase: Phase) -> None:
    stage.tell(view)
    effects = stage.wish(source="schedule")
    assert stage.session.phase is phase
    if phase is Phase.IDLE:
        assert not effects


def test_the_schedule_disturbs_nobody_who_is_being_photographed(stage: Stage) -> None:
    stage.tell(WHOLE)
    stage.wish()
    assert not stage.wish(source="schedule")
    assert stage.session.phase is Phase.COUNTDOWN


# --- listening, asking ---


def test_the_sign_of_having_heard_ends_when_no_command_follows(stage: Stage) -> None:
    assert stage.wish(Wish.HEARD, "voice") == [Play(Tone.HEARD), Show(light.Heard())]
    stage.live(4.1, NOBODY)
    assert stage.of(Show)[-1] == Show(light.Idle(listening=True))


def test_listening_is_switched_and_always_visible(stage: Stage) -> None:
    assert stage.wish(Wish.DEAF, "remote") == [Listen(False), Say(Saying.DEAF), Show(light.Idle(listening=False))]
    assert not stage.session.listening
    assert stage.wish(Wish.LISTEN, "remote") == [Listen(True), Say(Saying.LISTENING), Show(light.Idle(listening=True))]


def test_whoever_listens_or_watches_is_seen(stage: Stage) -> None:
    assert stage.tell(Senses(watched=True)) == [Show(light.Idle(listening=True, watched=True))]
    assert stage.tell(Senses(hears=False)) == [Show(light.Idle(listening=False))]
    assert stage.tell(Senses()) == [Show(light.Idle(listening=True))]


@pytest.mark.parametrize(
    ("text", "effect"),
    [(" order it ", Ask("order it")), ("", Say(Saying.NOT_UNDERSTOOD)), (" ", Say(Saying.NOT_UNDERSTOOD))],
)
def test_a_question_goes_to_the_server_if_it_has_words(stage: Stage, text: str, effect: Effect) -> None:
    assert stage.wish(Wish.ORDER, "voice", text=text) == [effect]


def test_cancelling_nothing_is_nothing(stage: Stage) -> None:
    assert stage.wish(Wish.CANCEL, "voice") == []


# --- faults ---


@pytest.mark.parametrize(
    ("error", "saying"),
    [
        (CameraGoneError("Gone."), Saying.CAMERA_GONE),
        (CameraBusyError("Busy."), Saying.CAMERA_BUSY),
    ],
)
def test_a_lost_camera_is_told_answers_wishes_and_comes_back(stage: Stage, error: CameraError, saying: Saying) -> None:
    stage.tell(WHOLE)
    stage.wish()
    assert stage.tell(CameraLost(error)) == [Show(light.Fault()), Play(Tone.FAULT), Say(saying)]
    assert stage.tell(CameraLost(error)) == []
    assert stage.session.phase is Phase.OFF
    assert stage.wish() == [Play(Tone.FAULT), Say(saying)]
    assert stage.tell(CameraReady()) == [Show(light.Idle(listening=True)), Say(Saying.CAMERA_BACK)]
    stage.store("a")


@pytest.mark.parametrize(
    ("error", "saying"), [(SpoolFullError("Full."), Saying.SPOOL_FULL), (CameraError("Odd."), Saying.FAULT)]
)
@pytest.mark.parametrize("exposed", [True, False])
def test_a_take_that_fails_is_told_and_all_is_let_go(
    stage: Stage, error: CameraError, saying: Saying, exposed: bool
) -> None:
    take = stage.expose()
    if exposed:
        stage.tell(Exposed(take))
    stage.tell(Failed(take, error))
    assert stage.said == [saying]
    assert stage.session.phase is Phase.IDLE
    assert stage.of(Fill, Lock)[-2:] == [Fill(False), Lock(False)]
    stage.store("a")


def test_a_camera_that_never_answers_is_lost_and_exposes_nothing_more_until_it_is_back(stage: Stage) -> None:
    take = stage.expose()
    stage.live(CAMERA_LIMIT + 1, WHOLE, step=1)
    assert stage.session.phase is Phase.OFF
    stage.wish()
    assert stage.takes == [take]
    stage.tell(CameraReady())
    stage.store("b")


@pytest.mark.parametrize("answer", [Exposed(1), Failed(1, CameraError("Odd."))])
def test_a_camera_that_answers_late_is_back_by_its_answer(stage: Stage, answer: Event) -> None:
    take = stage.expose()
    stage.live(CAMERA_LIMIT + 1, WHOLE, step=1)
    stage.tell(answer)
    assert stage.of(Discard) == ([Discard(take)] if isinstance(answer, Exposed) else [])
    assert stage.session.phase is Phase.IDLE
    assert stage.said[-1] is Saying.CAMERA_BACK
    stage.store("b")


def test_a_late_answer_brings_no_camera_back_that_was_lost_meanwhile(stage: Stage) -> None:
    take = stage.expose()
    stage.live(CAMERA_LIMIT + 1, WHOLE, step=1)
    stage.tell(CameraLost(CameraGoneError("Gone.")), Exposed(take))
    assert stage.session.phase is Phase.OFF


def test_nothing_begins_any_more_while_the_device_is_being_switched_off(stage: Stage) -> None:
    stage.tell(WHOLE, Ending())
    assert stage.wish(source="remote", command_id="late") == [Done("late")]
    assert not stage.session.busy


def test_a_disk_that_never_answers_is_given_up(stage: Stage) -> None:
    take = stage.expose()
    stage.tell(Exposed(take))
    stage.live(DISK_LIMIT + 1, WHOLE, step=1)
    assert stage.session.phase is Phase.IDLE
    assert stage.said == [Saying.FAULT]
    assert stage.tell(Stored(take, "late")) == []


def test_a_camera_that_is_lost_while_storing_does_not_stop_the_storing(stage: Stage) -> None:
    take = stage.expose()
    stage.tell(Exposed(take), CameraLost(CameraGoneError("Gone.")), Stored(take, "a"))
    assert stage.said == [Saying.TAKEN]
    stage.live(3, None)
    assert stage.session.phase is Phase.OFF
