"""Things on sale that look like a garment that is owned (another one like it, or its successor), or like a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from embeddings.compatibility import type_of
from embeddings.encoders import garment_vector
from embeddings.photo import Limits
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.items import Item, read_items, visible
from wardrobe.catalogue.schema import CatalogueRow
from wardrobe.catalogue.shelves import Shelves
from wardrobe.database import Database
from wardrobe.garments import Garments
from wardrobe.matching.rack import cover_vectors
from wardrobe.models import Models
from wardrobe.search import Picture
from wardrobe.search.likeness import Example, on_picture

Vectors = NDArray[np.float32]

WIDER: Final = 4
"""Times as many are found by their looks as are shown: then colours count beside them."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """What items are to be like."""

    type: str | None
    """Of ``embeddings.compatibility.TYPES``; None: any."""
    embedding: Vectors
    histogram: Vectors


class Alike:
    """Looks through every catalogue that a household sees (``house.alike``)."""

    def __init__(
        self, database: Database, garments: Garments, shelves: Shelves, models: Models, limits: Limits
    ) -> None:
        self._database = database
        self._garments = garments
        self._shelves = shelves
        self._models = models
        self._limits = limits
        self._shown: tuple[tuple[str, str] | None, list[Example]] = None, []

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
        own = _Wanted(type_of(garment.category, garment.kind), embeddings[0], histograms[0])
        return self._likest(household_id, [own], filters, limit)

    def of_picture(
        self, household_id: int, picture: Picture, filters: ItemFilters | None = None, limit: int = 48
    ) -> list[Item]:
        """Items that pass and look like a garment of a picture, the likest first; of a thing on plain ground any type.

        Raises ``PhotoError`` and ``ModelError``.
        """
        wanted = [
            _Wanted(type_of(one.category) if one.category else None, one.embedding, one.histogram)
            for one in self._seen(picture)
        ]
        return self._likest(household_id, wanted, filters, limit)

    def _seen(self, picture: Picture) -> list[Example]:
        """What is on a picture; the last one is remembered, as people change the filters."""
        key = hashlib.sha256(picture.data).hexdigest(), self._models.encoder.model_id
        known, examples = self._shown
        if known != key:
            examples = on_picture(picture, self._models, self._limits)
            self._shown = key, examples
        return examples

    def _likest(
        self, household_id: int, wanted: Sequence[_Wanted], filters: ItemFilters | None, limit: int
    ) -> list[Item]:
        """Items by the one that they are most like; their colours count beside their looks."""
        best: dict[int, float] = {}
        for one in wanted:
            types = [one.type] if one.type else None
            hits = self._shelves.alike(household_id, one.embedding, WIDER * limit, filters, types)
            vectors = self._shelves.garment_vectors([hit.id for hit in hits])
            own = garment_vector(one.embedding[None], one.histogram[None])[0]
            for id, vector in vectors.items():
                best[id] = max(best.get(id, -1.0), float(np.dot(vector, own)))
        order = sorted(best, key=lambda id: -best[id])[: WIDER * limit]
        with self._database.read() as session:
            items = read_items(session, household_id, order)
        return [item for item in items if not item.gone][:limit]
