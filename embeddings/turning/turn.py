"""A video of somebody turning: which way they face in each frame, and the frames to show them from all sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from embeddings.parsing.parser import Parser
from embeddings.parsing.small import SmallParser
from embeddings.turning.cues import cues_of, sharpness
from embeddings.turning.facing import BINS, Facing
from embeddings.turning.path import likeliest
from embeddings.video import Frame

VIEWS: Final = 24
APART: Final = 360 / VIEWS
NEAR: Final = 10.0
"""Degrees that the frame of a view may be off its angle."""
WHOLE: Final = 300.0
"""Degrees from which a turn counts as whole."""
SOME: Final = 90.0
"""Degrees below which nobody turned."""


@dataclass(frozen=True, slots=True)
class Faced:
    """One frame of a turn."""

    index: int
    """Its place in the video."""
    seconds: float
    angle: float
    """Degrees, 0 ≤ angle < 360: 0 from the front, 90 their left side is seen, 180 from behind."""
    sharpness: float
    seen: bool
    """Somebody is in it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a video shows."""

    frames: tuple[Faced, ...]
    covered: float
    """Degrees that were turned, 0..360."""
    direction: int
    """1: the left side comes after the front; -1: the right side does."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Findings worth telling: ``no-turn`` or ``part-turn``, or none."""
        if self.covered < SOME:
            return ("no-turn",)
        return ("part-turn",) if self.covered < WHOLE else ()


@dataclass(frozen=True, slots=True)
class View:
    """A frame that shows them from one of the evenly spaced angles."""

    number: int
    """0..23; 0 is the front, 6 the left side, 12 the back, 18 the right side."""
    index: int
    """The frame's place in the video."""
    seconds: float
    angle: float
    """What the frame's angle really is, in degrees."""
    sharpness: float


def watch(frames: Iterable[Frame], parser: Parser, finder: SmallParser, facing: Facing) -> Turn:
    """Which way somebody faces in each of the frames of a video, given in their order.

    Raises ``VideoError`` as ``video.sampled`` does, ``ModelError``, and ``ValueError`` for no frames.
    """
    told, found = [], []
    for frame in frames:
        cues = cues_of(frame.pixels, parser, finder)
        sharp = sharpness(frame.pixels) if cues is None else cues.sharpness
        told.append((frame.index, frame.seconds, sharp))
        found.append(cues)
    if not told:
        raise ValueError("a turn has frames")
    chances = np.full((len(told), BINS), 1 / BINS)
    seen = [place for place, cues in enumerate(found) if cues is not None]
    chances[seen] = facing.chances([cues for cues in found if cues is not None])
    way = likeliest(np.array([seconds for _, seconds, _ in told]), chances)
    faced = [
        Faced(index, seconds, float(angle % 360), sharp, cues is not None)
        for (index, seconds, sharp), angle, cues in zip(told, way.angles, found, strict=True)
    ]
    covered = float(min(360.0, np.ptp(way.angles[seen]))) if seen else 0.0
    return Turn(tuple(faced), covered, way.direction)


def views(turn: Turn) -> list[View]:
    """Of each of the 24 angles the sharpest frame near it, angles that were not shown left out; none without a turn."""
    if turn.covered < SOME:
        return []
    chosen = []
    for number in range(VIEWS):
        near = [frame for frame in turn.frames if frame.seen and off(frame.angle, number * APART) <= NEAR]
        if near:
            chosen.append(_view(number, _best(near, number * APART)))
    return chosen


def front(turn: Turn) -> View:
    """The frame that stands for the look: from the front if there is such a one, else the nearest to it.

    Where nobody is seen, the sharpest frame.
    """
    seen = [frame for frame in turn.frames if frame.seen]
    if not seen:
        return _view(0, max(turn.frames, key=lambda frame: frame.sharpness))
    nearest = min(off(frame.angle, 0) for frame in seen)
    return _view(0, _best([frame for frame in seen if off(frame.angle, 0) <= max(nearest + 2, NEAR)], 0))


def off(angle: float, other: float) -> float:
    """Degrees between two angles, 0..180."""
    return abs((angle - other + 180) % 360 - 180)


def _best(frames: list[Faced], angle: float) -> Faced:
    """Near the angle and sharp: half as sharp as the sharpest weighs as much as being 5° off."""
    sharpest = max(frame.sharpness for frame in frames)
    return min(frames, key=lambda frame: off(frame.angle, angle) - 10 * frame.sharpness / max(sharpest, 1e-9))


def _view(number: int, frame: Faced) -> View:
    return View(number, frame.index, frame.seconds, round(frame.angle, 1), frame.sharpness)
