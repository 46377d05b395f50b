"""One reading of a feed into a catalogue: what is new, changed, gone and back, and every row that failed.

Rows are written in batches, each a transaction. What the feed has no more is marked only after all of it has
been read, so a feed that is cut, or a process that is killed, drops nothing; and a row that is as it was is not
written again, so the next reading goes through what is done in no time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from embeddings.errors import OtjangError
from wardrobe.catalogue.faults import stored
from wardrobe.catalogue.feeds import RowFault, read_feed
from wardrobe.catalogue.products import Product, Ways, products
from wardrobe.catalogue.rows import change_item, first_prices, new_item, repeated
from wardrobe.catalogue.schema import CatalogueRow, ImportFaultRow, ImportRow, ItemRow
from wardrobe.database import Database
from wardrobe.errors import FeedError
from wardrobe.schema import now

BATCH: Final = 500
"""Rows of a transaction."""
DETAILED: Final = 1000
"""Faults of an import that are kept one by one; all are counted."""
ASK_FROM: Final = 3
"""Fewer items that go are never asked about."""

Tell = Callable[[int], None]
"""Told now and then how many rows have been read."""
Pause = Callable[[], bool]
"""Called between batches; true: stop."""


class StoppedError(OtjangError):
    """An import was stopped; the next one goes on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an import works with."""

    database: Database
    catalogue_id: int
    import_id: int
    ways: Ways
    now: datetime
    mapping: dict[str, str]
    ask_share: float
    """Of the items: when more would go, they are asked about."""


def read_into(reading: Reading, path: Path, tell: Tell = lambda _: None, pause: Pause = lambda: False) -> None:
    """Read a feed into its catalogue; on return the import is ``done``, or ``asking`` and nothing has gone.

    Raises ``FeedError``, ``StorageError`` and ``StoppedError``: what has been read so far stays, nothing goes.
    """
    counts: Counter[str] = Counter()
    with read_feed(path, reading.mapping) as feed:
        with reading.database.write() as session:
            session.get_one(CatalogueRow, reading.catalogue_id).format = feed.format
            if feed.declared is not None:
                _keep(session, reading, [_other_encoding(feed.declared, feed.encoding)], counts)
        found = products(feed.rows, reading.ways)
        while batch := list(islice(found, BATCH)):
            if pause():
                raise StoppedError("The import was stopped.", remedy="Start it again: it goes on where it was.")
            _write(reading, batch, counts)
            tell(counts["rows"] + counts["failed"])
    if not counts["rows"]:
        raise FeedError(
            "There is no row in the feed that can be taken.", remedy="Look at its faults; nothing is dropped."
        )
    with reading.database.write() as session:
        _finish(session, reading, counts)


def drop_missing(session: Session, run: ImportRow, at: datetime) -> int:
    """Mark as gone what an import has not seen; gives how many."""
    result = session.execute(update(ItemRow).where(*missing(run)).values(gone_at=at))
    return int(result.rowcount)  # type: ignore[attr-defined]


def missing(run: ImportRow) -> tuple[ColumnElement[bool], ...]:
    """Items that are there and were not in the feed of this import."""
    unseen = or_(ItemRow.import_id.is_(None), ItemRow.import_id != run.id)
    return ItemRow.catalogue_id == run.catalogue_id, ItemRow.gone_at.is_(None), unseen


def _finish(session: Session, reading: Reading, counts: Counter[str]) -> None:
    run = session.get_one(ImportRow, reading.import_id)
    there = select(func.count()).where(ItemRow.catalogue_id == run.catalogue_id, ItemRow.gone_at.is_(None))
    counts["missing"] = session.scalar(select(func.count()).select_from(ItemRow).where(*missing(run))) or 0
    asks = counts["missing"] >= ASK_FROM and counts["missing"] > reading.ask_share * (session.scalar(there) or 0)
    counts["gone"] = 0 if asks else drop_missing(session, run, reading.now)
    earlier = ImportRow.catalogue_id == run.catalogue_id, ImportRow.id < run.id, ImportRow.state == "asking"
    session.execute(update(ImportRow).where(*earlier).values(state="done"))
    run.state, run.finished_at, run.counts = "asking" if asks else "done", now(), {**run.counts, **counts}


def _write(reading: Reading, batch: Sequence[tuple[int, Product] | RowFault], counts: Counter[str]) -> None:
    faults = [one for one in batch if isinstance(one, RowFault)]
    broken = {one.key for one in faults if not one.taken and one.key}
    rows = [one for one in batch if not isinstance(one, RowFault)]
    keys = list({product.key for _, product in rows} | broken)
    with reading.database.write() as session:
        query = select(ItemRow).where(ItemRow.catalogue_id == reading.catalogue_id, ItemRow.key.in_(keys))
        known = {row.key: row for row in session.scalars(query)}
        fresh: list[ItemRow] = []
        for line, product in rows:
            counts["rows"] += 1
            row = known.get(product.key)
            if row is None:
                fresh.append(new_item(session, reading, product))
                known[product.key] = fresh[-1]
                counts["new"] += 1
            elif row.import_id == reading.import_id:
                if product.variant:
                    counts["sizes"] += 1
                    change_item(session, reading, row, product, also=True)
                else:
                    faults.append(repeated(line, product.key))
            elif row.row_hash == product.row_hash and row.gone_at is None:
                row.import_id = reading.import_id
                counts["unchanged"] += 1
            else:
                counts["changed" if row.gone_at is None else "back"] += 1
                change_item(session, reading, row, product)
        for key in broken & known.keys():  # its row is broken today, but it is in the feed: it must not go
            known[key].import_id = reading.import_id
        first_prices(session, reading, fresh)
        _keep(session, reading, faults, counts)
        run = session.get_one(ImportRow, reading.import_id)
        run.counts = {**run.counts, **counts}


def _keep(session: Session, reading: Reading, faults: Sequence[RowFault], counts: Counter[str]) -> None:
    """Count faults, and keep the first ones in detail."""
    for fault in faults:
        if counts["failed"] + counts["noted"] < DETAILED:
            kept = stored(fault.error, taken=fault.taken)
            session.add(
                ImportFaultRow(
                    import_id=reading.import_id, line=fault.line, key=fault.key, field=fault.field, fault=kept
                )
            )
        counts["noted" if fault.taken else "failed"] += 1


def _other_encoding(declared: str, found: str) -> RowFault:
    error = FeedError(
        "The feed says that it is in {declared}, but it is in {found}; it was read as that.",
        declared=declared,
        found=found,
        remedy="Tell the shop.",
    )
    return RowFault(None, None, None, error, taken=True)
