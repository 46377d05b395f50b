"""What each state looks like: pure functions of state and time, shared by every light.

Colours are as eyes see them (sRGB); lights turn them into duty with ``duty``. Pixel 0 is at the top, and the ring runs
clockwise as somebody sees it who looks at the camera.

No state flashes more than twice a second; a flash is a pair of opposite changes of relative luminance by a tenth or
more (WCAG 2.2, success criterion 2.3.1, which allows three a second).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from camera_device.light.base import (
    Countdown,
    Direction,
    Exposing,
    Fault,
    Framing,
    Heard,
    Idle,
    LightState,
    Off,
    Stored,
)

Pixels = NDArray[np.uint8]
"""N×3 RGB."""

GAMMA: Final = 2.2
RISE: Final = 0.15
"""Seconds in which a colour comes up."""
RING: Final = 4
"""Pixels from which on a light can show a direction and empty itself."""

WHITE: Final = (255, 255, 255)
TEAL: Final = (0, 170, 150)
AMBER: Final = (255, 140, 20)
GREEN: Final = (20, 210, 70)
RED: Final = (230, 20, 10)
VIOLET: Final = (140, 40, 230)
COUNTING: Final = (255, 225, 180)

DIM: Final = 0.3
"""Share of a colour's strength that tells a state without lighting a bedroom."""
WATCHED: Final = 0.55
"""The same for the live view: brighter, so that a single LED tells it from listening."""
ARC: Final = 1 / 3
"""Share of the ring that points to a direction."""
BREATH: Final = 2.5
"""Seconds of a slow swelling."""
FADE: Final = (1.2, 2.2)
"""When ``Stored`` begins to fade, and has faded."""
RESTLESS: Final = 10.0
"""Seconds after which ``Fault`` stands still."""

_CENTRE: Final = {Direction.BACK: 0.0, Direction.RIGHT: 0.25, Direction.CLOSER: 0.5, Direction.LEFT: 0.75}


def pixels(state: LightState, at: float, count: int) -> Pixels:
    """What ``count`` pixels show of ``state``, ``at`` seconds after it was first shown."""
    rise = min(1.0, at / RISE)
    match state:
        case Off():
            return _even((0, 0, 0), 0, count)
        case Idle(listening=listening, watched=watched):
            idle = _even(TEAL, DIM if listening else 0, count)
            if watched:
                idle[:: 2 if count >= RING else 1] = _even(VIOLET, WATCHED, 1)
            return idle
        case Heard():
            return _even(TEAL, DIM + (1 - DIM) * rise, count)
        case Framing(direction=Direction() as direction) if count >= RING:
            return _arc(AMBER, _CENTRE[direction], count)
        case Framing():
            return _even(AMBER, _breath(at), count)
        case Countdown(left=left, of=of):
            if count < RING:
                return _even(COUNTING, 1 - (1 - DIM) * min(1.0, at), count)
            return _emptying(COUNTING, (left - min(1.0, at)) / max(1, of), count)
        case Exposing():
            return _even(WHITE, 1, count)
        case Stored():
            fading = (at - FADE[0]) / (FADE[1] - FADE[0])
            return _even(GREEN, rise * (1 - min(1.0, max(0.0, fading))), count)
        case Fault():
            return _even(RED, _breath(min(at, RESTLESS)), count)


def rests_at(state: LightState, count: int) -> float:
    """Seconds after which nothing changes any more; infinite where it never rests."""
    match state:
        case Heard():
            return RISE
        case Framing(direction=direction):
            return 0.0 if direction and count >= RING else float("inf")
        case Countdown():
            return 1.0
        case Stored():
            return FADE[1]
        case Fault():
            return RESTLESS
        case _:
            return 0.0


def duty(colours: Pixels) -> NDArray[np.float64]:
    """The share of full power, 0..1, that makes LEDs look like these colours."""
    return np.asarray((colours / 255.0) ** GAMMA)


def luminance(colours: Pixels) -> float:
    """Relative luminance, 0..1, of all pixels together (weights of ITU-R BT.709)."""
    return float((duty(colours) @ (0.2126, 0.7152, 0.0722)).mean())


def _breath(at: float) -> float:
    """Between ``DIM`` and 0.8, from ``DIM`` on."""
    return DIM + (0.8 - DIM) * (0.5 - 0.5 * float(np.cos(2 * np.pi * at / BREATH)))


def _even(colour: tuple[int, int, int], strength: float, count: int) -> Pixels:
    return _shaded(colour, np.full(count, strength))


def _arc(colour: tuple[int, int, int], centre: float, count: int) -> Pixels:
    """A bright arc with soft ends on a dark ring; ``centre`` in turns from the top."""
    away = np.abs((np.arange(count) / count - centre + 0.5) % 1 - 0.5)
    return _shaded(colour, np.clip((ARC / 2 - away) * count + 0.5, 0, 1))


def _emptying(colour: tuple[int, int, int], share: float, count: int) -> Pixels:
    """``share`` of the ring; the dark grows clockwise from the top, and the pixel at its edge fades."""
    return _shaded(colour, np.clip(share * count - np.arange(count)[::-1], 0, 1))


def _shaded(colour: tuple[int, int, int], strength: NDArray[np.float64]) -> Pixels:
    return np.rint(strength[:, None] * colour).astype(np.uint8)
