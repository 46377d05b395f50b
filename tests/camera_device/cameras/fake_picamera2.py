"""picamera2 as ``camera_device.cameras.pi`` uses it, without a Pi.

Its signatures are held to the real library's by ``test_picamera2_contract``, and ``calls`` keeps what was called with
what, so that each call is held to them too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import cv2

from camera_device.cameras.encoding import VideoFile
from camera_device.cameras.pi import Library
from tests.camera_device.cameras.contract import scene
from tests.conftest import encode

SENSOR = (1152, 648)
MODULE_3 = {
    "AeEnable": (False, True, True),
    "AfMode": (0, 2, 0),
    "AnalogueGain": (1.0, 16.0, 1.0),
    "AwbEnable": (False, True, None),
    "ColourGains": (0.0, 32.0, None),
    "ExposureTime": (1, 66666, 20000),
    "FrameDurationLimits": (33333, 120000, 33333),
    "LensPosition": (0.0, 32.0, 1.0),
}
HQ = {name: limits for name, limits in MODULE_3.items() if name not in ("AfMode", "LensPosition")}
"""No autofocus."""
METADATA = {
    "AeLocked": True,
    "AfState": 2,
    "AnalogueGain": 2.0,
    "ColourGains": (1.8, 1.5),
    "ExposureTime": 20_000,
    "LensPosition": 0.5,
}

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


@dataclass
class Hardware:
    """What is plugged in, and what goes wrong."""

    found: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"Model": "imx708", "Id": "/base/soc/i2c0mux/i2c@1/imx708@1a", "Num": 0},
            {"Model": "Webcam", "Id": "/base/scb/pcie@7d500000/usb@1,0-1:1.0-046d:0825", "Num": 1},
        ]
    )
    ranges: dict[str, Any] = field(default_factory=lambda: dict(MODULE_3))
    metadata: dict[str, Any] = field(default_factory=lambda: dict(METADATA))
    coming: list[dict[str, Any]] = field(default_factory=list)
    """Metadata of the next pictures, before ``metadata`` holds."""
    busy: bool = False
    hangs: bool = False
    """No picture comes any more."""
    stalls: bool = False
    """Pictures stop soon after a video began."""
    disk_full: bool = False
    calls: list[Call] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    """Controls, in the order in which the camera got them."""


def noted(method: Callable[..., Any]) -> Callable[..., Any]:
    """Keeps calls in ``hardware.calls`` under the method's qualified name."""

    @wraps(method)
    def note(self: Any, *arguments: Any, **named: Any) -> Any:
        self.hardware.calls.append((method.__qualname__, arguments, named))
        return method(self, *arguments, **named)

    return note


def library(hardware: Hardware) -> Library:
    """The module, of that hardware."""
    classes = {made.__name__: type(made.__name__, (made,), {"hardware": hardware}) for made in CLASSES}
    return Library(
        Picamera2=classes["Picamera2"],
        encoders=SimpleNamespace(H264Encoder=classes["H264Encoder"], LibavH264Encoder=classes["LibavH264Encoder"]),
        outputs=SimpleNamespace(PyavOutput=classes["PyavOutput"]),
        ColorSpace=SimpleNamespace(Smpte170m=lambda: "SMPTE170M"),
    )


class CompletedRequest:
    """One picture, until it is released."""

    def __init__(self, hardware: Hardware, size: tuple[int, int], metadata: dict[str, Any]) -> None:
        self.hardware, self._size, self._metadata = hardware, size, metadata

    @noted
    def get_metadata(self):
        return {"SensorTimestamp": time.monotonic_ns(), **self._metadata}

    @noted
    def save(self, name, file_output, format=None, exif_data=None):
        assert name == "main" and isinstance(file_output, BytesIO) and format == "jpeg"
        file_output.write(encode(scene(*self._size)))

    @noted
    def release(self):
        pass


