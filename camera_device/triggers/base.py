"""What every trigger makes, whatever it is: a wish that the session understands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

Source = Literal["button", "voice", "schedule", "remote"]


class Wish(StrEnum):
    """What somebody wants of the camera."""

    PHOTO = "photo"
    TURN = "turn"
    COMPARE = "compare"
    """A second look, to be compared with the last one."""
    CANCEL = "cancel"
    UNDO = "undo"
    """Take the last capture back."""
    ASK = "ask"
    ORDER = "order"
    """Both go to the server as a sentence, ``Trigger.text``."""
    LISTEN = "listen"
    DEAF = "deaf"
    """Switch listening on and off."""
    HEARD = "heard"
    """The wake phrase was heard: a command may follow."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One wish. ``at`` is in seconds of ``time.monotonic``: when it was felt or heard."""

    wish: Wish
    source: Source
    at: float
    force: bool = False
    """Take it though nobody stands wholly in the picture; never of an empty room."""
    text: str = ""
    command_id: str = ""
    """Of a wish from the app, to tell it that it was done."""


Emit = Callable[[Trigger], None]


class Triggers(Protocol):
    """One way in which the outside world asks. Runs by itself between ``start`` and ``stop``."""

    def start(self, emit: Emit) -> None:
        """Begin; ``emit`` may be called from any thread. Raises ``CameraError``."""

    def stop(self) -> None:
        """End. Does nothing when it is not running."""
