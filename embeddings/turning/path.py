"""The way of a whole turn from what each frame says: the likeliest path round the circle in one direction.

Viterbi's algorithm (1967) over angles 3° apart. One frame may not know the front from the back; a person
who turns cannot jump from one to the other, so the frames around it tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEP: Final = 3.0
"""Degrees between the angles that a path goes through."""
STATES: Final = round(360 / STEP)
FASTEST: Final = 160.0
"""Degrees a second: a whole turn in two and a quarter."""
USUAL: Final = 38.0
"""Degrees a second: a whole turn in nine and a half."""
SPREAD: Final = 40.0
"""How far from the usual somebody is without being unusual, degrees a second."""
BACKWARDS: Final = 3.0
"""What a small step against the direction costs, in nats: swaying, not turning."""
PRIOR: Final = 0.35
"""How much the speed counts beside what is seen."""
APART: Final = 0.25
"""Seconds after which two frames say two things: nearer ones err alike."""
FLOOR: Final = 0.002
"""A frame may be wrong altogether: no angle is less likely than this share of an even chance."""
SMOOTH: Final = 0.2
"""Seconds over which the steps of the path are evened out."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One direction's likeliest path."""

    angles: Floats
    """Degrees at each frame, going on beyond 360 and below 0."""
    direction: int
    """1: the left side comes after the front; -1: the right side does."""
    score: float
    """Log-likelihood, comparable between directions only."""

    @property
    def covered(self) -> float:
        """Degrees from the least to the greatest angle, 360 at most."""
        return float(min(360.0, np.ptp(self.angles))) if len(self.angles) else 0.0


def likeliest(seconds: Floats, chances: Floats) -> Way:
    """The way of N frames at ``seconds`` with N×B ``chances`` of evenly spaced angles, the first at 0°.

    A frame that says nothing has even chances. Raises ``ValueError`` for no frames.
    """
    if not len(seconds) or len(seconds) != len(chances):
        raise ValueError("as many chances as times, and one at least")
    seen = _finer(chances)
    ways = [_follow(seconds, seen, direction) for direction in (1, -1)]
    return max(ways, key=lambda way: way.score)


def _finer(chances: Floats) -> Floats:
    """N×STATES log-likelihoods."""
    bins = chances.shape[1]
    place = np.arange(STATES) * bins / STATES
    low = np.floor(place).astype(int)
    part = place - low
    between = chances[:, low % bins] * (1 - part) + chances[:, (low + 1) % bins] * part
    return np.asarray(np.log(np.maximum(between * bins, FLOOR)))


def _follow(seconds: Floats, seen: Floats, direction: int) -> Way:
    gaps = np.maximum(np.diff(seconds), 1e-3)
    weight = np.minimum(1.0, np.append(gaps, gaps[-1] if len(gaps) else APART) / APART)
    score = seen[0] * weight[0]
    came = np.zeros((len(seconds), STATES), np.int64)
    for t, gap in enumerate(gaps, start=1):
        steps = np.arange(-1, int(np.ceil(FASTEST * gap / STEP)) + 2)
        # From where, for each step, a state is reached.
        before = (np.arange(STATES)[None] - direction * steps[:, None]) % STATES
        reached = score[before] - _costs(steps, gap)[:, None]
        best = reached.argmax(0)
        came[t] = steps[best]
        score = reached[best, np.arange(STATES)] + weight[t] * seen[t]
    state = int(score.argmax())
    total = float(score[state])
    taken = np.zeros(len(seconds))
    for t in range(len(seconds) - 1, 0, -1):
        taken[t] = came[t, state]
        state = (state - direction * int(came[t, state])) % STATES
    angles = STEP * (state + direction * np.cumsum(taken))
    return Way(_evened(seconds, angles), direction, total)


def _costs(steps: NDArray[np.int64], gap: float) -> Floats:
    """What each step costs, in nats: unusual speed by its square, standing still little, going back much."""
    speed = steps * STEP / gap
    cost = 0.5 * ((speed - USUAL) / SPREAD) ** 2
    cost = np.where(steps == 0, np.minimum(cost, 0.3), cost)
    total = PRIOR * np.minimum(1.0, gap / APART) * cost + np.where(steps < 0, BACKWARDS, 0.0)
    return np.asarray(total)


def _evened(seconds: Floats, angles: Floats) -> Floats:
    """A straight line through the neighbours of each frame (Cleveland 1979): a mean would draw the ends inwards."""
    apart = seconds[None] - seconds[:, None]
    weights = np.exp(-0.5 * (apart / SMOOTH) ** 2)
    weights /= weights.sum(1, keepdims=True)
    middle, level = (weights * apart).sum(1), weights @ angles
    away = apart - middle[:, None]
    slope = (weights * away * (angles[None] - level[:, None])).sum(1) / np.maximum((weights * away**2).sum(1), 1e-9)
    return np.asarray(level - slope * middle)
