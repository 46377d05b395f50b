"""Approximate search: near enough to exact, with and without filters, also after changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.index import ApproximateIndex, Fault, IndexFileError, VectorError, Where, stored
from embeddings.index.rows import Rows
from tests.embeddings.index.vectors import MODEL, clustered

COUNT = 4000


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return clustered(COUNT)


@pytest.fixture
def index(vectors: np.ndarray) -> ApproximateIndex:
    """Ids are ten times the place; owner 0 has a row in a hundred, owner 1 the others; heaps are categories."""
    places = np.arange(COUNT)
    return ApproximateIndex.build(
        10 * places,
        vectors,
        model_id=MODEL,
        owners=(places % 100 > 0).astype(int),
        categories=(vectors[:, 0] > 0).astype(int),
    )


def recall(
    index: ApproximateIndex, vectors: np.ndarray, queries: np.ndarray, where: Where, passing: np.ndarray
) -> float:
    """Share of the ten nearest that pass which is found. What is found has passed, or this fails."""
    places = np.flatnonzero(passing)
    shares = []
    for query in queries:
        best = places[np.argsort(-(vectors[places] @ query))[:10]]
        hits = index.search(query, 10, where, model_id=MODEL)
        found = {hit.id // 10 for hit in hits}
        assert found <= set(places.tolist())
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        shares.append(len(found & set(best.tolist())) / len(best))
    return float(np.mean(shares))


def test_what_recall_was_measured_at_building_other_queries_reach(index: ApproximateIndex, vectors: np.ndarray) -> None:
    assert index.recall.measured >= 0.95
    assert index.recall.clusters < index._index.nlist, "fewer than all clusters are looked at"
    assert recall(index, vectors, clustered(100, seed=1), Where(), np.ones(COUNT, np.bool_)) >= 0.95


@pytest.mark.parametrize(
    "where",
    [
        Where(owner=0),
        Where(owner=1),
        Where(categories=[1]),
        Where(owner=0, categories=[0]),
        Where(among=np.arange(0, 300, 10)),
        Where(categories=[0], among=range(0, 30_000, 10)),
    ],
    ids=["few of everywhere", "nearly all", "half the heaps", "few of half the heaps", "thirty", "a part"],
)
def test_a_filter_costs_no_recall(index: ApproximateIndex, vectors: np.ndarray, where: Where) -> None:
    ids = 10 * np.arange(COUNT)
    passing = np.ones(COUNT, np.bool_)
    if where.owner is not None:
        passing &= (ids // 10 % 100 > 0) == where.owner
    if where.categories is not None:
        passing &= np.isin(vectors[:, 0] > 0, [bool(one) for one in where.categories])
    if where.among is not None:
        passing &= np.isin(ids, list(where.among))
    assert recall(index, vectors, clustered(60, seed=2), where, passing) >= 0.95


def test_the_few_that_pass_are_all_found_however_far_they_are(index: ApproximateIndex, vectors: np.ndarray) -> None:
    farthest = np.argsort(vectors @ vectors[0])[:5]
    hits = index.search(vectors[0], 10, Where(among=10 * farthest), model_id=MODEL)
    assert {hit.id for hit in hits} == set((10 * farthest).tolist())
    assert index.search(vectors[0], 10, Where(among=[7]), model_id=MODEL) == []
    assert index.search(vectors[0], 0, model_id=MODEL) == []


def test_rows_come_and_go_without_learning_anew(index: ApproximateIndex, vectors: np.ndarray) -> None:
    gone = 10 * np.arange(0, COUNT, 2)
    index.remove(gone)
    index.remove(gone)
    assert len(index) == COUNT // 2 and 0 not in index and 10 in index
    new = clustered(3000, seed=3)
    index.add(1_000_000 + 10 * np.arange(3000), new, model_id=MODEL, owners=5, categories=9)
    index.add([1_000_000], -new[:1], model_id=MODEL, owners=6)
    assert len(index) == COUNT // 2 + 3000
    kept = np.concatenate([vectors[1::2], new[1:]])
    ids = np.concatenate([10 * np.arange(1, COUNT, 2), 1_000_010 + 10 * np.arange(2999)])
    shares = []
    for query in clustered(60, seed=4):
        found = {hit.id for hit in index.search(query, 10, model_id=MODEL)}
        shares.append(len(found & set(ids[np.argsort(-(kept @ query))[:10]].tolist())) / 10)
    assert np.mean(shares) >= 0.94
    assert [hit.id for hit in index.search(-new[0], 3, Where(owner=6), model_id=MODEL)] == [1_000_000]
    own = index.search(new[7], 3, Where(owner=5, categories=[9]), model_id=MODEL)
    assert own[0].id == 1_000_070 and all(hit.id >= 1_000_000 for hit in own)


def test_a_saved_index_finds_the_same_and_keeps_its_recall(
    tmp_path: Path, index: ApproximateIndex, vectors: np.ndarray
) -> None:
    index.remove([50])
    index.save(tmp_path / "index", "f")
    loaded = ApproximateIndex.load(tmp_path / "index", MODEL, "f")
    assert loaded.recall == index.recall
    for where in (Where(), Where(owner=0), Where(owner=1, categories=[1])):
        found = [one.search(vectors[9], 10, where, model_id=MODEL) for one in (index, loaded)]
        assert found[0] == found[1]
    loaded.add([50], vectors[5:6], model_id=MODEL)
    assert loaded.search(vectors[5], 1, model_id=MODEL)[0].id == 50
    (tmp_path / "index").write_bytes((tmp_path / "index").read_bytes()[:-9])
    with pytest.raises(IndexFileError) as caught:
        ApproximateIndex.load(tmp_path / "index", MODEL, "f")
    assert caught.value.fault is Fault.CUT_SHORT


def test_two_bytes_a_number_where_one_cannot_tell_neighbours_apart(vectors: np.ndarray) -> None:
    tight = clustered(2000, spread=0.03)
    one, two = (ApproximateIndex.build(range(len(each)), each, model_id=MODEL) for each in (vectors, tight))
    assert (one.precision, two.precision) == (1, 2)
    assert two.recall.measured >= 0.95


@pytest.mark.parametrize("count", [1, 2, 11, 60])
def test_a_handful_of_vectors_is_indexed_as_well(count: int) -> None:
    few = clustered(count)
    index = ApproximateIndex.build(range(count), few, model_id=MODEL)
    assert {hit.id for hit in index.search(few[0], count + 5, model_id=MODEL)} == set(range(count))


def test_nothing_or_what_is_none_makes_no_index(vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match="at least one"):
        ApproximateIndex.build([], vectors[:0], model_id=MODEL)
    broken = vectors[:300].copy()
    broken[200, 0] = np.nan
    with pytest.raises(VectorError, match="numbers that are none"):
        ApproximateIndex.build(range(300), broken, model_id=MODEL)


def test_bad_rows_are_refused_as_by_the_exact_index(index: ApproximateIndex, vectors: np.ndarray) -> None:
    with pytest.raises(VectorError, match=r"newer.*holds those of model"):
        index.add([1], vectors[:1], model_id="newer")
    with pytest.raises(VectorError, match="NaN"):
        index.search(np.full(16, np.nan, np.float32), 1, model_id=MODEL)
    with pytest.raises(ValueError, match="twice"):
        index.add([1, 1], vectors[:2], model_id=MODEL)
    assert len(index) == COUNT


def test_a_file_whose_parts_do_not_belong_together_is_refused(tmp_path: Path, index: ApproximateIndex) -> None:
    header = stored.Header("approximate", MODEL, 16, 3, 3, "", {})
    stored.write(tmp_path / "index", header, Rows.new([1, 2, 3], 0, 0, 3), index._index)
    with pytest.raises(IndexFileError) as caught:
        ApproximateIndex.load(tmp_path / "index", MODEL)
    assert caught.value.fault is Fault.DAMAGED
