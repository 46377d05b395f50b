"""What every encoder offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

BATCH: Final = 8
"""Pictures in one pass: more only takes more memory."""
TEXTS: Final = 256
"""Texts in one pass: 10,000 at once take 3 GB."""


class Encoder(Protocol):
    """Pictures and words to vectors of one space; the dot product of two unit rows is their likeness."""

    @property
    def model_id(self) -> str:
        """Stored beside every vector: vectors of different models are never compared."""
        ...

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        ...

    def encode_images(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """H×W×3 uint8 RGB pictures, garments on neutral ground, to N×dim unit rows."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts to N×dim unit rows."""
        ...


def unit_rows(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Each row divided by its length; a row of zeros stays."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1), np.float32)
