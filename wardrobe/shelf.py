"""The vectors of one model: rows in the database, and an index in memory that follows them.

Another process may add or erase rows at any time (`otjang add` beside the server), so the index
catches up before each search; that costs one small query. Rows are never changed, and their ids
never used again. A vector whose content hash is not its sighting's is of another picture than the
sighting shows: it is not taken in.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from embeddings.encoders import garment_vector
from embeddings.encoders.descriptor import WEIGHT
from embeddings.index import Fault, Hit, IndexBusyError, IndexFileError, VectorIndex, Where
from embeddings.parsing.labels import CLASS_ID
from wardrobe.schema import LookRow, SightingRow, VectorRow

Vector = NDArray[np.float32]
Ids = NDArray[np.int64]

BLOCK: Final = 1000
"""Rows read at once."""
USUAL: Final = frozenset({Fault.MISSING, Fault.OUT_OF_DATE, Fault.OTHER_MODEL})
"""Why a file is not taken when nothing is wrong with it."""

log = logging.getLogger(__name__)


class Shelf:
    """Nearest sightings by the vectors of one model. A sighting with several views counts by its best."""

    def __init__(self, model_id: str, file: Path) -> None:
        self.model_id = model_id
        self._file = file
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None
        self._ids, self._sightings = np.zeros((2, 0), np.int64)
        """Ids of the index's rows, rising, and whose they are."""
        self._seen = 0, 0
        """Count and largest id of the rows in the database when the index last followed them."""
        self._saved = ""

    def __len__(self) -> int:
        return 0 if self._index is None else len(self._index)

    def like(
        self,
        session: Session,
        vector: Vector,
        among: Collection[int] | None = None,
        k: int = 10,
        *,
        owner: int | None = None,
        categories: Collection[str] | None = None,
    ) -> list[Hit]:
        """The ``k`` sightings that look most like a garment's vector (``garment_vector``), best first.

        Only ``among`` these, of this ``owner`` (a household's id), of these ``categories`` (the
        parser's), where given. Raises ``VectorError`` for NaN.
        """
        with self._lock:
            index = self._caught_up(session)
            return [] if index is None else self._best(index, vector, k, self._where(among, owner, categories))

    def described(
        self,
        session: Session,
        embedding: Vector,
        among: Collection[int] | None = None,
        k: int = 10,
        *,
        owner: int | None = None,
        categories: Collection[str] | None = None,
    ) -> list[Hit]:
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
            hits = self._best(index, query, k, self._where(among, owner, categories))
            return [Hit(hit.id, hit.score / share) for hit in hits]

    def open(self, session: Session) -> None:
        """Have the index in memory."""
        with self._lock:
            self._caught_up(session)

    def save(self, session: Session) -> None:
        """Write the index's file, for a faster start, where there is an index and the file is not up to date.

        Nothing is written while another process writes it: that one's file is as good.
        """
        with self._lock:
            index = None if self._index is None else self._caught_up(session)
            if index is None or (fingerprint := self._fingerprint(session)) == self._saved:
                return
            try:
                index.save(self._file, fingerprint)
                self._saved = fingerprint
            except IndexBusyError as error:
                log.info("%s", error.message)

    def drop(self) -> None:
        """Forget the index; it is made anew from the database."""
        with self._lock:
            self._index, self._seen, self._saved = None, (0, 0), ""
            self._ids, self._sightings = np.zeros((2, 0), np.int64)

    def _best(self, index: VectorIndex, query: Vector, k: int, where: Where) -> list[Hit]:
        """By sighting. So many rows are asked for that ``k`` sightings are among them whatever their views."""
        views = int(np.unique(self._sightings, return_counts=True)[1].max(initial=1)) if len(self._ids) else 1
        best: dict[int, float] = {}
        for hit in index.search(query, k * views, where, model_id=self.model_id):
            best.setdefault(int(self._sightings[np.searchsorted(self._ids, hit.id)]), hit.score)
        return [Hit(*pair) for pair in best.items()][:k]

    def _where(self, among: Collection[int] | None, owner: int | None, categories: Collection[str] | None) -> Where:
        codes = None if categories is None else [CLASS_ID[one] for one in categories if one in CLASS_ID]
        if among is None:
            return Where(owner, codes)
        wanted = np.fromiter(among, np.int64, len(among))
        return Where(owner, codes, self._ids[np.isin(self._sightings, wanted)])

    def _caught_up(self, session: Session) -> VectorIndex | None:
        count, newest = session.execute(_of(self.model_id, func.count(), func.max(VectorRow.id))).one()
        if not count:
            self.drop()
            return None
        if self._index is None:
            self._load(session)
        if (count, newest) != self._seen:
            known = len(self._ids)
            if newest > self._seen[1]:
                self._read(session, self._seen[1])
            if count != self._seen[0] + len(self._ids) - known:
                self._remove_erased(session)
            self._seen = count, newest
        return self._index

    def _load(self, session: Session) -> None:
        """Take the file where it is up to date."""
        fingerprint = self._fingerprint(session)
        try:
            self._index = VectorIndex.load(self._file, self.model_id, fingerprint)
        except IndexFileError as error:
            level = logging.INFO if error.fault in USUAL else logging.WARNING
            log.log(level, "%s It is made anew from the database.", error.message)
            return
        except OSError as error:
            log.warning("%s cannot be read: %s. It is made anew from the database.", self._file, error.strerror)
            return
        own = _of(self.model_id, VectorRow.id, VectorRow.sighting_id).join(
            SightingRow, SightingRow.id == VectorRow.sighting_id
        )
        rows = session.execute(own.order_by(VectorRow.id)).all()
        self._ids, self._sightings = np.array(rows, np.int64).T
        self._seen, self._saved = (len(rows), int(self._ids[-1])), fingerprint
        self._index.remove(session.scalars(own.where(VectorRow.content_hash != SightingRow.content_hash)).all())

    def _read(self, session: Session, after: int) -> None:
        """Take in the rows that are newer."""
        columns = VectorRow.id, VectorRow.sighting_id, LookRow.household_id, SightingRow.category
        query = (
            _of(self.model_id, *columns, VectorRow.embedding, VectorRow.histogram)
            .join(SightingRow, SightingRow.id == VectorRow.sighting_id)
            .join(LookRow, LookRow.id == SightingRow.look_id)
            .where(VectorRow.id > after, VectorRow.content_hash == SightingRow.content_hash)
        )
        for rows in session.execute(query.order_by(VectorRow.id)).partitions(BLOCK):
            ids, sightings, owners = np.array([row[:3] for row in rows], np.int64).T
            embeddings, histograms = (np.stack([np.frombuffer(row[at], "<f4") for row in rows]) for at in (4, 5))
            vectors = garment_vector(embeddings, histograms)
            if self._index is None:
                self._index = VectorIndex(vectors.shape[1], self.model_id)
            codes = [CLASS_ID.get(row.category, -1) for row in rows]
            self._index.add(ids, vectors, model_id=self.model_id, owners=owners, categories=codes)
            self._ids = np.concatenate([self._ids, ids])
            self._sightings = np.concatenate([self._sightings, sightings])

    def _remove_erased(self, session: Session) -> None:
        there = np.array(session.scalars(_of(self.model_id, VectorRow.id)).all(), np.int64)
        kept = np.isin(self._ids, there)
        if self._index is not None:
            self._index.remove(self._ids[~kept])
        self._ids, self._sightings = self._ids[kept], self._sightings[kept]

    def _fingerprint(self, session: Session) -> str:
        """What the index holds."""
        numbers = _of(self.model_id, func.count(), func.max(VectorRow.id), func.sum(VectorRow.id))
        return f"{WEIGHT} {' '.join(map(str, session.execute(numbers).one()))}"


def _of(model_id: str, *columns: Any) -> Select[Any]:
    return select(*columns).select_from(VectorRow).where(VectorRow.model_id == model_id)


def _unit(length: int) -> Vector:
    vector = np.zeros(length, np.float32)
    vector[:1] = 1
    return vector
