"""The file of an index is a cache that is never trusted blindly, and says why it is not taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.index import (
    ApproximateIndex,
    Fault,
    IndexFileError,
    VectorIndex,
    built,
    choice,
    inspect,
    loaded,
)
from tests.embeddings.index.vectors import MODEL, clustered, filled

CASES: dict[Fault, Callable[[Path], object]] = {
    Fault.MISSING: lambda path: path.unlink(),
    Fault.FOREIGN: lambda path: path.write_bytes(b"%PDF-1.7 " + path.read_bytes()),
    Fault.OTHER_VERSION: lambda path: path.write_bytes(path.read_bytes().replace(b"index-2", b"index-1", 1)),
    Fault.CUT_SHORT: lambda path: path.write_bytes(path.read_bytes()[:-1]),
    Fault.DAMAGED: lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),
}


@pytest.mark.parametrize("fault", CASES)
def test_a_file_that_is_not_whole_or_not_ours_is_refused_by_name(tmp_path: Path, fault: Fault) -> None:
    path = tmp_path / "index"
    filled([1, 2, 3])[0].save(path)
    CASES[fault](path)
    for read in (lambda: VectorIndex.load(path, MODEL), lambda: inspect(path), lambda: loaded(path, MODEL)):
        with pytest.raises(IndexFileError, match=f"{fault.value}. Make it anew") as caught:
            read()
        assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("model_id", "fingerprint", "fault"),
    [
        (MODEL, "2 rows", None),
        (MODEL, None, None),
        ("newer", "2 rows", Fault.OTHER_MODEL),
        (MODEL, "3 rows", Fault.OUT_OF_DATE),
    ],
)
def test_a_file_of_another_model_or_of_other_rows_is_not_taken(
    tmp_path: Path, model_id: str, fingerprint: str | None, fault: Fault | None
) -> None:
    path = tmp_path / "index"
    filled([1, 2])[0].save(path, "2 rows")
    if fault is None:
        assert len(VectorIndex.load(path, model_id, fingerprint)) == 2
    else:
        with pytest.raises(IndexFileError) as caught:
            VectorIndex.load(path, model_id, fingerprint)
        assert caught.value.fault is fault


@settings(max_examples=80, deadline=None)
@given(place=st.floats(0, 1), flip=st.integers(1, 255), cut=st.booleans())
def test_no_damage_gets_through(tmp_path_factory: pytest.TempPathFactory, place: float, flip: int, cut: bool) -> None:
    path = tmp_path_factory.mktemp("index") / "index"
    filled([1, 2, 3])[0].save(path)
    data = bytearray(path.read_bytes())
    at = min(int(place * len(data)), len(data) - 1)
    if cut:
        del data[at:]
    else:
        data[at] ^= flip
    path.write_bytes(bytes(data))
    with pytest.raises(IndexFileError):
        VectorIndex.load(path, MODEL)


def test_a_file_says_what_it_holds(tmp_path: Path) -> None:
    filled([4, 5, 6])[0].save(tmp_path / "index", "as of today")
    header = inspect(tmp_path / "index")
    assert (header.kind, header.model_id, header.dim, header.count) == ("exact", MODEL, 8, 3)
    assert header.fingerprint == "as of today"


def test_a_fault_while_writing_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    index, vectors = filled([1])
    index.save(path)
    index.add([2], vectors, model_id=MODEL)

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("embeddings.index.stored.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        index.save(path)
    assert len(VectorIndex.load(path, MODEL)) == 1
    assert {entry.name for entry in tmp_path.iterdir()} == {"index", ".index.lock"}


def test_many_vectors_get_an_approximate_index_and_few_an_exact_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "APPROXIMATE_FROM", 500)
    for count, kind in ((499, VectorIndex), (500, ApproximateIndex)):
        index = built(range(count), clustered(count), model_id=MODEL)
        assert isinstance(index, kind)
        index.save(tmp_path / "index")
        assert isinstance(loaded(tmp_path / "index", MODEL), kind)
    with pytest.raises(IndexFileError) as caught:
        VectorIndex.load(tmp_path / "index", MODEL)
    assert caught.value.fault is Fault.OTHER_KIND
