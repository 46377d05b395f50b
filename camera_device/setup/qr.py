"""The app's QR code, seen by the camera itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.cameras.base import Camera, Frame
from camera_device.errors import CameraError, MissingError

PREFIX: Final = "otjang://pair?"
REST: Final = 0.1
"""Seconds between two looks."""
LONG_SIDE: Final = 1600
"""Pixels of a photo in which codes are sought: one of 200 pixels is read, a phone's at 35 cm before a lens of 66°."""


class QrReader:
    """Finds the invitation of the app in pictures. Other QR codes in the room are passed over."""

    def __init__(self) -> None:
        """Raises ``MissingError`` where OpenCV is not installed."""
        try:
            import cv2
        except ImportError as error:
            raise MissingError(
                "QR codes are read by OpenCV, which is not installed.", remedy="Run: pip install 'otjang[device]'."
            ) from error
        self._cv2: Any = cv2
        # By ArUco's way to find the corners it reads codes of 3.5 pixels a module, the older one hardly any of 6.
        self._detector: Any = cv2.QRCodeDetectorAruco()

    def read(self, frame: Frame) -> str | None:
        """``otjang://pair?…`` if that is in the picture, H×W×3 RGB."""
        return self._found(self._cv2.cvtColor(frame, self._cv2.COLOR_RGB2GRAY))

    def read_jpeg(self, jpeg: bytes) -> str | None:
        """The same for a photo, which shows a code that is further away."""
        grey = self._cv2.imdecode(np.frombuffer(jpeg, np.uint8), self._cv2.IMREAD_GRAYSCALE)
        if grey is None:
            return None
        scale = LONG_SIDE / max(grey.shape)
        if scale < 1:
            grey = self._cv2.resize(grey, None, fx=scale, fy=scale, interpolation=self._cv2.INTER_AREA)
        return self._found(grey)

    def _found(self, grey: NDArray[np.uint8]) -> str | None:
        try:
            _, texts, _, _ = self._detector.detectAndDecodeMulti(grey)
        except self._cv2.error:  # what it took for a code was none
            return None
        return next((text for text in texts if text.startswith(PREFIX)), None)


def look_for_invitation(
    camera: Camera,
    reader: QrReader,
    seconds: float,
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> str | None:
    """Look through a camera that runs for so many seconds; None where no invitation was shown, or the camera fails."""
    end = clock() + seconds
    while clock() < end:
        try:
            if text := reader.read(camera.frame()) or reader.read_jpeg(camera.still()[0].jpeg):
                return text
        except CameraError:
            pass  # the code can be typed all the same; what is wrong with the camera is told by its own test
        pause(max(0.0, min(REST, end - clock())))
    return None
