"""A watched folder gives each picture once, and only when it is whole."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardrobe.watch import Settling, finished_pictures, is_picture, pictures_below


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jpg", True),
        ("a.JPEG", True),
        ("a.heic", True),
        ("a.webp", True),
        ("a.txt", False),
        ("a", False),
        (".a.jpg", False),
        ("a.jpg.part", False),
    ],
)
def test_pictures_are_told_by_their_ending_and_hidden_files_are_not_looked_at(name: str, expected: bool) -> None:
    assert is_picture(Path(name)) is expected


def test_folders_are_searched_through_and_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in ("b.jpg", "deep/er/a.png", ".thumbnails/c.jpg", "deep/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert pictures_below(tmp_path) == [tmp_path / "b.jpg", tmp_path / "deep/er/a.png"]


@given(st.lists(st.integers(1, 12).map(lambda quarters: quarters / 4), max_size=12))
def test_a_file_that_grows_is_finished_only_after_it_was_quiet_for_long_enough(
    tmp_path_factory: pytest.TempPathFactory, pauses: list[float]
) -> None:
    path = tmp_path_factory.mktemp("grows") / "a.jpg"
    path.write_bytes(b"x")
    settling, now = Settling(quiet=2.0), 0.0
    settling.note([path], now)
    last_write = now
    for pause in pauses:
        now += pause
        told = settling.finished(now)
        assert told == ([path] if now - last_write >= 2.0 else [])
        if told:
            return
        with path.open("ab") as file:
            file.write(b"x")
        settling.finished(now)
        last_write = now
    assert settling.finished(last_write + 2.0) == [path]
    assert settling.finished(last_write + 9.0) == []


def test_a_file_that_is_empty_or_goes_away_is_never_finished(tmp_path: Path) -> None:
    empty, gone = tmp_path / "empty.jpg", tmp_path / "gone.jpg"
    empty.touch()
    gone.write_bytes(b"x")
    settling = Settling(quiet=1.0)
    settling.note([empty, gone], 0.0)
    gone.unlink()
    assert settling.finished(10.0) == []
    empty.write_bytes(b"x")
    settling.note([empty], 10.0)
    assert settling.finished(11.0) == [empty]


def test_pictures_of_before_later_and_in_a_folder_moved_here_are_all_told(tmp_path: Path) -> None:
    watched, elsewhere = tmp_path / "in", tmp_path / "trip"
    watched.mkdir()
    elsewhere.mkdir()
    (watched / "before.jpg").write_bytes(b"1")
    (elsewhere / "moved.jpg").write_bytes(b"2")
    told: Queue[str] = Queue()
    stop = threading.Event()

    def follow() -> None:
        for path in finished_pictures(watched, stop, quiet=0.3):
            told.put(path.name)

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    try:
        assert told.get(timeout=10) == "before.jpg"
        partial = watched / "later.jpg.part"
        partial.write_bytes(b"3")
        partial.rename(watched / "later.jpg")
        assert told.get(timeout=10) == "later.jpg"
        elsewhere.rename(watched / "trip")
        assert told.get(timeout=10) == "moved.jpg"
        os.utime(watched / "later.jpg")
        assert told.get(timeout=10) == "later.jpg", "a changed file is told again; its bytes decide whether it is new"
        assert told.empty()
    finally:
        stop.set()
        follower.join(timeout=10)
    assert not follower.is_alive()
