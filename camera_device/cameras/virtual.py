"""A camera that needs no hardware: it plays a picture, a video or a folder of them.

It ships, and is what runs where there is no camera: on a laptop, in the demo, in the tests. With ``Faults`` it fails as
real ones do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, RLock
from typing import Final

from camera_device.cameras import encoding
from camera_device.cameras.base import Frame, Still, Video
from camera_device.cameras.jpeg import turned, upright_size
from camera_device.cameras.pixels import upright
from camera_device.cameras.playing import Playlist, Shown, playlist
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError

FRAME_RATE: Final = 15
"""Low-resolution frames a second."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong, for tests and for trying out what the device says then."""

    busy: int = 0
    """So many attempts to set it up find it in use by another program."""
    pictures: int | None = None
    """It is unplugged after so many frames, stills and frames of a video, once."""
    away: int = 0
    """So many attempts to set it up after that do not find it."""
    delay: float = 0.0
    """Seconds by which each of those comes late."""


class VirtualCamera:
    """Shows ``play`` (None: a drawn figure) from ``run`` on, again and again, turned by ``rotation`` degrees clockwise.

    A still is what is shown at that moment in full resolution: a JPEG file's own bytes, with no pixel encoded again.
    ``record`` goes on to the next video if there is one, from its beginning, as if somebody began to turn just then;
    so a folder with a photo and a video gives the photo to ``still`` and the video to ``record``.

    ``clock`` and ``sleep`` stand in for the time.
    """

    def __init__(
        self,
        play: Path | None = None,
        rotation: int = 0,
        faults: Faults | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = f"virtual ({play.name})" if play else "virtual (drawn figure)"
        self._play, self._rotation = play, rotation
        self._faults = faults or Faults()
        self._busy, self._away, self._left = self._faults.busy, self._faults.away, self._faults.pictures
        self._clock, self._sleep = clock, sleep
        self._lock = RLock()
        self._playlist: Playlist | None = None
        self._began: float | None = None
        """When second 0 of the playlist was shown; None: it does not run."""
        self._due = 0.0

    def set_up(self) -> None:
        """Open the files. Raises ``NoCameraError`` where there are none, ``FileError`` for one that cannot be read."""
        if self._busy > 0:
            self._busy -= 1
            raise CameraBusyError(
                "Another program uses the virtual camera.", remedy="None does: this fault was asked for."
            )
        if self._left == 0:
            if self._away > 0:
                self._away -= 1
                raise self._gone()
            self._left = None
        self._playlist = self._playlist or playlist(self._play)

    def run(self) -> None:
        """Begin to play."""
        if self._playlist is None:
            raise CameraError("The virtual camera was not set up.")
        self._began = self._due = self._clock()

    def frame(self, timeout: float = 1.0) -> Frame:
        """The next of ``FRAME_RATE`` a second. Raises ``CameraGoneError`` if it would come later than ``timeout``."""
        with self._lock:
            now = self._clock()
            due = max(now, self._due) + self._faults.delay
            comes = due - now <= timeout
            if comes:
                self._due = due + 1 / FRAME_RATE
        self._sleep(due - now if comes else timeout)
        if not comes:
            raise self._gone()
        with self._lock:
            self._take()
            shown, at = self._now()
            return upright(shown.frame(at), self._rotation)

    def lock(self) -> None:
        """Nothing to do: what was exposed already does not change."""

    def unlock(self) -> None:
        """Nothing to do."""

    def still(self, burst: int = 1) -> list[Still]:
        """What is shown now, ``burst`` times, ``1 / RATE`` seconds apart."""
        stills: list[Still] = []
        for number in range(burst):
            self._wait(1 / encoding.RATE if number else 0.0)
            with self._lock:
                self._take()
                exposed = self._clock()
                shown, at = self._now()
                jpeg = turned(shown.jpeg(at), self._rotation)
            stills.append(Still(jpeg, *upright_size(jpeg), exposed))
        return stills

    def record(self, path: Path, seconds: float, stop: Event) -> Video:
        """What is shown from now on, or the next video from its beginning, at ``RATE`` frames a second."""
        with self._lock:
            assert self._playlist is not None
            now = self._clock()
            self._began = now - self._playlist.next_clip(now - self._running())
        return encoding.record(path, self._frames(), seconds, stop)

    def tear_down(self) -> None:
        """Stop playing."""
        self._began = None

    def _frames(self) -> Iterator[tuple[float, Frame]]:
        begun = self._clock()
        number = 0
        while True:
            self._wait(max(0.0, begun + number / encoding.RATE - self._clock()))
            with self._lock:
                self._take()
                shown, at = self._now()
                frame = upright(shown.film(at), self._rotation)
            yield self._clock(), frame  # outside of the lock: whoever takes it may never come back
            number += 1

    def _wait(self, seconds: float) -> None:
        """Never within the lock, for others look meanwhile."""
        if seconds + self._faults.delay:
            self._sleep(seconds + self._faults.delay)

    def _now(self) -> tuple[Shown, float]:
        assert self._playlist is not None
        return self._playlist.at(self._clock() - self._running())

    def _running(self) -> float:
        if self._began is None:
            raise CameraError("The virtual camera does not run.")
        return self._began

    def _take(self) -> None:
        """One picture more, of the number after which it is unplugged."""
        self._running()
        if self._left == 0:
            raise self._gone()
        if self._left is not None:
            self._left -= 1

    def _gone(self) -> CameraGoneError:
        return CameraGoneError("The virtual camera was unplugged.", remedy="It was not: this fault was asked for.")
