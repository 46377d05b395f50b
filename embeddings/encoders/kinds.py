"""A garment's finer kind, among those that the parser's category allows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.onnx_encoder import WEIGHTS
from embeddings.errors import ModelError
from embeddings.ontology import KINDS, KINDS_OF
from embeddings.runtime import REINSTALL

HEAD: Final = WEIGHTS / "kinds.npz"


def kinds(vectors: NDArray[np.float32], categories: Sequence[str]) -> list[tuple[str, float]]:
    """The most probable kind of each garment and its probability among its category's kinds.

    ``vectors`` N×dim unit rows of the built-in encoder; ``categories`` N parser categories. Any kind
    may be the answer for a category that has none. Raises ``ModelError`` when the head is missing.
    """
    answers = []
    for row, category in zip(kind_probabilities(vectors), categories, strict=True):
        allowed = np.array([kind in KINDS_OF.get(category, KINDS) for kind in KINDS])
        among = np.where(allowed, row, 0)
        best = int(among.argmax())
        answers.append((KINDS[best], float(among[best] / max(among.sum(), 1e-12))))
    return answers


def kind_probabilities(vectors: NDArray[np.float32], head: Path = HEAD) -> NDArray[np.float32]:
    """N×len(KINDS) probabilities of all kinds, whatever the category."""
    weight, bias = _head(head)
    logits = vectors @ weight + bias
    grown = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(grown / grown.sum(1, keepdims=True), np.float32)


@lru_cache(2)
def _head(path: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    try:
        with np.load(path) as stored:
            if tuple(stored["kinds"]) != KINDS:
                raise ValueError("other kinds")
            return stored["weight"], stored["bias"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError("{path} is missing or damaged.", path=path, remedy=REINSTALL) from error
