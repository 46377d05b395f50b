"""The thread that looks: opens the camera, keeps it open, and tells what it sees."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from camera_device.cameras.base import Camera, Frame
from camera_device.cameras.recovery import FIRST_WAIT, LONGEST_WAIT, SteadyCamera
from camera_device.errors import CameraError, CameraGoneError
from camera_device.framing.view import View

OFTEN: Final = 0.2
"""Seconds from frame to frame while somebody may come."""
SELDOM: Final = 1.0
"""The same when nobody was seen for ``EMPTY`` seconds, so that a small board stays cool."""
EMPTY: Final = 60.0
log = logging.getLogger(__name__)


class Eyes:
    """Looks between ``start`` and ``stop``.

    ``choose`` gives the camera; ``look`` judges a frame. ``seen`` gets every view, ``state`` a fault of the camera, or
    None when it gives pictures (again), ``blind`` a fault of the judging or None. ``busy`` says whether every frame
    counts. All of them are called from the thread.
    """

    def __init__(
        self,
        choose: Callable[[], Camera],
        look: Callable[[Frame], View],
        *,
        seen: Callable[[View], None],
        state: Callable[[CameraError | None], None],
        blind: Callable[[CameraError | None], None] = lambda _: None,
        busy: Callable[[], bool] = lambda: False,
        alive: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._choose, self._look = choose, look
        self._seen, self._state, self._blind = seen, state, blind
        self._busy, self._alive, self._clock = busy, alive, clock
        self._camera: SteadyCamera | None = None
        self._frame: Frame | None = None
        self._view: View | None = None
        self._somebody_at = clock()
        self._told = ""  # the fault of which the camera does not tell by itself
        self._stopping, self._woken = threading.Event(), threading.Event()
        self._awake = threading.Event()
        self._awake.set()
        self._thread: threading.Thread | None = None

    @property
    def camera(self) -> SteadyCamera:
        """The camera. Raises ``CameraError`` while there is none."""
        camera = self._camera
        if camera is None:
            raise CameraGoneError("There is no camera yet.", remedy="Run `otjang-camera doctor` to see why.")
        return camera

    @property
    def name(self) -> str:
        """The camera's, or nothing."""
        camera = self._camera
        return camera.name if camera else ""

    @property
    def view(self) -> View | None:
        """What was seen last."""
        return self._view

    def somebody(self) -> bool:
        """Whether a person is in view."""
        view = self._view
        return view is not None and view.people > 0

    def latest(self) -> Frame:
        """The newest frame, H×W×3 RGB. Raises ``CameraError`` before there is one."""
        frame = self._frame
        if frame is None:
            raise CameraGoneError("The camera has given no picture yet.", remedy="Wait a moment.")
        return frame

    def start(self) -> None:
        """Begin to look."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="eyes", daemon=True)
            self._thread.start()

    def stop(self, patience: float = 20.0) -> None:
        """End, and let go of the camera. A model or a driver that is being opened is waited for: native code that is
        still running when Python ends takes the process down with an abort.
        """
        self._stopping.set()
        self._awake.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(patience)
            self._thread = None
        if self._camera is not None:
            self._camera.tear_down()
            self._camera = None

    def wake(self) -> None:
        """Look now, and not only when it is time."""
        self._woken.set()

    def rest(self, resting: bool) -> None:
        """Leave the camera alone, while a photo is being taken."""
        self._awake.clear() if resting else self._awake.set()

    def _run(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            self._alive()
            try:
                began = self._clock()
                if self._camera is None:
                    self._camera = self._opened()
                    wait = FIRST_WAIT
                self._awake.wait(1.0)
                if self._awake.is_set():
                    self._see(self._camera.frame())
                    wait = FIRST_WAIT
                    self._pause(began + self._pace() - self._clock())
            except CameraError as error:
                if self._camera is None or self._camera.fault is None:
                    self._tell(error)
                self._frame = self._view = None
                self._pause(wait if self._camera is None else 0.1)
                wait = min(LONGEST_WAIT, 2 * wait)
            except Exception as error:
                log.exception("Looking ended with a fault of the program; it goes on.")
                self._view = None
                self._blind(CameraError("Nothing can be seen: {reason}.", reason=error, remedy="Look at the log."))
                self._pause(1.0)

    def _opened(self) -> SteadyCamera:
        camera = SteadyCamera(self._choose(), self._state)
        try:
            camera.set_up()
            camera.run()
        except BaseException:
            camera.tear_down()  # or its device would be found in use for ever
            raise
        self._told = ""
        if camera.fault is None:
            self._state(None)
        return camera

    def _tell(self, error: CameraError | None) -> None:
        text = str(error or "")
        if text != self._told:
            self._told = text
            self._state(error)

    def _see(self, frame: Frame) -> None:
        self._tell(None)
        self._frame = frame
        try:
            view = self._look(frame)
        except CameraError as error:
            self._view = None
            self._blind(error)
            return
        self._blind(None)
        self._view = view
        if view.people:
            self._somebody_at = self._clock()
        self._seen(view)

    def _pace(self) -> float:
        empty = self._clock() - self._somebody_at > EMPTY
        return SELDOM if empty and not self._busy() else OFTEN

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._woken.wait(seconds)
        self._woken.clear()
