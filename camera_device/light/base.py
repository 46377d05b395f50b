"""What a light is asked to show, and what a light is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Direction(StrEnum):
    """Where somebody should move, as they see it themselves while they look at the camera."""

    LEFT = "left"
    RIGHT = "right"
    BACK = "back"
    CLOSER = "closer"


@dataclass(frozen=True, slots=True)
class Off:
    """Dark: the camera does not run."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Waiting. A steady dim teal while it listens, dark while it does not; violet among it while somebody watches the
    live view."""

    listening: bool = False
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """The wake phrase was heard: teal, and brighter."""


@dataclass(frozen=True, slots=True)
class Framing:
    """Waiting until somebody stands right: a warm arc on the side to move to, all around where it is only a moment."""

    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Countdown:
    """``left`` of ``of`` seconds remain: a ring that empties; a single LED swells once a second."""

    left: int
    of: int


@dataclass(frozen=True, slots=True)
class Exposing:
    """Fill light: all white."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The capture is safe on the disk: green, which fades away."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Somebody should look after the camera: a slow red, which comes to rest."""


LightState = Off | Idle | Heard | Framing | Countdown | Exposing | Stored | Fault


class Light(Protocol):
    """One light. Any thread may call it; nothing waits for an animation, and a light that breaks raises nothing."""

    name: str
    """For people: what it is and where."""

    def show(self, state: LightState) -> None:
        """Show this from now on. Showing the same state again does not begin it anew."""

    def fill(self, on: bool) -> None:
        """White at full strength whatever is shown, from when this returns until it is switched off again."""

    def close(self) -> None:
        """Dark, and let go of the pins."""
