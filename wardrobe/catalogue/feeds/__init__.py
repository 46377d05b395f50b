"""Readers of product feeds: Google Merchant XML and TSV, CSV, JSON lines. Memory does not grow with the feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wardrobe.catalogue.feeds.base import Entry, Notice, RowFault, Rows
from wardrobe.catalogue.feeds.encoding import opened
from wardrobe.catalogue.feeds.lines import read_lines
from wardrobe.catalogue.feeds.table import read_table
from wardrobe.catalogue.feeds.xml import read_xml
from wardrobe.errors import FeedError

__all__ = ["FORMATS", "Entry", "Feed", "Notice", "RowFault", "Rows", "read_feed"]

FORMATS: Final = {"xml": read_xml, "table": read_table, "jsonl": read_lines}
"""``table`` is CSV and TSV."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is being read."""

    format: str
    encoding: str
    declared: str | None
    """The encoding that it says it has, where it has another."""
    rows: Rows


@contextmanager
def read_feed(path: Path, mapping: Mapping[str, str] | None = None) -> Iterator[Feed]:
    """Open a feed; its format is seen by how it begins. ``mapping``: our field (``feeds.base.FIELDS``) → its name.

    Raises ``FeedError``, also while rows are read: a feed that is none, or ends in the middle.
    """
    with opened(path) as text:
        kind = _format(text.start)
        yield Feed(kind, text.encoding, text.declared, FORMATS[kind](text, mapping or {}))


def _format(start: str) -> str:
    begun = start.lstrip("\ufeff \t\r\n")
    if not begun:
        raise FeedError("The feed is empty.", remedy="Fetch it again, or ask the shop.")
    if begun[0] == "<":
        if begun[:200].lower().startswith(("<!doctype html", "<html")):
            raise FeedError(
                "This is a web page, not a product feed.", remedy="Ask the shop for the address of its product feed."
            )
        return "xml"
    return "jsonl" if begun[0] in "{[" else "table"
