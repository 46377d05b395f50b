"""The microphone: blocks of sound with the time at which they ended."""

from __future__ import annotations

import importlib
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.errors import MicrophoneError, MissingError
from camera_device.voice.base import BLOCK, RATE
from camera_device.voice.pipe import pipe

QUEUED: Final = 50
"""Blocks, four seconds, that may wait before old ones are dropped."""
PIPE: Final = "pipe:"
SILENT_SECONDS: Final = 3.0
"""After which a microphone that gives nothing is taken for unplugged."""

Sound = tuple[NDArray[np.int16], float]


@contextmanager
def microphone(
    device: str | None = None, clock: Callable[[], float] = time.monotonic, patience: float = SILENT_SECONDS
) -> Iterator[Iterator[Sound]]:
    """Blocks of ``BLOCK`` samples as long as the microphone is open, each with when it ended by ``clock``.

    ``device`` is a number, part of a name, or ``pipe:PATH``: see ``pipe``. Raises ``MicrophoneError`` where there is
    none, where it is in use, or where it falls silent for ``patience`` seconds; ``MissingError`` without PortAudio.
    """
    if device and device.startswith(PIPE):
        with pipe(Path(device.removeprefix(PIPE)), clock) as blocks:
            yield blocks
        return
    library = _library()
    sounds: queue.Queue[Sound] = queue.Queue(QUEUED)

    def take(data: Any, _frames: int, _time: Any, _status: Any) -> None:
        if sounds.full():
            sounds.get_nowait()
        sounds.put_nowait((np.frombuffer(bytes(data), np.int16), clock()))

    chosen: int | str | None = int(device) if device and device.isdigit() else device
    try:
        stream = library.RawInputStream(
            samplerate=RATE, blocksize=BLOCK, channels=1, dtype="int16", device=chosen, callback=take
        )
        stream.start()
    except (library.PortAudioError, ValueError) as error:
        raise MicrophoneError(
            "The microphone {device} cannot be opened: {reason}.",
            device=device or "of the system", reason=error,
            remedy="Plug it in, close other programs that record, or choose another: python -m sounddevice lists them.",
        ) from error  # fmt: skip
    try:
        yield _blocks(sounds, patience)
    finally:
        stream.close()


def _blocks(sounds: queue.Queue[Sound], patience: float) -> Iterator[Sound]:
    while True:
        try:
            yield sounds.get(timeout=patience)
        except queue.Empty:
            raise MicrophoneError(
                "The microphone has given no sound for {seconds:.0f} s.", seconds=patience,
                remedy="Check its plug. Listening goes on by itself when it is back.",
            ) from None  # fmt: skip


def _library() -> Any:
    try:
        return importlib.import_module("sounddevice")
    except (ImportError, OSError) as error:
        raise MissingError(
            "The microphone cannot be used: {reason}.", reason=error,
            remedy="Install them with: apt install libportaudio2 and pip install 'otjang[device]'",
        ) from error  # fmt: skip
