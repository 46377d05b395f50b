"""What framing says of one frame. Free of heavy imports, so that the session can speak of it anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hint(StrEnum):
    """What would help, from the point of view of the person who faces the camera."""

    NOBODY = "nobody"
    DARK = "dark"
    BACK = "back"
    CLOSER = "closer"
    LEFT = "left"
    """To the person's own left, which is the right of the picture."""
    RIGHT = "right"
    HEAD = "head"
    """The head is cut off."""
    FEET = "feet"
    """The feet are cut off."""
    TOO_MANY = "too_many"
    """Somebody else, nearly as large, is in the picture."""
    STILL = "still"
    """All is in view but moves."""


@dataclass(frozen=True, slots=True)
class View:
    """Who stands in the picture, and how."""

    people: int
    """Figures that are large enough to be meant; 0: nobody is in view."""
    whole: bool
    """One alone is in the picture from head to feet, with room around and large enough."""
    still: bool
    """It has hardly moved for a moment. Never so without a figure."""
    hint: Hint | None = None
    """What to tell; None: nothing to better. ``DARK`` may stand beside a whole, still person."""
    box: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom of the figure as shares of width and height."""
    light: float = 1.0
    """How bright the bright parts of the picture are, 0..1."""
