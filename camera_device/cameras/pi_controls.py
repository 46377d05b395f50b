"""What a Pi's camera is told: libcamera's controls, by name, as far as the camera has them.

Names, units and values are those of libcamera's ``control_ids_core.yaml``. A control that a camera lacks, like focus on
Camera Module 2 and HQ, is left out: picamera2 refuses the whole set otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Controls = dict[str, Any]
Ranges = Mapping[str, tuple[Any, Any, Any]]
"""picamera2's ``camera_controls``: least, most and usual value by name."""

LONGEST_EXPOSURE: Final = 10_000
"""Microseconds: 1/100 s, so that somebody who turns is not blurred. Also one half wave of 50 Hz light: no flicker."""
AF_MANUAL, AF_CONTINUOUS = 0, 2
"""libcamera.controls.AfModeEnum"""
AF_SCANNING: Final = 1
"""libcamera.controls.AfStateEnum"""


def following(ranges: Ranges) -> Controls:
    """Focus, exposure and white balance follow the scene. 0 gives exposure and gain back to the camera."""
    return _known(
        {
            "AfMode": AF_CONTINUOUS,
            "AeEnable": True,
            "ExposureTime": 0,
            "AnalogueGain": 0.0,
            "AwbEnable": True,
        },
        ranges,
    )


def held(metadata: Mapping[str, Any], ranges: Ranges) -> Controls:
    """Everything as it was in a picture with that ``metadata``; a longer exposure is changed for gain."""
    controls: Controls = {}
    if "ExposureTime" in metadata and "AnalogueGain" in metadata:
        controls |= {"AeEnable": False} | _exposure(metadata["ExposureTime"], metadata["AnalogueGain"], ranges)
    if "ColourGains" in metadata:
        controls |= {"AwbEnable": False, "ColourGains": tuple(metadata["ColourGains"])}
    if "LensPosition" in metadata:
        controls |= {"AfMode": AF_MANUAL, "LensPosition": metadata["LensPosition"]}
    return _known(controls, ranges)


def is_settled(metadata: Mapping[str, Any]) -> bool:
    """Whether focus and exposure have come to rest; a camera that does not say so counts as settled."""
    return metadata.get("AfState") != AF_SCANNING and bool(metadata.get("AeLocked", True))


def _exposure(time: int, gain: float, ranges: Ranges) -> Controls:
    most = float(ranges["AnalogueGain"][1]) if "AnalogueGain" in ranges else gain
    shorter = min(time, LONGEST_EXPOSURE)
    needed = gain * time / shorter if shorter else gain
    return {"ExposureTime": shorter, "AnalogueGain": min(needed, max(most, gain))}


def _known(controls: Controls, ranges: Ranges) -> Controls:
    return {name: value for name, value in controls.items() if name in ranges}
