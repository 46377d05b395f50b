"""Exact search by inner product, in memory.

A wardrobe is searched exactly: approximate indexes with their usual settings lose a quarter of the
neighbours at this size, and gain nothing that anybody would notice.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Self

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.index import stored
from embeddings.index.base import Index
from embeddings.index.errors import Fault, IndexFileError
from embeddings.index.rows import Mask, Rows, selector

# One core is plenty for a wardrobe, and waking the others takes longer than the search.
faiss.omp_set_num_threads(1)


class VectorIndex(Index):
    """Rows lie one behind the other in FAISS, in the order of ``Rows``."""

    KIND = "exact"

    def __init__(self, dim: int, model_id: str) -> None:
        super().__init__(faiss.IndexFlatIP(dim), Rows(), model_id)

    @classmethod
    def load(cls, path: Path, model_id: str, fingerprint: str | None = None) -> Self:
        """The index of a file; any ``fingerprint`` will do where None is given.

        Raises ``IndexFileError``, whose ``fault`` says why the file is not taken, and ``OSError``.
        """
        header, rows, index = stored.read(path, cls.KIND, model_id, fingerprint)
        if not isinstance(index, faiss.IndexFlatIP) or index.ntotal != rows.places:
            raise IndexFileError(path, Fault.DAMAGED)
        loaded = cls(header.dim, header.model_id)
        loaded._index, loaded._rows = index, rows
        return loaded

    def _put(self, new: Rows, vectors: NDArray[np.float32]) -> None:
        self._index.add(vectors)  # type: ignore[call-arg]
        self._rows.append(new)

    def _remove(self, ids: Collection[int] | NDArray[np.int64]) -> None:
        super()._remove(ids)
        if self._rows.count < self._rows.places:
            self._rows.close_up()  # FAISS keeps the order of those that stay, too

    def _parameters(self, query: NDArray[np.float32], passing: Mask | None) -> faiss.SearchParameters | None:
        return None if passing is None else faiss.SearchParameters(sel=selector(passing))  # type: ignore[call-arg]
