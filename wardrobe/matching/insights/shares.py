"""Shares that were counted, with how sure they are.

Each value stands against all others: with Jeffreys' prior, the Beta distribution with a half and a half, its
share after c of n wears has the Beta distribution with c + ½ and n − c + ½, whose middle 95 % are the
interval; it begins at 0 where nothing was counted and ends at 1 where nothing else was (Brown, Cai and
DasGupta, "Interval estimation for a binomial proportion", 2001). The difference of two periods, whose
posteriors are independent, is that of every pair of their quantiles. A prior that is shared by all values
of a dozen (1/12 each) was tried: it is so sure of a count of 0 that one in six comparisons told of a
change where there was none, instead of one in twenty.

Wears are taken as independent of each other. They are not quite: who buys a green coat wears it for
weeks. So the intervals say how sure it is what was worn, not why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEVEL: Final = 0.95
PRIOR: Final = 0.5
"""Jeffreys': half a wear for a value, half a wear for all others."""
STRATA: Final = 200
"""Equally probable quantiles of each of two shares that are compared."""
_GRID: Final = 1024
_REACH: Final = 10.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A value's share."""

    value: str
    count: int
    share: float
    """As counted, 0 to 1."""
    low: float
    high: float
    """The 95 % credible interval."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a value's share has gained (below 0: lost) from one period to another."""

    value: str
    gained: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low > 0 or self.high < 0


def shares(counts: Mapping[str, int], values: Sequence[str]) -> tuple[Share, ...]:
    """Every value's share, the largest first."""
    seen = np.array([counts.get(value, 0) for value in values])
    different, places = np.unique(seen, return_inverse=True)  # most values were never seen, and are alike
    total, tail = seen.sum(), (1 - LEVEL) / 2
    bounds = beta_quantiles(different + PRIOR, total - different + PRIOR, np.array([tail, 1 - tail]))
    bounds[different == 0, 0], bounds[different == total, 1] = 0.0, 1.0
    found = [
        Share(value, int(seen[i]), float(seen[i] / max(total, 1)), *map(float, bounds[places[i]]))
        for i, value in enumerate(values)
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, values.index(one.value))))


def differences(
    before: Mapping[str, int], now: Mapping[str, int], values: Sequence[str], level: float = LEVEL
) -> tuple[Difference, ...]:
    """What every value that was seen has gained, with its interval.

    Intervals hold for all these values at once (Bonferroni): with a dozen colours, one in two people would
    otherwise be told of a change that chance made.
    """
    seen = [value for value in values if before.get(value) or now.get(value)]
    if not seen:
        return ()
    at = (np.arange(STRATA) + 0.5) / STRATA
    each = [np.array([counts.get(value, 0) for value in seen]) for counts in (before, now)]
    totals = [max(sum(counts.get(value, 0) for value in values), 1) for counts in (before, now)]
    old, new = (beta_quantiles(c + PRIOR, n - c + PRIOR, at) for c, n in zip(each, totals, strict=True))
    tail = (1 - level) / (2 * len(seen))
    found = []
    for place, value in enumerate(seen):
        low, high = np.quantile(new[place][:, None] - old[place][None], [tail, 1 - tail])
        gained = each[1][place] / totals[1] - each[0][place] / totals[0]
        found.append(Difference(value, float(gained), float(low), float(high)))
    return tuple(found)


def beta_quantiles(alpha: Numbers, beta: Numbers, at: Numbers) -> Numbers:
    """M×Q quantiles of M Beta distributions.

    The distribution of the log-odds z, whose density e^(αz) / (1 + e^z)^(α+β) is smooth however small α is,
    is summed on a grid; below and above it the tails are those of an exponential distribution.
    """
    middle, spread = np.log(alpha / beta), np.sqrt(1 / alpha + 1 / beta)
    z = middle[:, None] + spread[:, None] * np.linspace(-_REACH, _REACH, _GRID)
    log = alpha[:, None] * z - (alpha + beta)[:, None] * np.logaddexp(0, z)
    density = np.exp(log - log.max(1, keepdims=True))
    steps = (density[:, 1:] + density[:, :-1]) / 2 * np.diff(z, axis=1)
    below, above = density[:, 0] / alpha, density[:, -1] / beta
    mass = np.concatenate([below[:, None], below[:, None] + np.cumsum(steps, axis=1)], axis=1)
    mass /= (mass[:, -1] + above)[:, None]
    found = np.array([np.interp(at, mass[row], z[row]) for row in range(len(z))]).reshape(len(z), len(at))
    return np.asarray(1 / (1 + np.exp(-found)))
