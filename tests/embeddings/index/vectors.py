"""Small vectors for tests of the indexes."""

from __future__ import annotations

import numpy as np

from embeddings.index import Hit, VectorIndex, Where

DIM = 8
MODEL = "model"


def rows(count: int, seed: int = 0, dim: int = DIM) -> np.ndarray:
    """Unit vectors in all directions."""
    values = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def clustered(count: int, seed: int = 0, dim: int = 16, spread: float = 0.12) -> np.ndarray:
    """Unit vectors that lie in heaps, as embeddings do; the heaps are the same for every seed."""
    random = np.random.default_rng(seed)
    values = rows(40, seed=999, dim=dim)[random.integers(40, size=count)]
    values = values + random.normal(0, spread, (count, dim)).astype(np.float32)
    return (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)


def filled(ids: list[int], seed: int = 0) -> tuple[VectorIndex, np.ndarray]:
    """An index of these ids, and their vectors."""
    index, vectors = VectorIndex(DIM, MODEL), rows(len(ids), seed)
    index.add(ids, vectors, model_id=MODEL)
    return index, vectors


class Scan:
    """What an index must find, by a plain product in NumPy."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[np.ndarray, int, int]] = {}

    def search(self, query: np.ndarray, k: int, where: Where) -> list[Hit]:
        found = [
            Hit(id, float(vector @ query))
            for id, (vector, owner, category) in self.rows.items()
            if where.owner in (None, owner)
            and (where.categories is None or category in where.categories)
            and (where.among is None or id in where.among)
        ]
        return sorted(found, key=lambda hit: -hit.score)[: max(k, 0)]
