"""Exact search: whatever was added, removed and asked for, the index finds what a plain product finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.index import VectorError, VectorIndex, Where
from tests.embeddings.index.vectors import DIM, MODEL, Scan, filled, rows

FEW = st.integers(0, 12)
"""Ids, so few that they come again."""
WHERE = st.builds(
    Where,
    owner=st.none() | st.integers(0, 3),
    categories=st.none() | st.sets(st.integers(0, 3)),
    among=st.none() | st.frozensets(FEW),
)
ADD = st.tuples(st.just("add"), st.lists(FEW, unique=True, max_size=6), st.integers(0, 3), st.integers(0, 3))
REMOVE = st.tuples(st.just("remove"), st.lists(FEW, max_size=6), st.just(0), st.just(0))


@settings(deadline=None)
@given(changes=st.lists(ADD | REMOVE, max_size=8), asked=st.lists(WHERE, min_size=1, max_size=4), k=st.integers(-1, 15))
def test_it_finds_what_a_plain_product_finds(
    changes: list[tuple[str, list[int], int, int]], asked: list[Where], k: int
) -> None:
    index, scan = VectorIndex(DIM, MODEL), Scan()
    for seed, (what, ids, owner, category) in enumerate(changes):
        if what == "add":
            vectors = rows(len(ids), seed)
            categories = [(category + place) % 4 for place in range(len(ids))]
            index.add(ids, vectors, model_id=MODEL, owners=owner, categories=categories)
            scan.rows.update(
                {id: (vector, owner, each) for id, vector, each in zip(ids, vectors, categories, strict=True)}
            )
        else:
            index.remove(ids)
            scan.rows = {id: row for id, row in scan.rows.items() if id not in ids}
    assert len(index) == len(scan.rows)
    assert [id for id in range(-1, 14) if id in index] == sorted(scan.rows)
    query = rows(1, seed=999)[0]
    for where in asked:
        hits, expected = index.search(query, k, where, model_id=MODEL), scan.search(query, k, where)
        assert [hit.id for hit in hits] == [hit.id for hit in expected]
        assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-5)


def test_an_id_that_is_added_again_gets_the_new_row_owner_and_category() -> None:
    index, vectors = filled([5, 6])
    index.add([5], -vectors[:1], model_id=MODEL, owners=[7], categories=[2])
    assert len(index) == 2
    assert {hit.id: hit.score for hit in index.search(vectors[0], 2, model_id=MODEL)}[5] == pytest.approx(-1, abs=1e-5)
    assert [hit.id for hit in index.search(vectors[0], 9, Where(owner=7, categories=[2]), model_id=MODEL)] == [5]


def test_ids_may_be_as_large_as_any_database_makes_them() -> None:
    index, vectors = filled([2**62, 3])
    assert index.search(vectors[0], 1, Where(among=np.array([2**62])), model_id=MODEL)[0].id == 2**62


@pytest.mark.parametrize(
    ("ids", "shape", "told"),
    [
        ([1], (1, 7), "8 numbers"),
        ([1, 2], (1, DIM), "as many"),
        ([1, 1], (2, DIM), "twice"),
        ([-1], (1, DIM), "negative"),
    ],
)
def test_rows_that_do_not_fit_are_refused(ids: list[int], shape: tuple[int, int], told: str) -> None:
    index, vectors = filled([8])
    with pytest.raises(ValueError, match=told):
        index.add(ids, np.zeros(shape, np.float32), model_id=MODEL)
    assert [hit.id for hit in index.search(vectors[0], 9, model_id=MODEL)] == [8]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_refused_before_anything_is_changed(bad: float) -> None:
    index, vectors = filled([1, 2])
    broken = rows(2, seed=1)
    broken[1, 3] = bad
    with pytest.raises(VectorError, match="Vector 2 of 2 holds numbers that are none"):
        index.add([1, 3], broken, model_id=MODEL)
    with pytest.raises(VectorError, match="NaN"):
        index.search(broken[1], 1, model_id=MODEL)
    assert index.search(vectors[0], 1, model_id=MODEL)[0].score == pytest.approx(1, abs=1e-5)
    assert len(index) == 2


def test_vectors_of_another_model_are_refused_with_both_names() -> None:
    index, vectors = filled([1])
    for refused in (
        lambda: index.add([2], vectors, model_id="newer"),
        lambda: index.search(vectors[0], 1, model_id="newer"),
    ):
        with pytest.raises(VectorError, match=r"newer.*holds those of model") as caught:
            refused()
        assert caught.value.params == {"other": "newer", "own": MODEL}


def test_a_query_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="8 numbers"):
        filled([1])[0].search(np.zeros(7, np.float32), 1, model_id=MODEL)


def test_a_saved_index_finds_the_same_and_goes_on(tmp_path: Path) -> None:
    index, vectors = filled(list(range(30)))
    index.add([30], rows(1, seed=5), model_id=MODEL, owners=4, categories=2)
    index.save(tmp_path / "index", "30 rows")
    loaded = VectorIndex.load(tmp_path / "index", MODEL, "30 rows")
    assert loaded.search(vectors[3], 5, model_id=MODEL) == index.search(vectors[3], 5, model_id=MODEL)
    assert [hit.id for hit in loaded.search(vectors[3], 5, Where(owner=4, categories=[2]), model_id=MODEL)] == [30]
    assert 3 in loaded and 99 not in loaded
    loaded.remove([3])
    assert 3 not in [hit.id for hit in loaded.search(vectors[3], 40, model_id=MODEL)]
    loaded.add([99], vectors[3:4], model_id=MODEL)
    assert loaded.search(vectors[3], 1, model_id=MODEL)[0].id == 99