class Picamera2:
    """The camera. It stands in front of ``contract.scene``."""

    hardware: Hardware

    @noted
    def __init__(self, camera_num=0, verbose_console=None, tuning=None, allocator=None):
        if self.hardware.busy:
            try:
                raise RuntimeError("Failed to acquire camera: Device or resource busy")
            except RuntimeError as error:
                raise RuntimeError("Camera __init__ sequence did not complete.") from error
        self.sensor_resolution = SENSOR
        self._mode: Any = None
        self._started = False
        self._encoder: Any = None

    @classmethod
    def global_camera_info(cls):
        return cls.hardware.found

    @property
    def camera_controls(self):
        return self.hardware.ranges

    @noted
    def create_video_configuration(
        self,
        main={},  # noqa: B006
        lores=None,
        raw={},  # noqa: B006
        transform=...,
        colour_space=None,
        buffer_count=6,
        controls={},  # noqa: B006
        display="main",
        encode="main",
        queue=True,
        sensor={},  # noqa: B006
        use_case="video",
    ):
        assert colour_space == "SMPTE170M", "as cv2 takes it"
        return {"main": main, "lores": lores, "controls": controls}

    @noted
    def create_still_configuration(
        self,
        main={},  # noqa: B006
        lores=None,
        raw={},  # noqa: B006
        transform=...,
        colour_space=...,
        buffer_count=1,
        controls={},  # noqa: B006
        display=None,
        encode=None,
        queue=True,
        sensor={},  # noqa: B006
        use_case="still",
    ):
        return {"main": main, "lores": lores, "controls": controls}

    @noted
    def configure(self, camera_config=None):
        for stream in (camera_config["main"], camera_config["lores"]):
            assert stream is None or not any(side % 2 for side in stream["size"]), "width and height should be even"
        self._mode = camera_config
        self._tell(camera_config["controls"])

    @noted
    def camera_configuration(self):
        return self._mode

    @noted
    def start(self, config=None, show_preview=False):
        assert self._mode is not None and config is None
        self._started = True

    @noted
    def set_controls(self, controls):
        self._tell(controls)

    @noted
    def switch_mode(self, camera_config, wait=None, signal_function=None):
        self._next(wait)
        self.configure(camera_config)
        return camera_config

    @noted
    def capture_array(self, name="main", wait=None, signal_function=None):
        self._next(wait)
        width, height = self._mode[name]["size"]
        return cv2.cvtColor(scene(width, height), cv2.COLOR_RGB2YUV_I420)

    @noted
    def capture_metadata(self, wait=None, signal_function=None):
        return self._next(wait)

    @noted
    def capture_request(self, wait=None, signal_function=None, flush=None):
        return CompletedRequest(self.hardware, self._mode["main"]["size"], self._next(wait))

    @noted
    def start_encoder(self, encoder=None, output=None, pts=None, quality=None, name=None):
        self._encoder = encoder
        encoder.output, encoder.size = output, self._mode[name]["size"]
        encoder.begun = time.monotonic()

    @noted
    def stop_encoder(self, encoders=None):
        assert encoders is self._encoder
        if self.hardware.disk_full:
            encoders.output.error_callback(OSError("No space left on device"))
        seconds = time.monotonic() - encoders.begun
        encoders.output.write(encoders.size, 0.1 * seconds if self.hardware.stalls else seconds)

    @noted
    def cancel_all_and_flush(self):
        pass

    @noted
    def close(self):
        self._started = False

    def _tell(self, controls: dict[str, Any]) -> None:
        unknown = controls.keys() - self.hardware.ranges.keys()
        if unknown:
            raise RuntimeError(f"Control {unknown.pop()} is not advertised by libcamera")
        self.hardware.told.append(controls)

    def _next(self, wait: float) -> dict[str, Any]:
        assert self._started and wait
        if self.hardware.hangs:
            raise TimeoutError
        return self.hardware.coming.pop(0) if self.hardware.coming else self.hardware.metadata


class H264Encoder:
    """The hardware's."""

    hardware: Hardware
    output: Any
    size: tuple[int, int]
    begun: float

    @noted
    def __init__(
        self, bitrate=None, repeat=True, iperiod=None, framerate=None, enable_sps_framerate=False, qp=None, profile=None
    ):
        pass


class LibavH264Encoder:
    """The software's."""

    hardware: Hardware
    output: Any
    size: tuple[int, int]
    begun: float

    @noted
    def __init__(self, bitrate=None, repeat=True, iperiod=30, framerate=30, qp=None, profile=None):
        pass


class PyavOutput:
    """A file."""

    hardware: Hardware

    @noted
    def __init__(self, output_name, format=None, pts=None, options=None):
        assert format == "mp4"
        self.error_callback: Any = None
        self._path = output_name

    def write(self, size: tuple[int, int], seconds: float) -> None:
        with VideoFile(self._path, *size) as file:
            for number in range(max(1, round(seconds * 30))):
                file.add(scene(*size), number / 30)


CLASSES = (Picamera2, H264Encoder, LibavH264Encoder, PyavOutput)
