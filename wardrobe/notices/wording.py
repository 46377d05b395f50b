"""Notices in words, as they are sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from embeddings.lexicon import Term
from embeddings.query import Wish
from wardrobe.catalogue.items import Item
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate, translator
from wardrobe.money import shown
from wardrobe.notices.notices import Notice
from wardrobe.ordering.links import safe_link
from wardrobe.search.reasons import name_of
from wardrobe.words import N_, colour_name

PICK: Final = N_("Pick of the day")
OUTFIT: Final = N_("For tomorrow")
NAMED: Final = N_("{colour} {kind}")


class Wording:
    """Titles and texts of notices. What is told of must still be there: else there is nothing to tell."""

    def __init__(
        self,
        items: Callable[[int, list[int]], Sequence[Item]],
        garments: Callable[[int], Sequence[GarmentItem]],
    ) -> None:
        self._items = items
        self._garments = garments

    def __call__(self, notice: Notice, language: str) -> tuple[str, str] | None:
        """Title and text in a language; None where what it is about is gone."""
        _ = translator(language)
        said = [reason.said(_) for reason in notice.reasons]
        if notice.kind == "pick":
            found = self._items(notice.household_id, [notice.item_id] if notice.item_id else [])
            if not found or found[0].gone:
                return None
            return _(PICK), "\n".join([*_item(found[0]), *said, safe_link(found[0].link) or ""]).strip()
        by_id = {garment.id: garment for garment in self._garments(notice.household_id)}
        names = [garment_name(by_id[id], _) for id in notice.garment_ids if id in by_id]
        if not names or len(names) < len(notice.garment_ids):
            return None
        return _(OUTFIT), "\n".join([*(f"• {name}" for name in names), *said])


def garment_name(garment: GarmentItem, _: Translate) -> str:
    """The name that the person gave, else the main colour and what it is."""
    if garment.name:
        return garment.name
    kind = _(garment.kind or name_of(Wish(Term("category", garment.category))))
    if not garment.colours:
        return kind
    return _(NAMED).format(colour=colour_name(garment.colours[0].name, _), kind=kind)


def _item(item: Item) -> list[str]:
    named = f"{item.title}, {item.brand}" if item.brand and item.brand not in item.title else item.title
    priced = item.price_minor is not None and item.currency is not None
    return [named, shown(item.price_minor or 0, item.currency or "")] if priced else [named]
