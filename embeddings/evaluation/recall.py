"""Which garment is it, of all: the rank of the right answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.ranking import found, places
from embeddings.evaluation.studio import Views
from embeddings.training.data import rows
from embeddings.training.encoder.items import COLOUR_GAP

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


def ranks(
    vectors: NDArray[np.float32],
    views: Views,
    asked: Sequence[tuple[int, int]],
    seen_in: NDArray[np.float32] | None = None,
) -> NDArray[np.int64]:
    """Rank of the right answer among all main views; ``seen_in`` has the queries' vectors in another light."""
    gallery = np.flatnonzero(views.main)
    query = np.array([query for query, _ in asked], np.int64)
    scores = (vectors if seen_in is None else seen_in)[query] @ vectors[gallery].T
    return places(scores, views.garment[gallery] == views.garment[query][:, None])


def recall(rank: NDArray[np.int64]) -> dict[str, Any]:
    """Shares of right answers at the first and among the first five, with 95 % intervals, and the mean of 1/rank."""
    return found(rank, at=(1, 5))
