"""The vectors of one model: rows in the database, and an index in memory that follows them.

Another process may add or erase rows at any time (`otjang add` beside the server), so the index
catches up before each search; that costs one small query. Rows are never changed, and their ids
never used again. A vector whose content hash is not its sighting's is of another picture than the
sighting shows: it is not taken in.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, func, select
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


@dataclass(frozen=True, slots=True)
class _Rows:
    """What tells one state of the rows of a model from another: none is changed, and no id comes back."""

    count: int
    newest: int
    total: int
    """Sum of the ids."""

    @property
    def fingerprint(self) -> str:
        """As the index's file keeps it."""
        return f"{WEIGHT} {self.count} {self.newest} {self.total}"


class Shelf:
    """Nearest sightings by the vectors of one model. A sighting with several views counts by its best."""

    def __init__(self, model_id: str, file: Path) -> None:
        self.model_id = model_id
        self._file = file
        self._lock = threading.RLock()
        self._index: VectorIndex | None = None
        self._ids, self._sightings = np.zeros((2, 0), np.int64)
        """Ids of the rows that were followed, rising, and whose they are; some are not taken into the index."""
        self._saved: _Rows | None = None
        """What is in the file."""

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
            if index is None or self._followed == self._saved:
                return
            try:
                index.save(self._file, self._followed.fingerprint)
                self._saved = self._followed
            except IndexBusyError as error:
                log.info("%s", error.message)

    def drop(self) -> None:
        """Forget the index; it is made anew from the database."""
        with self._lock:
            self._index, self._saved = None, None
            self._ids, self._sightings = np.zeros((2, 0), np.int64)

    def _best(self, index: VectorIndex, query: Vector, k: int, where: Where) -> list[Hit]:
        """By sighting. As several rows may be views of one, more are asked for until ``k`` sightings are among them."""
        rows = k
        while True:
            hits = index.search(query, rows, where, model_id=self.model_id)
            ids = np.fromiter((hit.id for hit in hits), np.int64, len(hits))
            sightings = self._sightings[np.searchsorted(self._ids, ids)]
            best = np.sort(np.unique(sightings, return_index=True)[1])[:k]
            if len(best) == k or len(hits) < rows:
                return [
                    Hit(sighting, hits[at].score) for sighting, at in zip(sightings[best].tolist(), best, strict=True)
                ]
            rows *= 2

    def _where(self, among: Collection[int] | None, owner: int | None, categories: Collection[str] | None) -> Where:
        codes = None if categories is None else [CLASS_ID[one] for one in categories if one in CLASS_ID]
        if among is None:
            return Where(owner, codes)
        wanted = np.fromiter(among, np.int64, len(among))
        return Where(owner, codes, self._ids[np.isin(self._sightings, wanted)])

    def _caught_up(self, session: Session) -> VectorIndex | None:
        there = self._there(session)
        if not there.count:
            self.drop()
            return None
        if not len(self._ids):
            self._load(session, there)
        if there != self._followed:
            self._read(session, VectorRow.id > self._followed.newest)
        if there != self._followed:
            self._compare(session)
        return self._index

    @property
    def _followed(self) -> _Rows:
        """Of the rows that the index has followed."""
        ids = self._ids
        return _Rows(len(ids), int(ids[-1]) if len(ids) else 0, int(ids.sum()))

    def _there(self, session: Session) -> _Rows:
        """Of the rows in the database."""
        numbers = _of(self.model_id, func.count(), func.max(VectorRow.id), func.sum(VectorRow.id))
        return _Rows(*(int(number or 0) for number in session.execute(numbers).one()))

    def _load(self, session: Session, there: _Rows) -> None:
        """Take the file where it is of the rows that are there."""
        try:
            index = VectorIndex.load(self._file, self.model_id, there.fingerprint)
        except IndexFileError as error:
            level = logging.INFO if error.fault in USUAL else logging.WARNING
            log.log(level, "%s It is made anew from the database.", error.message)
            return
        except OSError as error:
            log.warning("%s cannot be read: %s. It is made anew from the database.", self._file, error.strerror)
            return
        query = _of(
            self.model_id, VectorRow.id, VectorRow.sighting_id, VectorRow.content_hash == SightingRow.content_hash
        )
        query = query.join(SightingRow, SightingRow.id == VectorRow.sighting_id).order_by(VectorRow.id)
        self._ids, self._sightings, fit = np.array(session.execute(query).all(), np.int64).reshape(-1, 3).T
        if there != self._followed:  # rows have come in between, and of which the file is nobody knows
            self.drop()
            return
        index.remove(self._ids[fit == 0])
        self._index, self._saved = index, there

    def _read(self, session: Session, which: ColumnElement[bool]) -> None:
        """Take in rows that the index has not followed yet."""
        fits = VectorRow.content_hash == SightingRow.content_hash
        columns = VectorRow.id, VectorRow.sighting_id, LookRow.household_id, fits, SightingRow.category
        query = (
            _of(self.model_id, *columns, VectorRow.embedding, VectorRow.histogram)
            .join(SightingRow, SightingRow.id == VectorRow.sighting_id)
            .join(LookRow, LookRow.id == SightingRow.look_id)
            .where(which)
        )
        for rows in session.execute(query.order_by(VectorRow.id)).partitions(BLOCK):
            ids, sightings = np.array([row[:2] for row in rows], np.int64).T
            self._ids = np.concatenate([self._ids, ids])
            self._sightings = np.concatenate([self._sightings, sightings])
            self._add([row for row in rows if row[3]])

    def _add(self, rows: Sequence[Any]) -> None:
        if not rows:
            return
        ids, owners = (np.array([row[at] for row in rows], np.int64) for at in (0, 2))
        embeddings, histograms = (np.stack([np.frombuffer(row[at], "<f4") for row in rows]) for at in (5, 6))
        vectors = garment_vector(embeddings, histograms)
        if self._index is None:
            self._index = VectorIndex(vectors.shape[1], self.model_id)
        codes = [CLASS_ID.get(row.category, -1) for row in rows]
        self._index.add(ids, vectors, model_id=self.model_id, owners=owners, categories=codes)

    def _compare(self, session: Session) -> None:
        """Follow id by id: rows were erased, or committed after others with larger ids, as several workers do."""
        there = np.array(session.scalars(_of(self.model_id, VectorRow.id)).all(), np.int64)
        kept = np.isin(self._ids, there)
        if self._index is not None:
            self._index.remove(self._ids[~kept])
        self._ids, self._sightings = self._ids[kept], self._sightings[kept]
        late = np.setdiff1d(there, self._ids)
        for start in range(0, len(late), BLOCK):
            self._read(session, VectorRow.id.in_(late[start : start + BLOCK].tolist()))
        order = np.argsort(self._ids)
        self._ids, self._sightings = self._ids[order], self._sightings[order]


def _of(model_id: str, *columns: Any) -> Select[Any]:
    return select(*columns).select_from(VectorRow).where(VectorRow.model_id == model_id)


def _unit(length: int) -> Vector:
    vector = np.zeros(length, np.float32)
    vector[:1] = 1
    return vector
