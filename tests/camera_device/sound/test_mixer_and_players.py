"""What is heard when several things sound, and where it goes."""

from __future__ import annotations

import logging
import sys
import threading
import time
import types
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camera_device.errors import MissingError
from camera_device.sound.mixer import CUT, Mixer
from camera_device.sound.player import FilePlayer, SilentPlayer
from camera_device.sound.speaker import IDLE, SpeakerPlayer
from camera_device.sound.tones import RATE, Samples, Tone, tone


def level(value: float, count: int) -> Samples:
    return np.full(count, value, np.float32)


def test_tones_lie_over_speech_and_pieces_of_any_size_fit_together() -> None:
    mixer = Mixer()
    mixer.add(level(0.25, 100), speech=True)
    first = mixer.take(30)
    mixer.add(level(0.5, 40))
    rest = np.concatenate([mixer.take(size) for size in (7, 33, 60)])
    assert (first == 0.25).all()
    assert (rest[:40] == 0.75).all() and (rest[40:70] == 0.25).all() and (rest[70:] == 0).all()
    assert not mixer.sounding


def test_newer_speech_takes_the_place_of_older_without_a_click() -> None:
    mixer = Mixer()
    mixer.add(level(0.5, RATE), speech=True)
    mixer.take(1000)
    mixer.add(level(0.0, 10), speech=True)
    heard = mixer.take(CUT + 100)
    assert heard[0] == 0.5
    assert np.abs(np.diff(heard)).max() < 0.001
    assert (heard[CUT:] == 0).all()


def test_hush_ends_speech_and_lets_tones_ring_on() -> None:
    mixer = Mixer()
    mixer.add(level(0.5, RATE), speech=True)
    mixer.add(level(0.1, RATE))
    mixer.hush()
    assert not mixer.speaking
    assert mixer.take(CUT + 10)[-1] == pytest.approx(0.1)
    assert mixer.sounding


def test_what_is_too_loud_together_is_bounded() -> None:
    mixer = Mixer()
    mixer.add(level(0.9, 10))
    mixer.add(level(0.9, 10))
    assert mixer.take(10).max() == 1


class Clock:
    now = 50.0

    def __call__(self) -> float:
        return self.now


