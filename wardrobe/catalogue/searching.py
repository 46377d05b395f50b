"""Things on sale by words: what looks like them, without what is known to be otherwise, and what bears the name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from embeddings.query import Asked, understand
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.items import Item, read_items, visible
from wardrobe.catalogue.schema import CatalogueRow, ItemRow
from wardrobe.catalogue.shelves import Shelves
from wardrobe.database import Database
from wardrobe.search.fitting import MAYBE_FROM, WRONG_BELOW, truth

WIDER: Final = 4
"""Times as many are looked at as are shown: of some of them the words are not true."""
TRUE: Final = 0.1
"""What the words being true adds to the cosine between words and picture, which is rarely above 0.4."""
NAMED: Final = 0.5
"""What a brand or title adds that bears a word which says nothing of looks: who types a name means it."""
NAMES: Final = 200
"""Items that bear a name and are looked at."""


class ItemSearch:
    """Searches every catalogue that a household sees."""

    def __init__(self, database: Database, shelves: Shelves) -> None:
        self._database = database
        self._shelves = shelves

    def find(self, household_id: int, words: str, filters: ItemFilters | None = None, limit: int = 48) -> list[Item]:
        """Items that fit the words, best first. Raises ``ModelError``."""
        asked = understand(words)
        cosines = {hit.id: hit.score for hit in self._shelves.described(household_id, words, WIDER * limit, filters)}
        with self._database.read() as session:
            named = _named(session, household_id, asked.unknown) if asked.unknown else []
            named = self._shelves.passing(household_id, named, filters)
            items = read_items(session, household_id, [*cosines, *(id for id in named if id not in cosines)])
        found = []
        for item in items:
            true = _true(item, asked)
            if true is not None and not item.gone:
                worth = cosines.get(item.id, 0.0) + TRUE * true + NAMED * (item.id in named)
                found.append((worth, item))
        found.sort(key=lambda one: (-one[0], one[1].id))
        return [item for _, item in found[:limit]]


def _true(item: Item, asked: Asked) -> float | None:
    """How true the words are on average, a half where nothing is known; None where one is known to be wrong."""
    thing: Any = item  # what is asked of a garment, an item knows as well
    total = []
    for wish in asked.wishes:
        true = truth(thing, wish)
        if true is not None and (true < WRONG_BELOW if wish.wanted else true >= MAYBE_FROM):
            return None
        total.append(0.5 if true is None else true if wish.wanted else 1 - true)
    return sum(total) / len(total) if total else 0.5


def _named(session: Session, household_id: int, words: Sequence[str]) -> list[int]:
    """Ids of items whose brand or title holds one of these words."""
    query = select(ItemRow.id).join(CatalogueRow, CatalogueRow.id == ItemRow.catalogue_id)
    holds = [column.icontains(word, autoescape=True) for word in words for column in (ItemRow.brand, ItemRow.title)]
    ready = ItemRow.state == "ready", ItemRow.gone_at.is_(None)
    return list(session.scalars(query.where(visible(household_id), *ready, or_(*holds)).limit(NAMES)))
