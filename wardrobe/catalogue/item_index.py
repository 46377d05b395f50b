"""One search index over items that follows what is on sale, and a file of it for a faster start."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.index import (
    APPROXIMATE_FROM,
    EVERYWHERE,
    ApproximateIndex,
    Hit,
    Index,
    IndexBusyError,
    IndexFileError,
    VectorIndex,
    Where,
    loaded,
)

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
Read = Callable[[Ids], Iterable[tuple[Ids, Vectors]]]
"""Gives the vectors of items, block by block; items without one are left out."""

WORTH_IT: Final = 10_000
"""In a catalogue of ``APPROXIMATE_FROM`` items and more, a part of so many is searched approximately too: one byte
for each number of a vector is kept in place of four."""
GROWN: Final = 2
"""An approximate index that is so many times what it was built of is built anew: its clusters are too few then."""
KEEP_FROM: Final = 1000
"""Changes after which the file is written at once."""

log = logging.getLogger(__name__)


class ItemIndex:
    """Rows by item id, exact for few and approximate for many. Any number of threads may use it."""

    def __init__(self, file: Path, model_id: str) -> None:
        self.model_id = model_id
        self._file = file
        self._index: Index | None = None
        self._built_of = 0
        self._ids, self._marks = np.zeros((2, 0), np.int64)
        """What is followed, by rising id; items without a vector are among it."""
        self._unsaved = 0
        self._opened = False
        self._follows = threading.Lock()

    def __len__(self) -> int:
        return 0 if self._index is None else len(self._index)

    @property
    def approximate(self) -> ApproximateIndex | None:
        """The index, where it is an approximate one: it knows its measured recall."""
        return self._index if isinstance(self._index, ApproximateIndex) else None

    @property
    def bytes(self) -> int:
        """Memory, as stated in ``docs/benchmarks.md``: the numbers, and 40 bytes of ids and marks for each row."""
        if self._index is None:
            return 0
        width = self.approximate.precision if self.approximate else 4
        return len(self) * (self._index.dim * width + 40)

    def follow(self, ids: Ids, marks: Ids, read: Read, whole: int) -> None:
        """Hold these items, in rising order; those with another mark than before are read again.

        ``whole`` is how many items all indexes hold together. While another thread does it, what was held
        before serves; where there is nothing yet, it is waited for.
        """
        if self._follows.acquire(blocking=self._index is None):
            try:
                self._follow(ids, marks, read, whole)
            finally:
                self._follows.release()

    def _follow(self, ids: Ids, marks: Ids, read: Read, whole: int) -> None:
        if not self._opened:
            self._opened = True
            self._load()
        if np.array_equal(ids, self._ids) and np.array_equal(marks, self._marks):
            return
        at = np.searchsorted(self._ids, ids)
        at[at == len(self._ids)] = 0
        same = (self._ids[at] == ids) & (self._marks[at] == marks) if len(self._ids) else np.zeros(len(ids), np.bool_)
        gone = np.setdiff1d(self._ids, ids[same])
        changed = len(gone) + int((~same).sum())
        approximate = len(ids) >= (WORTH_IT if whole >= APPROXIMATE_FROM else APPROXIMATE_FROM)
        outgrown = self.approximate is not None and len(ids) > GROWN * self._built_of
        if self._index is None or outgrown or approximate != (self.approximate is not None):
            self._index, self._built_of = self._build(ids, read, approximate), len(ids)
        else:
            self._index.remove(gone)
            for some, vectors in read(ids[~same]):
                self._index.add(some, vectors, model_id=self.model_id)
        self._ids, self._marks = ids.copy(), marks.copy()
        self._unsaved += changed
        if self._unsaved >= KEEP_FROM:
            self.save()

    def search(self, vector: Vectors, k: int, where: Where = EVERYWHERE) -> list[Hit]:
        """The nearest items, best first."""
        index = self._index
        return [] if index is None else index.search(vector, k, where, model_id=self.model_id)

    def save(self) -> None:
        """Write the file where it is out of date. A fault of the disk only costs time at the next start."""
        if self._index is None or not self._unsaved:
            return
        try:
            self._index.save(self._file, _fingerprint(self._ids, self._marks))
            with tempfile.NamedTemporaryFile(dir=self._file.parent, suffix=".tmp", delete=False) as file:
                np.savez(file, ids=self._ids, marks=self._marks, built_of=self._built_of)
            Path(file.name).replace(self._held)
            self._unsaved = 0
        except IndexBusyError as error:
            log.info("%s", error.message)
        except OSError as error:
            log.warning("The search index %s cannot be kept: %s.", self._file, error.strerror)

    @property
    def _held(self) -> Path:
        return self._file.with_suffix(".held")

    def _load(self) -> None:
        try:
            with np.load(self._held) as held:
                ids, marks, built_of = held["ids"], held["marks"], int(held["built_of"])
            index = loaded(self._file, self.model_id, _fingerprint(ids, marks))
        except (OSError, ValueError, KeyError, EOFError) as error:
            if not isinstance(error, FileNotFoundError | IndexFileError):
                log.info("%s is made anew: %s", self._file, error)
            return
        self._index, self._ids, self._marks, self._built_of = index, ids, marks, built_of

    def _build(self, ids: Ids, read: Read, approximate: bool) -> Index | None:
        """Approximately by way of a file: a million vectors are never in memory at once."""
        if approximate:
            return self._by_file(ids, read)
        index: Index | None = None
        for some, vectors in read(ids):
            if index is None:
                index = VectorIndex(vectors.shape[1], self.model_id)
            index.add(some, vectors, model_id=self.model_id)
        return index

    def _by_file(self, ids: Ids, read: Read) -> Index | None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        there: list[Ids] = []
        with tempfile.TemporaryFile(dir=self._file.parent) as file:
            dim = 0
            for some, vectors in read(ids):
                dim = vectors.shape[1]
                there.append(some)
                file.write(vectors.astype(np.float32).tobytes())
            file.flush()
            if not there:
                return None
            rows = np.concatenate(there)
            stored = np.memmap(file, np.float32, "r", shape=(len(rows), dim))  # type: ignore[call-overload]
            return ApproximateIndex.build(rows, stored, model_id=self.model_id, threads=os.cpu_count() or 1)


def _fingerprint(ids: Ids, marks: Ids) -> str:
    return hashlib.blake2b(ids.tobytes() + marks.tobytes(), digest_size=16).hexdigest()
