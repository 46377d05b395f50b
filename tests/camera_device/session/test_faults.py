"""What comes by itself: the timetable, what is heard, and faults."""

from __future__ import annotations

import pytest

from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, SpoolFullError
from camera_device.framing.view import View
from camera_device.light import base as light
from camera_device.session import CAMERA_LIMIT, DISK_LIMIT
from camera_device.session.effects import (
    Ask,
    Discard,
    Done,
    Effect,
    Fill,
    Listen,
    Lock,
    Play,
    Say,
    Show,
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
)
from camera_device.session.stage import Phase
from camera_device.sound.tones import Tone
from camera_device.sound.words import Saying
from camera_device.triggers.base import Wish
from tests.camera_device.session.stage import HALF, NOBODY, WHOLE, Stage

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
