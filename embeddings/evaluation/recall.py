"""Which garment is it, of all: the rank of the right answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.studio import Views
from embeddings.evaluation.wilson import wilson
from embeddings.training.data import rows

COLOUR_GAP: Final = 25.0
"""CIELAB distance above which query and answer show two colour variants: the table is wrong there."""

Pairs = list[tuple[int, int]]


def queries(data: Path, views: Views, everything: bool = False) -> Pairs:
    """Rows of query and right answer, of products that training has not seen unless ``everything`` is asked."""
    row = {name: place for place, name in enumerate(views.names)}
    pairs = [
        (row[each["query"]], row[each["positive"]])
        for each in rows(data / "pairs" / "reid_queries.csv")
        if each["query"] in row and each["positive"] in row
    ]
    return [(query, answer) for query, answer in pairs if everything or views.unseen[query]]


def agreeing(views: Views, pairs: Pairs) -> Pairs:
    """Those whose measured colours do not contradict the table."""
    return [(q, a) for q, a in pairs if np.linalg.norm(views.lab[q] - views.lab[a]) <= COLOUR_GAP]


def ranks(vectors: NDArray[np.float32], views: Views, asked: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Rank of the right answer among all main views."""
    gallery = np.flatnonzero(views.main)
    found = []
    for query, _ in asked:
        scores = vectors[gallery] @ vectors[query]
        right = views.garment[gallery] == views.garment[query]
        found.append(1 + int((scores > scores[right].max()).sum()))
    return np.array(found, np.int64)


def recall(rank: NDArray[np.int64]) -> dict[str, Any]:
    """Shares of right answers at the first and among the first five, with 95 % intervals."""
    return {
        "recall_at_1": wilson(int((rank == 1).sum()), len(rank)),
        "recall_at_5": wilson(int((rank <= 5).sum()), len(rank)),
    }
