"""How sure a figure measured on few photos is: percentile bootstrap over photos (Efron 1979)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.int64] | NDArray[np.float64]
"""One row a photo, any shape behind; rows add up."""


def intervals(
    values: Values,
    figures: Callable[[NDArray[np.float64]], Mapping[str, float]],
    rounds: int = 1000,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """95 % interval of each figure that ``figures`` gives of summed rows.

    A round draws as many photos as there are, with replacement. Rounds in which a figure is not
    defined (its class was not drawn) do not count for it; NaN where none does. The same seed gives
    the same intervals.
    """
    rng = np.random.default_rng(seed)
    flat = values.reshape(len(values), -1).astype(np.float64)
    times = rng.multinomial(len(values), np.full(len(values), 1 / len(values)), size=rounds)
    sums = (times @ flat).reshape(rounds, *values.shape[1:])
    drawn: dict[str, list[float]] = {}
    for each in sums:
        for name, value in figures(each).items():
            if not math.isnan(value):
                drawn.setdefault(name, []).append(value)
    names = figures(flat.sum(0).reshape(values.shape[1:]))
    return {name: _middle(np.array(drawn[name])) if name in drawn else (math.nan, math.nan) for name in names}


def _middle(figures: NDArray[np.floating[Any]]) -> tuple[float, float]:
    low, high = np.percentile(figures, (2.5, 97.5))
    return float(low), float(high)
