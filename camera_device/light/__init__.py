"""Light: a state that people can see, the countdown, and fill light at the shutter.

The lights are calm: whatever they show, nothing flashes faster than twice a second (WCAG 2.3.1 allows three), because
people with photosensitive epilepsy stand in front of mirrors too.
"""

from camera_device.light.base import (
    Countdown,
    Direction,
    Exposing,
    Fault,
    Framing,
    Heard,
    Idle,
    Light,
    LightState,
    Off,
    Stored,
)

__all__ = [
    "Countdown",
    "Direction",
    "Exposing",
    "Fault",
    "Framing",
    "Heard",
    "Idle",
    "Light",
    "LightState",
    "Off",
    "Stored",
]
