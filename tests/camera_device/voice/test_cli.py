"""`otjang-camera listen` and `otjang-camera teach`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from camera_device.cli import app
from camera_device.voice import wav
from tests.camera_device.voice.speech import say, together


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("OTJANG_CAMERA_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("OTJANG_CAMERA_CONFIG", str(tmp_path / "none.toml"))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def kept(folder, name, *parts):
    wav.write(folder / name, together(*parts))
    return folder / name


def test_listen_prints_a_line_of_json_for_each_phrase_of_a_file(run, tmp_path):
    file = kept(tmp_path, "said.wav", 1.0, say("Hey look, take a photo."), 1.0)
    answer = run("listen", "--wav", file, "--json")
    assert answer.exit_code == 0, answer.output
    wake, photo = [json.loads(line) for line in answer.stdout.splitlines()]
    assert (wake["phrase"], wake["counts"], wake["wish"]) == ("wake", True, "heard")
    assert (photo["phrase"], photo["counts"], photo["wish"]) == ("photo", True, "photo")
    assert 1 < wake["at"] < photo["at"] < 4
    assert 0 < photo["confidence"] <= 1


def test_listen_says_why_a_command_does_not_count(run, tmp_path):
    file = kept(tmp_path, "said.wav", 1.0, say("Take a photo."), 1.0)
    answer = run("listen", "--wav", file)
    assert answer.exit_code == 0
    assert "photo" in answer.stdout
    assert "no wake phrase before it" in answer.stdout


def test_listen_tells_of_a_file_that_is_no_wav(run, tmp_path):
    (tmp_path / "odd.wav").write_bytes(b"odd")
    answer = run("listen", "--wav", tmp_path / "odd.wav", "--json")
    assert answer.exit_code == 1
    assert "no wav file" in answer.stderr
    assert answer.stdout == ""


def test_a_taught_phrase_is_heard_by_listen_until_it_is_forgotten(run, tmp_path):
    mine = "Mirror mirror on the wall"
    files = [kept(tmp_path, f"{pace}.wav", 0.6, say(mine, pace), 0.6) for pace in (0.95, 1.0, 1.06)]
    answer = run("teach", "video", *(word for file in files for word in ("--wav", file)))
    assert answer.exit_code == 0, answer.output
    heard = kept(tmp_path, "said.wav", 1.0, say(mine, 1.03), 1.0)
    assert [json.loads(line)["phrase"] for line in run("listen", "--wav", heard, "--json").stdout.splitlines()] == [
        "video"
    ]
    assert "Forgot" in run("teach", "video", "--forget").stdout
    assert run("listen", "--wav", heard, "--json").stdout == ""


def test_teach_refuses_what_it_cannot_learn(run, tmp_path):
    file = kept(tmp_path, "quiet.wav", 2.0)
    answer = run("teach", "photo", "--wav", file, "--wav", file, "--wav", file)
    assert answer.exit_code == 1
    assert "Recording 1 holds 0.0 s of speech" in answer.stderr
    assert run("teach", "song").exit_code == 1
