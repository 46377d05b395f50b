"""The fake picamera2 against the real one: what the Pi camera calls is what picamera2 has, in every run.

The real library is imported with the modules that only a Pi has stubbed; nothing of it runs. ``make test-picamera2``
runs it.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

from camera_device.cameras import pi
from tests.camera_device.cameras import fake_picamera2 as fake

ONLY_ON_A_PI = (
    *("libcamera", "libcamera.controls", "libarchive", "prctl", "pykms", "simplejpeg", "piexif", "videodev2"),
    *("pidng", "pidng.camdefs", "pidng.core", "pidng.defs", "OpenEXR", "Imath"),
)

pytestmark = pytest.mark.skipif(
    find_spec("picamera2") is None,
    reason="picamera2 is not installed: pip install --no-deps -r scripts/picamera2/requirements.txt",
)


class Stub(MagicMock):
    """A module that has everything."""

    __version__ = "0"


@pytest.fixture(scope="module")
def real() -> Iterator[Any]:
    """The real classes by name."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ONLY_ON_A_PI:
            patch.setitem(sys.modules, name, Stub(name=name))
        try:
            yield SimpleNamespace(
                Picamera2=load("picamera2").Picamera2,
                CompletedRequest=load("picamera2.request").CompletedRequest,
                H264Encoder=load("picamera2.encoders.h264_encoder").H264Encoder,
                LibavH264Encoder=load("picamera2.encoders").LibavH264Encoder,
                PyavOutput=load("picamera2.outputs").PyavOutput,
            )
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] == "picamera2"]:
                del sys.modules[name]


def load(name: str) -> ModuleType:
    return importlib.import_module(name)


def methods() -> list[tuple[str, str]]:
    """Class and name of everything that the fake claims picamera2 to have."""
    return [
        (made.__name__, name)
        for made in (*fake.CLASSES, fake.CompletedRequest)
        for name, member in vars(made).items()
        if callable(getattr(made, name)) and not (name.startswith("_") and name != "__init__")
        if (made, name) not in ((fake.PyavOutput, "write"), (fake.CompletedRequest, "__init__"))
        if not isinstance(member, property)
    ]


@pytest.mark.parametrize(("owner", "method"), methods())
def test_the_fake_takes_what_the_real_one_takes(real: Any, owner: str, method: str) -> None:
    ours = inspect.signature(getattr(getattr(fake, owner), method)).parameters.values()
    theirs = inspect.signature(getattr(getattr(real, owner), method)).parameters.values()
    assert [(one.name, one.kind) for one in ours] == [(one.name, one.kind) for one in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one.default is ... or one.default == other.default, one.name


def test_everything_that_the_pi_camera_calls_fits_the_real_one(
    real: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hardware = fake.Hardware()
    for encoder in (tmp_path, tmp_path / "none"):  # with the hardware's encoder, and without
        monkeypatch.setattr(pi, "HARDWARE_ENCODER", encoder)
        camera = pi.PiCamera(90, library=fake.library(hardware))
        camera.set_up()
        camera.run()
        camera.frame()
        camera.lock()
        camera.still(2)
        camera.unlock()
        camera.record(tmp_path / "turn.mp4", 0.1, Event())
        camera.tear_down()
    called = {name for name, _, _ in hardware.calls}
    claimed = {f"{owner}.{method}" for owner, method in methods()} - {"Picamera2.global_camera_info"}
    assert called == claimed, "all of the fake is in use, and nothing is called that is not held to the real one"
    for name, arguments, named in hardware.calls:
        owner, method = name.split(".")
        inspect.signature(getattr(getattr(real, owner), method)).bind(None, *arguments, **named)


def test_attributes_that_the_pi_camera_reads_are_there(real: Any) -> None:
    assert isinstance(real.Picamera2.camera_controls, property)
    assert "self.sensor_resolution = " in inspect.getsource(real.Picamera2)
    assert "self.error_callback = None" in inspect.getsource(real.PyavOutput)
    assert list(inspect.signature(real.Picamera2.global_camera_info).parameters) == []


def test_the_hardware_encoder_is_where_the_real_one_looks_for_it(real: Any) -> None:
    assert f'"{pi.HARDWARE_ENCODER}"' in inspect.getsource(load("picamera2.encoders.v4l2_encoder")).replace("'", '"')
