"""Things on sale, as everybody else sees them: one small frozen description, read within a household."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from embeddings.attributes import Attributes
from embeddings.colour import Colour
from embeddings.compatibility import type_of
from wardrobe.attributes import of_sighting, together
from wardrobe.catalogue.schema import CatalogueRow, ItemRow
from wardrobe.colours import colours_from

BLOCK: Final = 500
"""Ids asked for in one query."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something on sale. Only items that are ``ready`` have vectors and can be suggested."""

    id: int
    catalogue_id: int
    title: str
    brand: str | None
    price_minor: int | None
    """What it costs now, in the currency's smallest unit; None where the feed gives no price that can be read."""
    regular_minor: int | None
    """What it cost before a sale; None when there is none."""
    currency: str | None
    """ISO 4217."""
    sizes: tuple[str, ...]
    link: str | None
    """The shop's page of it, http or https."""
    available: bool
    """In stock, or to be had in a while; never true of what is gone."""
    category: str | None
    """The parser's; None for what is no garment that it looks for."""
    kind: str | None
    type: str
    """Of ``embeddings.compatibility.TYPES``."""
    colours: tuple[Colour, ...]
    """The main one first, by the shop's own word where it gives one."""
    attributes: Attributes
    audience: str | None
    """female, male, unisex or kids."""
    added_on: date
    gone: bool
    """In the feed no more."""
    ready: bool
    """Looked at by the encoder: it has vectors."""
    picture: str | None
    """SHA-256 of its picture, None before that is fetched: part of the picture's address, so that a browser may
    keep it for good."""


def visible(household_id: int) -> ColumnElement[bool]:
    """Which catalogues a household sees: its own, and those offered to every household."""
    return or_(CatalogueRow.household_id.is_(None), CatalogueRow.household_id == household_id)


def read_items(session: Session, household_id: int, ids: Collection[int]) -> list[Item]:
    """The items with these ids, in their order; ids that are unknown or of others' catalogues are left out."""
    wanted = list(dict.fromkeys(ids))
    found: dict[int, Item] = {}
    for start in range(0, len(wanted), BLOCK):
        query = select(ItemRow).join(CatalogueRow, CatalogueRow.id == ItemRow.catalogue_id)
        query = query.where(visible(household_id), ItemRow.id.in_(wanted[start : start + BLOCK]))
        found |= {row.id: item_of(row) for row in session.scalars(query)}
    return [found[id] for id in wanted if id in found]


def item_of(row: ItemRow) -> Item:
    """An item as its row says."""
    found = row.attributes
    attributes = (
        together([(found, row.category, 1.0)], row.category, {"kind": row.kind})
        if row.kind
        else of_sighting(found, row.category)
    )
    return Item(
        id=row.id,
        catalogue_id=row.catalogue_id,
        title=row.title,
        brand=row.brand,
        price_minor=row.price_minor,
        regular_minor=row.regular_minor,
        currency=row.currency,
        sizes=tuple(row.sizes),
        link=row.link,
        available=row.available and row.gone_at is None,
        category=row.category,
        kind=row.kind,
        type=type_of(row.category, row.kind),
        colours=colours_from(row.colours),
        attributes=attributes,
        audience=row.audience,
        added_on=row.added_on,
        gone=row.gone_at is not None,
        ready=row.state == "ready",
        picture=row.picture_sha256,
    )
