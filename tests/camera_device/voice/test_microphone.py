"""The microphone and its faults, with a module in the place of sounddevice that does as the test says."""

from __future__ import annotations

import itertools
import sys
import threading
import time
import types

import numpy as np
import pytest

from camera_device.errors import MicrophoneError, MissingError
from camera_device.settings import Settings
from camera_device.triggers.base import Wish
from camera_device.triggers.voice import VoiceTriggers
from camera_device.voice.base import BLOCK, RATE, Heard, Phrase
from camera_device.voice.microphone import microphone


class FakeSound(types.ModuleType):
    """sounddevice as far as it is used: blocks numbered from 1 at the speed of light, until told otherwise."""

    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.fault: Exception | None = None
        self.blocks = 10**9
        self.opened: list[dict] = []
        self.open_now = 0
        self.RawInputStream = self._stream

    def _stream(self, **given):
        if self.fault:
            raise self.fault
        fake = self

        class Stream:
            def start(self) -> None:
                fake.opened.append(given)
                fake.open_now += 1
                self.ended = threading.Event()
                threading.Thread(target=self.run, daemon=True).start()

            def run(self) -> None:
                for number in range(1, fake.blocks + 1):
                    if self.ended.wait(0.001):
                        return
                    given["callback"](np.full(BLOCK, number, "<i2").tobytes(), BLOCK, None, None)

            def close(self) -> None:
                self.ended.set()
                fake.open_now -= 1

        return Stream()


@pytest.fixture
def sound(monkeypatch):
    fake = FakeSound()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


class Echo:
    """Hears the wake phrase in each block numbered 3."""

    def feed(self, block):
        return [Heard(Phrase.WAKE, 0.0, 1.0)] if block[0] == 3 else []

    def reset(self) -> None:
        pass


def until(truth, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < end, "did not come about"
        time.sleep(0.005)


def triggers(tmp_path, **more) -> VoiceTriggers:
    return VoiceTriggers(Settings(state_dir=tmp_path), lambda: True, engine=lambda _settings: Echo(), **more)


def test_blocks_come_at_16_khz_with_the_time_at_which_they_ended(sound):
    clock = itertools.count(100)
    with microphone("3", clock=lambda: next(clock)) as blocks:
        (first, ended), (second, _) = next(blocks), next(blocks)
    assert (len(first), first.dtype, first[0], second[0]) == (BLOCK, np.int16, 1, 2)
    assert ended == 100
    (given,) = sound.opened
    assert (given["samplerate"], given["blocksize"], given["channels"], given["dtype"]) == (RATE, BLOCK, 1, "int16")
    assert given["device"] == 3
    assert sound.open_now == 0


@pytest.mark.parametrize(
    "fault",
    [FakeSound.PortAudioError("Device unavailable [PaErrorCode -9985]"), ValueError("No input device matching")],
)
def test_a_microphone_that_is_away_or_in_use_is_told_with_what_to_do(sound, fault):
    sound.fault = fault
    with pytest.raises(MicrophoneError, match="cannot be opened") as caught, microphone("Blue"):
        pass
    assert "Blue" in str(caught.value) and str(fault) in str(caught.value)
    assert "close other programs" in str(caught.value)


def test_a_microphone_that_falls_silent_is_taken_for_unplugged(sound):
    sound.blocks = 2
    with microphone(patience=0.05) as blocks:
        next(blocks), next(blocks)
        with pytest.raises(MicrophoneError, match="no sound"):
            next(blocks)
    assert sound.open_now == 0


def test_without_portaudio_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(MissingError, match="libportaudio2"), microphone():
        pass


def test_what_is_heard_becomes_a_trigger_and_stopping_closes_the_microphone(sound, tmp_path):
    voice, felt = triggers(tmp_path), []
    assert not voice.listening
    voice.start(felt.append)
    until(lambda: felt)
    assert voice.listening
    assert (felt[0].wish, felt[0].source) == (Wish.HEARD, "voice")
    assert abs(felt[0].at - time.monotonic()) < 10
    voice.stop()
    assert (sound.open_now, voice.listening) == (0, False)
    voice.stop()


def test_deaf_means_that_the_microphone_is_closed(sound, tmp_path):
    voice = triggers(tmp_path)
    voice.start(lambda _trigger: None)
    until(lambda: sound.open_now == 1)
    voice.deafen()
    assert not voice.listening
    until(lambda: sound.open_now == 0)
    voice.listen()
    until(lambda: sound.open_now == 1)
    assert voice.listening
    voice.stop()


def test_with_voice_switched_off_in_the_settings_the_microphone_stays_closed_until_asked_for(sound, tmp_path):
    voice = VoiceTriggers(Settings(state_dir=tmp_path, voice=False), lambda: True, engine=lambda _settings: Echo())
    voice.start(lambda _trigger: None)
    time.sleep(0.05)
    assert (sound.opened, voice.listening) == ([], False)
    voice.listen()
    until(lambda: sound.open_now == 1)
    voice.stop()


def test_a_microphone_that_comes_back_is_listened_to_again(sound, tmp_path, monkeypatch):
    monkeypatch.setattr("camera_device.triggers.voice.FIRST_WAIT", 0.02)
    sound.fault = FakeSound.PortAudioError("Device unavailable")
    voice, felt = triggers(tmp_path), []
    voice.start(felt.append)
    until(lambda: voice.fault is not None)
    assert "Device unavailable" in str(voice.fault)
    sound.fault = None
    until(lambda: felt)
    assert voice.fault is None
    voice.stop()
