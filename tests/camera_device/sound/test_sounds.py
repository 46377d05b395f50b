"""What people hear, in which order, and that nobody has to wait for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from camera_device.settings import Settings
from camera_device.sound.cache import SpeechCache
from camera_device.sound.choosing import choose_player, choose_sounds, choose_synthesizers
from camera_device.sound.player import FilePlayer, SilentPlayer
from camera_device.sound.sounds import ECHO, Sounds
from camera_device.sound.speech import Espeak
from camera_device.sound.tones import RATE, Samples, Tone, tone
from camera_device.sound.waveform import SpeechError, read_wav
from camera_device.sound.words import WORDS, Language, Saying


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class FakePlayer:
    """Speech lasts until the test ends it."""

    name = "fake"

    def __init__(self) -> None:
        self.played: list[tuple[Samples, bool]] = []
        self.speaking = False
        self.closed = False
        self.hushed = 0

    @property
    def sounding(self) -> bool:
        return self.speaking

    def play(self, samples: Samples, *, speech: bool = False) -> None:
        self.played.append((samples, speech))
        self.speaking |= speech

    def hush(self) -> None:
        self.hushed += 1
        self.speaking = False

    def close(self) -> None:
        self.closed = True


class FakeVoice:
    """Each sentence is a sound of its own; ``gate`` holds it back."""

    name = "fake"

    def __init__(self, languages: tuple[Language, ...] = ("en", "ko")) -> None:
        self.languages = languages
        self.said: list[str] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.fault = False

    def speaks(self, language: Language) -> bool:
        return language in self.languages

    def say(self, text: str, language: Language) -> Samples:
        self.threads.add(threading.current_thread().name)
        self.said.append(text)
        assert self.gate.wait(5)
        if self.fault:
            raise SpeechError("no voice")
        return np.full(RATE, len(self.said) / 1000, np.float32)


class Room:
    """Sounds with a player, a voice and a clock of the test's."""

    def __init__(self, folder: Path | None = None) -> None:
        self.clock, self.player, self.voice = Clock(), FakePlayer(), FakeVoice()
        self.sounds = Sounds(self.player, [self.voice], "en", SpeechCache(folder) if folder else None, self.clock)

    def heard(self) -> list[str]:
        """What was spoken, by its sound."""
        spoken = [samples for samples, speech in self.player.played if speech]
        return [self.voice.said[round(float(samples[0]) * 1000) - 1] for samples in spoken]

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < end, (self.heard(), self.voice.said)
            time.sleep(0.002)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.voice.gate.set()
    room.sounds.close()
    assert room.player.closed


def test_a_tone_sounds_before_the_call_returns(room: Room) -> None:
    room.sounds.tone(Tone.LAST_TICK)
    room.sounds.tone("stored")
    assert [np.array_equal(samples, tone(which)) for (samples, _), which in zip(
        room.player.played, (Tone.LAST_TICK, Tone.STORED), strict=True
    )] == [True, True]  # fmt: skip


def test_a_tone_that_does_not_exist_is_a_mistake_of_the_caller(room: Room) -> None:
    with pytest.raises(ValueError, match="gong"):
        room.sounds.tone("gong")
    with pytest.raises(ValueError, match="hooray"):
        room.sounds.say("hooray")


def test_nobody_waits_for_the_voice(room: Room) -> None:
    room.voice.gate.clear()
    began = time.monotonic()
    for _ in range(100):
        room.sounds.say(Saying.BACK)
        room.sounds.say_text("An answer.")
        room.sounds.tone(Tone.TICK)
    assert time.monotonic() - began < 0.5
    assert len(room.player.played) == 100
    room.voice.gate.set()
    room.until(lambda: "speech" in room.voice.threads)


def test_a_newer_hint_replaces_the_one_that_waits_and_lets_the_spoken_one_finish(room: Room) -> None:
    room.sounds.say(Saying.BACK)
    room.until(lambda: room.player.speaking)
    room.sounds.say(Saying.LEFT)
    room.until(lambda: len(room.voice.said) == 2)
    room.sounds.say(Saying.RIGHT)
    room.sounds.say(Saying.STILL)
    assert room.heard() == ["Please step back a little."]
    room.player.speaking = False
    room.until(lambda: len(room.heard()) == 2)
    room.player.speaking = False
    room.until(lambda: len(room.heard()) == 3)
    assert room.heard()[-1] == "Hold still, please."
    assert "A little to your right, please." not in room.voice.said


