"""The search index: a wardrobe exactly, a catalogue approximately, on one thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.colour import colour_histogram
from embeddings.encoders import load_encoder
from embeddings.index import VectorIndex, Where
from tests.benchmarks import catalogue
from tests.benchmarks.catalogue import CATEGORIES, MODEL, NEAREST, OWNERS, QUERIES, Ids, Vectors, apart, best_of, timed
from tests.benchmarks.measure import Row, spread
from tests.benchmarks.report import part, table

GARMENTS = 10_000
NARROW = Where(owner=1, categories=[3])


def section(data: Path, count: int) -> str:
    """Both parts; ``count`` is the size of the catalogue."""
    rows, source = catalogue.rows(data, count)
    words = (
        f"{count:,} unit vectors, {source}: each lies between a real one and one of its eight nearest, with noise of "
        "0.7 of the spread between nearest neighbours. Queries are made in the same way and are not in the index. "
        "Each index is served by a process of its own, on one thread; its memory is that of the process, Python and "
        "libraries included.\n\n"
    )
    exact = table(apart(wardrobe_rows))
    return part("A wardrobe, exactly", exact) + "\n" + part("A catalogue, approximately", words + table(rows))


@dataclass(frozen=True)
class Wardrobe:
    """Garments of owners and categories, and what passes a filter."""

    vectors: Vectors
    owners: NDArray[np.int64]
    categories: NDArray[np.int64]
    where: Where

    @property
    def passing(self) -> NDArray[np.bool_]:
        everything = np.ones(len(self.vectors), np.bool_)
        return everything if self.where.owner is None else (self.owners == 1) & (self.categories == 3)

    def scan(self, query: Vectors) -> Ids:
        """As one would write it in NumPy."""
        if self.where.owner is None:
            return best_of(self.vectors @ query)
        places = np.flatnonzero(self.passing)
        return places[best_of(self.vectors[places] @ query)]

    def index(self) -> VectorIndex:
        index = VectorIndex(self.vectors.shape[1], MODEL)
        ids = np.arange(len(self.vectors))
        index.add(ids, self.vectors, model_id=MODEL, owners=self.owners, categories=self.categories)
        return index


def wardrobe_rows(count: int = GARMENTS) -> list[Row]:
    """Exact search of so many garments. The values of the vectors make no difference: they are drawn at random."""
    random = np.random.default_rng(0)
    dim = load_encoder().dim
    bins = len(colour_histogram(np.zeros((4, 4, 3), np.uint8), np.ones((4, 4), np.bool_)))
    owners, categories = random.integers(OWNERS, size=count), random.integers(CATEGORIES, size=count)
    found = []
    for what, size in (("embeddings", dim), ("vectors of embedding and colours", dim + bins)):
        vectors, queries = (_unit(random.standard_normal((rows, size))) for rows in (count, QUERIES))
        for words, owner, where in (
            (f"one of {OWNERS} owners, one of {CATEGORIES} categories", owners, NARROW),
            (f"the only owner, one of {CATEGORIES} categories", np.ones_like(owners), NARROW),
            ("no filter", owners, Where()),
        ):
            wardrobe = Wardrobe(vectors, owner, categories, where)
            index = wardrobe.index()

            def search(query: Vectors, index: VectorIndex = index, where: Where = where) -> Ids:
                return np.array([hit.id for hit in index.search(query, NEAREST, where, model_id=MODEL)])

            (times, ids), (plain, expected) = timed(search, queries), timed(wardrobe.scan, queries)
            assert np.array_equal(ids, expected), "the index is exact"
            name = f"{count:,} {what} ({size} numbers), {words}: {wardrobe.passing.sum():,} pass"
            found.append(Row(name, spread(times), "≤ 1 ms" if where.owner else ""))
            found.append(Row("the same by a NumPy scan", spread(plain)))
    return found


def _unit(vectors: NDArray[np.float64]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)
