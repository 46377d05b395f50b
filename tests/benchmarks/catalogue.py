"""A catalogue of a million: ours, a NumPy scan and usearch, each built and served in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import psutil
from numpy.typing import NDArray

from embeddings.index import ApproximateIndex, Where
from tests.benchmarks.measure import Row, spread
from tests.benchmarks.mixture import grown, seeds

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]

MODEL: Final = "bench"
NEAREST: Final = 10
QUERIES: Final = 300
OWNERS: Final = 4
CATEGORIES: Final = 9
WANTED: Final = 0.95
EXPANSIONS: Final = 16, 24, 32, 48, 64, 96, 128, 192, 256, 512, 1024

FILTERS: Final[dict[str, Where]] = {
    "no filter": Where(),
    f"one of {OWNERS} owners, one of {CATEGORIES} categories": Where(owner=1, categories=[3]),
    "an owner of one row in a thousand": Where(owner=OWNERS),
}


@dataclass(frozen=True)
class Served:
    """What a process that serves an index has measured."""

    times: list[float]
    ids: Ids
    memory: float
    """MB of the process after all queries."""
    loaded: float = 0.0
    """Seconds until the first query could be answered."""
    words: str = ""


def rows(data: Path, count: int) -> tuple[list[Row], str]:
    """Rows, and where the vectors are from."""
    real, source = seeds(data)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vectors, queries = grown(real, count, seed=1), grown(real, QUERIES, seed=2)
        random = np.random.default_rng(3)
        owners, categories = random.integers(OWNERS, size=count), random.integers(CATEGORIES, size=count)
        owners[random.permutation(count)[: count // 1000]] = OWNERS  # a small one
        truths = _truths(vectors, queries, owners, categories)
        np.savez(folder / "rows.npz", owners=owners, categories=categories)
        np.save(folder / "vectors.npy", vectors)
        np.save(folder / "queries.npy", queries)
        del vectors
        return _compared(folder, count, truths), source


def _compared(folder: Path, count: int, truths: dict[str, Ids]) -> list[Row]:
    goal = f"< 10 ms at recall@{NEAREST} ≥ {WANTED}"
    found = []
    built, words = apart(_build_ours, folder)
    for name in truths:
        served = apart(_serve_ours, folder, name)
        recall = _recall(served.ids, truths[name])
        found.append(Row(f"ours, {name}", f"{spread(served.times)}, recall {recall:.3f}", goal))
    found += [
        Row("ours: memory of the process that serves it", f"{served.memory:.0f} MB"),
        Row("ours: file, and seconds to open it", f"{_size(folder / 'ours'):.0f} MB, {served.loaded:.1f} s"),
        Row("ours: built in", f"{built}; {words}"),
    ]
    scanned = apart(_serve_scan, folder)
    found.append(Row("NumPy scan, no filter", f"{spread(scanned.times)}, recall 1"))
    found.append(Row("NumPy scan: memory", f"{scanned.memory:.0f} MB"))
    built, _ = apart(_build_usearch, folder)
    theirs = apart(_serve_usearch, folder, truths["no filter"])
    recall = _recall(theirs.ids, truths["no filter"])
    found += [
        Row("usearch (HNSW, 16 bit), no filter", f"{spread(theirs.times)}, recall {recall:.3f}; {theirs.words}"),
        Row("usearch: memory of the process that serves it", f"{theirs.memory:.0f} MB"),
        Row("usearch: file, and seconds to open it", f"{_size(folder / 'usearch'):.0f} MB, {theirs.loaded:.1f} s"),
        Row("usearch: built in", built),
    ]
    return found


def _truths(vectors: Vectors, queries: Vectors, owners: Ids, categories: Ids) -> dict[str, Ids]:
    """By filter, the nearest of each query."""
    found = {}
    for name, where in FILTERS.items():
        passing = np.ones(len(vectors), np.bool_)
        if where.owner is not None:
            passing &= owners == where.owner
        if where.categories is not None:
            passing &= np.isin(categories, list(where.categories))
        places = np.flatnonzero(passing)
        best = [np.zeros((QUERIES, 0)), np.zeros((QUERIES, 0), np.int64)]
        for block in np.array_split(places, len(places) // 50_000 + 1):
            scores = np.concatenate([best[0], queries @ vectors[block].T], axis=1)
            ids = np.concatenate([best[1], np.broadcast_to(block, (QUERIES, len(block)))], axis=1)
            order = np.argpartition(-scores, NEAREST - 1, axis=1)[:, :NEAREST]
            best = [np.take_along_axis(each, order, axis=1) for each in (scores, ids)]
        found[name] = best[1]
    return found


def _build_ours(folder: Path) -> tuple[str, str]:
    vectors, rows = np.load(folder / "vectors.npy", mmap_mode="r"), np.load(folder / "rows.npz")
    with _Clock() as clock:
        index = ApproximateIndex.build(
            np.arange(len(vectors)), vectors, model_id=MODEL, threads=os.cpu_count() or 1, **rows
        )
    index.save(folder / "ours")
    recall = index.recall
    words = f"recall {recall.measured:.3f} measured then, with {recall.clusters} clusters looked at"
    return clock.words, f"{words}; {8 * index.precision} bits a number"


def _serve_ours(folder: Path, name: str) -> Served:
    start = time.perf_counter()
    index = ApproximateIndex.load(folder / "ours", MODEL)
    loaded = time.perf_counter() - start

    def search(query: Vectors) -> Ids:
        hits = index.search(query, NEAREST, FILTERS[name], model_id=MODEL)
        return np.array([hit.id for hit in hits])

    times, ids = timed(search, np.load(folder / "queries.npy"))
    return Served(times, ids, _memory(), loaded)


def _serve_scan(folder: Path) -> Served:
    vectors = np.load(folder / "vectors.npy")
    times, ids = timed(lambda query: best_of(vectors @ query), np.load(folder / "queries.npy")[:30])
    return Served(times, ids, _memory())


def _build_usearch(folder: Path) -> tuple[str, str]:
    from usearch.index import Index

    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    index = Index(ndim=vectors.shape[1], metric="ip", dtype="f16")
    with _Clock() as clock:
        for start in range(0, len(vectors), 50_000):
            block = np.asarray(vectors[start : start + 50_000])
            index.add(np.arange(start, start + len(block)), block, threads=os.cpu_count() or 1)
    index.save(str(folder / "usearch"))
    return clock.words, ""


def _serve_usearch(folder: Path, truth: Ids) -> Served:
    """With the smallest expansion that reaches the recall."""
    from usearch.index import Index

    start = time.perf_counter()
    index = Index.restore(str(folder / "usearch"))
    loaded = time.perf_counter() - start
    queries = np.load(folder / "queries.npy")
    for expansion in EXPANSIONS:
        index.expansion_search = expansion
        times, ids = timed(lambda query: index.search(query, NEAREST, threads=1).keys.astype(np.int64), queries)
        if _recall(ids, truth) >= WANTED:
            break
    return Served(times, ids, _memory(), loaded, f"expansion {expansion}")


def apart(work: Callable[..., Any], *given: object) -> Any:
    """What the work gives in a process of its own, whose BLAS keeps to one thread."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "2" if "build" in work.__name__ else "1"
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *given).result()


class _Clock:
    """Seconds on the wall and of the processor."""

    def __enter__(self) -> _Clock:
        self._start = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        wall, cpu = time.perf_counter() - self._start[0], time.process_time() - self._start[1]
        self.words = f"{wall:.0f} s with {os.cpu_count()} threads ({cpu:.0f} s of processor time)"


def timed(search: Callable[[Vectors], Ids], queries: Vectors) -> tuple[list[float], Ids]:
    search(queries[0])
    times, ids = [], []
    for query in queries:
        start = time.perf_counter()
        ids.append(search(query))
        times.append(time.perf_counter() - start)
    return times, np.stack(ids)


def _recall(ids: Ids, truth: Ids) -> float:
    return float(np.mean([len(set(one) & set(other)) / NEAREST for one, other in zip(ids, truth, strict=True)]))


def best_of(scores: Vectors) -> Ids:
    best = np.argpartition(-scores, NEAREST - 1)[:NEAREST] if len(scores) > NEAREST else np.arange(len(scores))
    return best[np.argsort(-scores[best])]


def _memory() -> float:
    return psutil.Process().memory_info().rss / 1e6


def _size(path: Path) -> float:
    return path.stat().st_size / 1e6
