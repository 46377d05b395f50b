"""Things on sale as tiles, and their prices in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app import addresses
from app.components.gallery import Tile
from wardrobe.catalogue.items import Item
from wardrobe.i18n import Translate
from wardrobe.matching.suggesting import Suggestion
from wardrobe.matching.wishes import Wish
from wardrobe.money import shown


def price(item: Item, _: Translate) -> str:
    """What it costs now; nothing where the shop does not say."""
    if item.gone:
        return _("no longer on sale")
    return shown(item.price_minor, item.currency) if item.price_minor is not None and item.currency else ""


def item_tile(item: Item, _: Translate, said: Iterable[str] = ()) -> Tile:
    """An item with its price and what else is said of it."""
    parts = [price(item, _), *said]
    return Tile(
        id=item.id,
        image=addresses.item_picture(item.id, "small", item.picture),
        sharper=addresses.item_picture(item.id, "medium", item.picture),
        alt=item.title,
        title=item.title,
        subtitle=" · ".join(part for part in parts if part),
        href=addresses.item_link(item.id),
        badge=reduced(item),
    )


def suggestion_tile(found: Suggestion, _: Translate) -> Tile:
    """With the first reason."""
    return item_tile(found.item, _, [reason.said(_) for reason in found.reasons[:1]])


def wish_tile(wish: Wish, _: Translate) -> Tile:
    """With what has become of its price; a thing that is gone stays, and says so."""
    cheaper = wish.cheaper_by_minor
    said = (
        [_("was {price}").format(price=shown(wish.price_then_minor or 0, wish.item.currency or ""))] if cheaper else []
    )
    tile = item_tile(wish.item, _, said)
    if wish.item.gone:
        return replace(tile, badge=_("Gone"), state="failed")
    if not wish.item.available:
        return replace(tile, badge=_("Sold out"))
    return replace(tile, badge=_("Price dropped")) if cheaper else tile


def reduced(item: Item) -> str:
    """By how much the shop has reduced it, such as −30 %; nothing where it has not."""
    now, before = item.price_minor, item.regular_minor
    if item.gone or now is None or not before or now >= before:
        return ""
    return f"−{round(100 * (1 - now / before))} %"
