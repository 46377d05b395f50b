"""What is asked of an index, and what it answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Hit(NamedTuple):
    """One neighbour: its id and the inner product, which is the cosine where rows have unit length."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows may be found; None asks nothing. All that is asked must hold."""

    owner: int | None = None
    categories: Collection[int] | None = None
    among: Collection[int] | NDArray[np.int64] | None = None
    """Ids."""


EVERYWHERE: Final = Where()
