"""Everything else that people wish for: turns, pairs, taking back, and what comes at a bad moment."""

from __future__ import annotations

import pytest

from camera_device.capture import Kind
from camera_device.errors import CameraError
from camera_device.session.effects import (
    Abandon,
    Discard,
    Done,
    RecordTurn,
    Say,
    Store,
    Withdraw,
)
from camera_device.session.events import (
    Exposed,
    Senses,
    Stored,
    Withdrawn,
)
from camera_device.session.stage import Phase
from camera_device.sound.words import Saying
from camera_device.triggers.base import Source, Wish
from tests.camera_device.session.stage import HALF, NOBODY, WHOLE, Stage, make_settings

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
