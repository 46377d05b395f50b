"""What was taken lately, for taking it back and for comparing with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from camera_device.triggers.base import Trigger

KEPT: Final = 600.0
"""Seconds for which a capture can be taken back, or compared with."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A capture that is on the disk."""

    capture_id: str
    trigger: Trigger
    """The wish for it."""
    stored_at: float


@dataclass
class History:
    """The captures of the last ten minutes, each until it is taken back."""

    _taken: list[Taken] = field(default_factory=list)

    def add(self, taken: Taken) -> None:
        """One more."""
        self._taken = [*self._taken[-99:], taken]

    def last(self, now: float) -> Taken | None:
        """The latest that is young enough."""
        if self._taken and now - self._taken[-1].stored_at <= KEPT:
            return self._taken[-1]
        return None

    def take_back(self, now: float) -> str | None:
        """Remove the latest; its id. None where there is none."""
        last = self.last(now)
        if last is None:
            return None
        self._taken.pop()
        return last.capture_id
