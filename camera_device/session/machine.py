"""The session: from a wish to a capture on the disk, as a plain state machine.

    idle → framing → countdown → exposing → stored → idle;  off while there is no camera

It is pure: events and the time go in, effects come out, and nothing else happens. What it promises, whatever the
events: nothing is exposed while nobody is in view; nothing but a whole person unless it was forced or framing is
switched off; never two exposures at once; "taken" is told only of what is on the disk; and it always gets back to idle.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from camera_device.capture import Kind
from camera_device.errors import CameraError
from camera_device.framing.view import View
from camera_device.session.effects import (
    Abandon,
    Ask,
    Discard,
    Effect,
    Listen,
    Play,
    RecordTurn,
    Say,
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
from camera_device.session.history import Taken
from camera_device.session.run import RETURNS, Run, is_double
from camera_device.session.stage import FRESH, Phase, Stage, fulfilled, told
from camera_device.sound.tones import Tone
from camera_device.sound.words import Saying
from camera_device.triggers.base import Trigger, Wish

GONE: Final = 1.0
"""Seconds without anybody in view that mean walking away, during the countdown."""
GONE_TURNING: Final = 2.5
"""The same during a turn-around, where frames are few and people are seen from the side."""
PARTIAL: Final = 0.8
"""Seconds for which somebody may be partly out of view before the countdown goes back to framing."""
SHOWN: Final = 2.0
"""Seconds for which "stored" is shown."""
CAMERA_LIMIT: Final = 30.0
"""Seconds, beyond those of the video, after which a camera that does not answer is lost."""
DISK_LIMIT: Final = 60.0


class Session(Stage):
    """One session after the other. ``now`` is in seconds of ``time.monotonic`` and never goes back."""

    def handle(self, event: Event, now: float) -> list[Effect]:
        """What to do about an event that happens at ``now``."""
        return [*self._event(event, now), *self._time(now)]

    def _event(self, event: Event, now: float) -> Iterator[Effect]:
        match event:
            case Trigger():
                yield from self._wish(event, now)
            case View():
                self._view, self._viewed_at = event, now
                yield from self._look(now)
            case Exposed():
                yield from self._exposed(event.take, now)
            case Stored():
                yield from self._stored(event, now)
            case Failed():
                yield from self._failed(event, now)
            case Withdrawn():
                yield from self._undone(event)
            case CameraLost():
                yield from self._lost(event.error)
            case CameraReady():
                yield from self._ready()
            case Senses():
                self._senses = event
                yield from self._show()
            case Ending():
                yield from self._leave()
            case Tick():
                pass

    # --- wishes ---

    def _wish(self, trigger: Trigger, now: float) -> Iterator[Effect]:
        if self._leaving:
            yield from fulfilled(trigger)
            return
        if trigger.wish is Wish.HEARD:
            if self.phase is not Phase.EXPOSING:
                self._heard_until = now + self._settings.command_seconds
                yield Play(Tone.HEARD)
                yield from self._show()
            return
        self._heard_until = None
        match trigger.wish:
            case Wish.PHOTO | Wish.TURN | Wish.COMPARE:
                yield from self._want(trigger, now)
            case Wish.CANCEL:
                yield from self._cancel()
            case Wish.UNDO:
                yield from self._undo(trigger, now)
            case Wish.LISTEN | Wish.DEAF:
                self.listening = trigger.wish is Wish.LISTEN
                yield Listen(self.listening)
                hears = Saying.LISTENING if self._senses.hears else Saying.MICROPHONE_GONE
                yield Say(hears if self.listening else Saying.DEAF)
            case Wish.ASK | Wish.ORDER:
                refused = Saying.BUSY if self.phase is Phase.EXPOSING else Saying.NOT_UNDERSTOOD
                heard = self.phase is not Phase.EXPOSING and trigger.text.strip()
                yield Ask(trigger.text.strip()) if heard else Say(refused)
        if self._run is None or self._run.trigger is not trigger:
            yield from fulfilled(trigger)
        yield from self._show()

    def _want(self, trigger: Trigger, now: float) -> Iterator[Effect]:
        pressed = trigger.source == "button"
        match self.phase:
            case Phase.OFF:
                if trigger.source != "schedule":
                    yield Play(Tone.FAULT)
                    yield Say(self._trouble or Saying.FAULT)
            case Phase.IDLE | Phase.STORED:
                yield from self._begin(trigger, now)
            case _ if trigger.source == "schedule":
                return  # somebody is being photographed just now
            case Phase.FRAMING if not (pressed and trigger.wish is Wish.PHOTO):
                yield from self._begin(trigger, now)
            case _ if pressed and not self._storing:
                self._cancelled_by = trigger
                yield from self._cancel()
            case _:
                yield Say(Saying.BUSY)

    def _begin(self, trigger: Trigger, now: float) -> Iterator[Effect]:
        if trigger.source == "schedule" and not self._somebody(now):
            return
        last = self._history.last(now) if trigger.wish is Wish.COMPARE else None
        if trigger.wish is Wish.COMPARE:
            yield Say(Saying.COMPARE_SECOND if last else Saying.COMPARE_FIRST)
        if self._run is not None:
            yield from fulfilled(self._run.trigger)
        self._run = Run.of(trigger, last.capture_id if last else None, now + self._settings.framing_seconds)
        self.phase = Phase.FRAMING
        yield from self._look(now)

    def _cancel(self) -> Iterator[Effect]:
        match self.phase:
            case Phase.FRAMING | Phase.COUNTDOWN:
                yield from self._end(Saying.CANCELLED, Tone.CANCELLED)
            case Phase.EXPOSING if self._storing:
                yield Say(Saying.BUSY)
            case Phase.EXPOSING:
                yield from self._abandon()

    def _abandon(self) -> Iterator[Effect]:
        if self._run is not None and not self._run.abandoned:
            self._run.abandoned = True
            yield Abandon(self._run.take)
            yield Play(Tone.CANCELLED)
            yield Say(Saying.CANCELLED)

    def _leave(self) -> Iterator[Effect]:
        self._leaving = True
        if self._run is not None and self._counts_up(self._run):
            self._run.abandoned = True
            yield Abandon(self._run.take)
        elif self.phase in (Phase.FRAMING, Phase.COUNTDOWN):
            yield from self._end()

    def _undo(self, trigger: Trigger, now: float) -> Iterator[Effect]:
        """The last capture goes; so does what the first of two quick presses has begun.

        Where the first one has cancelled something, the second only says so once more.
        """
        double, run = self._settings.double_seconds, self._run
        if self._cancelled_by is not None and is_double(trigger, self._cancelled_by, double):
            return
        if run is not None and self.phase is Phase.EXPOSING:
            if not run.is_second_press(trigger, double):
                yield Say(Saying.BUSY)
                return
            if run.storing:
                run.regretted = True
            else:
                yield from self._abandon()
        elif run is not None:
            yield from self._end(None, Tone.CANCELLED)
        elif (last := self._history.last(now)) and is_double(trigger, last.trigger, double):
            yield from self._take_back(now)
        yield from self._take_back(now)

    def _take_back(self, now: float) -> Iterator[Effect]:
        capture_id = self._history.take_back(now)
        yield Withdraw(capture_id) if capture_id else Say(Saying.NOTHING_TO_UNDO)

    # --- what is seen ---

    def _look(self, now: float) -> Iterator[Effect]:
        run, view = self._run, self._view
        if run is None or view is None or now - self._viewed_at > FRESH:
            if run is not None and self.phase is Phase.FRAMING and self._unframed(run):
                yield from self._count(now)
            return
        run.see(view, now)
        match self.phase:
            case Phase.FRAMING if self._unframed(run) or (view.whole and view.still):
                yield from self._count(now)
            case Phase.FRAMING:
                yield from self._show()
                if view.hint is not None and run.hints.due(view.hint, now):
                    yield Say(Saying(view.hint))
            case Phase.COUNTDOWN:
                if run.seen and run.gone_since is not None and now - run.gone_since >= GONE:
                    yield from self._end(Saying.CANCELLED, Tone.CANCELLED)
                elif not self._unframed(run) and run.partial_since is not None and now - run.partial_since >= PARTIAL:
                    yield from self._reframe(now)
            case Phase.EXPOSING if self._counts_up(run) and run.gone_since is not None:
                if now - run.gone_since >= GONE_TURNING:
                    yield from self._abandon()

    def _reframe(self, now: float) -> Iterator[Effect]:
        """Back to framing, but not for ever."""
        run = self._run
        assert run is not None
        run.returns += 1
        if run.returns > RETURNS:
            yield from self._end(Saying.GAVE_UP, Tone.CANCELLED)
            return
        run.deadline = now + self._settings.framing_seconds
        self.phase = Phase.FRAMING
        yield from self._signs.release()
        yield from self._show()

    # --- countdown and shutter ---

    def _count(self, now: float) -> Iterator[Effect]:
        run = self._run
        assert run is not None
        self.phase = Phase.COUNTDOWN
        run.begin_countdown(now, self._somebody(now))
        if run.kind is Kind.TURN:
            yield Say(Saying.TURN_BEGINS, round(self._settings.turn_seconds))
        yield from self._time(now)

    def _second(self, run: Run, now: float) -> Iterator[Effect]:
        """One more second of the countdown."""
        of = run.countdown(self._settings.countdown_seconds)
        run.told = min(max(run.told + 1, int(now - run.begun)), of)
        left = of - run.told
        if left <= 0:
            yield from self._shutter(run, now)
            return
        if left == 1:
            yield from self._signs.fill()
        yield Play(Tone.TICK if left > 1 else Tone.LAST_TICK)
        if run.kind is Kind.PHOTO:
            yield Say(Saying.COUNTDOWN, left)
        yield from self._show()

    def _shutter(self, run: Run, now: float) -> Iterator[Effect]:
        if not self._somebody(now):
            yield from self._end(Saying.EMPTY, Tone.CANCELLED)
            return
        assert self._view is not None
        if not (self._view.whole or self._unframed(run)):
            yield from self._reframe(now)
            return
        self._takes += 1
        self._exposing = run.take = self._takes
        self.phase = Phase.EXPOSING
        run.begun, run.told, run.gone_since = now, 0, None
        turn = run.kind is Kind.TURN
        run.limit = now + CAMERA_LIMIT + (self._settings.turn_seconds if turn else 0)
        yield from self._signs.lock()
        yield RecordTurn(run.take, self._settings.turn_seconds) if turn else TakeStill(run.take, self._settings.burst)
        yield from self._show()

    # --- what came of it ---

    def _exposed(self, take: int, now: float) -> Iterator[Effect]:
        run = self._run
        yield from self._answered(take)
        if run is None or run.take != take:
            yield Discard(take)
            return
        if run.storing:
            return
        yield from self._signs.release()
        if run.abandoned:
            yield Discard(take)
            yield from self._end()
            return
        run.storing, run.limit = True, now + DISK_LIMIT
        yield Store(take, run.kind, run.compare_with)

    def _stored(self, event: Stored, now: float) -> Iterator[Effect]:
        run = self._run
        if run is None or run.take != event.take:  # it was given up, and is safe all the same
            return
        self._run = None
        yield from fulfilled(run.trigger)
        if run.regretted:
            yield Withdraw(event.capture_id)
            yield from self._end()
            return
        self._history.add(Taken(event.capture_id, run.trigger, now))
        self.phase, self._stored_until = Phase.STORED, now + SHOWN
        yield from self._show()
        yield Play(Tone.STORED)
        yield Say(Saying.COMPARING if run.compare_with else _DONE[run.kind])
        if event.nearly_full:
            yield Say(Saying.SPOOL_NEARLY_FULL)

    def _failed(self, event: Failed, now: float) -> Iterator[Effect]:
        run = self._run
        yield from self._answered(event.take)
        if run is None or run.take != event.take:
            return
        yield from self._end() if run.abandoned else self._end(told(event.error), Tone.FAULT)

    def _answered(self, take: int) -> Iterator[Effect]:
        """The camera is through with a take. One that was given up for it works again."""
        if self._exposing == take:
            self._exposing = None
        if self._overdue == take:
            yield from self._ready()

    def _undone(self, event: Withdrawn) -> Iterator[Effect]:
        yield Say(Saying.UNDONE if event.error is None else Saying.FAULT)

    def _lost(self, error: CameraError) -> Iterator[Effect]:
        known, self._trouble, self._view = self._trouble, told(error), None
        self._overdue = None
        if self._storing or self.phase is Phase.STORED:
            return  # what was taken needs the camera no more
        if known is None:
            yield from self._end(self._trouble, Tone.FAULT)
        else:
            yield from self._end()

    def _ready(self) -> Iterator[Effect]:
        """Nothing is being exposed then, whatever was when it was lost."""
        lost, self._exposing, self._trouble, self._overdue = self._exposing, None, None, None
        if self.phase is Phase.OFF:
            yield from self._end(Saying.CAMERA_BACK if self._been_ready else None)
        elif lost is not None:
            yield from self._end(Saying.FAULT, Tone.FAULT)
        self._been_ready = True

    # --- time, and light ---

    def _time(self, now: float) -> Iterator[Effect]:
        if self._heard_until is not None and now >= self._heard_until:
            self._heard_until = None
            yield from self._show()
        run = self._run
        match self.phase:
            case Phase.STORED if now >= self._stored_until:
                yield from self._end()
            case Phase.FRAMING if run and now >= run.deadline:
                yield from self._end(Saying.GAVE_UP if self._somebody(now) else Saying.EMPTY, Tone.CANCELLED)
            case Phase.COUNTDOWN if run and now >= run.begun + run.told + 1:
                yield from self._second(run, now)
            case Phase.EXPOSING if run and now >= run.limit:
                if not run.storing:
                    # Until it answers or is ready again: it may still be exposing.
                    self._trouble, self._overdue = Saying.CAMERA_GONE, run.take
                yield from self._end(self._trouble or Saying.FAULT, Tone.FAULT)
            case Phase.EXPOSING if run and self._counts_up(run):
                second = int(now - run.begun)
                if run.told < second <= self._settings.turn_seconds:
                    run.told = second
                    yield Say(Saying.TURN_COUNT, second)


_DONE: Final = {Kind.PHOTO: Saying.TAKEN, Kind.TURN: Saying.TURN_DONE}
