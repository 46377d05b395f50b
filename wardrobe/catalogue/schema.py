"""The tables of catalogues: feeds, their imports with every row that failed, items, prices over time, vectors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wardrobe.schema import NEVER_REUSED, Base, only


class CatalogueRow(Base):
    __tablename__ = "catalogue"
    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    """None: offered to every household of the host."""
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(2000))
    """Address or path of the feed."""
    format: Mapped[str] = mapped_column(String(16))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """CSV: our field → the feed's column."""
    currency: Mapped[str | None] = mapped_column(String(3))
    """Of prices that name none; ISO 4217."""
    pictures: Mapped[str | None] = mapped_column(String(2000))
    """Folder of the pictures, where they are not fetched from links."""
    created_at: Mapped[datetime]
    __table_args__ = (NEVER_REUSED,)


class ImportRow(Base):
    """One reading of a feed."""

    __tablename__ = "catalogue_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_id: Mapped[int] = mapped_column(ForeignKey("catalogue.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(16))
    """waiting (asked for), reading, asking (before many items are dropped), done or failed."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    failure: Mapped[dict[str, Any] | None]
    __table_args__ = (NEVER_REUSED,)


class ImportFaultRow(Base):
    """One row of a feed that could not be taken, or was taken with something left out."""

    __tablename__ = "catalogue_fault"
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("catalogue_import.id", ondelete="CASCADE"), index=True)
    line: Mapped[int | None]
    key: Mapped[str | None] = mapped_column(String(200))
    field: Mapped[str | None] = mapped_column(String(60))
    fault: Mapped[dict[str, Any]]
    """template, remedy and params, as a look's failure."""


class ItemRow(Base):
    """Something on sale. ``gone_at``: it is in the feed no more; the row stays for wish lists and trends."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_id: Mapped[int] = mapped_column(ForeignKey("catalogue.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    """The shop's id."""
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str | None] = mapped_column(String(100))
    link: Mapped[str | None] = mapped_column(String(2000))
    picture: Mapped[str | None] = mapped_column(String(2000))
    """Link or file name."""
    label: Mapped[str | None] = mapped_column(String(750))
    """What the shop files it under."""
    said_colour: Mapped[str | None] = mapped_column(String(100))
    audience: Mapped[str | None] = mapped_column(String(20))
    """female, male, unisex or kids."""
    sizes: Mapped[list[Any]] = mapped_column(default=list)
    price_minor: Mapped[int | None]
    """What it costs now, in the currency's smallest unit (cents; yen and won have none)."""
    regular_minor: Mapped[int | None]
    """Before a sale."""
    currency: Mapped[str | None] = mapped_column(String(3))
    available: Mapped[bool] = mapped_column(default=True)
    row_hash: Mapped[str] = mapped_column(String(64))
    """Of what the feed said: an unchanged row is not written again."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_import.id", ondelete="SET NULL"), index=True)
    """The last import that saw it."""
    added_on: Mapped[date] = mapped_column(Date)
    gone_at: Mapped[datetime | None]

    category: Mapped[str | None] = mapped_column(String(30))
    """The parser's, by the shop's words or the encoder; None for what is no garment."""
    kind: Mapped[str | None] = mapped_column(String(60))
    colours: Mapped[list[Any]] = mapped_column(default=list)
    attributes: Mapped[dict[str, Any] | None]
    """What the encoder guessed, as of a sighting."""
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    """waiting (for its picture and vectors), ready or failed."""
    failure: Mapped[dict[str, Any] | None]
    tries: Mapped[int] = mapped_column(default=0)
    picture_sha256: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        UniqueConstraint("catalogue_id", "key"),
        Index("ix_item_waiting", "id", **only("state = 'waiting' AND gone_at IS NULL")),
        Index("ix_item_added_on", "catalogue_id", "added_on"),
        NEVER_REUSED,
    )


class ItemVectorRow(Base):
    __tablename__ = "item_vector"
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(200), index=True)
    embedding: Mapped[bytes]
    """float16, little-endian, unit length: a million items take half a gigabyte."""
    histogram: Mapped[bytes]
    """zlib of float16, little-endian: most of it is zero."""
    style: Mapped[bytes | None]
    """float16, little-endian: what compatibility compares; None until its model has seen it."""
    style_id: Mapped[str | None] = mapped_column(String(200))
    """The compatibility model's id."""


class ItemPriceRow(Base):
    """A price from a day on."""

    __tablename__ = "item_price"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    since: Mapped[date] = mapped_column(Date)
    price_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    __table_args__ = (UniqueConstraint("item_id", "since"),)
