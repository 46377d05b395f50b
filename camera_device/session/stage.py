"""What a session is at the moment, how it looks, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from camera_device.capture import Kind
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, NoCameraError, SpoolFullError
from camera_device.framing.view import Hint, View
from camera_device.light import base as light
from camera_device.session.effects import Done, Effect, Play, Say
from camera_device.session.events import Senses
from camera_device.session.history import History
from camera_device.session.run import Run
from camera_device.session.signs import Signs, direction
from camera_device.settings import Settings
from camera_device.sound.tones import Tone
from camera_device.sound.words import Saying
from camera_device.triggers.base import Trigger

FRESH: Final = 2.0
"""Seconds for which a view tells who is there."""


class Phase(StrEnum):
    """Where a session is."""

    IDLE = "idle"
    FRAMING = "framing"
    COUNTDOWN = "countdown"
    EXPOSING = "exposing"
    STORED = "stored"
    OFF = "off"


class Stage:
    """A session's state. ``Session`` says what events do to it."""

    def __init__(self, settings: Settings, listening: bool = False) -> None:
        self._settings = settings
        self.phase = Phase.OFF
        self.listening = listening
        self._trouble: Saying | None = Saying.CAMERA_GONE  # why there is no camera
        self._view: View | None = None
        self._viewed_at = float("-inf")
        self._run: Run | None = None
        self._takes = 0
        self._exposing: int | None = None  # the take that the camera has not answered yet
        self._overdue: int | None = None  # the take for which the camera was given up
        self._cancelled_by: Trigger | None = None  # the last press that ended what was on its way
        self._leaving = False
        self._history = History()
        self._been_ready = False
        self._signs = Signs()
        self._senses = Senses()
        self._heard_until: float | None = None
        self._stored_until = 0.0

    @property
    def hint(self) -> Hint | None:
        """What keeps the wish from being fulfilled at the moment."""
        view = self._view  # other threads ask too
        return view.hint if self.phase is Phase.FRAMING and view else None

    @property
    def busy(self) -> bool:
        """Whether a wish is on its way, so that every frame counts."""
        return self._run is not None

    def due(self) -> float | None:
        """When it wants to hear of the time, at the latest; None: only when something happens."""
        times = [] if self._heard_until is None else [self._heard_until]
        run = self._run
        if self.phase is Phase.STORED:
            times.append(self._stored_until)
        if run is not None:
            waiting = {Phase.FRAMING: run.deadline, Phase.COUNTDOWN: run.begun + run.told + 1}
            times.append(waiting.get(self.phase, run.limit))
            if self._counts_up(run) and run.told + 1 <= self._settings.turn_seconds:
                times.append(run.begun + run.told + 1)
        return min(times, default=None)

    def _end(self, saying: Saying | None = None, tone: Tone | None = None) -> Iterator[Effect]:
        """Whatever was on its way is over."""
        if self._run is not None:
            yield from fulfilled(self._run.trigger)
        self._run, self.phase = None, Phase.IDLE if self._trouble is None else Phase.OFF
        yield from self._signs.release()
        yield from self._show()
        if tone is not None:
            yield Play(tone)
        if saying is not None:
            yield Say(saying)

    def _show(self) -> Iterator[Effect]:
        heard = self._heard_until is not None and self.phase is not Phase.EXPOSING
        yield from self._signs.show(light.Heard() if heard else self._light())

    def _light(self) -> light.LightState:
        match self.phase:
            case Phase.FRAMING:
                return light.Framing(direction(self.hint))
            case Phase.COUNTDOWN if self._run is not None:
                of = self._run.countdown(self._settings.countdown_seconds)
                return light.Countdown(of - max(0, self._run.told), of)
            case Phase.EXPOSING:
                return light.Exposing()
            case Phase.STORED:
                return light.Stored()
            case Phase.OFF:
                return light.Fault()
        return light.Idle(self.listening and self._senses.hears, self._senses.watched)

    def _counts_up(self, run: Run) -> bool:
        """Whether somebody is turning around just now."""
        exposing = self.phase is Phase.EXPOSING and not run.storing and not run.abandoned
        return exposing and run.kind is Kind.TURN

    @property
    def _storing(self) -> bool:
        return self._run is not None and self._run.storing

    def _unframed(self, run: Run) -> bool:
        """Whether half a person will do."""
        return run.trigger.force or not self._settings.framing

    def _somebody(self, now: float) -> bool:
        return self._view is not None and self._view.people > 0 and now - self._viewed_at <= FRESH


def fulfilled(trigger: Trigger) -> Iterator[Effect]:
    """The app is told that its wish was fulfilled, or given up."""
    if trigger.command_id:
        yield Done(trigger.command_id)


def told(error: CameraError) -> Saying:
    """What to say of an error."""
    match error:
        case CameraBusyError():
            return Saying.CAMERA_BUSY
        case CameraGoneError() | NoCameraError():
            return Saying.CAMERA_GONE
        case SpoolFullError():
            return Saying.SPOOL_FULL
    return Saying.FAULT
