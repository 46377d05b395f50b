"""When it is, by every clock there is, and how long ago something was.

A Raspberry Pi has no clock that runs without power: it starts with the time at which it was last switched off, and
jumps when the network tells it better. So an age is counted on the clock that never jumps wherever the machine still
runs, and the time of day is told only where it can be trusted.
"""

from __future__ import annotations

import ctypes
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from camera_device.capture import Moment

BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
SYNCHRONISED: Final = Path("/run/systemd/timesync/synchronized")
STA_UNSYNC: Final = 0x0040
"""adjtimex(2): the clock is not synchronised."""
TIME_ERROR: Final = 5
EARLIEST: Final = datetime(2025, 1, 1, tzinfo=UTC).timestamp()
"""No capture is older than this code."""
SLACK: Final = 300.0
"""Seconds by which two readings of a good clock may contradict each other."""


class _Timex(ctypes.Structure):
    """The beginning of ``struct timex``; the kernel writes past it, into the padding."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("padding", ctypes.c_char * 256),
    )


def now() -> Moment:
    """This moment."""
    return Moment(
        wall=time.time(),
        monotonic=time.clock_gettime(time.CLOCK_BOOTTIME),
        boot_id=boot_id(),
        synchronised=synchronised(),
    )


def age_seconds(taken: Moment, at: Moment) -> float | None:
    """Seconds between the two; None where the machine was started in between, for then no clock ran through."""
    if taken.boot_id != at.boot_id:
        return None
    return max(0.0, at.monotonic - taken.monotonic)


def taken_at(taken: Moment, at: Moment) -> datetime | None:
    """The time of day of ``taken``, as it is known ``at`` a later moment; None where no clock can be trusted.

    A clock that the network has set since then dates what was taken before, as long as the machine runs. After a
    start, what the clock said then counts if it was set, or at least contradicts nothing that is known now.
    """
    age = age_seconds(taken, at)
    if age is not None and at.synchronised:
        return _time(at.wall - age)
    if taken.synchronised:
        return _time(taken.wall)
    if age is None and EARLIEST <= taken.wall <= at.wall + SLACK:
        return _time(taken.wall)
    return None


@cache
def boot_id() -> str:
    """Names this start of the machine."""
    return BOOT_ID.read_text().strip()


def synchronised() -> bool:
    """Whether the system's clock has been set by the network, as the kernel or systemd-timesyncd says."""
    return _kernel_says_so() or SYNCHRONISED.exists()


def _kernel_says_so() -> bool:
    asked = _Timex()
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None:
        return False
    state = adjtimex(ctypes.byref(asked))
    return 0 <= state < TIME_ERROR and not asked.status & STA_UNSYNC


def _time(wall: float) -> datetime | None:
    return datetime.fromtimestamp(wall, UTC) if EARLIEST <= wall < 2**40 else None
