"""Sends what the camera sees while somebody in the app watches, and not a moment longer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from camera_device.cameras.base import Frame
from camera_device.errors import CameraError, MissingError
from camera_device.link.client import Client

LARGEST: Final = 300_000
"""Bytes of a JPEG that the server takes."""
QUALITIES: Final = (75, 55, 35, 15)
BETWEEN: Final = 0.2
"""Seconds from frame to frame, at the least."""
log = logging.getLogger(__name__)


class Live:
    """A thread that sleeps until ``watch`` is called, and sends the frames that ``frame`` gives."""

    def __init__(self, client: Client, frame: Callable[[], Frame], *, between: float = BETWEEN) -> None:
        self._client, self._frame, self._between = client, frame, between
        self._until = 0.0
        self._stopping, self._wanted = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def watched(self) -> bool:
        """Whether frames are being sent."""
        return time.monotonic() < self._until

    def start(self) -> None:
        """Be ready to send."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="live", daemon=True)
            self._thread.start()

    def stop(self, patience: float = 2.0) -> None:
        """End."""
        self._stopping.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(patience)
            self._thread = None

    def watch(self, seconds: float) -> None:
        """Send frames for so long from now; 0 ends it."""
        self._until = time.monotonic() + seconds
        self._wanted.set()

    def send(self) -> None:
        """One frame. Ends the watching when nobody watches. Raises ``CameraError``."""
        answer = self._client.call(
            "PUT", "/devices/me/frame", content=jpeg(self._frame()), headers={"Content-Type": "image/jpeg"}
        )
        if not answer.get("watching"):
            self._until = 0.0

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wanted.wait()
            self._wanted.clear()
            while self.watched and not self._stopping.is_set():
                began = time.monotonic()
                try:
                    self.send()
                except CameraError as error:
                    # A frame is worth nothing a second later: those who still watch will ask again.
                    log.warning("The live view ended: %s", error)
                    self._until = 0.0
                except Exception:
                    log.exception("The live view ended with a fault of the program.")
                    self._until = 0.0
                self._stopping.wait(max(0.0, began + self._between - time.monotonic()))


def jpeg(frame: Frame, largest: int = LARGEST) -> bytes:
    """A frame as JPEG, no larger than the server takes: at lower quality or, at last, half the size.

    Raises ``MissingError`` where OpenCV is not installed.
    """
    try:
        import cv2
    except ImportError as error:
        raise MissingError(
            "The live view needs OpenCV.", remedy="Run `pip install 'otjang[device]'` on the camera."
        ) from error
    picture = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
    while True:
        for quality in QUALITIES:
            encoded: bytes = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
            if len(encoded) <= largest or min(picture.shape[:2]) < 16:
                return encoded
        picture = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
