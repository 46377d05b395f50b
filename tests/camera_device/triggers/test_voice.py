"""The thread that listens outlives whatever happens to its microphone, its libraries and its engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from camera_device.errors import CameraError, MissingError
from camera_device.settings import Settings
from camera_device.soundcards import cards
from camera_device.triggers import voice
from camera_device.triggers.base import Trigger, Wish
from camera_device.voice.base import BLOCK, Heard, Phrase
from camera_device.voice.microphone import Sound


class Engine:
    """Hears the wake phrase in every block."""

    def feed(self, block: object) -> list[Heard]:
        return [Heard(Phrase.WAKE, 0.0, 1.0)]

    def reset(self) -> None: ...


def until(truth: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not truth():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.parametrize("error", [MissingError("PortAudio is missing."), RuntimeError("odd")])
def test_listening_begins_anew_and_the_fault_is_told_until_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(voice, "FIRST_WAIT", 0.01)
    faults = [error]
    free: list[bool] = []

    @contextmanager
    def microphone(_device: str | None) -> Iterator[Iterator[Sound]]:
        free.append(cards.look_again())
        if faults:
            raise faults[0]
        yield iter([(np.zeros(BLOCK, np.int16), time.monotonic())] * 3)

    felt: list[Trigger] = []
    settings = Settings(state_dir=tmp_path)
    listening = voice.VoiceTriggers(settings, lambda: True, engine=lambda _: Engine(), open_microphone=microphone)
    listening.start(felt.append)
    until(lambda: isinstance(listening.fault, CameraError))
    faults.clear()
    until(lambda: felt)
    assert felt[0].wish is Wish.HEARD and listening.fault is None
    listening.stop()
    assert not any(free), "nobody makes the list of cards anew while the microphone is being opened"
