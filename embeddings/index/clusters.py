"""The clusters of an approximate index: learnt, walked through, and as many looked at as a recall takes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import faiss
import numpy as np
from numpy.typing import NDArray

NEAREST: Final = 10
"""Recall is that of so many."""
A_CLUSTER: Final = 40
"""Vectors for each cluster from which the clusters are learnt: FAISS warns below 39."""
ROUNDS: Final = 8
"""Of k-means."""
SAMPLE: Final = 400
"""Vectors on which recall is measured: its standard error is then below half a per cent."""
HARDLY: Final = 0.001
"""Recall that is not worth twice the time."""
MARGIN: Final = 0.01
"""What is measured must be better than what is wanted by this much, so that other queries reach it as well."""
BLOCK: Final = 20_000
"""Vectors that are handled at once: what a caller's memory map gives, in memory."""


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of the true nearest are found, as it was measured when the index was built."""

    at: int
    """Among so many nearest."""
    measured: float
    queries: int
    """Vectors of the index itself, each without itself among what it may find."""
    clusters: int
    """So many are looked at for a query."""


def number_of_clusters(count: int) -> int:
    """For so many vectors: four times the root (FAISS's guideline), and enough vectors to learn each."""
    return max(1, min(round(4 * math.sqrt(count)), count // A_CLUSTER))


def learnt(vectors: NDArray[np.float32], clusters: int, seed: int) -> faiss.IndexFlatIP:
    """The middles of so many clusters of unit vectors."""
    dim = vectors.shape[1]
    means = faiss.Clustering(dim, clusters)
    means.niter, means.spherical, means.seed = ROUNDS, True, seed
    means.min_points_per_centroid, means.max_points_per_centroid = 1, A_CLUSTER
    middles = faiss.IndexFlatIP(dim)
    means.train(vectors, middles)
    return middles


def empty(middles: faiss.IndexFlatIP, vectors: NDArray[np.float32], kind: int) -> faiss.IndexIVFScalarQuantizer:
    """An index over these clusters that holds nothing. The range of its numbers is that of ``vectors``."""
    index = faiss.IndexIVFScalarQuantizer(middles, middles.d, middles.ntotal, kind, faiss.METRIC_INNER_PRODUCT, False)
    index.train(vectors)
    return index


def of_places(index: faiss.IndexIVF, places: int) -> NDArray[np.int32]:
    """The cluster of each place."""
    cluster = np.zeros(places, np.int32)
    lists: Any = index.invlists
    for number in range(index.nlist):
        size = lists.list_size(number)
        if size:
            cluster[faiss.rev_swig_ptr(lists.get_ids(number), size)] = number
    return cluster


def fewest(index: faiss.IndexIVF, vectors: NDArray[np.float32], recall: float, random: np.random.Generator) -> Recall:
    """So many clusters that a sample of the vectors themselves finds its nearest others in them.

    Where that is never enough, so many that twice as many find hardly more. ``index`` holds
    ``vectors`` under their places.
    """
    sample = np.sort(random.permutation(len(vectors))[:SAMPLE])
    nearest = min(NEAREST, len(vectors) - 1)
    queries = np.ascontiguousarray(vectors[sample])
    least = _score_of_nearest(queries, sample, vectors, nearest)
    measured = {0: 0.0}
    for clusters in _more_and_more(index.nlist):
        parameters = faiss.SearchParametersIVF(nprobe=clusters)  # type: ignore[call-arg]
        _, places = index.search(queries, nearest + 1, params=parameters)
        found = [
            _share_found(vectors, query, own, row, low, nearest)
            for query, own, row, low in zip(queries, sample, places, least, strict=True)
        ]
        measured[clusters] = float(np.mean(found))
        half = max(one for one in measured if one <= clusters / 2)
        if measured[clusters] >= recall + MARGIN or (half >= 8 and measured[clusters] - measured[half] < HARDLY):
            break
    return Recall(NEAREST, measured[clusters], len(sample), clusters)


def _more_and_more(most: int) -> Iterator[int]:
    """1, 2, 3 …, later in steps of a quarter, up to ``most``."""
    clusters = 1
    while clusters < most:
        yield clusters
        clusters = max(clusters + 1, clusters * 5 // 4)
    yield most


def _score_of_nearest(
    queries: NDArray[np.float32], own: NDArray[np.int64], vectors: NDArray[np.float32], nearest: int
) -> NDArray[np.float32]:
    """The inner product of each query with the last of its nearest others."""
    best = np.full((len(queries), nearest), -np.inf, np.float32)
    for start in range(0, len(vectors), BLOCK):
        scores = queries @ np.asarray(vectors[start : start + BLOCK], np.float32).T
        mine = (own >= start) & (own < start + BLOCK)
        scores[mine, own[mine] - start] = -np.inf
        together = np.concatenate([best, scores], axis=1)
        best = -np.partition(-together, nearest - 1, axis=1)[:, :nearest] if nearest else best
    return np.asarray(best.min(axis=1, initial=np.inf))


def _share_found(
    vectors: NDArray[np.float32],
    query: NDArray[np.float32],
    own: int,
    places: NDArray[np.int64],
    least: float,
    nearest: int,
) -> float:
    """Of the nearest others. Of several that are equally near any will do."""
    others = places[(places >= 0) & (places != own)][:nearest]
    return float((vectors[others] @ query >= least - 1e-6).sum() / nearest) if nearest else 1.0
