"""Exact search by inner product, in memory; a file of it is only a cache.

A wardrobe is searched exactly: 10,000 vectors take half a millisecond, and approximate indexes with
their usual settings lose a quarter of the neighbours at this size.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

_MAGIC: Final = b"otjang-index-1\n"
_DIGEST: Final = hashlib.sha256().digest_size

# One core is plenty for a wardrobe, and waking the others takes longer than the search.
faiss.omp_set_num_threads(1)


class Hit(NamedTuple):
    """One neighbour: its id and the inner product, which is the cosine where rows have unit length."""

    id: int
    score: float


class VectorIndex:
    """Rows of ``dim`` float32 numbers by id. Any number of threads may use it."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._lock = threading.Lock()
        self._index = _empty(dim)
        self._ids: set[int] = set()

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, id: int) -> bool:
        return id in self._ids

    def add(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add rows; an id that is there already gets the new row. ``vectors`` is n×``dim``."""
        if vectors.shape != (len(ids), self.dim):
            raise ValueError(f"{len(ids)} ids want vectors of shape ({len(ids)}, {self.dim}), not {vectors.shape}")
        if len(set(ids)) != len(ids):
            raise ValueError("an id comes twice")
        if not len(ids):
            return
        with self._lock:
            self._remove(set(ids) & self._ids)
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.asarray(ids, np.int64))
            self._ids.update(ids)

    def remove(self, ids: Iterable[int]) -> None:
        """Remove rows; ids that are not there are passed over."""
        with self._lock:
            self._remove(set(ids) & self._ids)

    def search(self, vector: NDArray[np.floating], k: int, among: Iterable[int] | None = None) -> list[Hit]:
        """The ``k`` rows with the largest inner product, best first; only ``among`` these ids where given."""
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        if query.shape[1] != self.dim:
            raise ValueError(f"the query has {query.shape[1]} numbers, the index {self.dim}")
        with self._lock:
            chosen = None if among is None else np.fromiter(set(among) & self._ids, np.int64)
            k = min(k, len(self._ids) if chosen is None else len(chosen))
            if k <= 0:
                return []
            parameters = faiss.SearchParameters()
            if chosen is not None:
                parameters.sel = faiss.IDSelectorBatch(chosen)
            scores, ids = self._index.search(query, k, params=parameters)
        return [Hit(int(id), float(score)) for id, score in zip(ids[0], scores[0], strict=True) if id >= 0]

    def save(self, path: Path, fingerprint: str) -> None:
        """Write the index whole or not at all. ``fingerprint`` says what it was made of."""
        with self._lock:
            payload = faiss.serialize_index(self._index).tobytes()
        body = fingerprint.encode() + b"\n" + payload
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + hashlib.sha256(body).digest() + body)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @classmethod
    def load(cls, path: Path, fingerprint: str) -> VectorIndex | None:
        """The index of a file; None where there is none, it is damaged, or made of something else.

        The bytes are checked before FAISS reads them: it trusts the sizes that it finds in a file.
        """
        try:
            data = path.read_bytes()
        except OSError:
            return None
        head = len(_MAGIC) + _DIGEST
        body = data[head:]
        if data[: len(_MAGIC)] != _MAGIC or data[len(_MAGIC) : head] != hashlib.sha256(body).digest():
            return None
        written, _, payload = body.partition(b"\n")
        if written != fingerprint.encode():
            return None
        index = faiss.deserialize_index(np.frombuffer(payload, np.uint8).copy())
        if not isinstance(index, faiss.IndexIDMap2):
            return None
        loaded = cls(index.d)
        loaded._index = index
        loaded._ids = set(faiss.vector_to_array(index.id_map).tolist())
        return loaded

    def _remove(self, ids: set[int]) -> None:
        if ids:
            self._index.remove_ids(faiss.IDSelectorBatch(np.fromiter(ids, np.int64)))
            self._ids -= ids


def _empty(dim: int) -> faiss.IndexIDMap2:
    return faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
