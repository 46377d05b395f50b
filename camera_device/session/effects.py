"""What a session wants done. It never does anything itself: the device performs these, in order."""

from __future__ import annotations

from dataclasses import dataclass

from camera_device.capture import Kind
from camera_device.light.base import LightState
from camera_device.sound.tones import Tone
from camera_device.sound.words import Saying


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a sentence; ``n`` is its number where it takes one."""

    saying: Saying
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """Sound a tone."""

    tone: Tone


@dataclass(frozen=True, slots=True)
class Show:
    """Show a state by light."""

    state: LightState


@dataclass(frozen=True, slots=True)
class Fill:
    """Fill light."""

    on: bool


@dataclass(frozen=True, slots=True)
class Lock:
    """Hold focus, exposure and white balance, or let them go."""

    on: bool


@dataclass(frozen=True, slots=True)
class TakeStill:
    """Open the shutter now. Answered by ``Exposed`` or ``Failed``."""

    take: int
    burst: int


@dataclass(frozen=True, slots=True)
class RecordTurn:
    """Record a video of so many seconds. Answered by ``Exposed`` or ``Failed``."""

    take: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Abandon:
    """End the exposure that is under way, and throw away what it has taken. It is still answered."""

    take: int


@dataclass(frozen=True, slots=True)
class Store:
    """Bring an exposed take into the spool. Answered by ``Stored`` or ``Failed``."""

    take: int
    kind: Kind
    compare_with: str | None = None
    """Id of the capture that it is to be compared with."""


@dataclass(frozen=True, slots=True)
class Discard:
    """Throw an exposed take away."""

    take: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a capture back, from the spool and from the wardrobe. Answered by ``Withdrawn``."""

    capture_id: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Bring a spoken question or order to the server, and speak its answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Switch the microphone's ear on or off."""

    on: bool


@dataclass(frozen=True, slots=True)
class Done:
    """A wish of the app has been fulfilled, or given up."""

    command_id: str


Effect = (
    Say
    | Play
    | Show
    | Fill
    | Lock
    | TakeStill
    | RecordTurn
    | Abandon
    | Store
    | Discard
    | Withdraw
    | Ask
    | Listen
    | Done
)
