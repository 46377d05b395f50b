"""Products into rows: what changes, what that means for the picture and the vectors, and what it costs since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.catalogue.feeds import RowFault
from wardrobe.catalogue.products import Product, together
from wardrobe.catalogue.schema import ItemPriceRow, ItemRow
from wardrobe.catalogue.words import head, sort_item
from wardrobe.errors import FeedError

if TYPE_CHECKING:
    from wardrobe.catalogue.importing import Reading

_KEPT = (
    *("title", "description", "brand", "link", "picture", "label", "said_colour", "audience", "price_minor"),
    *("regular_minor", "currency", "available"),
)


def new_item(session: Session, reading: Reading, product: Product) -> ItemRow:
    """A row for a product that was not there; ``first_prices`` is still to come. It waits for its picture."""
    values = asdict(product)
    sort = sort_item(product.title, product.label)
    row = ItemRow(
        catalogue_id=reading.catalogue_id,
        key=product.key,
        **{name: values[name] for name in _KEPT},
        sizes=list(product.sizes),
        row_hash=product.row_hash,
        import_id=reading.import_id,
        added_on=reading.ways.today,
        category=sort.category,
        kind=sort.kind,
        colours=[],
        state="waiting",
        tries=0,
    )
    session.add(row)
    return row


def first_prices(session: Session, reading: Reading, rows: Sequence[ItemRow]) -> None:
    """What new items cost; they get their ids here, all at once."""
    session.flush()
    session.add_all(
        ItemPriceRow(item_id=row.id, since=reading.ways.today, price_minor=row.price_minor, currency=row.currency)
        for row in rows
        if row.price_minor is not None and row.currency is not None
    )


def change_item(session: Session, reading: Reading, row: ItemRow, product: Product, *, also: bool = False) -> None:
    """Bring a row up to date. ``also``: another size of what this import has seen already.

    Another picture is fetched, and for other words the kept one is looked at again; a new price or stock changes
    nothing of that.
    """
    if also:
        product = together(_product_of(row), product)
    before = _words(row)
    if row.picture != product.picture:
        row.picture_sha256 = None
        _look_again(row)
    price = row.price_minor, row.currency
    values = asdict(product)
    for name in _KEPT:
        setattr(row, name, values[name])
    row.sizes, row.row_hash = list(product.sizes), product.row_hash
    row.import_id, row.gone_at = reading.import_id, None
    if _words(row) != before and row.state == "ready":
        _look_again(row)
    if (row.price_minor, row.currency) != price and row.id is not None:
        _note_price(session, reading, row)


def repeated(line: int, key: str) -> RowFault:
    """What is said of a row whose id another row has."""
    error = FeedError(
        "The id {key} is there twice; the first row was taken.", key=key, remedy="Every row needs an id of its own."
    )
    return RowFault(line, key, "id", error)


def _look_again(row: ItemRow) -> None:
    row.state, row.tries, row.failure = "waiting", 0, None


def _words(row: ItemRow) -> tuple[object, ...]:
    """What the words of a row decide."""
    return sort_item(row.title, row.label), row.said_colour, head(row.title)


def _product_of(row: ItemRow) -> Product:
    return Product(key=row.key, sizes=tuple(row.sizes), **{name: getattr(row, name) for name in _KEPT})


def _note_price(session: Session, reading: Reading, row: ItemRow) -> None:
    if row.price_minor is None or row.currency is None:
        return
    today = ItemPriceRow.item_id == row.id, ItemPriceRow.since == reading.ways.today
    known = session.scalar(select(ItemPriceRow).where(*today))
    if known is None:
        known = ItemPriceRow(item_id=row.id, since=reading.ways.today)
        session.add(known)
    known.price_minor, known.currency = row.price_minor, row.currency
