"""What is on sale, to be searched: by style within a type of garment, by looks over everything.

Nothing is read before it is first asked for. What has come or gone is noticed at most a few seconds later;
items are read from the database when they are found, so that nothing is shown that is gone. Filters, and which
catalogues a household sees, are looked up in a table of numbers (``facts``) and handed to the search.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from embeddings.compatibility import TYPES, Scorer, type_of
from embeddings.encoders import garment_vector
from embeddings.encoders.base import unit_rows
from embeddings.index import APPROXIMATE_FROM, Hit, Where
from embeddings.query import understand
from wardrobe.background import Rounds
from wardrobe.catalogue.facts import Facts, ItemFilters, read_facts
from wardrobe.catalogue.item_index import Ids, ItemIndex, Vectors
from wardrobe.catalogue.items import visible
from wardrobe.catalogue.schema import CatalogueRow, ImportRow, ItemRow, ItemVectorRow
from wardrobe.database import Database
from wardrobe.matching.rack import unpacked
from wardrobe.models import Models
from wardrobe.search.fitting import categories_of

FOLDER: Final = Path("cache", "catalogue")
"""In the data folder."""
LOOKED_AFTER: Final = 2.0
"""Seconds between looks at whether anything has changed."""
SHARE: Final = 20
"""Reading what has changed may take this part of the time: during a long import it is read less often."""
ROUND: Final = 30.0
"""Seconds between rounds of the thread that keeps indexes up to date."""
BLOCK: Final = 2000
"""Vectors read at once."""
ASKED: Final = 500
"""Ids in one query."""
ASKED_LATELY: Final = 8
"""Answers of filters that are kept, a byte an item each."""
FEW: Final = 0.5
"""Where fewer pass a filter, it is handed to the index; where more do, some further hits are taken and sifted."""

log = logging.getLogger(__name__)


class Goods(NamedTuple):
    """Items with what matching compares, a row each."""

    ids: Ids
    types: tuple[str, ...]
    styles: Vectors
    """N×D, see ``Scorer.styles``."""

    def where(self, chosen: Sequence[int] | Ids) -> Goods:
        """The rows of these places, in their order."""
        return Goods(self.ids[chosen], tuple(self.types[int(i)] for i in chosen), self.styles[chosen])


class _Signal(NamedTuple):
    """What tells one state of the catalogues from another, cheaply."""

    imports: tuple[Any, ...]
    catalogues: int
    vectors: int
    waiting: int


class Shelves(Rounds):
    """The search indexes over every catalogue of the host."""

    def __init__(
        self, database: Database, models: Models, folder: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__("shelves", ROUND, "The catalogues are opened")
        self._database = database
        self._models = models
        self._folder = folder / FOLDER
        self._clock = clock
        self._lock = threading.RLock()
        self._facts: Facts | None = None
        self._signal: _Signal | None = None
        self._next = 0.0
        self._styles: dict[str, ItemIndex] = {}
        self._looks: ItemIndex | None = None
        self._asked: list[tuple[Facts, int, ItemFilters, NDArray[np.bool_]]] = []
        self._open = False
        self.generation = 0
        """Rises with every change that was noticed."""

    def facts(self) -> Facts:
        """What filters ask of items, as far as was noticed. Raises ``ModelError``."""
        if not self._lock.acquire(blocking=self._facts is None):
            assert self._facts is not None
            return self._facts  # another thread reads what has changed: what was known serves meanwhile
        try:
            if self._facts is None or self._clock() >= self._next:
                self._notice()
            assert self._facts is not None
            return self._facts
        finally:
            self._lock.release()

    def catch_up(self) -> None:
        """Notice what has changed at the next question, however short ago it was looked."""
        self._next, self._signal = 0.0, None

    def round(self) -> None:
        """Keep the indexes by style up to date."""
        self.open()

    def open(self) -> None:
        """Have every index by style in memory, and its file up to date. Raises ``ModelError``."""
        facts = self.facts()
        for place in np.unique(facts.types).tolist():
            if self._stop.is_set():
                return
            self._style_index(TYPES[place], facts).save()
        self._open = True

    @property
    def opening(self) -> bool:
        """Whether a large catalogue is being opened for the first time: a search would wait for a minute or more."""
        facts = self._facts
        return self._thread is not None and not self._open and facts is not None and len(facts) >= APPROXIMATE_FROM

    def counts(self, household_id: int, filters: ItemFilters | None = None) -> dict[str, int]:
        """How many items of each type a household can be shown."""
        facts = self.facts()
        found = np.bincount(facts.types[self._passing(facts, household_id, filters)], minlength=len(TYPES))
        return {TYPES[place]: int(count) for place, count in enumerate(found) if count}

    def passing(self, household_id: int, ids: Sequence[int], filters: ItemFilters | None = None) -> list[int]:
        """Those of these items that pass."""
        facts = self.facts()
        passing, places = self._passing(facts, household_id, filters), facts.places(ids).tolist()
        return [id for id, place in zip(ids, places, strict=True) if place >= 0 and passing[place]]

    def currency(self, household_id: int) -> str | None:
        """That of most prices."""
        facts = self.facts()
        priced = self._passing(facts, household_id, None) & (facts.prices >= 0)
        found = np.bincount(facts.currencies[priced], minlength=1)
        return facts.money[int(found.argmax())] or None if found.any() else None

    def waiting(self, household_id: int) -> int:
        """How many items are still to be looked at."""
        query = select(func.count()).select_from(ItemRow).join(CatalogueRow, CatalogueRow.id == ItemRow.catalogue_id)
        waits = ItemRow.state == "waiting", ItemRow.gone_at.is_(None)
        with self._database.read() as session:
            return session.scalar(query.where(visible(household_id), *waits)) or 0

    def sample(self, household_id: int, type_: str, count: int, filters: ItemFilters | None = None) -> Ids:
        """So many items of a type, always the same ones while nothing changes."""
        facts = self.facts()
        places = np.flatnonzero(self._passing(facts, household_id, filters) & (facts.types == TYPES.index(type_)))
        if len(places) > count:
            places = np.sort(np.random.default_rng(len(places)).choice(places, count, replace=False))
        return facts.ids[places]

    def near(
        self, household_id: int, type_: str, queries: Vectors, k: int, filters: ItemFilters | None = None
    ) -> dict[int, float]:
        """By item: the largest inner product of its style with a query; up to ``k`` items of each query.

        ``queries`` Q×D of ``Scorer.queries`` for this type. Raises ``ModelError``.
        """
        facts = self.facts()
        passing = self._passing(facts, household_id, filters)
        index = self._style_index(type_, facts)
        among = facts.types == TYPES.index(type_)
        found: dict[int, float] = {}
        for query in np.atleast_2d(queries):
            for hit in _search(index, facts, query, k, passing, among):
                found[hit.id] = max(found.get(hit.id, -np.inf), hit.score)
        return found

    def described(self, household_id: int, words: str, k: int, filters: ItemFilters | None = None) -> list[Hit]:
        """Items that look like the words, best first; a noun in them, such as "shirt", says the type."""
        if not words.strip():
            return []
        asked = understand(words)
        filters = filters or ItemFilters()
        types = {type_of(one) for one in categories_of(asked.wishes)}
        text = self._models.encoder.encode_texts([asked.described or words.strip()])[0]
        return self.alike(household_id, text, k, filters, types or None)

    def alike(
        self,
        household_id: int,
        embedding: Vectors,
        k: int,
        filters: ItemFilters | None = None,
        types: Collection[str] | None = None,
    ) -> list[Hit]:
        """Items by the cosine of their embedding, best first: of a picture, of a garment, of words."""
        facts = self.facts()
        among = np.ones(len(facts), np.bool_)
        if types is not None:
            among = np.isin(facts.types, [TYPES.index(one) for one in types])
        passing = self._passing(facts, household_id, filters)
        return _search(self._look_index(facts), facts, unit_rows(embedding[None])[0], k, passing, among)

    def goods(self, ids: Sequence[int] | Ids) -> Goods:
        """The items of these that are on the shelves, in their order, with their styles."""
        facts = self.facts()
        places = facts.places(ids)
        places = places[places >= 0]
        wanted = facts.ids[places]
        scorer = self._models.compatibility
        rows = {int(id): style for some, styles in self._read_styles(wanted) for id, style in zip(some, styles)}  # noqa: B905
        kept = [place for place, id in zip(places.tolist(), wanted.tolist(), strict=True) if id in rows]
        styles = [rows[id] for id in facts.ids[kept].tolist()]
        types = tuple(TYPES[code] for code in facts.types[kept].tolist())
        return Goods(facts.ids[kept], types, np.stack(styles) if styles else np.zeros((0, scorer.dim), np.float32))

    def garment_vectors(self, ids: Collection[int]) -> dict[int, Vectors]:
        """By item: what recognition would compare, embedding and colours. See ``garment_vector``."""
        found: dict[int, Vectors] = {}
        for rows in self._rows(np.array([*ids], np.int64), ItemVectorRow.embedding, ItemVectorRow.histogram):
            vectors = garment_vector(*_looks(rows))
            found |= {row[0]: vector for row, vector in zip(rows, vectors, strict=True)}
        return found

    def embedding(self, item_id: int) -> Vectors | None:
        """How an item looks, for ``alike``."""
        for rows in self._rows(np.array([item_id]), ItemVectorRow.embedding):
            return np.frombuffer(rows[0][1], "<f2").astype(np.float32)
        return None

    def drop(self) -> None:
        """Forget every index and remove their files; they are made anew from the database."""
        with self._lock:
            self._styles, self._looks, self._asked = {}, None, []
            shutil.rmtree(self._folder, ignore_errors=True)
        self.catch_up()

    def save(self) -> None:
        """Write what is out of date, for a faster start."""
        with self._lock:
            for index in self._indexes:
                index.save()

    @property
    def bytes(self) -> int:
        """Memory of all that is open: a million items take some 330 MB to be searched by style, as much by looks."""
        with self._lock:
            return sum(index.bytes for index in self._indexes) + (self._facts.bytes if self._facts else 0)

    @property
    def _indexes(self) -> list[ItemIndex]:
        return [*self._styles.values(), *([self._looks] if self._looks else [])]

    def _notice(self) -> None:
        began = self._clock()
        model_id = self._models.encoder.model_id
        with self._database.read() as session:
            signal = _signal(session, model_id)
            if self._facts is None or signal != self._signal:
                self._facts = read_facts(session, model_id)
                self.generation += 1
        self._signal = signal
        now = self._clock()
        self._next = now + max(LOOKED_AFTER, SHARE * (now - began))

    def _passing(self, facts: Facts, household_id: int, filters: ItemFilters | None) -> NDArray[np.bool_]:
        """Remembered, for one page asks for it again and again; a new catalogue makes new facts."""
        filters = filters or ItemFilters()
        for known, household, asked, passing in self._asked:
            if known is facts and (household, asked) == (household_id, filters):
                return passing
        with self._database.read() as session:
            catalogues = session.scalars(select(CatalogueRow.id).where(visible(household_id))).all()
        passing = facts.passing(filters, catalogues)
        self._asked = [(facts, household_id, filters, passing), *self._asked[: ASKED_LATELY - 1]]
        return passing

    def _style_index(self, type_: str, facts: Facts) -> ItemIndex:
        scorer = self._models.compatibility
        with self._lock:
            index = self._styles.get(type_)
            if index is None or index.model_id != scorer.model_id:
                index = self._styles[type_] = ItemIndex(self._folder / f"style-{type_}", scorer.model_id)
        here = facts.types == TYPES.index(type_)
        index.follow(facts.ids[here], facts.marks[here], self._read_styles, len(facts))
        return index

    def _look_index(self, facts: Facts) -> ItemIndex:
        model_id = self._models.encoder.model_id
        with self._lock:
            index = self._looks
            if index is None or index.model_id != model_id:
                index = self._looks = ItemIndex(self._folder / "looks", model_id)
        index.follow(facts.ids, facts.marks, self._read_looks, len(facts))
        return index

    def _read_looks(self, ids: Ids) -> Iterator[tuple[Ids, Vectors]]:
        for rows in self._rows(ids, ItemVectorRow.embedding):
            yield _numbers(rows), unit_rows(_halves([row[1] for row in rows]))

    def _read_styles(self, ids: Ids) -> Iterator[tuple[Ids, Vectors]]:
        """As they are kept; those of another compatibility model are made anew of embedding and colours."""
        scorer = self._models.compatibility
        facts = self._facts
        assert facts is not None
        for rows in self._rows(ids, ItemVectorRow.style, ItemVectorRow.style_id):
            fresh = [row for row in rows if row[1] is not None and row[2] == scorer.model_id]
            stale = _numbers(row for row in rows if row[1] is None or row[2] != scorer.model_id)
            if fresh:
                yield _numbers(fresh), _halves([row[1] for row in fresh])
            for others in self._rows(stale, ItemVectorRow.embedding, ItemVectorRow.histogram):
                some = _numbers(others)
                yield some, _made(scorer, others, [TYPES[code] for code in facts.types[facts.places(some)].tolist()])

    def _rows(self, ids: Ids, *columns: Any) -> Iterator[list[Any]]:
        """Rows of item id and columns, in no certain order; those of another encoder are left out."""
        model_id = self._models.encoder.model_id
        with self._database.read() as session:
            for start in range(0, len(ids), BLOCK):
                found: list[Any] = []
                for few in range(start, min(start + BLOCK, len(ids)), ASKED):
                    wanted = ids[few : min(few + ASKED, start + BLOCK)].tolist()
                    query = select(ItemVectorRow.item_id, *columns).where(ItemVectorRow.item_id.in_(wanted))
                    found += session.execute(query.where(ItemVectorRow.model_id == model_id)).all()
                if found:
                    yield found


def _search(
    index: ItemIndex,
    facts: Facts,
    query: Vectors,
    k: int,
    passing: NDArray[np.bool_],
    among: NDArray[np.bool_],
) -> list[Hit]:
    """The ``k`` nearest that pass. ``among``: what the index holds, or may be found of it."""
    chosen = passing & among
    count = int(np.count_nonzero(chosen))
    if not count:
        return []
    share = count / max(1, len(index))
    if share < FEW:
        return index.search(query, k, Where(among=facts.ids[chosen]))
    hits = index.search(query, int(k / share) + k // 2 if share < 1 else k)
    places = facts.places([hit.id for hit in hits])
    found = [hit for hit, place in zip(hits, places.tolist(), strict=True) if place >= 0 and chosen[place]]
    if len(found) < min(k, count):  # what does not pass lies near
        return index.search(query, k, Where(among=facts.ids[chosen]))
    return found[:k]


def _signal(session: Session, model_id: str) -> _Signal:
    imports = session.execute(select(func.max(ImportRow.id), func.max(ImportRow.finished_at))).one()
    vectors = select(func.count()).select_from(ItemVectorRow).where(ItemVectorRow.model_id == model_id)
    waiting = select(func.count()).select_from(ItemRow).where(ItemRow.state == "waiting", ItemRow.gone_at.is_(None))
    catalogues = session.scalar(select(func.count()).select_from(CatalogueRow)) or 0
    return _Signal(tuple(imports), catalogues, session.scalar(vectors) or 0, session.scalar(waiting) or 0)


def _made(scorer: Scorer, rows: Sequence[Any], types: Sequence[str]) -> Vectors:
    return scorer.styles(*_looks(rows), types)


def _looks(rows: Sequence[Any]) -> tuple[Vectors, Vectors]:
    """Embeddings and histograms, of rows of id, embedding and histogram."""
    return unit_rows(_halves([row[1] for row in rows])), np.stack([unpacked(row[2]) for row in rows])


def _halves(numbers: Sequence[bytes]) -> Vectors:
    return np.frombuffer(b"".join(numbers), "<f2").reshape(len(numbers), -1).astype(np.float32)


def _numbers(rows: Any) -> Ids:
    return np.array([row[0] for row in rows], np.int64)
