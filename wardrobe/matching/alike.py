"""Things on sale that look like a garment that is owned: another one like it, or its successor."""

from __future__ import annotations

from typing import Final

import numpy as np
from sqlalchemy import select

from embeddings.compatibility import type_of
from embeddings.encoders import garment_vector
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.items import Item, read_items, visible
from wardrobe.catalogue.schema import CatalogueRow
from wardrobe.catalogue.shelves import Shelves
from wardrobe.database import Database
from wardrobe.garments import Garments
from wardrobe.matching.rack import cover_vectors
from wardrobe.models import Models

WIDER: Final = 4
"""Times as many are found by their looks as are shown: then colours count beside them."""


class Alike:
    """Looks through every catalogue that a household sees (``house.alike``)."""

    def __init__(self, database: Database, garments: Garments, shelves: Shelves, models: Models) -> None:
        self._database = database
        self._garments = garments
        self._shelves = shelves
        self._models = models

    def possible(self, household_id: int) -> bool:
        """Whether there is any catalogue to look through."""
        query = select(CatalogueRow.id).where(visible(household_id)).limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def of(self, household_id: int, garment_id: int, filters: ItemFilters | None = None, limit: int = 48) -> list[Item]:
        """Items of its type that pass, the likest first; none while this encoder has not seen the garment.

        Raises ``NotFoundError`` and ``ModelError``.
        """
        garment = self._garments.get(household_id, garment_id)
        with self._database.read() as session:
            there, embeddings, histograms = cover_vectors(session, [garment], self._models.encoder.model_id)
        if not there:
            return []
        types = [type_of(garment.category, garment.kind)]
        hits = self._shelves.alike(household_id, embeddings[0], WIDER * limit, filters, types)
        vectors = self._shelves.garment_vectors([hit.id for hit in hits])
        own = garment_vector(embeddings, histograms)[0]
        order = sorted(vectors, key=lambda id: -float(np.dot(vectors[id], own)))
        with self._database.read() as session:
            items = read_items(session, household_id, order)
        return [item for item in items if not item.gone][:limit]
