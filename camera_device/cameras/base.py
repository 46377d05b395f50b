"""A camera is a few verbs: set up, run, look, still, record, tear down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
"""H×W×3 RGB, upright."""


@dataclass(frozen=True, slots=True)
class Still:
    """A photo at full resolution. Its EXIF orientation turns it upright, so that no pixel is encoded twice."""

    jpeg: bytes
    width: int
    height: int
    """As seen upright."""
    exposed_at: float
    """``time.monotonic`` when the shutter opened."""


@dataclass(frozen=True, slots=True)
class Video:
    """An MP4 file with H.264 in it. It may be turned upright by its header, as players and OpenCV do."""

    path: Path
    seconds: float
    width: int
    height: int


class Camera(Protocol):
    """One camera. Used by one thread at a time, but for ``frame``, which any thread may call while it runs.

    All verbs raise ``CameraBusyError``, ``CameraGoneError`` or another ``CameraError``.
    """

    @property
    def name(self) -> str:
        """For people: model and place."""

    def set_up(self) -> None:
        """Open it and choose its modes; nothing moves yet. Raises ``NoCameraError`` where there is none."""

    def run(self) -> None:
        """Begin to look; focus, exposure and white balance follow the scene."""

    def frame(self, timeout: float = 1.0) -> Frame:
        """The next low-resolution picture, its long side about 640 pixels."""

    def lock(self) -> None:
        """Hold focus, exposure and white balance as they are now."""

    def unlock(self) -> None:
        """Let them follow the scene again."""

    def still(self, burst: int = 1) -> list[Still]:
        """Photos at full resolution, one after the other, the first one at once."""

    def record(self, path: Path, seconds: float, stop: Event) -> Video:
        """A video with exposure and white balance held; ends early when ``stop`` is set."""

    def tear_down(self) -> None:
        """Let go of it. Does nothing when it is not set up."""
