"""A household's garments as matching sees them: facts, and one style vector of each."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.compatibility import Scorer, type_of
from wardrobe.database import Database
from wardrobe.garments import GarmentItem, Garments
from wardrobe.models import Models
from wardrobe.schema import VectorRow
from wardrobe.vectors import Vectors

Styles = NDArray[np.float32]

REMEMBERED: Final = 32
"""Households whose styles are kept in memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Rack:
    """Garments in numbers, a row each. A garment without a vector yet is not on it."""

    garments: tuple[GarmentItem, ...]
    types: tuple[str, ...]
    """Of ``embeddings.compatibility.TYPES``."""
    styles: Styles
    """N×D, see ``Scorer.styles``."""

    def where(self, chosen: Iterable[int]) -> Rack:
        """The rows of these places, in their order."""
        places = list(chosen)
        return Rack(tuple(self.garments[i] for i in places), tuple(self.types[i] for i in places), self.styles[places])

    def places(self, garment_ids: Iterable[int]) -> list[int]:
        """Rows of garments; those that are not on the rack are left out."""
        at = {garment.id: place for place, garment in enumerate(self.garments)}
        return [at[id] for id in garment_ids if id in at]


class Racks:
    """The racks of every household, made anew when something in it has changed."""

    def __init__(self, database: Database, garments: Garments, vectors: Vectors, models: Models) -> None:
        self._database = database
        self._garments = garments
        self._vectors = vectors
        self._models = models
        self._known: dict[int, tuple[list[GarmentItem], Rack]] = {}

    @property
    def scorer(self) -> Scorer:
        """By which styles were made. Raises ``ModelError``."""
        return self._models.compatibility

    def of(self, household_id: int) -> Rack:
        """The garments of a household. Raises ``ModelError``."""
        with self._database.read() as session:
            items = self._garments.all(session, household_id)
            known = self._known.get(household_id)
            if known is not None and known[0] is items and not self._grown(session, *known):
                return known[1]
            rack = self._read(session, household_id, items)
        if household_id not in self._known and len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[household_id] = items, rack
        return rack

    def _grown(self, session: Session, items: Sequence[GarmentItem], rack: Rack) -> bool:
        """Whether garments that had no vector have one now: that comes without any other change."""
        if len(rack.garments) == len(items):
            return False
        there = {garment.id for garment in rack.garments}
        waiting = [item for item in items if item.id not in there]
        return bool(cover_vectors(session, waiting, self._vectors.model_id)[0])

    def _read(self, session: Session, household_id: int, items: Sequence[GarmentItem]) -> Rack:
        model_id = self._vectors.model_id  # the judge knows no other encoder's vectors
        places, embeddings, histograms = cover_vectors(session, items, model_id)
        shown = [items[place] for place in places]
        types = tuple(type_of(item.category, item.kind) for item in shown)
        scorer = self.scorer
        if not shown:
            return Rack((), (), np.zeros((0, scorer.dim), np.float32))
        return Rack(tuple(shown), types, scorer.styles(embeddings, histograms, types))


def cover_vectors(session: Session, garments: Sequence[GarmentItem], model_id: str) -> tuple[list[int], Styles, Styles]:
    """What an encoder says of each garment's cover: N×E embeddings and N×H histograms, unit rows.

    With the places of the garments that it has seen; the others are left out.
    """
    covers = [garment.cover_sighting_id for garment in garments]
    rows: dict[int, tuple[bytes, bytes]] = {}
    for start in range(0, len(covers), 500):
        query = select(VectorRow.sighting_id, VectorRow.embedding, VectorRow.histogram).where(
            VectorRow.model_id == model_id, VectorRow.view == 0, VectorRow.sighting_id.in_(covers[start : start + 500])
        )
        rows |= {row[0]: (row[1], row[2]) for row in session.execute(query)}
    there = [place for place, cover in enumerate(covers) if cover in rows]
    if not there:
        return [], np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32)
    pairs = [rows[covers[place]] for place in there]
    embeddings, histograms = (np.stack([np.frombuffer(pair[i], "<f4") for pair in pairs]) for i in (0, 1))
    return there, embeddings, histograms


def packed(numbers: NDArray[np.floating]) -> bytes:
    """A colour histogram as catalogues keep it: float16, deflated, for most of it is zero."""
    return zlib.compress(numbers.astype("<f2").tobytes(), 6)


def unpacked(data: bytes) -> NDArray[np.float32]:
    """The histogram of ``packed``."""
    return np.frombuffer(zlib.decompress(data), "<f2").astype(np.float32)
