"""What a session has switched on: the light's state, the fill light, the lock of the camera. Says only what changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from camera_device.framing.view import Hint
from camera_device.light.base import Direction, LightState
from camera_device.session.effects import Effect, Fill, Lock, Show

_WAYS = {
    Hint.LEFT: Direction.LEFT,
    Hint.RIGHT: Direction.RIGHT,
    Hint.CLOSER: Direction.CLOSER,
    Hint.BACK: Direction.BACK,
    Hint.HEAD: Direction.BACK,
    Hint.FEET: Direction.BACK,
}


def direction(hint: Hint | None) -> Direction | None:
    """Where the light sends somebody; None: nowhere."""
    return _WAYS.get(hint) if hint is not None else None


@dataclass
class Signs:
    """How they stand."""

    _shown: LightState | None = None
    _filled: bool = False
    _locked: bool = False

    def show(self, state: LightState) -> Iterator[Effect]:
        """The light shows this from now on."""
        if state != self._shown:
            self._shown = state
            yield Show(state)

    def fill(self) -> Iterator[Effect]:
        """Fill light, so that the exposure can settle in it."""
        if not self._filled:
            self._filled = True
            yield Fill(True)

    def lock(self) -> Iterator[Effect]:
        """Fill light, and what the camera has settled on."""
        yield from self.fill()
        if not self._locked:
            self._locked = True
            yield Lock(True)

    def release(self) -> Iterator[Effect]:
        """Neither of them any more."""
        if self._filled:
            self._filled = False
            yield Fill(False)
        if self._locked:
            self._locked = False
            yield Lock(False)