def test_a_number_of_the_countdown_cuts_off_what_is_spoken(room: Room) -> None:
    room.sounds.say(Saying.TOO_MANY)
    room.until(lambda: room.player.speaking)
    room.sounds.say(Saying.COUNTDOWN, n=3)
    assert room.player.hushed == 1, "at once, not when the number is ready"
    room.until(lambda: room.heard() == ["One person at a time, please.", "three"])


def test_what_was_cut_off_before_it_began_is_never_heard(room: Room) -> None:
    room.voice.gate.clear()
    room.sounds.say(Saying.TURN_BEGINS, n=10)
    room.until(lambda: len(room.voice.said) == 1)
    room.sounds.say(Saying.CANCELLED)
    room.voice.gate.set()
    room.until(lambda: room.heard() == ["All right, cancelled."])


def test_a_number_that_comes_too_late_is_not_said(room: Room) -> None:
    room.voice.gate.clear()
    room.sounds.say(Saying.COUNTDOWN, n=3)
    room.until(lambda: room.voice.said == ["three"])
    room.clock.now = 3.0
    room.voice.gate.set()
    assert room.sounds.wait(5)
    assert room.heard() == []


def test_the_microphone_is_told_while_it_speaks_and_until_the_echo_is_gone(room: Room) -> None:
    assert not room.sounds.speaking
    room.sounds.tone(Tone.TICK)
    assert not room.sounds.speaking, "tones are no words"
    room.sounds.say(Saying.READY)
    room.until(lambda: room.player.speaking)
    assert room.sounds.speaking
    room.clock.now = 1.0  # the sentence's length
    room.player.speaking = False
    assert room.sounds.speaking
    room.clock.now = 1.0 + ECHO + 0.01
    assert not room.sounds.speaking


def test_after_a_cut_only_the_echo_remains(room: Room) -> None:
    room.sounds.say(Saying.READY)
    room.until(lambda: room.player.speaking)
    room.voice.gate.clear()
    room.sounds.say(Saying.CANCELLED)
    assert not room.player.speaking and room.sounds.speaking
    room.clock.now = ECHO + 0.01
    assert not room.sounds.speaking


def test_waiting_ends_when_all_is_said(room: Room) -> None:
    assert room.sounds.wait(0)
    room.sounds.say(Saying.READY)
    assert not room.sounds.wait(0.1)
    room.player.speaking = False
    assert room.sounds.wait(5)
    assert room.heard() == ["I'm ready."]


