"""Exact search by inner product, in memory.

A wardrobe is searched exactly: approximate indexes with their usual settings lose a quarter of the
neighbours at this size, and gain nothing that anybody would notice.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final, Self

import faiss
import numpy as np
from numpy.typing import ArrayLike, NDArray

from embeddings.index import stored
from embeddings.index.base import EVERYWHERE, Hit, Where
from embeddings.index.errors import Fault, IndexFileError, check
from embeddings.index.rows import Rows, selector

KIND: Final = "exact"

# One core is plenty for a wardrobe, and waking the others takes longer than the search.
faiss.omp_set_num_threads(1)


class VectorIndex:
    """See ``Index``. Rows lie one behind the other in FAISS, in the order of ``Rows``."""

    def __init__(self, dim: int, model_id: str) -> None:
        self.dim = dim
        self.model_id = model_id
        self._lock = threading.Lock()
        self._index = faiss.IndexFlatIP(dim)
        self._rows = Rows()

    def __len__(self) -> int:
        return self._rows.count

    def __contains__(self, id: int) -> bool:
        return id in self._rows

    def add(
        self,
        ids: Sequence[int] | NDArray[np.int64],
        vectors: NDArray[np.floating],
        *,
        model_id: str,
        owners: ArrayLike = 0,
        categories: ArrayLike = 0,
    ) -> None:
        """See ``Index.add``."""
        if not len(ids):
            return
        rows = check(vectors, self.dim, model_id, self.model_id)
        new = Rows.new(ids, owners, categories, len(rows))
        with self._lock:
            self._remove(new.ids)
            self._index.add(rows)
            self._rows.append(new)

    def remove(self, ids: Collection[int] | NDArray[np.int64]) -> None:
        """See ``Index.remove``."""
        with self._lock:
            self._remove(ids)

    def search(self, vector: NDArray[np.floating], k: int, where: Where = EVERYWHERE, *, model_id: str) -> list[Hit]:
        """See ``Index.search``."""
        query = check(vector.reshape(1, -1), self.dim, model_id, self.model_id)
        with self._lock:
            passing = self._rows.passing(where)
            k = min(k, len(self) if passing is None else int(np.count_nonzero(passing)))
            if k <= 0:
                return []
            parameters = None if passing is None else faiss.SearchParameters(sel=selector(passing))  # type: ignore[call-arg]
            scores, places = self._index.search(query, k, params=parameters)
            ids = self._rows.ids[places[0]]
        return [Hit(*pair) for pair in zip(ids.tolist(), scores[0].tolist(), strict=True)]

    def save(self, path: Path, fingerprint: str = "") -> None:
        """See ``Index.save``."""
        with self._lock:
            rows = self._rows
            header = stored.Header(KIND, self.model_id, self.dim, rows.count, rows.places, fingerprint)
            stored.write(path, header, rows, self._index)

    @classmethod
    def load(cls, path: Path, model_id: str, fingerprint: str | None = None) -> Self:
        """The index of a file; any ``fingerprint`` will do where None is given.

        Raises ``IndexFileError``, whose ``fault`` says why the file is not taken, and ``OSError``.
        """
        header, rows, index = stored.read(path, KIND, model_id, fingerprint)
        if not isinstance(index, faiss.IndexFlatIP) or index.ntotal != rows.places:
            raise IndexFileError(path, Fault.DAMAGED)
        loaded = cls(header.dim, header.model_id)
        loaded._index, loaded._rows = index, rows
        return loaded

    def _remove(self, ids: Collection[int] | NDArray[np.int64]) -> None:
        places = self._rows.where_are(ids)
        if len(places):
            self._index.remove_ids(faiss.IDSelectorBatch(places))  # the others keep their order, as in ``close_up``
            self._rows.free(places)
            self._rows.close_up()
