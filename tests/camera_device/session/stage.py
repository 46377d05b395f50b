"""A session with somebody in front of it, driven by a clock that tests turn by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from camera_device.framing.view import Hint, View
from camera_device.session import Session
from camera_device.session.effects import (
    Effect,
    RecordTurn,
    Say,
    TakeStill,
)
from camera_device.session.events import (
    CameraReady,
    Event,
    Exposed,
    Stored,
    Tick,
)
from camera_device.session.stage import Phase
from camera_device.settings import Settings
from camera_device.sound.words import Saying
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
