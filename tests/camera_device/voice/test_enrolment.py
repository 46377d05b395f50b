"""People's own phrases, in any language."""

from __future__ import annotations

import numpy as np
import pytest

from camera_device.errors import FileError
from camera_device.voice import enrolment, heads, wav
from camera_device.voice.base import Phrase
from camera_device.voice.engine import BuiltinEngine
from tests.camera_device.voice.speech import say, silence, together

MINE = "Mirror mirror on the wall"
PACES = (0.95, 1.0, 1.06)


@pytest.fixture(scope="module")
def model():
    return heads.load()


@pytest.fixture(scope="module")
def taught(model):
    return enrolment.learn(Phrase.PHOTO, [together(0.6, say(MINE, pace), 0.6) for pace in PACES], model)


def hear(sound, taught, model):
    engine = BuiltinEngine([taught], model=model)
    return [heard for block in wav.blocks(sound) for heard in engine.feed(block)]


def test_a_phrase_said_three_times_is_heard_again(taught, model):
    sound = together(1.0, say(MINE, 1.03), 1.0)
    (heard,) = hear(sound, taught, model)
    assert heard.phrase is Phrase.PHOTO
    assert 1.5 < heard.at < len(sound) / 16_000
    assert 0.5 <= heard.confidence <= 1


@pytest.mark.parametrize(
    "other", ["The old man found the last train.", "Nobody washed the piano again.", "Good morning."]
)
def test_other_words_are_not_taken_for_it(taught, model, other):
    assert hear(together(1.0, say(other), 1.0), taught, model) == []


def test_three_different_phrases_are_refused(model):
    said = [together(0.5, say(text), 0.5) for text in (MINE, "Nobody washed the piano", "Two tickets to the river")]
    with pytest.raises(enrolment.PhraseError, match="differ too much"):
        enrolment.learn(Phrase.PHOTO, said, model)


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (lambda: silence(2.0), "0.0 s of speech"),
        (lambda: np.zeros(32_000, np.int16), "0.0 s of speech"),
        (lambda: np.zeros(0, np.int16), "0.0 s of speech"),
        (lambda: together(0.5, say("Ah."), 0.5), "of speech"),
        (lambda: together(0.5, say("The old man found the last train in the rain on the way home"), 0.5), "of speech"),
    ],
    ids=["hiss", "digital silence", "nothing", "too short", "too long"],
)
def test_silent_short_and_long_recordings_are_refused_by_their_number(model, sound, said):
    good = together(0.5, say(MINE), 0.5)
    with pytest.raises(enrolment.PhraseError, match="Recording 2 holds") as caught:
        enrolment.learn(Phrase.PHOTO, [good, sound(), good], model)
    assert said in str(caught.value)


def test_it_takes_three_recordings(model):
    with pytest.raises(enrolment.PhraseError, match="2 recordings"):
        enrolment.learn(Phrase.PHOTO, [say(MINE)] * 2, model)


def test_a_question_and_an_unknown_name_cannot_be_taught():
    for name in ("ask", "sing"):
        with pytest.raises(enrolment.PhraseError, match="cannot be taught"):
            enrolment.phrase(name)
    assert enrolment.phrase("wake") is Phrase.WAKE


def test_a_phrase_is_kept_whole_read_again_and_forgotten(taught, tmp_path):
    folder = tmp_path / "phrases"
    file = enrolment.save(folder, taught)
    assert [path.name for path in folder.iterdir()] == [file.name]
    (again,) = enrolment.load(folder)
    assert (again.phrase, again.threshold) == (taught.phrase, taught.threshold)
    assert all(np.array_equal(one, other) for one, other in zip(again.templates, taught.templates, strict=True))
    assert enrolment.forget(folder, Phrase.PHOTO)
    assert not enrolment.forget(folder, Phrase.PHOTO)
    assert enrolment.load(folder) == []


def test_a_damaged_phrase_is_told_by_its_file(taught, tmp_path):
    file = enrolment.save(tmp_path, taught)
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(FileError, match=r"photo\.npz.*teach photo"):
        enrolment.load(tmp_path)
