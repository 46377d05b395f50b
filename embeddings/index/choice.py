"""Exact or approximate: by how many vectors there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embeddings.index import stored
from embeddings.index.approximate import ApproximateIndex
from embeddings.index.base import Index
from embeddings.index.exact import VectorIndex

APPROXIMATE_FROM: Final = 100_000
"""Below, exact search takes no longer than anybody would notice."""


def built(
    ids: Sequence[int] | NDArray[np.int64],
    vectors: NDArray[np.float32],
    *,
    model_id: str,
    owners: ArrayLike = 0,
    categories: ArrayLike = 0,
    threads: int = 1,
) -> Index:
    """An index of n×dim unit vectors, of the kind that fits their number. Raises ``VectorError``."""
    if len(ids) >= APPROXIMATE_FROM:
        return ApproximateIndex.build(
            ids, vectors, model_id=model_id, owners=owners, categories=categories, threads=threads
        )
    index = VectorIndex(vectors.shape[1], model_id)
    index.add(ids, vectors, model_id=model_id, owners=owners, categories=categories)
    return index


def loaded(path: Path, model_id: str, fingerprint: str | None = None) -> Index:
    """The index of a file, of the kind that it was saved as.

    Raises ``IndexFileError``, whose ``fault`` says why the file is not taken, and ``OSError``.
    """
    kind = ApproximateIndex if stored.inspect(path).kind == ApproximateIndex.KIND else VectorIndex
    return kind.load(path, model_id, fingerprint)
