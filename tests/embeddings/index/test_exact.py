"""Exact search, and its file as a cache that is never trusted blindly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.index import VectorIndex

DIM = 8


def rows(count: int, seed: int = 0) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def filled(ids: list[int], seed: int = 0) -> tuple[VectorIndex, np.ndarray]:
    index, vectors = VectorIndex(DIM), rows(len(ids), seed)
    index.add(ids, vectors)
    return index, vectors


@settings(deadline=None)
@given(
    ids=st.lists(st.integers(0, 2**62), unique=True, max_size=40),
    gone=st.sets(st.integers(0, 39)),
    chosen=st.none() | st.sets(st.integers(0, 45)),
    k=st.integers(0, 50),
    seed=st.integers(0, 1000),
)
def test_it_finds_what_a_plain_product_finds(
    ids: list[int], gone: set[int], chosen: set[int] | None, k: int, seed: int
) -> None:
    index, vectors = filled(ids, seed)
    removed = {ids[place] for place in gone if place < len(ids)}
    index.remove(removed)
    among = None if chosen is None else {ids[place] if place < len(ids) else -place for place in chosen}
    query = rows(1, seed + 1)[0]
    left = [place for place, id in enumerate(ids) if id not in removed and (among is None or id in among)]
    expected = sorted(((float(vectors[place] @ query), ids[place]) for place in left), reverse=True)[:k]
    hits = index.search(query, k, among)
    assert [hit.id for hit in hits] == [id for _, id in expected]
    assert [hit.score for hit in hits] == pytest.approx([score for score, _ in expected], abs=1e-5)
    assert len(index) == len(set(ids) - removed)


def test_an_id_that_is_added_again_gets_the_new_row() -> None:
    index, vectors = filled([5, 6])
    index.add([5], -vectors[:1])
    assert len(index) == 2
    assert {hit.id: hit.score for hit in index.search(vectors[0], 2)}[5] == pytest.approx(-1, abs=1e-5)


@pytest.mark.parametrize(("ids", "shape"), [([1], (1, 7)), ([1, 2], (1, DIM)), ([1, 1], (2, DIM))])
def test_rows_that_do_not_fit_are_refused(ids: list[int], shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"vectors of shape|twice"):
        VectorIndex(DIM).add(ids, np.zeros(shape, np.float32))


def test_a_query_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="7 numbers"):
        filled([1])[0].search(np.zeros(7, np.float32), 1)


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    index, vectors = filled(list(range(30)))
    index.save(tmp_path / "index.faiss", "model 30")
    loaded = VectorIndex.load(tmp_path / "index.faiss", "model 30")
    assert loaded is not None
    assert loaded.search(vectors[3], 5) == index.search(vectors[3], 5)
    assert 3 in loaded and 99 not in loaded
    loaded.remove([3])
    assert 3 not in [hit.id for hit in loaded.search(vectors[3], 30)]


def test_a_file_made_of_something_else_is_not_taken(tmp_path: Path) -> None:
    filled([1])[0].save(tmp_path / "index.faiss", "model 1")
    assert VectorIndex.load(tmp_path / "index.faiss", "model 2") is None
    assert VectorIndex.load(tmp_path / "nothing", "model 1") is None


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1), flip=st.integers(1, 255), cut=st.booleans())
def test_a_damaged_file_is_not_taken(
    tmp_path_factory: pytest.TempPathFactory, place: float, flip: int, cut: bool
) -> None:
    path = tmp_path_factory.mktemp("index") / "index.faiss"
    filled([1, 2, 3])[0].save(path, "model")
    data = bytearray(path.read_bytes())
    at = min(int(place * len(data)), len(data) - 1)
    if cut:
        del data[at:]
    else:
        data[at] ^= flip
    path.write_bytes(bytes(data))
    assert VectorIndex.load(path, "model") is None
