"""A named pipe in the place of a microphone: raw sound that another program gives, such as ``arecord`` elsewhere."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from camera_device.errors import MicrophoneError
from camera_device.voice.base import BLOCK, RATE

SECONDS: Final = BLOCK / RATE
LATE: Final = 1.0
"""Seconds after which blocks that are due are not made up for: the machine has slept."""


@contextmanager
def pipe(
    path: Path, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Iterator[tuple[NDArray[np.int16], float]]]:
    """Blocks of ``BLOCK`` samples at the pace of a microphone, each with when it ended by ``clock``.

    The pipe holds int16 samples of the machine's byte order, one channel, ``RATE`` a second. As long as nobody writes
    into it there is silence. Raises ``MicrophoneError`` where there is no such pipe.
    """
    try:
        source = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # read alone it would end with each program that writes
    except OSError as error:
        raise _none(path, error.strerror or str(error)) from error
    try:
        if not stat.S_ISFIFO(os.fstat(source).st_mode):
            raise _none(path, "it is no named pipe")
        yield _blocks(source, clock, sleep)
    finally:
        os.close(source)


def _blocks(
    source: int, clock: Callable[[], float], sleep: Callable[[float], None]
) -> Iterator[tuple[NDArray[np.int16], float]]:
    rest, due = b"", clock() + SECONDS
    while True:
        if clock() - due > LATE:
            due = clock()
        sleep(max(0.0, due - clock()))
        block = np.zeros(BLOCK, np.int16)
        data = rest + _read(source, block.nbytes - len(rest))
        whole = len(data) // block.itemsize * block.itemsize
        sound, rest = np.frombuffer(data[:whole], np.int16), data[whole:]
        block[: len(sound)] = sound
        yield block, clock()
        due += SECONDS


def _read(source: int, size: int) -> bytes:
    try:
        return os.read(source, size)
    except BlockingIOError:  # nobody says anything
        return b""


def _none(path: Path, reason: str) -> MicrophoneError:
    return MicrophoneError(
        "There is no sound in {path}: {reason}.",
        path=path,
        reason=reason,
        remedy="Make the pipe with: mkfifo {path}",
    )
