"""One wish on its way: from the trigger to the capture on the disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from camera_device.capture import Kind
from camera_device.framing.view import View
from camera_device.session.hints import Hints
from camera_device.triggers.base import Trigger, Wish

RETURNS: Final = 3
"""How often a countdown may go back to framing, because the person moved out of it."""
TURN_COUNTDOWN: Final = 4
"""Least seconds before a turn-around, unless the countdown is switched off: so long it takes to say what to do."""


@dataclass
class Run:
    """What is known of it so far. Times are those of the session."""

    trigger: Trigger
    kind: Kind
    compare_with: str | None
    deadline: float
    """When framing gives up."""
    returns: int = 0
    hints: Hints = field(default_factory=Hints)

    begun: float = 0.0
    """When the countdown began, and then when the shutter opened."""
    told: int = 0
    """The last second that was counted aloud."""
    seen: bool = False
    """Somebody has been in view since the countdown began."""
    gone_since: float | None = None
    """Since when nobody is in view."""
    partial_since: float | None = None
    """Since when somebody is in view, but not wholly."""

    take: int = 0
    """Number of its exposure; 0 before."""
    limit: float = 0.0
    """When to stop waiting for the camera or the disk."""
    storing: bool = False
    abandoned: bool = False
    """What is being exposed will be thrown away."""
    regretted: bool = False
    """What is being stored will be taken back."""

    @classmethod
    def of(cls, trigger: Trigger, compare_with: str | None, deadline: float) -> Run:
        """The run of a wish to take something."""
        kind = Kind.TURN if trigger.wish is Wish.TURN else Kind.PHOTO
        return cls(trigger, kind, compare_with, deadline)

    def begin_countdown(self, now: float, seen: bool) -> None:
        """From here on the seconds are counted. ``seen``: somebody is in view."""
        self.begun, self.told, self.seen = now, -1, seen
        self.gone_since = self.partial_since = None

    def see(self, view: View, now: float) -> None:
        """Remember since when nobody, or not all of somebody, is in view."""
        gone, partial = view.people == 0, view.people > 0 and not view.whole
        self.seen = self.seen or not gone
        self.gone_since = None if not gone else now if self.gone_since is None else self.gone_since
        self.partial_since = None if not partial else now if self.partial_since is None else self.partial_since

    def countdown(self, seconds: int) -> int:
        """Seconds to count down, where the settings say ``seconds``."""
        return max(seconds, TURN_COUNTDOWN) if seconds and self.kind is Kind.TURN else seconds

    def is_second_press(self, trigger: Trigger, double_seconds: float) -> bool:
        """Whether this wish is the second of two quick presses, whose first one began the run by mistake."""
        return is_double(trigger, self.trigger, double_seconds)


def is_double(second: Trigger, first: Trigger, double_seconds: float) -> bool:
    """Whether two wishes came from two quick presses of the button."""
    return first.source == second.source == "button" and second.at - first.at <= double_seconds
