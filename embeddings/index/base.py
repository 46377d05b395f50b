"""What every index offers, and what exact and approximate ones have in common."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, ClassVar

import faiss
import numpy as np
from numpy.typing import ArrayLike, NDArray

from embeddings.index import stored
from embeddings.index.errors import check
from embeddings.index.rows import Mask, Rows
from embeddings.index.where import EVERYWHERE, Hit, Where


class Index(ABC):
    """Rows of ``dim`` float32 numbers by id, each with the code of its owner and of its category.

    Ids are 0 or larger. The inner product of two unit rows is their likeness. Vectors of one model
    alone: those of another are refused, with both names. Any number of threads may use an index.
    """

    KIND: ClassVar[str]
    """What its files are called."""

    def __init__(self, index: faiss.Index, rows: Rows, model_id: str) -> None:
        self.dim: int = index.d
        self.model_id = model_id
        self._lock = threading.Lock()
        self._index = index
        self._rows = rows

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
        """Add n×``dim`` rows; an id that is there already gets the new row.

        ``owners`` and ``categories`` are a number for each row, or one for all. Raises ``VectorError``.
        """
        if not len(ids):
            return
        rows = check(vectors, self.dim, model_id, self.model_id)
        new = Rows.new(ids, owners, categories, len(rows))
        with self._lock:
            self._remove(new.ids)
            self._put(new, rows)

    def remove(self, ids: Collection[int] | NDArray[np.int64]) -> None:
        """Remove rows; ids that are not there are passed over."""
        with self._lock:
            self._remove(ids)

    def search(self, vector: NDArray[np.floating], k: int, where: Where = EVERYWHERE, *, model_id: str) -> list[Hit]:
        """The ``k`` rows with the largest inner product, best first. Raises ``VectorError``."""
        query = check(vector.reshape(1, -1), self.dim, model_id, self.model_id)
        with self._lock:
            passing = self._rows.passing(where)
            k = min(k, len(self) if passing is None else int(np.count_nonzero(passing)))
            if k <= 0:
                return []
            scores, places = self._index.search(query, k, params=self._parameters(query, passing))
            found = places[0] >= 0
            ids = self._rows.ids[places[0][found]]
        return [Hit(*pair) for pair in zip(ids.tolist(), scores[0][found].tolist(), strict=True)]

    def save(self, path: Path, fingerprint: str = "") -> None:
        """Write the index whole or not at all. ``fingerprint`` says what it was made of.

        Raises ``IndexBusyError`` while another process writes it, ``OSError`` for a fault of the disk.
        """
        with self._lock:
            rows = self._rows
            header = stored.Header(
                self.KIND, self.model_id, self.dim, rows.count, rows.places, fingerprint, self._details()
            )
            stored.write(path, header, rows, self._index)

    def _remove(self, ids: Collection[int] | NDArray[np.int64]) -> None:
        places = self._rows.where_are(ids)
        if len(places):
            self._index.remove_ids(faiss.IDSelectorBatch(places))
            self._rows.free(places)

    @abstractmethod
    def _put(self, new: Rows, vectors: NDArray[np.float32]) -> None:
        """Take in rows whose ids are not there."""

    @abstractmethod
    def _parameters(self, query: NDArray[np.float32], passing: Mask | None) -> faiss.SearchParameters | None:
        """How FAISS is to look for the 1×dim ``query`` among the places that pass."""

    def _details(self) -> dict[str, Any]:
        """What a file keeps beside rows and index."""
        return {}
