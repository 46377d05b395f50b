"""What every index offers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray


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


class Index(Protocol):
    """Rows of ``dim`` float32 numbers by id, each with the code of its owner and of its category.

    Ids are 0 or larger. The inner product of two unit rows is their likeness. Vectors of one model
    alone: those of another are refused, with both names. Any number of threads may use an index.
    """

    @property
    def model_id(self) -> str:
        """Whose vectors these are."""
        ...

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        ...

    def __len__(self) -> int: ...

    def __contains__(self, id: int) -> bool: ...

    def add(
        self,
        ids: Sequence[int] | NDArray[np.int64],
        vectors: NDArray[np.floating],
        *,
        model_id: str,
        owners: ArrayLike = 0,
        categories: ArrayLike = 0,
    ) -> None:
        """Add n×``dim`` rows; an id that is there already gets the new row.

        ``owners`` and ``categories`` are a number for each row, or one for all. Raises ``VectorError``.
        """
        ...

    def remove(self, ids: Collection[int] | NDArray[np.int64]) -> None:
        """Remove rows; ids that are not there are passed over."""
        ...

    def search(self, vector: NDArray[np.floating], k: int, where: Where = EVERYWHERE, *, model_id: str) -> list[Hit]:
        """The ``k`` rows with the largest inner product, best first. Raises ``VectorError``."""
        ...

    def save(self, path: Path, fingerprint: str = "") -> None:
        """Write the index whole or not at all. ``fingerprint`` says what it was made of.

        Raises ``IndexBusyError`` while another process writes it, ``OSError`` for a fault of the disk.
        """
        ...
