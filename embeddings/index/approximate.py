"""Approximate search for catalogues of 100,000 vectors and more, with its recall measured.

An inverted file over clusters of unit vectors, with one byte or two for each number (FAISS's
``IVF…,SQ8`` and ``SQfp16``). Chosen over a graph (HNSW) because rows can be removed and added at any
time without building anew, it is built in a third of the time and filters keep its recall; and over
product quantisation because a byte for each number is only just enough for a million vectors: with
less, the full vectors would be needed beside it to put the nearest in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Self

import faiss
import numpy as np
from faiss.contrib.ivf_tools import add_preassigned
from numpy.typing import ArrayLike, NDArray

from embeddings.index import stored
from embeddings.index.base import Index
from embeddings.index.clusters import (
    A_CLUSTER,
    BLOCK,
    MARGIN,
    Recall,
    empty,
    fewest,
    learnt,
    number_of_clusters,
    of_places,
)
from embeddings.index.errors import Fault, IndexFileError, check
from embeddings.index.rows import Mask, Rows, selector

PRECISIONS: Final = faiss.ScalarQuantizer.QT_8bit, faiss.ScalarQuantizer.QT_fp16
"""Of a number: one byte, and two where vectors lie so close that one cannot tell the nearest apart."""
WIDER: Final = 2
"""With a filter, so many times the rows are compared that are without: what passes may lie less close together."""


class ApproximateIndex(Index):
    """Made by ``build``; added to and removed from afterwards without learning anew.

    A place of ``Rows`` is the id by which FAISS knows a row, and is used again after a removal.
    """

    KIND = "approximate"
    _index: faiss.IndexIVF

    def __init__(self, index: faiss.IndexIVF, rows: Rows, model_id: str, recall: Recall) -> None:
        super().__init__(index, rows, model_id)
        self.recall = recall
        self._cluster = of_places(index, rows.places)
        """Of each place."""

    @classmethod
    def build(
        cls,
        ids: Sequence[int] | NDArray[np.int64],
        vectors: NDArray[np.float32],
        *,
        model_id: str,
        owners: ArrayLike = 0,
        categories: ArrayLike = 0,
        recall: float = 0.95,
        threads: int = 1,
        seed: int = 0,
    ) -> Self:
        """An index of n×dim unit vectors (a memory map will do) that looks at as few clusters as ``recall`` takes.

        ``recall`` is that of the ten nearest. Raises ``VectorError`` for NaN, ``ValueError`` for no vectors.
        """
        rows = Rows.new(ids, owners, categories, len(vectors))
        if not rows.count:
            raise ValueError("an approximate index is built of at least one vector")
        count, dim = vectors.shape
        random = np.random.default_rng(seed)
        clusters = number_of_clusters(count)
        faiss.omp_set_num_threads(threads)
        try:
            sample = vectors[np.sort(random.permutation(count)[: A_CLUSTER * clusters])]
            sample = check(sample, dim, model_id, model_id)
            middles = learnt(sample, clusters, seed)
            for kind in PRECISIONS:
                index = empty(middles, sample, kind)
                for start in range(0, count, BLOCK):
                    block = check(vectors[start : start + BLOCK], dim, model_id, model_id)
                    index.add_with_ids(block, np.arange(start, start + len(block)))
                measured = fewest(index, vectors, recall, random)
                if measured.measured >= recall + MARGIN:
                    break
        finally:
            faiss.omp_set_num_threads(1)
        return cls(index, rows, model_id, measured)

    @property
    def precision(self) -> int:
        """Bytes for each number."""
        return int(self._index.code_size) // self.dim

    @classmethod
    def load(cls, path: Path, model_id: str, fingerprint: str | None = None) -> Self:
        """The index of a file; any ``fingerprint`` will do where None is given.

        Raises ``IndexFileError``, whose ``fault`` says why the file is not taken, and ``OSError``.
        """
        header, rows, index = stored.read(path, cls.KIND, model_id, fingerprint)
        if not isinstance(index, faiss.IndexIVF) or index.ntotal != rows.count:
            raise IndexFileError(path, Fault.DAMAGED)
        return cls(index, rows, header.model_id, Recall(**header.details))

    def _put(self, new: Rows, vectors: NDArray[np.float32]) -> None:
        places = self._rows.claim(new)
        clusters = self._index.quantizer.search(vectors, 1)[1][:, 0]
        add_preassigned(self._index, vectors, clusters, places)  # type: ignore[no-untyped-call]
        self._cluster = np.resize(self._cluster, self._rows.places)
        self._cluster[places] = clusters

    def _details(self) -> dict[str, Any]:
        return asdict(self.recall)

    def _parameters(self, query: NDArray[np.float32], passing: Mask | None) -> faiss.SearchParametersIVF:
        """Without a filter, the clusters that the recall takes.

        With one, the nearest clusters until as many rows that pass have been compared as without,
        and more: so it is all of them where few pass, and the few clusters that hold them all the
        same where what passes lies far from the query.
        """
        clusters = self.recall.clusters
        if passing is None:
            return faiss.SearchParametersIVF(nprobe=clusters)  # type: ignore[call-arg]
        order = self._index.quantizer.search(query, self._index.nlist)[1][0]
        compared = np.cumsum(np.bincount(self._cluster[passing], minlength=self._index.nlist)[order])
        enough = min(compared[-1], WIDER * clusters * len(self) / self._index.nlist)
        clusters = max(clusters, int(np.searchsorted(compared, enough)) + 1)
        return faiss.SearchParametersIVF(nprobe=clusters, sel=selector(passing))  # type: ignore[call-arg]
