"""A camera that comes back by itself: in use and unplugged are faults that pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, RLock
from typing import Final, TypeVar

from camera_device.cameras.base import Camera, Frame, Still, Video
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError

Result = TypeVar("Result")
Report = Callable[[CameraError | None], None]
"""Called with a fault when it begins or turns into another, and with None when it is over."""

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 30.0
"""Seconds between attempts: the first, and after doubling the last."""


class SteadyCamera:
    """Another camera, opened again after faults that pass, for as long as it takes.

    Every verb raises what the camera raises. After ``CameraBusyError`` and ``CameraGoneError`` the camera is torn down;
    the verbs then raise the same fault again until it is time for the next attempt, which is made by whichever verb is
    called first. So whoever goes on asking for frames gets them again as soon as there are some. Every other error is
    passed on at once, and nothing is tried again.

    ``clock`` and ``sleep`` stand in for the time.
    """

    def __init__(
        self,
        camera: Camera,
        report: Report,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._camera, self._report = camera, report
        self._clock, self._sleep = clock, sleep
        self._mending = RLock()
        self._fault: CameraError | None = None
        self._wait = FIRST_WAIT
        self._again_at = 0.0

    @property
    def name(self) -> str:
        """The camera's."""
        return self._camera.name

    @property
    def fault(self) -> CameraError | None:
        """Why there are no pictures at the moment."""
        return self._fault

    def set_up(self) -> None:
        """As the camera does; a fault that passes is only reported, for it is tried again with the first verb."""
        with suppress(CameraBusyError, CameraGoneError):
            self._noting(self._camera.set_up)

    def run(self) -> None:
        """As the camera does; a fault that passes is only reported."""
        if self._fault is None:
            with suppress(CameraBusyError, CameraGoneError):
                self._noting(self._camera.run)

    def frame(self, timeout: float = 1.0) -> Frame:
        """The next frame. While there is no camera, raises its fault after at most ``timeout`` seconds."""
        self._pause(timeout)
        return self._do(lambda: self._camera.frame(timeout))

    def lock(self) -> None:
        self._do(self._camera.lock)

    def unlock(self) -> None:
        self._do(self._camera.unlock)

    def still(self, burst: int = 1) -> list[Still]:
        return self._do(lambda: self._camera.still(burst))

    def record(self, path: Path, seconds: float, stop: Event) -> Video:
        return self._do(lambda: self._camera.record(path, seconds, stop))

    def tear_down(self) -> None:
        self._camera.tear_down()

    def _pause(self, timeout: float) -> None:
        """Nobody shall ask a camera that is gone a thousand times a second."""
        if self._fault is not None:
            self._sleep(max(0.0, min(timeout, self._again_at - self._clock())))

    def _do(self, work: Callable[[], Result]) -> Result:
        with self._mending:
            if self._fault is not None:
                if self._clock() < self._again_at:
                    raise self._fault.with_traceback(None)  # it would grow with every time
                self._noting(self._open)
        return self._noting(work)

    def _open(self) -> None:
        self._again_at = self._clock() + self._wait  # also after an error that does not pass
        self._camera.tear_down()
        self._camera.set_up()
        self._camera.run()
        self._fault, self._wait = None, FIRST_WAIT
        self._report(None)

    def _noting(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except (CameraBusyError, CameraGoneError) as error:
            with self._mending:
                self._note(error)
            raise

    def _note(self, error: CameraError) -> None:
        if self._fault is None:
            self._wait = FIRST_WAIT
        if str(error) != str(self._fault):
            self._report(error)
        self._fault = error
        self._again_at = self._clock() + self._wait
        self._wait = min(2 * self._wait, LONGEST_WAIT)
        self._camera.tear_down()