def test_a_voice_that_fails_is_told_once_and_stops_nothing(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.voice.fault = True
    with caplog.at_level(logging.WARNING):
        room.sounds.say(Saying.READY)
        assert room.sounds.wait(5)
        room.sounds.say_text("A secret answer.")
        assert room.sounds.wait(5)
    assert [record.message for record in caplog.records] == ["Not spoken: I'm ready. (no voice)"]
    room.voice.fault = False
    room.sounds.say(Saying.TAKEN)
    room.until(lambda: room.heard() == ["Got it."])


def test_the_answer_is_spoken_in_its_own_language_by_who_speaks_it(tmp_path: Path) -> None:
    player, english, both = FakePlayer(), FakeVoice(("en",)), FakeVoice()
    sounds = Sounds(player, [english, both], "en", SpeechCache(tmp_path))
    for text, language in (("Hello.", None), ("안녕하세요.", "ko-KR"), ("Bonjour.", "fr")):
        sounds.say_text(text, language)
        assert not sounds.wait(0.05)
        player.speaking = False
        assert sounds.wait(5)
    sounds.close()
    assert english.said == ["Hello.", "Bonjour."]
    assert both.said == ["안녕하세요."]
    assert not list(tmp_path.iterdir()), "answers stay off the disk"


def test_fixed_sentences_are_prepared_once_and_come_from_the_disk(tmp_path: Path) -> None:
    first = Room(tmp_path)
    first.sounds.prepare()
    first.until(lambda: "I'm ready." in first.voice.said)
    assert first.sounds.wait(5)
    assert first.heard() == [], "preparing is silent"
    assert first.voice.said[:3] == ["one", "two", "three"], "what must be on time comes first"
    assert not any("{" in text or ("code" in text and "type" in text) for text in first.voice.said)
    first.until(lambda: len(list(tmp_path.glob("*.wav"))) == len(set(first.voice.said)))
    first.sounds.close()

    again = Room(tmp_path)
    again.sounds.say(Saying.COUNTDOWN, n=3)
    again.until(lambda: again.player.speaking)
    assert again.voice.said == []
    again.sounds.close()


def test_preparing_gives_way_to_what_is_said_now(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.voice.gate.clear()
    room.sounds.prepare()
    room.until(lambda: len(room.voice.said) == 1)
    room.sounds.say(Saying.CANCELLED)
    room.voice.gate.set()
    room.until(lambda: room.player.speaking)
    assert room.voice.said.index(WORDS[Saying.CANCELLED].en) == 1
    room.sounds.close()


def test_an_answer_that_cannot_be_spoken_is_not_written_into_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sounds = Sounds(SilentPlayer(), [], "en")
    with caplog.at_level(logging.DEBUG):
        sounds.say_text("You wore the red dress.")
        sounds.say(Saying.PAIRING_CODE, code="123456")
    sounds.close()
    assert "red dress" not in caplog.text and "one, two" not in caplog.text


def test_a_player_that_fails_ends_one_sentence_and_not_the_voice(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("odd")

    with monkeypatch.context() as card:
        card.setattr(room.player, "play", broken)
        room.sounds.say(Saying.READY)
        room.until(lambda: len(room.voice.said) == 1 and not room.sounds._busy)
    room.sounds.say(Saying.PAIRED)
    room.until(lambda: room.player.played)


def test_without_a_speaker_the_camera_is_silent_after_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        sounds = choose_sounds(Settings(state_dir=tmp_path, speaker="no such speaker"))
        sounds.tone(Tone.LAST_TICK)
        sounds.say(Saying.READY)
    assert sounds.wait(1)
    assert not sounds.speaking
    sounds.close()
    assert len(caplog.records) == 1
    assert "The camera is silent: " in caplog.text


def test_sound_that_is_switched_off_warns_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        choose_sounds(Settings(state_dir=tmp_path, sound=False)).close()
    assert not caplog.records
    assert isinstance(choose_player(Settings(sound=False)), SilentPlayer)


@pytest.mark.parametrize(
    ("given", "installed", "found", "warnings"),
    [
        ({}, True, ["Espeak"], []),
        ({"speech": "none"}, True, [], []),
        ({}, False, [], ["espeak-ng, which speaks, is not installed", "does not speak"]),
        ({"speech": "espeak-ng", "piper_voice": "voice.onnx"}, True, ["Espeak"], []),
        ({"speech": "piper"}, True, ["Espeak"], ["piper needs a voice"]),
        ({"piper_voice": "/nowhere/voice.onnx"}, True, ["Espeak"], ["is no voice of piper"]),
    ],
)
def test_each_fallback_of_speech_is_told(
    given: dict[str, object],
    installed: bool,
    found: list[str],
    warnings: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    programs = {"piper": "/usr/bin/piper"} | ({"espeak-ng": "/usr/bin/espeak-ng"} if installed else {})
    monkeypatch.setattr("camera_device.sound.speech.shutil.which", lambda name, **_: programs.get(name))
    with caplog.at_level(logging.WARNING):
        chosen = choose_synthesizers(Settings(**given))  # type: ignore[arg-type]
    assert [type(one).__name__ for one in chosen] == found
    assert len(caplog.records) == len(warnings)
    assert all(warning in caplog.text for warning in warnings), caplog.text


def test_the_real_voice_is_heard_in_the_file(tmp_path: Path) -> None:
    try:
        voice = Espeak()
    except ImportError as error:
        pytest.skip(str(error))
    sounds = Sounds(FilePlayer(tmp_path / "heard.wav"), [voice], "en", SpeechCache(tmp_path / "speech"))
    sounds.say(Saying.TAKEN)
    assert sounds.wait(10)
    sounds.tone(Tone.STORED)
    sounds.close()
    heard = read_wav((tmp_path / "heard.wav").read_bytes())
    assert 0.9 < np.count_nonzero(np.abs(heard) > 0) / RATE < 2.5
