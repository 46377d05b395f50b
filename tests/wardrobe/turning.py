"""Drawn videos of turns, and a stand-in that knows which way the drawn person faces."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from embeddings.turning import Faced, Turn
from embeddings.video import Frame
from tests.pictures.turns import write
from tests.wardrobe.conftest import BLUE, RED, DrawnModels, draw
from wardrobe.settings import Settings

BACK = (24, 46, 120)
"""The back of blue pants, too unlike the front to be recognised by itself."""
FRAMES, RATE = 48, 6


class TurningModels(DrawnModels):
    """Knows that frame 0 shows the front and that each of 48 frames is 7.5 degrees further, up to ``whole`` degrees."""

    def __init__(self, settings: Settings, whole: float = 360.0) -> None:
        super().__init__(settings)
        self.whole = whole

    def turn(self, frames: Iterable[Frame]) -> Turn:
        faced = tuple(
            Faced(frame.index, frame.seconds, frame.index / FRAMES * self.whole % 360, 1.0, seen=True)
            for frame in frames
        )
        return Turn(faced, self.whole, 1)


def film(path: Path, pants: tuple[int, int, int] = BLUE, back: tuple[int, int, int] = BACK) -> bytes:
    """An MP4 of eight seconds; the pants' back is seen from 90 to 270 degrees."""
    pictures = []
    for number in range(FRAMES):
        behind = FRAMES / 4 < number < FRAMES * 3 / 4
        pictures.append(draw(seed=1, upper_clothes=RED, pants=back if behind else pants))
    write(path, [np.ascontiguousarray(picture) for picture in pictures], Fraction(RATE), crf=12)
    return path.read_bytes()
