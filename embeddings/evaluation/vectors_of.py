"""What the encoder says of every picture of an evaluation, worked out once a command."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders import Encoder, OnnxEncoder
from embeddings.training.encoder.items import Item

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Items with their vectors and, of the built-in encoder, features."""

    items: list[Item]
    vectors: Vectors
    features: Vectors | None

    def of(self, source: str) -> Described:
        """Those of one source."""
        return self.where([item.source == source for item in self.items])

    def where(self, chosen: Sequence[bool] | NDArray[np.bool_]) -> Described:
        """Those for which ``chosen`` is true."""
        rows = np.flatnonzero(chosen)
        features = None if self.features is None else self.features[rows]
        return Described([self.items[i] for i in rows], self.vectors[rows], features)


def describe(encoder: Encoder, found: Sequence[Item], chunk: int = 64) -> Described:
    """Vectors and features of the items' pictures as they are."""
    vectors, features = [], []
    for start in range(0, len(found), chunk):
        images = [item.load() for item in found[start : start + chunk]]
        if isinstance(encoder, OnnxEncoder):
            seen, told = encoder.look(images)
            features.append(told)
        else:
            seen = encoder.encode_images(images)
        vectors.append(seen)
        if start % (chunk * 8) == 0:
            log.info("seen %d of %d", start, len(found))
    if not vectors:
        return Described([], np.zeros((0, encoder.dim), np.float32), None)
    return Described(list(found), np.concatenate(vectors), np.concatenate(features) if features else None)
