"""The vectors of every sighting, and which model's are compared while a new one takes over."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from embeddings.encoders import garment_vector
from wardrobe.completeness import any_waiting, is_complete, other_models
from wardrobe.models import Models
from wardrobe.schema import SightingRow, VectorRow
from wardrobe.shelf import Shelf, Vector

INDEX_FILE: Final = Path("cache", "index.faiss")
"""In the data folder."""


class Comparable(NamedTuple):
    """Something new is embedded by these models and compared with these vectors."""

    models: Models
    vectors: Shelf
    complete: bool
    """Every sighting of the household has such a vector."""


class Vectors:
    """Nearest sightings, by the vectors of any model that the database has.

    After a change of the encoder its vectors are made one by one, and until all are there those of
    the old one serve: ask ``serving`` to compare what is stored, ``comparable`` to compare something
    new. ``like`` and ``described`` are by the encoder in use, as far as its vectors are made.
    """

    def __init__(self, models: Models, folder: Path) -> None:
        self._models = models
        self._file = folder / INDEX_FILE
        self._lock = threading.Lock()
        self._shelves: dict[str, Shelf] = {}
        self._complete: set[tuple[int, str]] = set()
        self.passed_over: set[int] = set()
        """Looks whose original cannot be read: nothing can be embedded anew."""

    @property
    def model_id(self) -> str:
        """The encoder in use."""
        return self._models.encoder.model_id

    def of(self, model_id: str) -> Shelf:
        """The vectors of a model, complete or not."""
        with self._lock:
            return self._shelves.setdefault(model_id, Shelf(model_id, self._file))

    def serving(self, session: Session, household_id: int) -> Shelf:
        """The vectors by which garments of a household are compared with each other.

        Those of the encoder in use once they are complete, until then the complete ones of a model
        before it, and where there are none those of the encoder in use.
        """
        return self._serving(session, household_id)[0]

    def comparable(self, session: Session, household_id: int, *, recognising: int = 0) -> Comparable:
        """The same for something new: the serving vectors if their model can be run here.

        Otherwise those of the encoder in use, as far as they are made. ``recognising`` is the look that
        it is for, if any. Raises ``ModelError``.
        """
        shelf, complete = self._serving(session, household_id, recognising)
        models = self._models.of(shelf.model_id)
        if models is None:
            return Comparable(self._models, self.of(self.model_id), complete=False)
        return Comparable(models, shelf, complete)

    def open(self, session: Session) -> None:
        """Have the index of the encoder in use in memory."""
        self.of(self.model_id).open(session)

    def save(self, session: Session) -> None:
        """Write the file of the index that holds most, for a faster start. See ``Shelf.save``."""
        with self._lock:
            shelves = [shelf for shelf in self._shelves.values() if len(shelf)]
        for shelf in shelves:
            shelf.open(session)  # another process may have emptied it since
        if shelves:
            max(shelves, key=len).save(session)

    def let_go(self) -> None:
        """Free what encoders before the one in use and their vectors take: nothing is compared by them any more."""
        own = self.of(self.model_id)
        with self._lock:
            self._shelves = {own.model_id: own}
        self._models.let_go()

    def drop(self) -> None:
        """Forget every index and remove the file; they are made anew from the database."""
        with self._lock:
            self._shelves.clear()
            self._complete.clear()
            self._file.unlink(missing_ok=True)

    def _serving(self, session: Session, household_id: int, recognising: int = 0) -> tuple[Shelf, bool]:
        own = self.model_id
        if (household_id, own) in self._complete:  # it stays so: what comes later is embedded as it comes
            return self.of(own), True
        # A look that is being recognised by other vectors will lack its own in a moment. It is asked
        # first: afterwards such a look may be done.
        stays = not any_waiting(session, household_id, but=recognising)
        models = own, *other_models(session, own)
        found = next((each for each in models if is_complete(session, each, household_id)), None)
        if found is None and is_complete(session, own, household_id, self.passed_over):
            found = own
        if found == own and stays:
            self._complete.add((household_id, own))
        return self.of(found or own), found is not None


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
