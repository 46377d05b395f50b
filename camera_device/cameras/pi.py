"""A Raspberry Pi's own camera, by picamera2.

One configuration runs all the time, a full-HD stream for videos and a small one for frames; a still switches to the
sensor's full resolution and back. All of them have the sensor's proportions, so that what the frames show is what the
photo shows, and the sensor is not cropped. A camera that lies on its side is turned in the files' headers: EXIF's
orientation, and the MP4's matrix. No pixel is encoded twice.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, RLock
from typing import Any, Final

import cv2
import numpy as np

from camera_device.cameras import mp4
from camera_device.cameras.base import Frame, Still, Video
from camera_device.cameras.encoding import BITRATE, video
from camera_device.cameras.jpeg import turned, upright_size
from camera_device.cameras.pi_controls import Controls, following, held, is_settled
from camera_device.cameras.pixels import upright
from camera_device.errors import CameraBusyError, CameraError, CameraGoneError, FileError, MissingError, NoCameraError

FILM: Final = (1920, 1080)
"""The most that a Pi 4's encoder takes."""
SMALL: Final = (640, 480)
KEY_FRAMES: Final = 30
"""Every so many frames one that stands alone, for the server to find its way in the video."""
PATIENCE: Final = 5.0
"""Seconds without a picture after which the camera is taken for gone."""
SETTLING: Final = 30
"""Pictures to wait at most until focus and exposure rest."""
HARDWARE_ENCODER: Final = Path("/dev/video11")
"""Where a Pi up to the 4 has its H.264 encoder, and picamera2 looks for it; a Pi 5 has none."""
_TO_RGB: Final = {"YUV420": cv2.COLOR_YUV2RGB_I420, "NV12": cv2.COLOR_YUV2RGB_NV12}
_USB: Final = "usb"
"""In the name of a webcam, which libcamera lists too; see ``v4l2``."""


@dataclass(frozen=True)
class Library:
    """What is used of picamera2, its modules ``encoders`` and ``outputs``, and libcamera."""

    Picamera2: Any
    encoders: Any
    outputs: Any
    ColorSpace: Any


def load() -> Library:
    """picamera2, which Raspberry Pi OS brings along. Raises ``MissingError``."""
    try:
        import libcamera
        import picamera2
        import picamera2.encoders
        import picamera2.outputs
    except ImportError as error:
        raise MissingError(
            "The Pi's camera needs picamera2: {reason}.",
            reason=error,
            remedy="Install it with `sudo apt install python3-picamera2`, "
            "and make the virtual environment with `python3 -m venv --system-site-packages`.",
        ) from error
    return Library(picamera2.Picamera2, picamera2.encoders, picamera2.outputs, libcamera.ColorSpace)


def names(library: Library) -> list[str]:
    """Models of the cameras on the ribbon cable."""
    found = library.Picamera2.global_camera_info()
    return [str(camera["Model"]) for camera in found if _USB not in str(camera["Id"]).lower()]


def nothing_answers() -> NoCameraError:
    """For a Pi that finds no camera."""
    return NoCameraError(
        "No camera answers on the ribbon cable.",
        remedy="Switch the Pi off, push the cable in at both ends (contacts the right way round) and try "
        "`rpicam-hello --list-cameras`.",
    )


