"""`otjang add` and `watch`: pictures from this machine into the wardrobe, each exactly once."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.wardrobe.cli.conftest import LOOKS, ROOT, Otjang, process


def test_a_folder_becomes_looks_with_garments_and_wears(owned: Otjang, tmp_path: Path) -> None:
    folder = tmp_path / "photos" / "deep"
    folder.mkdir(parents=True)
    for path in LOOKS[:3]:
        shutil.copy(path, folder)
    added = owned("add", folder.parent, "--json")
    assert added.code == 0, added.told
    assert {Path(entry["file"]).name for entry in added.json} == {path.name for path in LOOKS[:3]}
    assert all(entry["state"] == "ready" and not entry["duplicate"] and entry["garments"] for entry in added.json)

    looks = owned("looks", "--json").json
    assert {look["name"] for look in looks} == {path.name for path in LOOKS[:3]}
    garments = owned("garments", "--json").json
    assert garments and all(garment["wear_count"] >= 1 for garment in garments)
    seen = {sighting["garment_id"] for look in looks for sighting in look["garments"] if sighting["garment_id"]}
    assert seen == {garment["id"] for garment in garments}
    narrowed = owned("garments", "--category", garments[0]["category"], "--json").json
    assert {garment["category"] for garment in narrowed} == {garments[0]["category"]}
    assert str(garments[0]["id"]) in owned("garments").out


def test_the_same_folder_again_adds_nothing(owned: Otjang) -> None:
    first, again = owned("add", *LOOKS[:2], "--json"), owned("add", *LOOKS[:2], "--json")
    assert [entry["look_id"] for entry in again.json] == [entry["look_id"] for entry in first.json]
    assert all(entry["duplicate"] for entry in again.json) and again.code == 0
    assert len(owned("looks", "--json").json) == 2


def test_bad_files_are_told_and_the_good_ones_are_added(owned: Otjang, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("Dear diary")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "cut.jpg").write_bytes(LOOKS[0].read_bytes()[:20_000])
    added = owned("add", tmp_path, LOOKS[0], tmp_path / "gone.jpg", "--json")
    assert added.code == 1
    told = {Path(entry["file"]).name: entry for entry in added.json}
    assert all(
        name in told[name]["error"] and told[name]["remedy"]
        for name in ("text.jpg", "empty.jpg", "cut.jpg", "gone.jpg")
    )
    assert told[LOOKS[0].name]["state"] == "ready" and "error" not in told[LOOKS[0].name]


def test_a_picture_over_the_limit_is_not_even_read(owned: Otjang) -> None:
    ran = owned("add", LOOKS[0], OTJANG_MAX_BYTES="1000")
    assert ran.code == 1 and "OTJANG_MAX_BYTES" in ran.err


def test_an_empty_folder_is_said_to_be_empty(owned: Otjang, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    ran = owned("add", tmp_path / "nothing")
    assert ran.code == 0 and "no pictures" in ran.err


def test_two_processes_at_once_make_each_look_once(owned: Otjang, data_dir: Path) -> None:
    command = [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(data_dir), "add", *map(str, LOOKS[:4])]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.wait(timeout=600) for one in both] == [0, 0]
    looks = owned("looks", "--json").json
    assert sorted(look["name"] for look in looks) == [path.name for path in LOOKS[:4]]
    with sqlite3.connect(data_dir / "otjang.db") as database:
        doubled = database.execute(
            "SELECT look_id, category, left, top FROM sighting GROUP BY 1, 2, 3, 4 HAVING count(*) > 1"
        )
        assert doubled.fetchall() == []


def test_a_killed_add_is_finished_by_the_next_one(owned: Otjang, data_dir: Path) -> None:
    command = [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(data_dir), "add", *map(str, LOOKS[:4])]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    first.stdout.readline()  # one look is done, the others are not
    first.kill()
    first.wait(timeout=10)
    again = owned("add", *LOOKS[:4], "--json")
    assert again.code == 0 and [entry["state"] for entry in again.json] == ["ready"] * 4
    assert len(owned("looks", "--json").json) == 4


def test_a_watched_folder_is_emptied_into_the_wardrobe_as_it_fills(
    owned: Otjang, data_dir: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "camera roll"
    folder.mkdir()
    shutil.copy(LOOKS[0], folder)
    watching = subprocess.Popen(
        [sys.executable, "-m", "wardrobe.cli", "--data-dir", str(data_dir), "watch", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert watching.stdout is not None
        assert LOOKS[0].name in watching.stdout.readline()
        data = LOOKS[1].read_bytes()
        with (folder / "slow.jpg").open("wb") as file:  # a copy in two pieces
            file.write(data[:50_000])
            file.flush()
            time.sleep(1.0)
            file.write(data[50_000:])
        assert "slow.jpg" in watching.stdout.readline()
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(timeout=30) == 0
    finally:
        watching.kill()
    looks = owned("looks", "--json").json
    assert {(look["name"], look["state"]) for look in looks} == {(LOOKS[0].name, "ready"), ("slow.jpg", "ready")}


def test_watching_a_folder_that_is_not_there_is_wrong_use(data_dir: Path, tmp_path: Path) -> None:
    ran = process("watch", tmp_path / "nowhere", data_dir=data_dir)
    letters = "".join(letter for letter in ran.stderr if letter.isalpha())  # the box breaks a long path anywhere
    assert ran.returncode == 2 and "nowhere" in letters


@pytest.mark.parametrize("lost", ["cache"])
def test_rebuild_makes_the_cache_anew_and_changes_no_decision(owned: Otjang, data_dir: Path, lost: str) -> None:
    owned("add", *LOOKS[:2])
    before = owned("garments", "--json").json
    pictures = {path.name for path in (data_dir / lost).rglob("*.webp")}
    shutil.rmtree(data_dir / lost)
    ran = owned("rebuild")
    assert ran.code == 0, ran.told
    assert owned("garments", "--json").json == before
    assert {path.name for path in (data_dir / lost).rglob("*.webp")} >= pictures and pictures