def test_the_file_has_every_sound_at_its_time(tmp_path: Path) -> None:
    clock = Clock()
    player = FilePlayer(tmp_path / "heard.wav", clock)
    clock.now += 1.0
    player.play(tone(Tone.TICK))
    clock.now += 1.0
    player.play(level(0.5, RATE), speech=True)
    clock.now += 0.5
    assert player.speaking
    clock.now += 0.6
    assert not player.speaking and not player.sounding
    clock.now += 0.4
    player.play(tone(Tone.LAST_TICK))
    player.close()
    with wave.open(str(tmp_path / "heard.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32767
    assert not heard[: RATE - 1].any()
    assert np.allclose(heard[RATE : RATE + len(tone(Tone.TICK))], tone(Tone.TICK), atol=1e-4)
    assert np.allclose(heard[2 * RATE + 5 : 3 * RATE - 5], 0.5, atol=1e-4)
    assert np.allclose(heard[round(3.5 * RATE) :][: len(tone(Tone.LAST_TICK))], tone(Tone.LAST_TICK), atol=1e-4)


def test_silence_is_silent() -> None:
    player = SilentPlayer()
    player.play(tone(Tone.TICK), speech=True)
    player.hush()
    player.close()
    assert not player.speaking and not player.sounding


class Card(types.ModuleType):
    """As much of sounddevice as the speaker needs, with a sound card that the test turns."""

    class PortAudioError(Exception):
        pass

    class CallbackStop(Exception):  # noqa: N818 - sounddevice's own name
        pass

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.names = {None: "system card", "USB": "USB speaker", 3: "third card"}
        self.streams: list[Any] = []
        self.dead = False
        self.channels = 1
        self.rates = {RATE, 44_100, 48_000}
        self.opens = threading.Event()
        self.opens.set()
        card = self

        class OutputStream:
            def __init__(self, rate: int, **given: Any) -> None:
                if card.dead:
                    raise card.PortAudioError("device unavailable")
                card.check_output_settings(given["device"], given["channels"], given["dtype"], rate)
                self.given, self.active, self.closed = given, False, False
                card.streams.append(self)

            def start(self) -> None:
                assert card.opens.wait(5)
                self.active = True

            def close(self) -> None:
                self.active, self.closed = False, True

            def turn(self, count: int) -> Samples:
                out = np.ones((count, self.given["channels"]), np.float32)
                try:
                    self.given["callback"](out, count, None, None)
                except card.CallbackStop:
                    self.active = False
                    self.given["finished_callback"]()
                return out[:, 0]

        self.OutputStream = OutputStream

    def query_devices(self, device: object, kind: str) -> dict[str, str]:
        assert kind == "output"
        if device not in self.names:
            raise ValueError(f"No output device matching {device!r}")
        return {"name": self.names[device], "max_output_channels": self.channels}  # type: ignore[index]

    def check_output_settings(self, device: object, channels: int, dtype: str, samplerate: int) -> None:
        if samplerate not in self.rates:
            raise self.PortAudioError("Invalid sample rate")


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Card:
    card = Card()
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    return card


@pytest.mark.parametrize(("device", "name"), [(None, "system card"), ("USB", "USB speaker"), ("3", "third card")])
def test_the_speaker_is_chosen_by_number_or_name(card: Card, device: str | None, name: str) -> None:
    player = SpeakerPlayer(device)
    assert player.name == name
    player.close()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def opened(card: Card, count: int = 1) -> Any:
    """The newest stream, once so many were opened and it runs."""
    until(lambda: len(card.streams) == count and card.streams[-1].active)
    return card.streams[-1]


def test_what_is_played_comes_out_of_the_card(card: Card) -> None:
    player = SpeakerPlayer()
    assert not card.streams, "a camera that says nothing holds no sound card"
    player.play(tone(Tone.TICK))
    assert np.array_equal(opened(card).turn(500), tone(Tone.TICK)[:500])
    assert player.sounding and not player.speaking
    player.close()
    assert card.streams[0].closed


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_card_that_plays_only_stereo_and_other_rates_gets_them(card: Card, rate: int) -> None:
    card.channels, card.rates = 8, {rate}
    player = SpeakerPlayer("USB")
    seconds = np.arange(RATE) / RATE
    player.play((0.5 * np.sin(2 * np.pi * 440 * seconds)).astype(np.float32))
    stream = opened(card)
    assert stream.given["channels"] == 2
    heard = stream.turn(rate)
    assert abs(int(np.argmax(np.abs(np.fft.rfft(heard)))) - 440) <= 1
    assert not stream.turn(100).any(), "as long as it was"
    player.close()


def test_nobody_waits_for_a_card_that_opens_slowly(card: Card) -> None:
    player = SpeakerPlayer()
    card.opens.clear()
    player.play(tone(Tone.LAST_TICK))
    until(lambda: len(card.streams) == 1)
    assert player.sounding and not card.streams[0].active
    card.opens.set()
    assert opened(card).turn(2000).any()
    player.close()


def test_the_card_is_let_go_of_after_a_while_and_taken_again(card: Card) -> None:
    player = SpeakerPlayer()
    player.play(tone(Tone.TICK))
    stream = opened(card)
    for _ in range(round((IDLE - 1) * 10)):
        stream.turn(RATE // 10)
    assert stream.active
    for _ in range(20):
        stream.turn(RATE // 10)
    assert not stream.active
    player.play(tone(Tone.STORED))
    assert opened(card, 2).turn(2000).any()
    assert stream.closed
    player.close()


def test_what_is_added_while_the_card_is_ending_is_heard(card: Card) -> None:
    player = SpeakerPlayer()
    player.play(tone(Tone.TICK))
    stream = opened(card)
    stream.active = False
    player._mixer.add(tone(Tone.LAST_TICK))
    stream.given["finished_callback"]()
    assert opened(card, 2).turn(5000).any()
    player.close()


def test_a_card_that_goes_away_is_told_once_and_tried_again(card: Card, caplog: pytest.LogCaptureFixture) -> None:
    player = SpeakerPlayer()
    card.dead = True
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            player.play(tone(Tone.TICK))
            until(lambda: not player.sounding)  # nobody waits for what will never be heard
    assert [record.message for record in caplog.records] == [
        "The speaker does not answer, so the camera is silent: device unavailable"
    ]
    card.dead = False
    player.play(tone(Tone.TICK))
    opened(card)
    assert player.sounding
    player.close()


def test_a_speaker_that_is_not_there_is_named(card: Card) -> None:
    with pytest.raises(MissingError, match=r"no speaker Bose.*python -m sounddevice"):
        SpeakerPlayer("Bose")


def test_without_the_library_the_remedy_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(MissingError, match="libportaudio2"):
        SpeakerPlayer()
