"""Tells systemd that the device is ready, and that it lives: sd_notify(3) and WatchdogSec= of systemd.service(5)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Final

HUNG: Final = 90.0
"""Seconds without a sign of life after which a thread hangs: longer than any exposure and any retry takes."""


class Watchdog:
    """Feeds systemd's watchdog while all ``parts`` give signs of life; outside of systemd it does nothing.

    A thread that hangs, in a driver for instance, so ends in a restart by systemd.
    """

    def __init__(
        self,
        parts: Iterable[str],
        notify: Callable[[str], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._notify = notify or notifier()
        self._clock = clock
        self._alive = dict.fromkeys(parts, clock())
        given = os.environ.get("WATCHDOG_USEC", "")
        self.every = int(given) / 2e6 if given.isdecimal() and int(given) else 15.0
        """Seconds between two feedings: half of what systemd waits."""
        self._fed = float("-inf")

    def alive(self, part: str) -> None:
        """A sign of life."""
        self._alive[part] = self._clock()

    def feed(self) -> None:
        """To be called often; says something only when it is due."""
        now = self._clock()
        if now - self._fed >= self.every and not self.hung():
            self._fed = now
            self._notify("WATCHDOG=1")

    def hung(self) -> list[str]:
        """Parts that gave no sign of life for too long."""
        return [part for part, at in self._alive.items() if self._clock() - at > HUNG]

    def ready(self) -> None:
        """All is set up."""
        self._notify("READY=1")

    def stopping(self) -> None:
        """It is being ended in good order."""
        self._notify("STOPPING=1")


def notifier() -> Callable[[str], object]:
    """Tells systemd, where it listens and sdnotify is installed; else nobody."""
    if "NOTIFY_SOCKET" not in os.environ:
        return lambda _: None
    try:
        from sdnotify import SystemdNotifier
    except ImportError:
        return lambda _: None
    tell: Callable[[str], object] = SystemdNotifier().notify
    return tell
