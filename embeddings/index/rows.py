"""What an index knows of each row beside its vector, and which rows a filter lets through."""

from __future__ import annotations

from collections.abc import Collection

import faiss
import numpy as np
from numpy.typing import ArrayLike, NDArray

from embeddings.index.where import Where

Mask = NDArray[np.bool_]
FREE = -1
"""The id of a place that holds no row."""


class Rows:
    """Ids, owners and categories in the order of their places."""

    def __init__(
        self,
        ids: NDArray[np.int64] | None = None,
        owners: NDArray[np.int64] | None = None,
        categories: NDArray[np.int32] | None = None,
    ) -> None:
        self.ids = np.zeros(0, np.int64) if ids is None else ids
        self.owners = np.zeros(0, np.int64) if owners is None else owners
        self.categories = np.zeros(0, np.int32) if categories is None else categories
        self.count = int((self.ids != FREE).sum())

    def __contains__(self, id: int) -> bool:
        return id >= 0 and bool((self.ids == id).any())

    @property
    def places(self) -> int:
        """Places, those that hold no row included."""
        return len(self.ids)

    @staticmethod
    def new(ids: ArrayLike, owners: ArrayLike, categories: ArrayLike, vectors: int) -> Rows:
        """Rows to be added, for so many vectors.

        Raises ``ValueError`` for another number of ids, and for an id that comes twice or is negative.
        """
        wanted = np.asarray(ids, np.int64).reshape(-1)
        if len(wanted) != vectors:
            raise ValueError(f"{len(wanted)} ids want as many vectors, not {vectors}")
        if len(np.unique(wanted)) != len(wanted):
            raise ValueError("an id comes twice")
        if (wanted < 0).any():
            raise ValueError("an id is negative")
        shape = wanted.shape
        codes = np.broadcast_to(np.asarray(owners, np.int64), shape), np.broadcast_to(categories, shape)
        return Rows(wanted, codes[0].copy(), codes[1].astype(np.int32))

    def append(self, more: Rows) -> None:
        """Put rows behind these."""
        self.ids = np.concatenate([self.ids, more.ids])
        self.owners = np.concatenate([self.owners, more.owners])
        self.categories = np.concatenate([self.categories, more.categories])
        self.count += more.count

    def claim(self, new: Rows) -> NDArray[np.int64]:
        """Put rows into places that are free, and behind these where none is left; gives their places."""
        free = np.flatnonzero(self.ids == FREE)[: new.count]
        more = new.count - len(free)
        first, self.count = self.places, self.count + new.count
        self.ids, self.owners, self.categories = (
            np.concatenate([old, np.zeros(more, old.dtype)]) for old in (self.ids, self.owners, self.categories)
        )
        places = np.concatenate([free, np.arange(first, first + more)])
        self.ids[places], self.owners[places], self.categories[places] = new.ids, new.owners, new.categories
        return places

    def where_are(self, ids: Collection[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of those ids that are here."""
        return np.flatnonzero(np.isin(self.ids, _numbers(ids)))

    def free(self, places: NDArray[np.int64]) -> None:
        """These places hold no row any more."""
        self.ids[places] = FREE
        self.count -= len(places)

    def close_up(self) -> None:
        """Drop the places that hold no row; the others keep their order."""
        kept = self.ids != FREE
        self.ids, self.owners, self.categories = self.ids[kept], self.owners[kept], self.categories[kept]

    def passing(self, where: Where) -> Mask | None:
        """Of each place whether its row passes; None where every row does."""
        asked: list[Mask] = []
        if where.owner is not None:
            asked.append(self.owners == where.owner)
        if where.categories is not None:
            asked.append(_one_of(self.categories, where.categories))
        if where.among is not None:
            asked.append(np.isin(self.ids, _numbers(where.among)))
        if not asked:
            return None
        if self.count < self.places:
            asked.append(self.ids != FREE)
        passing: Mask = asked[0]
        for one in asked[1:]:
            passing &= one
        return passing


def selector(passing: Mask) -> faiss.IDSelector:
    """The same as FAISS takes it: a bit for each place, tested as FAISS comes by."""
    return faiss.IDSelectorBitmap(np.packbits(passing, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _one_of(codes: NDArray[np.int32], wanted: Collection[int]) -> Mask:
    found = np.zeros(len(codes), np.bool_)
    for one in wanted:
        found |= codes == one
    return found


def _numbers(ids: Collection[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64, len(ids))
