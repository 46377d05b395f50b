"""Does one whole person stand still in the picture, and what to say where not.

``Judge`` sees one frame after the other and remembers the last moment of them: for stillness, and so
that a person on the border of a rule does not make the hints flicker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from camera_device.cameras.base import Frame
from camera_device.framing.parts import Figure
from camera_device.framing.stillness import Stillness, brightness, luminance
from camera_device.framing.view import Hint, View

MARGIN: Final = 0.015
"""Room that a whole person needs above, below and beside, as a share of the picture's side."""
LEAST_HEIGHT: Final = 0.45
"""Least height of a whole person in the picture: 2,000 lines of a 12-megapixel photo."""
SLACK: Final = 0.6
"""Both rules are so much laxer for somebody who has satisfied them already."""
DARK: Final = 0.16
"""Below this the bright parts of a picture are too dark for the parser and for a photo."""
SETTLED: Final = 0.35
"""Seconds for which another hint has to be right before it replaces the one that is given."""


class Finds(Protocol):
    """What finds the figure in a frame: the small parser, or a table of them in tests."""

    def find(self, frame: Frame) -> Figure | None:
        """The main person; None: nobody."""


class Judge:
    """Frame after frame to ``View``. ``clock`` in seconds, monotonic."""

    def __init__(self, finder: Finds, clock: Callable[[], float]) -> None:
        self._finder = finder
        self._clock = clock
        self._stillness = Stillness()
        self._whole = False
        self._hints = Settling()

    def look(self, frame: Frame) -> View:
        """What there is to say of the next frame, H×W×3 RGB. Raises ``CameraError`` when the model is unusable."""
        now = self._clock()
        luma = luminance(frame)
        light = brightness(luma)
        figure = self._finder.find(frame)
        still = self._stillness.still(now, luma, figure)
        problem = fault(figure, SLACK if self._whole else 1.0)
        self._whole = figure is not None and problem is None
        if light < DARK and problem in (None, Hint.NOBODY):
            problem = Hint.DARK
        hint = problem or (None if still else Hint.STILL)
        if figure is None:
            return View(0, whole=False, still=False, hint=self._hints.next(now, hint), light=light)
        return View(figure.people, self._whole, still, self._hints.next(now, hint), figure.box, light)


def fault(figure: Figure | None, slack: float = 1.0) -> Hint | None:
    """What keeps a figure from being whole; None: nothing. ``slack`` below 1 makes the rules laxer."""
    if figure is None:
        return Hint.NOBODY
    cut = edges(figure, MARGIN * slack)
    sides = cut & {"left", "right"}
    if cut >= {"left", "right"} or cut >= {"top", "bottom"}:
        return Hint.BACK
    if sides == cut and sides:  # head or feet may be beyond that edge as well
        return Hint.LEFT if "left" in sides else Hint.RIGHT
    if not cut and figure.height < LEAST_HEIGHT * (1 - (1 - slack) / 4):  # too far for the parser to see head and feet
        return Hint.CLOSER
    head, feet = ("top" in cut or "head" not in figure.seen), ("bottom" in cut or "feet" not in figure.seen)
    if head and feet:
        return Hint.BACK
    if head or feet:
        return Hint.HEAD if head else Hint.FEET
    return Hint.TOO_MANY if figure.people > 1 else None


def edges(figure: Figure, margin: float) -> frozenset[str]:
    """The sides of the picture at which a figure is cut off, or has less room than ``margin``.

    Beside, only what the parser calls cut off counts: a hand may reach for the edge.
    """
    near = {edge for edge, room in (("top", figure.box[1]), ("bottom", 1 - figure.box[3])) if room < margin}
    return figure.touches | near


@dataclass
class Settling:
    """Gives a new hint only after it has been right for a moment; that there is none, at once."""

    given: Hint | None = None
    _coming: Hint | None = None
    _since: float = 0.0

    def next(self, now: float, hint: Hint | None) -> Hint | None:
        """The hint to give, where ``hint`` is right at this moment."""
        if hint is None or hint == self.given:
            self.given = self._coming = hint
        elif hint != self._coming:
            self._coming, self._since = hint, now
        elif now - self._since >= SETTLED:
            self.given = hint
        return self.given
