"""Two processes and one index: one writes, the other reads or is told."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from embeddings.index import IndexBusyError, VectorIndex, writing
from tests.conftest import ROOT
from tests.embeddings.index.vectors import MODEL, filled

OTHER = """
import sys
from pathlib import Path
from embeddings.index import VectorIndex, writing
path = Path(sys.argv[1])
with writing(path):
    index = VectorIndex.load(path, "model")
    print("mine", flush=True)
    sys.stdin.readline()
    index.remove([1])
    index.save(path)
print("done", flush=True)
sys.stdin.readline()
"""


def test_while_another_process_writes_an_index_it_can_be_read_but_not_written(tmp_path: Path) -> None:
    path = tmp_path / "index"
    index, _ = filled([1, 2])
    index.save(path)
    command = [sys.executable, "-c", OTHER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        assert len(VectorIndex.load(path, MODEL)) == 2
        with pytest.raises(IndexBusyError, match=r"written by another process.*Wait until it is done"):
            index.save(path)
        with pytest.raises(IndexBusyError), writing(path):
            pass
        other.stdin.write("go on\n")
        other.stdin.flush()
        assert other.stdout.readline() == "done\n"
        assert len(VectorIndex.load(path, MODEL)) == 1
        index.save(path)  # the other process lives on, and has let go
        assert len(VectorIndex.load(path, MODEL)) == 2
        other.kill()


def test_a_killed_writer_keeps_nobody_away(tmp_path: Path) -> None:
    path = tmp_path / "index"
    index, _ = filled([1, 2])
    index.save(path)
    command = [sys.executable, "-c", OTHER, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "mine\n"
        other.kill()
        other.wait()
    index.save(path)


def test_a_thread_that_holds_an_index_saves_it_and_another_thread_is_told(tmp_path: Path) -> None:
    path = tmp_path / "index"
    index, _ = filled([1])
    told: list[Exception] = []

    def save() -> None:
        try:
            index.save(path)
        except IndexBusyError as error:
            told.append(error)

    with writing(path):
        index.save(path)
        thread = threading.Thread(target=save)
        thread.start()
        thread.join()
        assert len(told) == 1
        index.save(path)
    index.save(path)


def test_what_a_killed_writer_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    left, other = tmp_path / "index.abc.tmp", tmp_path / "index2.abc.tmp"
    left.write_bytes(b"half an index")
    other.write_bytes(b"of somebody else")
    filled([1])[0].save(tmp_path / "index")
    assert not left.exists() and other.exists()


def test_a_file_system_without_locks_is_not_taken_for_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(file: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(sys.modules["embeddings.index.writing"], "lock", none)
    with pytest.raises(OSError, match="no locks"), writing(tmp_path / "index"):
        pass
