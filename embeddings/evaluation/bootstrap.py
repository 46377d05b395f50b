"""How sure a figure measured on few photos is: percentile bootstrap over photos (Efron 1979)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray


def interval(
    values: NDArray[np.int64] | NDArray[np.float64],
    figure: Callable[[NDArray[np.float64]], float],
    rounds: int = 1000,
    seed: int = 0,
) -> tuple[float, float]:
    """95 % interval of ``figure`` of the summed rows of ``values`` (one row a photo, any shape behind)."""
    rng = np.random.default_rng(seed)
    flat = values.reshape(len(values), -1).astype(np.float64)
    times = rng.multinomial(len(values), np.full(len(values), 1 / len(values)), size=rounds)
    sums = (times @ flat).reshape(rounds, *values.shape[1:])
    figures = np.array([figure(each) for each in sums])
    defined = figures[~np.isnan(figures)]
    if not defined.size:
        return float("nan"), float("nan")
    low, high = np.percentile(defined, (2.5, 97.5))
    return float(low), float(high)
