"""The camera: from a wish to the shutter, what the virtual camera costs, and how fast the spool is."""

from __future__ import annotations

from tests.benchmarks import camera_device, camera_shutter, camera_spool
from tests.benchmarks.report import part, table

INTRODUCTION = """The whole device with the virtual camera, the countdown left out. None of this ran on a Raspberry Pi.
What the microphone's path costs is in [voice.md](voice.md)."""


def section() -> str:
    """The text of the section."""
    return "\n".join(
        [
            INTRODUCTION + "\n",
            part("The device", table(camera_device.rows())),
            part("The virtual camera", table(camera_shutter.rows())),
            part("The spool", table(camera_spool.rows())),
        ]
    )
