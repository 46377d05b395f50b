"""What filters ask of items, a column each: 30 bytes an item, so that a million are looked through in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from embeddings.compatibility import TYPES, type_of
from wardrobe.catalogue.schema import ItemRow, ItemVectorRow

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]

AUDIENCES: Final = ("", "female", "male", "unisex", "kids")
"""Their places are the codes; the first is: not said."""
NONE: Final = -1
"""A price that is not known."""
BLOCK: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilters:
    """Which items may be found; None lets everything pass."""

    types: Collection[str] | None = None
    """Of ``embeddings.compatibility.TYPES``."""
    least_minor: int | None = None
    most_minor: int | None = None
    """Bounds of the price, in the smallest unit of ``currency``; an item without a price does not pass them."""
    currency: str | None = None
    """ISO 4217; with bounds and None: whatever currency an item has."""
    size: str | None = None
    """Items that name no sizes pass: many feeds leave them out."""
    audience: str | None = None
    """``female`` and ``male`` let unisex and unsaid pass; None lets all but kids' pass, ``kids`` only those."""
    catalogue_id: int | None = None
    available: bool = True
    """Only what is in stock."""


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Every item that is ready and not gone, by rising id."""

    ids: Ids
    catalogues: NDArray[np.int32]
    types: NDArray[np.int8]
    """Places in ``TYPES``."""
    prices: Ids
    """In the smallest unit; ``NONE`` where there is none."""
    currencies: NDArray[np.int16]
    """Places in ``money``."""
    audiences: NDArray[np.int8]
    available: Mask
    sizes: NDArray[np.int32]
    """Places in ``ranges``."""
    marks: Ids
    """Of picture and type: an item whose mark changes has other vectors."""
    money: tuple[str, ...]
    ranges: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.ids)

    def passing(self, filters: ItemFilters, catalogues: Collection[int]) -> Mask:
        """Of each item whether it passes and is in one of these catalogues."""
        wanted = [*catalogues]
        if filters.catalogue_id is not None:
            wanted = [one for one in wanted if one == filters.catalogue_id]
        passing: Mask = np.isin(self.catalogues, np.array(wanted, np.int32))
        if filters.available:
            passing &= self.available
        if filters.types is not None:
            passing &= np.isin(self.types, np.array([TYPES.index(one) for one in filters.types], np.int8))
        passing &= _one_of(_audiences(filters.audience), len(AUDIENCES))[self.audiences]
        if filters.least_minor is not None or filters.most_minor is not None:
            most = np.iinfo(np.int64).max if filters.most_minor is None else filters.most_minor
            passing &= (self.prices >= max(0, filters.least_minor or 0)) & (self.prices <= most)
            if filters.currency is not None:
                passing &= np.array([one == filters.currency for one in self.money], np.bool_)[self.currencies]
        if filters.size is not None:
            fits = [not one or folded(filters.size) in one for one in self.ranges]
            passing &= np.array(fits, np.bool_)[self.sizes]
        return passing

    def places(self, ids: Sequence[int] | Ids) -> Ids:
        """Rows of items; −1 for those that are not here."""
        wanted = np.asarray(ids, np.int64)
        if not len(self):
            return np.full(len(wanted), -1, np.int64)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self) - 1)
        return np.where(self.ids[at] == wanted, at, -1)

    @property
    def bytes(self) -> int:
        """Memory of the columns."""
        columns = (self.ids, self.catalogues, self.types, self.prices, self.currencies)
        return sum(one.nbytes for one in (*columns, self.audiences, self.available, self.sizes, self.marks))


_COLUMNS: Final = {
    "ids": np.int64,
    "catalogues": np.int32,
    "types": np.int8,
    "prices": np.int64,
    "currencies": np.int16,
    "audiences": np.int8,
    "available": np.bool_,
    "sizes": np.int32,
    "marks": np.int64,
}


def folded(size: str) -> str:
    """A size as sizes are compared."""
    return " ".join(size.casefold().split())


def read_facts(session: Session, model_id: str) -> Facts:
    """Of all catalogues; items whose vectors are of another encoder are left out."""
    query = (
        select(
            *(ItemRow.id, ItemRow.catalogue_id, ItemRow.category, ItemRow.kind, ItemRow.price_minor, ItemRow.currency),
            *(ItemRow.audience, ItemRow.available, cast(ItemRow.sizes, Text), ItemRow.picture_sha256),
        )
        .join(ItemVectorRow, ItemVectorRow.item_id == ItemRow.id)
        .where(ItemRow.state == "ready", ItemRow.gone_at.is_(None), ItemVectorRow.model_id == model_id)
        .order_by(ItemRow.id)
    )
    money, ranges = _Codes(), _Codes()
    blocks = [_block(rows, money, ranges) for rows in session.execute(query).partitions(BLOCK)]
    columns = [np.concatenate(parts) for parts in zip(*blocks, strict=True)] or [np.zeros(0, np.int64)] * len(_COLUMNS)
    given: dict[str, Any] = {
        name: column.astype(kind) for (name, kind), column in zip(_COLUMNS.items(), columns, strict=True)
    }
    sizes = tuple(frozenset(folded(str(one)) for one in json.loads(name or "[]")) for name in ranges.names)
    return Facts(**given, money=tuple(money.names), ranges=sizes)


def _block(rows: Sequence[Any], money: _Codes, ranges: _Codes) -> tuple[NDArray[Any], ...]:
    table = []
    for id, catalogue, category, kind, price, currency, audience, available, sizes, picture in rows:
        type_ = TYPES.index(type_of(category, kind))
        mark = int(picture[:14], 16) * 16 + type_ if picture else type_
        code = AUDIENCES.index(audience) if audience in AUDIENCES else 0
        cost = NONE if price is None else price
        table.append((id, catalogue, type_, cost, money(currency or ""), code, available, ranges(sizes), mark))
    return tuple(np.array(column, np.int64) for column in zip(*table, strict=True))


class _Codes:
    """Gives each name a number, in the order in which they come."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._known: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = len(self.names)
            self.names.append(name)
        return self._known[name]


def _audiences(wanted: str | None) -> tuple[str, ...]:
    if wanted is None:
        return ("", "female", "male", "unisex")
    return (wanted,) if wanted == "kids" else ("", "unisex", wanted)


def _one_of(names: Collection[str], length: int) -> Mask:
    found = np.zeros(length, np.bool_)
    found[[AUDIENCES.index(one) for one in names if one in AUDIENCES]] = True
    return found
