"""What the camera brings home: a photo or a turn-around, and when it was taken."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a capture is."""

    PHOTO = "photo"
    TURN = "turn"
    """A video of a person who turns around once."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was taken, by every clock there is: a Pi has no clock of its own that runs without power."""

    wall: float
    """Seconds since the epoch by the system's clock, right or not."""
    monotonic: float
    """Seconds since the machine started; never jumps."""
    boot_id: str
    """Which start of the machine ``monotonic`` counts from."""
    synchronised: bool
    """Whether the system's clock had been set by the network."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture without its bytes. ``id`` names it on every machine, for good."""

    kind: Kind
    taken: Moment
    media_type: str = "image/jpeg"
    compare_with: str | None = None
    """The capture that it is to be compared with."""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
