"""The vector by which a garment is recognised: what it is, beside what colours it has."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

WEIGHT: Final = 1.0
"""Length of the colour histogram beside the embedding's 1; chosen on pairs of photos (``evaluation reid``)."""


def garment_vector(
    embedding: NDArray[np.float32], histogram: NDArray[np.float32], weight: float = WEIGHT
) -> NDArray[np.float32]:
    """One unit vector (or N×D rows), so that likeness is still one cosine.

    ``embedding`` unit rows of an encoder, ``histogram`` of ``embeddings.colour.colour_histogram``.
    The cosine of two such vectors is (cos of embeddings + weight² · colour overlap) / (1 + weight²).
    """
    joined = np.concatenate([embedding, weight * histogram], axis=-1)
    length = np.linalg.norm(joined, axis=-1, keepdims=True)
    return np.asarray(joined / np.where(length > 0, length, 1), np.float32)
