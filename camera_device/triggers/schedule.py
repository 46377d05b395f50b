"""Times of day at which a photo is taken, if somebody is there."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Clock
from typing import Final

from camera_device.errors import CameraError, SettingsError
from camera_device.triggers.base import Emit, Trigger, Wish

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENTRY: Final = re.compile(r"(?:(?P<days>[a-z,\-]+)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})", re.IGNORECASE)
LATE: Final = timedelta(seconds=90)
"""How long after its time a photo may still be wished for; later, whoever was meant has left."""
EVERY: Final = 1.0
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, in the time of the place, on some days of the week."""

    at: Clock
    days: frozenset[int]
    """0 is Monday."""

    @classmethod
    def read(cls, text: str) -> Time:
        """``07:45``, ``mon-fri 07:45`` or ``sat,sun 10:00``. Raises ``SettingsError``."""
        found = ENTRY.fullmatch(text.strip())
        try:
            if found is None:
                raise ValueError
            days = _days(found["days"].lower()) if found["days"] else frozenset(range(7))
            return cls(Clock(int(found["hour"]), int(found["minute"])), days)
        except ValueError as error:
            raise SettingsError(
                "{text} is no time of the schedule.",
                text=repr(text),
                remedy="Write it as 07:45, mon-fri 07:45 or sat,sun 10:00.",
            ) from error

    def is_due(self, now: datetime) -> bool:
        """Whether it is this time, or was not long ago."""
        then = now.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return then.weekday() in self.days and timedelta(0) <= now - then <= LATE


class Schedule:
    """``Triggers`` by the clock. However the clock jumps, each time comes once a day at most, and never late."""

    def __init__(
        self,
        times: Iterable[str],
        *,
        now: Callable[[], datetime] = datetime.now,
        trusted: Callable[[], bool] = lambda: True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``times`` as the settings have them; ``trusted``: whether the clock is right. Raises ``SettingsError``."""
        self._times = tuple(Time.read(text) for text in times)
        self._now, self._trusted, self._monotonic = now, trusted, monotonic
        self._last: dict[Time, date] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, emit: Emit) -> None:
        """Begin. Does nothing where there are no times."""
        if self._times and self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, args=(emit,), name="schedule", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @property
    def fault(self) -> CameraError | None:
        """Why no photo is taken by the clock, where that is so."""
        if not self._times or self._trusted():
            return None
        return CameraError(
            "The time of day is not known, so the schedule rests.",
            remedy="Connect the camera to a network with a time server, and see what `timedatectl` says.",
        )

    def look(self, emit: Emit) -> None:
        """Wish for what is due now."""
        if not self._trusted():
            return
        now = self._now()
        for each in self._times:
            # A clock that went back finds a later day, or the same one: both are done with.
            if each.is_due(now) and now.date() > self._last.get(each, date.min):
                self._last[each] = now.date()
                emit(Trigger(Wish.PHOTO, "schedule", self._monotonic()))

    def _run(self, emit: Emit) -> None:
        while not self._stopping.wait(EVERY):
            self.look(emit)


def _days(text: str) -> frozenset[int]:
    """The days of ``mon-fri`` or ``sat,sun``; ``fri-mon`` goes over the weekend. Raises ``ValueError``."""
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return frozenset(days)
