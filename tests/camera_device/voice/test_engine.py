"""The built-in engine, spoken to."""

from __future__ import annotations

import hashlib
import json
import shutil

import numpy as np
import pytest

from camera_device.errors import FileError, MissingError
from camera_device.triggers.base import Wish
from camera_device.voice import heads, wav
from camera_device.voice.base import Phrase
from camera_device.voice.embedding import SpeechEmbedding
from camera_device.voice.engine import BuiltinEngine, question
from camera_device.voice.listener import Listener, Verdict
from camera_device.voice.training.whole import DELAY, WholeEmbedding
from tests.camera_device.voice.speech import say, silence, together


@pytest.fixture(scope="module")
def model():
    return heads.load()


def listen(sound, model, person_in_view=lambda: True):
    listener = Listener(BuiltinEngine(model=model), command_seconds=4, person_in_view=person_in_view)
    return [judged for block in wav.blocks(sound) for judged in listener.feed(block)]


def wishes(judged):
    return [one.trigger.wish for one in judged if one.trigger]


@pytest.mark.parametrize(
    ("sentence", "wish"),
    [
        ("Hey look, take a photo.", Wish.PHOTO),
        ("Hey look, take a video.", Wish.TURN),
        ("Hey look, which one looks better?", Wish.COMPARE),
    ],
)
def test_a_sentence_is_heard_through_the_streaming_path(model, sentence, wish):
    judged = listen(together(1.0, say(sentence), 1.0), model)
    assert wishes(judged) == [Wish.HEARD, wish]
    length = len(say(sentence)) / 16_000
    assert 1.0 + 0.5 * length < judged[-1].heard.at < 1.0 + length + 0.6


def test_a_question_comes_with_its_sentence(model):
    judged = listen(together(1.0, say("Hey look, what did I wear on Monday?"), 1.0), model)
    assert wishes(judged) == [Wish.HEARD, Wish.ASK]
    assert judged[-1].trigger.text == "what did I wear on Monday?"


def test_an_order_comes_with_its_sentence(model):
    judged = listen(together(1.0, say("Hey look, put it on my list."), 1.0), model)
    assert [(one.trigger.wish, one.trigger.text) for one in judged if one.trigger][-1] == (
        Wish.ORDER, "put it on my list",
    )  # fmt: skip


def test_a_command_without_the_wake_phrase_is_not_obeyed(model):
    judged = listen(together(1.0, say("Take a photo."), 1.0), model)
    assert [(one.heard.phrase, one.verdict) for one in judged] == [(Phrase.PHOTO, Verdict.NO_WAKE)]


def test_a_command_five_seconds_after_the_wake_phrase_is_not_obeyed(model):
    judged = listen(together(1.0, say("Hey look!"), 5.0, say("Take a photo."), 1.0), model)
    assert wishes(judged) == [Wish.HEARD]
    assert judged[-1].verdict is Verdict.TOO_LATE


def test_nothing_is_obeyed_while_nobody_is_in_view(model):
    judged = listen(together(1.0, say("Hey look, take a photo."), 1.0), model, person_in_view=lambda: False)
    assert judged
    assert wishes(judged) == []


@pytest.mark.parametrize(
    "sentence",
    ["The old man found the last train in the rain.", "She washed her new shoes before dinner.", "Hello there."],
)
def test_ordinary_talk_is_not_obeyed(model, sentence):
    assert wishes(listen(together(1.0, say(sentence), 1.0), model)) == []


@pytest.mark.parametrize("sound", [np.zeros(32_000, np.int16), silence(2.0)], ids=["digital silence", "hiss"])
def test_silence_is_heard_as_nothing(model, sound):
    assert listen(sound, model) == []


def test_after_a_reset_times_go_on_and_what_came_before_is_forgotten(model):
    engine = BuiltinEngine(model=model)
    sound = together(0.5, say("Hey look!"))
    for block in wav.blocks(sound[: int(0.95 * len(sound))], silence=0):
        engine.feed(block)
    before = engine.now
    engine.reset()
    assert [heard for block in wav.blocks(silence(1.0), silence=0) for heard in engine.feed(block)] == []
    assert engine.now == pytest.approx(before + 1, abs=0.1)
    heard = [heard for block in wav.blocks(together(say("Hey look!"), 1.0)) for heard in engine.feed(block)]
    assert [one.phrase for one in heard] == [Phrase.WAKE]


def test_the_embedding_of_a_whole_recording_is_that_of_the_stream():
    sound = together(0.3, say("Hey look, take a photo."), 0.7)
    stream = SpeechEmbedding()
    live = np.concatenate([stream.feed(block) for block in wav.blocks(sound, silence=0)])[DELAY - 1 :]
    whole = WholeEmbedding()(np.concatenate(list(wav.blocks(sound, silence=0))))
    assert live.shape == whole.shape
    assert np.abs(live - whole).max() < 1e-3


def test_the_weights_are_those_that_were_measured():
    about = json.loads((heads.FOLDER / "model.json").read_text())
    data = (heads.FOLDER / about["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == about["sha256"]
    assert about["sha256"] in (heads.FOLDER / "card.md").read_text()
    assert sum(file.stat().st_size for file in heads.FOLDER.iterdir()) < 2_000_000


def test_damaged_and_missing_weights_are_told(tmp_path):
    folder = shutil.copytree(heads.FOLDER, tmp_path / "weights")
    file = folder / "voice.npz"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(FileError, match="checksum"):
        heads.load(folder)
    file.unlink()
    with pytest.raises(FileError, match="cannot be read"):
        heads.load(folder)


def test_without_the_embedding_it_is_told_what_to_install(monkeypatch, model):
    monkeypatch.setitem(__import__("sys").modules, "pyopen_wakeword", None)
    with pytest.raises(MissingError, match="pip install"):
        BuiltinEngine(model=model)


@pytest.mark.parametrize(
    ("day", "said"),
    [("today", "what did I wear today?"), ("Sunday", "what did I wear on Sunday?"), ("", "what did I wear?")],
)
def test_questions_read_as_people_say_them(day, said):
    assert question(day) == said
