"""No light: what it would show goes to the log, for those who look there."""

from __future__ import annotations

import logging

from camera_device.light.base import LightState, Off

log = logging.getLogger(__name__)


class NoLight:
    """A ``Light`` that nobody sees."""

    name = "none"

    def __init__(self) -> None:
        self._state: LightState = Off()

    def show(self, state: LightState) -> None:
        """Write a changed state to the log."""
        if state != self._state:
            self._state = state
            log.info("light: %s", state)

    def fill(self, on: bool) -> None:
        """Write it to the log."""
        log.info("fill light: %s", "on" if on else "off")

    def close(self) -> None:
        """Nothing to let go of."""
