"""A named pipe in the place of a microphone."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from camera_device.errors import MicrophoneError
from camera_device.voice.base import BLOCK
from camera_device.voice.microphone import microphone
from camera_device.voice.pipe import SECONDS, pipe


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "sound")
    return tmp_path / "sound"


def write(fifo: Path, data: bytes) -> None:
    target = os.open(fifo, os.O_WRONLY)
    os.write(target, data)
    os.close(target)


def test_sound_comes_at_the_pace_of_a_microphone_and_silence_after_it(fifo: Path) -> None:
    clock = Clock()
    said = np.arange(BLOCK + 100, dtype=np.int16)
    with pipe(fifo, clock, clock.sleep) as blocks:
        write(fifo, said.tobytes())
        first, second, third = (next(blocks) for _ in range(3))
    assert [ended for _, ended in (first, second, third)] == pytest.approx([50 + n * SECONDS for n in (1, 2, 3)])
    np.testing.assert_array_equal(first[0], said[:BLOCK])
    np.testing.assert_array_equal(second[0], np.pad(said[BLOCK:], (0, BLOCK - 100)))
    assert not third[0].any()


def test_programs_that_write_come_and_go_even_in_the_middle_of_a_sample(fifo: Path) -> None:
    clock = Clock()
    with pipe(fifo, clock, clock.sleep) as blocks:
        write(fifo, b"\x01\x02\x03")
        first, _ = next(blocks)
        write(fifo, b"\x04")
        second, _ = next(blocks)
    assert first.tobytes()[:4] == b"\x01\x02\0\0"
    assert second.tobytes()[:4] == b"\x03\x04\0\0"


def test_what_a_sleeping_machine_missed_is_not_made_up_for(fifo: Path) -> None:
    clock = Clock()
    with pipe(fifo, clock, clock.sleep) as blocks:
        next(blocks)
        clock.now += 60
        woken = clock.now
        assert [next(blocks)[1] for _ in range(2)] == pytest.approx([woken, woken + SECONDS])


def test_the_setting_names_the_pipe(fifo: Path) -> None:
    with microphone(f"pipe:{fifo}") as blocks:
        write(fifo, np.full(BLOCK, 7, np.int16).tobytes())
        assert (next(blocks)[0] == 7).all()


@pytest.mark.parametrize(("made", "reason"), [(False, "No such file"), (True, "no named pipe")])
def test_what_is_no_pipe_is_told_with_the_way_to_make_one(tmp_path: Path, made: bool, reason: str) -> None:
    path = tmp_path / "sound"
    if made:
        path.touch()
    with pytest.raises(MicrophoneError, match=rf"{reason}.*mkfifo {path}"), microphone(f"pipe:{path}"):
        pass
