"""At which place a search gives the right answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.wilson import wilson


def places(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of Q questions the place of the best right answer among G, from 1; ``scores`` and ``right`` are Q×G.

    Of equal scores the wrong ones count as before: an answer that cannot tell gains nothing.
    Raises ``ValueError`` for scores that are not finite.
    """
    if not np.isfinite(scores).all():
        raise ValueError("a score is no finite number: the encoder's vectors are broken")
    best = np.where(right, scores, -np.inf).max(1)
    return np.asarray(1 + ((scores >= best[:, None]) & ~right).sum(1))


def found(places_: NDArray[np.int64], at: Sequence[int] = (1, 10)) -> dict[str, Any]:
    """Share of right answers among the first ``at`` with 95 % intervals, and the mean reciprocal rank."""
    count = len(places_)
    result: dict[str, Any] = {f"recall_at_{k}": wilson(int((places_ <= k).sum()), count) for k in at}
    return result | {"mrr": float((1 / places_).mean()) if count else float("nan"), "n": count}
