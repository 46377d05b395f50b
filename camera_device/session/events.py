"""What happens to a session: wishes, what the camera sees, what came of its effects, and time that passes.

``Trigger`` and ``View`` are events too. A ``take`` is the session's own number of one exposure.
"""

from __future__ import annotations

from dataclasses import dataclass

from camera_device.errors import CameraError
from camera_device.framing.view import View
from camera_device.triggers.base import Trigger


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed; nothing else."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """The shutter has closed, or the video has ended; what was taken is in memory or in a file."""

    take: int


@dataclass(frozen=True, slots=True)
class Stored:
    """The spool said that a power cut does not take it any more."""

    take: int
    capture_id: str
    nearly_full: bool = False
    """Whether the spool is."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A take came to nothing, at the camera or on the disk."""

    take: int
    error: CameraError


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A capture has been taken back; ``error`` where that was not possible."""

    capture_id: str
    error: CameraError | None = None


@dataclass(frozen=True, slots=True)
class CameraLost:
    """There is no camera at the moment."""

    error: CameraError


@dataclass(frozen=True, slots=True)
class CameraReady:
    """It gives pictures (again). An exposure that has not been answered by then never will be."""


@dataclass(frozen=True, slots=True)
class Senses:
    """What people have to see of the device at any time: whether it can hear them, and whether somebody watches."""

    hears: bool = True
    """There is a microphone, and what recognises speech."""
    watched: bool = False
    """The live view is being sent."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The device is being switched off: what can be left is left, a photo that is being taken is not."""


Event = Trigger | View | Tick | Exposed | Stored | Failed | Withdrawn | CameraLost | CameraReady | Senses | Ending
