"""The vectors of every sighting: rows in the database, and an index in memory that follows them.

Another process may add or erase rows at any time (`otjang add` beside the server), so the index
catches up before each search; that costs one small query.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from embeddings.encoders import garment_vector
from embeddings.encoders.descriptor import WEIGHT
from embeddings.index import Hit, VectorIndex
from wardrobe.models import Models
from wardrobe.schema import SightingRow, VectorRow

Vector = NDArray[np.float32]


class Vectors:
    """Nearest sightings, by the vectors of the encoder in use."""

    def __init__(self, models: Models, folder: Path) -> None:
        self._models = models
        self._file = folder / "cache" / "index.faiss"
        self._lock = threading.RLock()
        self._of = ""  # the model whose vectors the index holds
        self._index: VectorIndex | None = None
        self._newest = 0
        self._saved = ""
        self.complete_for: str | None = None
        """The model that every sighting has been seen to have vectors of, see ``reembedding``."""

    @property
    def model_id(self) -> str:
        """Whose vectors are searched."""
        return self._models.encoder.model_id

    def like(self, session: Session, vector: Vector, among: Iterable[int], k: int) -> list[Hit]:
        """The ``k`` of these sightings that look most like a garment's vector (``garment_vector``)."""
        with self._lock:
            index = self._caught_up(session)
            return index.search(vector, k, among) if index is not None else []

    def described(self, session: Session, embedding: Vector, among: Iterable[int], k: int) -> list[Hit]:
        """The same by words: cosine of the embedding alone, colours aside.

        A garment's vector is its embedding and its histogram side by side, each scaled by a
        constant, so a query with an empty histogram finds the cosine, times that constant.
        """
        with self._lock:
            index = self._caught_up(session)
            if index is None:
                return []
            bins = index.dim - len(embedding)
            query = np.concatenate([embedding, np.zeros(bins, np.float32)])
            share = float(np.linalg.norm(garment_vector(embedding, _unit(bins))[: len(embedding)]))
            return [Hit(hit.id, hit.score / share) for hit in index.search(query, k, among)]

    def open(self, session: Session) -> None:
        """Have the index in memory."""
        with self._lock:
            self._caught_up(session)

    def save(self, session: Session) -> None:
        """Write the index's file, for a faster start, where there is an index and the file is not up to date."""
        with self._lock:
            index = None if self._index is None else self._caught_up(session)
            if index is not None and (fingerprint := self._fingerprint(session)) != self._saved:
                index.save(self._file, fingerprint)
                self._saved = fingerprint

    def drop(self) -> None:
        """Forget the index and remove its file; it is made anew from the database."""
        with self._lock:
            self._index, self._newest, self._saved, self.complete_for = None, 0, "", None
            self._file.unlink(missing_ok=True)

    def _caught_up(self, session: Session) -> VectorIndex | None:
        if self._of != self.model_id:
            self._index, self._newest, self._saved, self._of = None, 0, "", self.model_id
        mine = VectorRow.model_id == self.model_id
        count, newest = session.execute(select(func.count(), func.max(VectorRow.id)).where(mine)).one()
        if not count:
            self._index, self._newest = None, 0
            return None
        if self._index is None:
            fingerprint = self._fingerprint(session)
            self._index = VectorIndex.load(self._file, fingerprint)
            self._newest, self._saved = (newest, fingerprint) if self._index is not None else (0, "")
        if newest > self._newest or len(self._index or ()) != count:
            self._read(session, count)
        return self._index

    def _read(self, session: Session, count: int) -> None:
        """Add the rows that are new; where that is not all that happened, read everything."""
        self._add(session, self._newest)
        if self._index is None or len(self._index) != count:
            self._index = None
            self._add(session, 0)

    def _add(self, session: Session, after: int) -> None:
        query = select(VectorRow).where(VectorRow.model_id == self.model_id, VectorRow.id > after)
        for rows in session.scalars(query.order_by(VectorRow.id)).partitions(2000):
            vectors = np.stack([row_vector(row) for row in rows])
            if self._index is None:
                self._index = VectorIndex(vectors.shape[1])
            self._index.add([row.sighting_id for row in rows], vectors)
            self._newest = rows[-1].id

    def _fingerprint(self, session: Session) -> str:
        """What the index holds: rows are never changed, and their ids never used again."""
        mine = VectorRow.model_id == self.model_id
        numbers = select(func.count(), func.max(VectorRow.id), func.sum(VectorRow.id)).where(mine)
        return f"{self.model_id} {WEIGHT} {' '.join(map(str, session.execute(numbers).one()))}"


def row_vector(row: VectorRow) -> Vector:
    """What recognition compares."""
    return garment_vector(np.frombuffer(row.embedding, "<f4"), np.frombuffer(row.histogram, "<f4"))


def vector_row(sighting: SightingRow, model_id: str, embedding: Vector, histogram: Vector) -> VectorRow:
    """What a model says of a sighting, as it is kept."""
    return VectorRow(
        sighting_id=sighting.id,
        model_id=model_id,
        content_hash=sighting.content_hash,
        embedding=embedding.astype("<f4").tobytes(),
        histogram=histogram.astype("<f4").tobytes(),
    )


def _unit(length: int) -> Vector:
    vector = np.zeros(length, np.float32)
    vector[:1] = 1
    return vector
