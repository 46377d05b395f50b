"""The plainest judge: what looks alike goes together. Reported beside the learnt one as its baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility.base import Vectors
from embeddings.encoders.base import unit_rows


class Likeness:
    """Mean cosine of the garments' embeddings, two by two. See ``Scorer``."""

    model_id = "likeness"

    def __init__(self, dim: int = 256) -> None:
        self.dim = dim

    def styles(self, embeddings: Vectors, histograms: Vectors, types: Sequence[str]) -> Vectors:
        """The embeddings themselves."""
        return unit_rows(embeddings)

    def score(self, styles: Vectors, types: Sequence[str], outfits: NDArray[np.int64]) -> Vectors:
        """M means over the pairs of each outfit; 0 for fewer than two garments."""
        if not len(styles):
            return np.zeros(len(outfits), np.float32)
        there = outfits >= 0
        rows = np.where(there[..., None], styles[np.maximum(outfits, 0)], 0)
        count = there.sum(1)
        total = np.square(rows.sum(1)).sum(1) - np.square(rows).sum((1, 2))  # each pair twice
        return np.asarray(total / np.maximum(count * (count - 1), 1), np.float32)

    def fit(self, styles: Vectors, types: Sequence[str], known: NDArray[np.int64], new: NDArray[np.int64]) -> Vectors:
        """M means over the known garments; 0 where there is none."""
        if not len(styles):
            return np.zeros(len(new), np.float32)
        there = known >= 0
        cosines = np.einsum("mkd,md->mk", styles[np.maximum(known, 0)], styles[new])
        return np.asarray((cosines * there).sum(1) / np.maximum(there.sum(1), 1), np.float32)

    def pairs(self, one: Vectors, one_types: Sequence[str], other: Vectors, other_types: Sequence[str]) -> Vectors:
        """A×B cosines."""
        return np.asarray(one @ other.T, np.float32)

    def queries(self, styles: Vectors, types: Sequence[str], wanted: str) -> Vectors:
        """The styles themselves."""
        return styles

    def better(self, one: float, other: float) -> float:
        """A logistic of the difference: not calibrated."""
        return float(1 / (1 + np.exp(other - one)))

    def better_by_one(self, one: float, other: float) -> float:
        """The same."""
        return self.better(one, other)