class PiCamera:
    """The first camera on the ribbon cable. ``rotation`` is in degrees clockwise.

    ``library`` stands in for picamera2.
    """

    def __init__(self, rotation: int = 0, *, library: Library | None = None) -> None:
        self.name = "Pi camera"
        self._rotation = rotation
        self._library = library
        self._camera: Any = None
        self._controls: Controls = {}
        """What the camera is told at present; a change of mode tells it again."""
        self._is_held = False
        self._turn = RLock()
        """A frame that somebody watches waits while a photo is taken."""

    def set_up(self) -> None:
        """Open the camera and choose its modes.

        Raises ``MissingError`` without picamera2, ``NoCameraError``, ``CameraBusyError``.
        """
        self.tear_down()
        self._library = self._library or load()
        cameras = names(self._library)
        if not cameras:
            raise nothing_answers()
        self.name = f"Pi camera ({cameras[0]})"
        try:
            self._camera = self._library.Picamera2(0)
            self._controls = following(self._camera.camera_controls)
            self._camera.configure(self._running_mode())
        except RuntimeError as error:
            self.tear_down()
            raise _fault(self.name, error) from error

    def run(self) -> None:
        """Begin to look."""
        self._do(self._opened.start)

    def frame(self, timeout: float = 1.0) -> Frame:
        """The next picture of the small stream. Raises ``CameraGoneError`` if none comes within ``timeout``."""
        with self._turn:
            planes = self._do(lambda: self._opened.capture_array("lores", wait=timeout))
            stream = self._opened.camera_configuration()["lores"]
        width, height = stream["size"]
        rgb = cv2.cvtColor(planes, _TO_RGB[stream["format"]])[:height, :width]
        return upright(np.asarray(rgb, np.uint8), self._rotation)

    def lock(self) -> None:
        """Wait until focus and exposure rest, then hold them; at most 1/100 s, for more gain where that is needed."""
        with self._turn:
            metadata = self._metadata()
            for _ in range(SETTLING):
                if is_settled(metadata):
                    break
                metadata = self._metadata()
            self._tell(held(metadata, self._opened.camera_controls))
            self._is_held = True

    def unlock(self) -> None:
        """Let them follow the scene again."""
        with self._turn:
            self._tell(following(self._opened.camera_controls))
            self._is_held = False

    def still(self, burst: int = 1) -> list[Still]:
        """Photos of all the sensor's pixels. Changing the mode and back takes the time of a few frames."""
        with self._turn:
            self._do(lambda: self._opened.switch_mode(self._still_mode(), wait=PATIENCE))
            try:
                return [self._photo() for _ in range(burst)]
            finally:
                self._do(lambda: self._opened.switch_mode(self._running_mode(), wait=PATIENCE))

    def record(self, path: Path, seconds: float, stop: Event) -> Video:
        """From the full-HD stream, by the Pi's encoder where it has one; frames can be had meanwhile."""
        was_held = self._is_held
        if not was_held:
            self.lock()
        faults: list[Exception] = []
        encoder, output = self._encoder(), self._loaded.outputs.PyavOutput(str(path), format="mp4")
        output.error_callback = faults.append
        try:
            self._do(lambda: self._opened.start_encoder(encoder, output, name="main"))
            begun = time.monotonic()
            stop.wait(seconds)
            lasted = time.monotonic() - begun
            self._do(lambda: self._opened.stop_encoder(encoder))
            if faults:
                raise FileError("The video could not be written to {file}: {reason}.", file=path, reason=faults[0])
            mp4.turn(path, self._rotation)
            made = video(path)
            if made.seconds < lasted / 2:
                raise _fault(self.name, TimeoutError("no more pictures came"))
            return made
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            if not was_held:
                self.unlock()

    def tear_down(self) -> None:
        """Give the camera back."""
        camera, self._camera, self._is_held = self._camera, None, False
        if camera is not None:
            camera.cancel_all_and_flush()  # whatever still waits for a picture would keep it from closing
            camera.close()

    @property
    def _opened(self) -> Any:
        if self._camera is None:
            raise CameraError("The Pi camera was not set up.")
        return self._camera

    @property
    def _loaded(self) -> Library:
        assert self._library is not None
        return self._library

    def _running_mode(self) -> Any:
        """Colours are BT.601, not full HD's BT.709: the encoders do not say which, and readers take it for that."""
        sensor = self._opened.sensor_resolution
        return self._opened.create_video_configuration(
            main={"size": fitted(sensor, FILM), "format": "YUV420"},
            lores={"size": fitted(sensor, SMALL), "format": "YUV420"},
            colour_space=self._loaded.ColorSpace.Smpte170m(),
            controls=self._rate() | self._controls,
        )

    def _still_mode(self) -> Any:
        """Two buffers: one is exposed while the other is made into a file. YUV420 takes half the memory of RGB."""
        return self._opened.create_still_configuration(
            main={"size": self._opened.sensor_resolution, "format": "YUV420"}, buffer_count=2, controls=self._controls
        )

    def _rate(self) -> Controls:
        """30 frames a second, in the dark too: the lights are on when somebody turns."""
        return (
            {"FrameDurationLimits": (33_333, 33_333)} if "FrameDurationLimits" in self._opened.camera_controls else {}
        )

    def _photo(self) -> Still:
        request = self._do(lambda: self._opened.capture_request(wait=PATIENCE))
        try:
            exposed = _exposed_at(request.get_metadata())
            file = io.BytesIO()
            request.save("main", file, format="jpeg")
        finally:
            request.release()
        jpeg = turned(file.getvalue(), self._rotation)
        return Still(jpeg, *upright_size(jpeg), exposed)

    def _metadata(self) -> Mapping[str, Any]:
        metadata: Mapping[str, Any] = self._do(lambda: self._opened.capture_metadata(wait=PATIENCE))
        return metadata

    def _tell(self, controls: Controls) -> None:
        self._controls = controls
        if controls:
            self._opened.set_controls(controls)

    def _encoder(self) -> Any:
        encoders = self._loaded.encoders
        make = encoders.H264Encoder if HARDWARE_ENCODER.exists() else encoders.LibavH264Encoder
        return make(bitrate=BITRATE, iperiod=KEY_FRAMES, framerate=30)

    def _do(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except (RuntimeError, TimeoutError) as error:
            raise _fault(self.name, error) from error


def fitted(sensor: tuple[int, int], most: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the sensor's proportions within ``most``; sides are even, as video wants them."""
    scale = min(most[0] / sensor[0], most[1] / sensor[1])
    return round(sensor[0] * scale / 2) * 2, round(sensor[1] * scale / 2) * 2


def _exposed_at(metadata: Mapping[str, Any]) -> float:
    """``SensorTimestamp`` counts nanoseconds since the machine started, asleep or not; a Pi does not sleep."""
    now = time.monotonic()
    at = metadata.get("SensorTimestamp", 0) / 1e9
    return at if now - PATIENCE < at <= now else now


def _fault(name: str, error: Exception) -> CameraError:
    reasons = " ".join(_reasons(error)).lower()
    if "busy" in reasons or "in use" in reasons:
        return CameraBusyError(
            "Another program uses the {camera}.",
            camera=name,
            remedy="Close it (`ps aux | grep cam` shows what runs); the camera starts again by itself.",
        )
    if isinstance(error, TimeoutError):
        return CameraGoneError(
            "The {camera} gives no pictures.",
            camera=name,
            remedy="Check that the ribbon cable sits firmly at both ends; it starts again by itself.",
        )
    return CameraGoneError(
        "The {camera} does not work: {reason}.", camera=name, reason=error, remedy="Check its ribbon cable."
    )


def _reasons(error: BaseException | None) -> list[str]:
    """What the error and those behind it say."""
    return [] if error is None else [str(error), *_reasons(error.__cause__ or error.__context__)]
