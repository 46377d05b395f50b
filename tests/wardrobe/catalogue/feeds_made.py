"""Small made feeds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from wardrobe.catalogue.feeds import Entry, RowFault, read_feed
from wardrobe.catalogue.products import Product, Ways, products

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n'
)
FOOT = "</channel></rss>\n"
TODAY = date(2026, 5, 4)


def item(key: object, title: str = "T-shirt", more: str = "") -> str:
    """A product of a Google Merchant feed, on a line of its own."""
    return (
        f"<item><g:id>{key}</g:id><title>{title}</title><link>https://shop.example/{key}</link>"
        f"<g:image_link>https://shop.example/{key}.jpg</g:image_link>{more}</item>\n"
    )


def rss(*items: str) -> str:
    """A whole feed."""
    return HEAD + "".join(items) + FOOT


def read(path: Path, data: str | bytes, mapping: dict[str, str] | None = None) -> list[Entry | RowFault]:
    """What the readers make of a feed."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with read_feed(path, mapping) as feed:
        return list(feed.rows)


def taken(
    path: Path,
    data: str | bytes,
    *,
    currency: str | None = None,
    folder: bool = False,
    mapping: dict[str, str] | None = None,
) -> tuple[list[Product], list[RowFault]]:
    """The products of a feed, and its faults."""
    rows: Iterable[Entry | RowFault] = read(path, data, mapping)
    found = list(products(rows, Ways(TODAY, currency, folder)))
    good = [one[1] for one in found if not isinstance(one, RowFault)]
    return good, [one for one in found if isinstance(one, RowFault)]
