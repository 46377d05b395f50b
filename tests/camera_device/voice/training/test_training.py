"""How the voice model is made: nothing is trained and tested on at once, labels are where phrases end, heads learn."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from camera_device.voice import heads, wav
from camera_device.voice.base import Phrase
from camera_device.voice.engine import phrase_of, question
from camera_device.voice.training import augmentation, corpus, package, run, sentences, streams
from camera_device.voice.training.fitting import fit
from camera_device.voice.training.recordings import RECORDINGS, speech_minutes
from camera_device.voice.training.voices import everybody

RNG = np.random.default_rng(0)


def test_no_voice_and_no_recording_serves_two_purposes():
    voices = everybody(Path("voices"))
    assert len({voice.name for voice in voices}) == len(voices)
    for one, other in combinations(corpus.ORDER, 2):
        said = [{(item.engine, item.name) for item in voices if item.split == split} for split in (one, other)]
        assert said[0] and said[1] and not said[0] & said[1]
        folders = [
            {(item.folder, item.pattern) for item in RECORDINGS if item.split == split} for split in (one, other)
        ]
        assert folders[0] and folders[1] and not folders[0] & folders[1]
    assert not {voice.engine for voice in voices if voice.split != "test"} & {"piper", "festival"}


def test_every_voice_says_every_phrase_and_files_do_not_clash():
    plan = corpus.plan(everybody(Path("voices")))
    for voice in {utterance.voice for utterance in plan}:
        said = {utterance.label for utterance in plan if utterance.voice == voice}
        assert said == {*Phrase, corpus.NOTHING, corpus.JOINT}
    files = [utterance.file(Path()) for utterance in plan]
    assert len(set(files)) > 0.99 * len(files)


@pytest.mark.parametrize(
    ("text", "command", "label", "day"),
    [
        ("Take a photo!", Phrase.PHOTO, "photo", None),
        ("Hey look, put it on my list.", Phrase.ORDER, "put it on my list", None),
        ("What did I wear on Monday?", Phrase.ASK, "ask", "Monday"),
        ("Hey look, what did I wear yesterday.", Phrase.ASK, "ask", "yesterday"),
        ("take a photograph.", None, "nothing", None),
        ("what did I wear last week.", None, "nothing", None),
    ],
)
def test_an_utterance_knows_what_is_said_in_it(text, command, label, day):
    utterance = corpus.Utterance("somebody", "engine", "train", text, "", 1.0)
    assert (utterance.command, streams.command_label(utterance), utterance.day) == (command, label, day)


def test_the_engine_knows_every_label_and_asks_as_the_corpus_does():
    assert {phrase_of(label) for label in streams.COMMANDS[1:]} == set(Phrase) - {Phrase.WAKE}
    assert [question(day) for day in sentences.DAYS] == [f"{sentences.question(day)}?" for day in sentences.DAYS]


def test_labels_stand_where_phrases_have_just_ended():
    utterances = [corpus.Utterance("v", "e", "train", text, label, 1.0) for text, label in (
        ("Hey look!", Phrase.WAKE), ("Take a photo.", Phrase.PHOTO), ("Hey look, cancel.", corpus.JOINT),
    )]  # fmt: skip
    events = [streams.Event(1.0, 1.6, utterances[0]), streams.Event(3.0, 4.0, utterances[1]),
              streams.Event(6.0, 7.6, utterances[2])]  # fmt: skip
    marks = streams.labels(streams.Stream("v", np.zeros(0, np.int16), events), 120, sentences.DAYS)
    times = (np.arange(120) + streams.DELAY) * streams.HOP
    assert times[marks.wake == 1].min() >= 1.6 and times[marks.wake == 1].max() <= 1.6 + streams.AFTER
    photo, cancel = streams.COMMANDS.index("photo"), streams.COMMANDS.index("cancel")
    assert times[marks.command == photo].min() >= 4.0
    assert times[marks.command == cancel].min() >= 7.6
    assert (marks.wake[(times > 6.3) & (times < 7.5)] == streams.IGNORED).all()
    assert (marks.wake[(times > 3) & (times < 5)] == 0).all()
    assert (marks.day == streams.IGNORED).all()


def test_wake_phrases_in_sentences_are_found_by_a_first_head():
    marks = np.zeros(60, np.int8)
    marks[5:8], marks[8], marks[9:12] = -1, 1, -1
    marks[30:50] = -1
    odds = np.full(60, 0.05, np.float32)
    odds[36:39] = [0.5, 0.9, 0.6]
    found = run.found_in_sentences(marks, odds)
    assert np.flatnonzero(found == 1).tolist() == [8, 36, 37, 38]
    assert (found[44:50] == 0).all() and (found[30:36] == -1).all()
    assert (run.found_in_sentences(marks, np.full(60, 0.1, np.float32)) == marks).all()


def toy(count: int = 4_000):
    vectors = RNG.standard_normal((count, 96)).astype(np.float32)
    marks = np.zeros(count, np.int8)
    for place in range(30, count - 5, 20):
        marks[place - 2 : place + 3] = -1
        marks[place] = 1 + place // 20 % 2
        vectors[place - 3 : place + 1, marks[place]] += 4
    return vectors, marks


def test_a_head_learns_what_a_window_tells():
    vectors, marks = toy()
    head = fit(vectors, marks, ("nothing", "one", "two"), window=4, members=2, epochs=3)
    again, truth = toy()
    odds = run.smoothed(head, again)
    assert head.window == 4
    assert odds.sum(1) == pytest.approx(1, abs=1e-5)
    raw = head(np.stack([again[end - heads.WINDOW + 1 : end + 1] for end in np.flatnonzero(truth > 0)]))
    assert (raw.argmax(1) == truth[truth > 0]).mean() > 0.9


def test_a_model_is_read_as_it_was_written(tmp_path):
    vectors, marks = toy(1_000)
    head = fit(vectors, marks, ("nothing", "one", "two"), window=4, members=1, epochs=1)
    model = heads.Model("toy", vectors.mean(0), vectors.std(0), head, head, head, vectors[:50])
    package.write(tmp_path, (model, {"voices": 3}))
    again = heads.load(tmp_path)
    assert again.wake.labels == head.labels
    assert np.allclose(again.command.hidden, head.hidden, atol=2e-3)
    assert np.allclose(again.ordinary, np.clip(vectors[:50], -4, 4), atol=0.02)
    assert json.loads((tmp_path / "model.json").read_text())["training"] == {"voices": 3}


@pytest.mark.parametrize("kind", augmentation.NOISES)
def test_noise_comes_at_the_level_that_is_asked_for(kind):
    rng = np.random.default_rng(1)
    voice = np.sin(np.arange(32_000) / 10).astype(np.float32)
    noise = augmentation.with_noise(voice, kind, 10, voice, rng) - voice
    assert 10 * np.log10((voice**2).mean() / (noise**2).mean()) == pytest.approx(10, abs=0.7)


def test_a_room_adds_an_echo_of_the_strength_that_is_asked_for():
    click = np.zeros(16_000, np.float32)
    click[100] = 1
    wet = augmentation.in_a_room(click, 0.5, 0.25, np.random.default_rng(0))
    assert wet[100] == pytest.approx(1, abs=1e-3)
    assert np.abs(wet[:100]).max() < 1e-3
    assert (wet[101:] ** 2).sum() == pytest.approx(0.25, rel=0.05)


def test_minutes_of_speech_leave_long_pauses_out():
    talk = (RNG.standard_normal(16_000 * 30) * 3_000).astype(np.int16)
    assert speech_minutes(np.concatenate([talk, np.zeros(16_000 * 60, np.int16), talk])) == pytest.approx(1, abs=0.02)


def test_what_is_trimmed_keeps_all_of_the_voice(tmp_path):
    sound = np.zeros(16_000, np.int16)
    sound[6_000:9_000] = 8_000
    wav.write(tmp_path / "said.wav", sound)
    cut = streams.trimmed(tmp_path / "said.wav")
    assert 3_000 <= len(cut) <= 3_700
    assert np.abs(cut).max() == pytest.approx(0.5, abs=0.01)
