"""The thread that exposes and stores: what it took waits here, by the number of its take, until the spool has it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from camera_device import clock
from camera_device.cameras.base import Camera
from camera_device.cameras.burst import Box, sharpest
from camera_device.capture import Capture, Kind
from camera_device.errors import CameraError
from camera_device.session.events import Event, Exposed, Failed, Stored, Withdrawn
from camera_device.spool import Entry, Spool
from camera_device.worker import Job, Worker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an exposure brought."""

    capture: Capture
    media: bytes | Path


class Shutter:
    """Every verb returns at once; what came of it is told as an event. ``camera`` raises while there is none.

    ``rest`` is told when a photo begins and ends, ``kept`` when the spool has another capture, or one less;
    ``alive`` gets the thread's signs of life, of which a camera that never comes back from a photo gives none.
    """

    def __init__(
        self,
        camera: Callable[[], Camera],
        spool: Spool,
        tell: Callable[[Event], None],
        *,
        person: Callable[[], Box | None] = lambda: None,
        rest: Callable[[bool], None] = lambda _: None,
        kept: Callable[[Entry | None], None] = lambda _: None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._camera, self._spool, self._tell = camera, spool, tell
        self._person, self._rest, self._kept = person, rest, kept
        self._worker = Worker("shutter", alive)
        self._taken: dict[int, Taken] = {}
        self._stops: dict[int, threading.Event] = {}

    def lock(self, on: bool) -> None:
        """Hold what the camera has settled on, or let it go."""
        self._worker.do(lambda: self._lock(on))

    def still(self, take: int, burst: int) -> None:
        """The sharpest of a burst."""
        self._expose(take, lambda: self._still(take, burst))

    def record(self, take: int, seconds: float) -> None:
        """A video."""
        self._stops[take] = threading.Event()
        self._expose(take, lambda: self._record(take, seconds))

    def abandon(self, take: int) -> None:
        """End a video early. A photo is over before this could be said."""
        if stop := self._stops.get(take):
            stop.set()

    def store(self, take: int, kind: Kind, compare_with: str | None) -> None:
        """Into the spool."""
        self._attempt(take, lambda: self._store(take, kind, compare_with))

    def discard(self, take: int) -> None:
        """Throw away what was taken."""
        self._worker.do(lambda: self._discard(take))

    def withdraw(self, capture_id: str) -> None:
        """Take a capture back, from here and from the server."""
        self._worker.do(lambda: self._withdraw(capture_id))

    def stop(self, patience: float) -> None:
        """Finish what is being taken or stored; videos end now."""
        for stop in list(self._stops.values()):
            stop.set()
        if not self._worker.stop(patience):
            log.warning("The camera was still busy after %.0f s, and is left.", patience)

    def _expose(self, take: int, work: Callable[[], Taken]) -> None:
        def job() -> None:
            try:
                self._taken[take] = work()
            finally:
                self._stops.pop(take, None)
            self._tell(Exposed(take))

        self._attempt(take, job)

    def _attempt(self, take: int, work: Job) -> None:
        """What the job raises is told as the failure of its take."""

        def job() -> None:
            try:
                work()
            except CameraError as error:
                self._discard(take)
                self._tell(Failed(take, error))
            except Exception as error:
                log.exception("Take %d failed.", take)
                self._discard(take)
                odd = CameraError("A picture could not be taken: {reason}.", reason=error, remedy="Try again.")
                self._tell(Failed(take, odd))

        self._worker.do(job)

    def _still(self, take: int, burst: int) -> Taken:
        capture = Capture(Kind.PHOTO, clock.now())
        self._rest(True)
        try:
            stills = self._camera().still(burst)
        finally:
            self._rest(False)
        return Taken(capture, sharpest(stills, self._person()).jpeg)

    def _record(self, take: int, seconds: float) -> Taken:
        capture = Capture(Kind.TURN, clock.now(), "video/mp4")
        path = self._spool.recording_path(capture.id)
        try:
            video = self._camera().record(path, seconds, self._stops[take])
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Taken(capture, video.path)

    def _store(self, take: int, kind: Kind, compare_with: str | None) -> None:
        taken = self._taken[take]
        entry = self._spool.add(replace(taken.capture, kind=kind, compare_with=compare_with), taken.media)
        del self._taken[take]
        self._tell(Stored(take, entry.capture.id, self._spool.status().nearly_full))
        self._kept(entry)

    def _discard(self, take: int) -> None:
        taken = self._taken.pop(take, None)
        if taken is not None and isinstance(taken.media, Path):
            taken.media.unlink(missing_ok=True)

    def _withdraw(self, capture_id: str) -> None:
        try:
            self._spool.withdraw(capture_id)
        except CameraError as error:
            self._tell(Withdrawn(capture_id, error))
            return
        self._tell(Withdrawn(capture_id))
        self._kept(None)

    def _lock(self, on: bool) -> None:
        try:
            camera = self._camera()
            camera.lock() if on else camera.unlock()
        except CameraError as error:
            log.info("The camera could not be %s: %s", "locked" if on else "unlocked", error)
