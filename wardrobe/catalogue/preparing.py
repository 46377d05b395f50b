"""Items that wait: their pictures are fetched, looked at by the encoder, and kept. Resumes where it was killed.

A few pictures are fetched at once, in threads, while the encoder sees the ones before. That a picture is being
tried is written down before, so one that ends the process is not tried for ever.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import Select, func, or_, select, text, update

from embeddings.compatibility import type_of
from embeddings.errors import ModelError, OtjangError, PhotoError
from embeddings.photo import Limits, decode
from wardrobe.catalogue.alone import alone
from wardrobe.catalogue.catalogues import WAITING, Catalogues
from wardrobe.catalogue.faults import stored
from wardrobe.catalogue.fetching import Fetcher, HostRestsError, folder_picture
from wardrobe.catalogue.looking import Known, Shown, Words, find, look
from wardrobe.catalogue.pictures import SIDE
from wardrobe.catalogue.schema import CatalogueRow, ItemRow, ItemVectorRow
from wardrobe.catalogue.words import sort_item
from wardrobe.colours import colours_to
from wardrobe.database import Database
from wardrobe.errors import ChangeError, FetchError, StorageError
from wardrobe.matching.rack import packed, unpacked
from wardrobe.models import Models

LOT: Final = 32
"""Items that are claimed, seen and written together."""
THREADS: Final = 4
"""Pictures that are fetched at once."""
TRIES: Final = 3
AGAIN: Final = 3600.0
"""Seconds after which vectors of other encoders are looked for again: of items that were gone and have come back."""
RESTYLED: Final = 1000
"""Items of a transaction in which only the style is made anew."""
LIMITS: Final = Limits(bytes=20_000_000, pixels=60_000_000, long_side=SIDE)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """An item whose picture is to be looked at."""

    id: int
    picture: str
    sha256: str | None
    """Of the picture that is kept, where there is one."""
    folder: str | None
    words: Words
    tries: int


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What became of a job: what is shown, or why not."""

    job: Job
    sha256: str | None = None
    shown: Shown | None = None
    error: OtjangError | None = None


class Preparing:
    """Makes items ready."""

    def __init__(self, database: Database, catalogues: Catalogues, models: Models, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._passed: tuple[str, float] | None = None
        """The encoder whose items were last looked through for others' vectors, and when."""
        self._styled: tuple[str, str] | None = None
        """The models of which every style is known to be."""
        self._catalogues = catalogues
        self._models = models

    def work(
        self,
        stop: threading.Event | None = None,
        give_way: Callable[[], None] = lambda: None,
        tell: Callable[[int], None] = lambda _: None,
        catalogue_id: int | None = None,
    ) -> int:
        """Try every waiting item once, then what another model has made; gives how many are ready now.

        Raises ``ModelError``, and ``StorageError`` for a full disk: nothing is counted against an item then; and
        ``ChangeError`` where another process does it just now.
        """
        made = 0
        busy = ChangeError("Items are being looked at already.", remedy="Wait until that is done.")
        with alone(self._folder, "preparing", busy):
            claims = [self._waiting, self._stale] if self._others() else [self._waiting]
            for claim in claims:
                for done in self._through(partial(claim, catalogue_id), stop, give_way):
                    made += done
                    tell(made)
            made += self.restyle(stop)
        return made

    def _others(self) -> bool:
        """Whether another encoder's vectors are to be looked for: that reads every item, so once an hour will do."""
        model_id, passed = self._models.encoder.model_id, self._passed
        self._passed = model_id, time.monotonic()
        if passed is not None and passed[0] == model_id and time.monotonic() - passed[1] < AGAIN:
            self._passed = passed
            return False
        with self._database.read() as session:
            ends = [session.scalar(select(end(ItemVectorRow.model_id))) for end in (func.min, func.max)]
        return any(end not in (None, model_id) for end in ends)

    def restyle(self, stop: threading.Event | None = None) -> int:
        """Styles of the compatibility model in use, from what is stored; gives how many were made."""
        scorer, model_id = self._models.compatibility, self._models.encoder.model_id
        if self._styled == (scorer.model_id, model_id):  # what was made since has its style
            return 0
        other = or_(ItemVectorRow.style_id.is_(None), ItemVectorRow.style_id != scorer.model_id)
        query = select(ItemVectorRow, ItemRow.category, ItemRow.kind).join(ItemRow, ItemRow.id == ItemVectorRow.item_id)
        query = query.where(ItemVectorRow.model_id == model_id, other).order_by(ItemVectorRow.item_id).limit(RESTYLED)
        made = 0
        while not (stop and stop.is_set()):
            with self._database.write() as session:
                rows = session.execute(query).all()
                if not rows:
                    self._styled = scorer.model_id, model_id
                    break
                embeddings = np.stack([np.frombuffer(row[0].embedding, "<f2") for row in rows]).astype(np.float32)
                histograms = np.stack([unpacked(row[0].histogram) for row in rows])
                styles = scorer.styles(embeddings, histograms, [type_of(row[1], row[2]) for row in rows])
                for row, style in zip(rows, styles, strict=True):
                    row[0].style, row[0].style_id = style.astype("<f2").tobytes(), scorer.model_id
                made += len(rows)
        return made

    def _through(
        self, claim: Callable[[int], list[Job]], stop: threading.Event | None, give_way: Callable[[], None]
    ) -> Iterator[int]:
        """Lots one after another, the next one's pictures being fetched meanwhile; yields how many became ready."""
        with ThreadPoolExecutor(THREADS, "item-pictures") as pool, self._catalogues.fetcher() as fetcher:

            def begun(after: int) -> list[tuple[Job, Future[Found]]]:
                return [(job, pool.submit(self._seen, fetcher, job)) for job in claim(after)]

            lot = begun(0)
            while lot:
                ahead: list[tuple[Job, Future[Found]]] = []
                try:
                    give_way()
                    if stop is None or not stop.is_set():
                        ahead = begun(lot[-1][0].id)
                    yield self._write([future.result() for _, future in lot])
                    lot = ahead
                except BaseException:
                    for _, future in [*lot, *ahead]:
                        future.cancel()
                    self._give_back([job for job, _ in [*lot, *ahead]])
                    raise

    def _waiting(self, catalogue_id: int | None, after: int) -> list[Job]:
        """Claim the next items that wait: each try is counted before it is made."""
        query = _jobs(after).where(text(WAITING))
        if catalogue_id is not None:
            query = query.where(ItemRow.catalogue_id == catalogue_id)
        with self._database.write() as session:
            jobs = [_job(row, folder) for row, folder in session.execute(query)]
            ids = [job.id for job in jobs]
            session.execute(update(ItemRow).where(ItemRow.id.in_(ids)).values(tries=ItemRow.tries + 1))
        return [replace(job, tries=job.tries + 1) for job in jobs]

    def _stale(self, catalogue_id: int | None, after: int) -> list[Job]:
        """The next items that another encoder has seen."""
        query = _jobs(after).join(ItemVectorRow, ItemVectorRow.item_id == ItemRow.id)
        query = query.where(
            ItemRow.state == "ready", ItemRow.gone_at.is_(None), ItemVectorRow.model_id != self._models.encoder.model_id
        )
        if catalogue_id is not None:
            query = query.where(ItemRow.catalogue_id == catalogue_id)
        with self._database.read() as session:
            return [_job(row, folder) for row, folder in session.execute(query)]

    def _seen(self, fetcher: Fetcher, job: Job) -> Found:
        """The picture of a job, and where on it the item is. In a thread."""
        if job.tries > TRIES:
            error = PhotoError("Otjang ended {tries} times while it looked at this picture.", tries=TRIES)
            return Found(job, error=error)
        pictures = self._catalogues.pictures
        try:
            kept = pictures.read(job.sha256) if job.sha256 else None
            if kept is not None:
                return Found(job, job.sha256, find(kept, job.words.sorted.category, self._models))
            data = self._data(fetcher, job)
            sha256 = hashlib.sha256(data).hexdigest()
            photo = decode(data, job.picture.rsplit("/", 1)[-1].split("?")[0][:100] or "?", LIMITS)
            pictures.keep(photo, sha256)
            return Found(job, sha256, find(photo, job.words.sorted.category, self._models))
        except (FetchError, PhotoError) as error:
            return Found(job, error=error)
        except (ModelError, StorageError):
            raise
        except Exception as error:
            log.exception("item %d", job.id)
            return Found(
                job, error=PhotoError("The picture could not be looked at: {reason}.", reason=str(error)[:200])
            )

    def _data(self, fetcher: Fetcher, job: Job) -> bytes:
        if job.picture.startswith(("http://", "https://")):
            return fetcher.picture(job.picture)
        if job.folder is None:
            raise FetchError("The feed names a file, and the catalogue has no folder of pictures.", remedy="Name one.")
        return folder_picture(Path(job.folder), job.picture)

    def _write(self, lot: Sequence[Found]) -> int:
        """What the encoder sees in a lot, in one transaction; gives how many are ready."""
        good = [one for one in lot if one.shown is not None]
        known = (
            look([one.shown for one in good if one.shown], [one.job.words for one in good], self._models)
            if good
            else []
        )
        styles = self._styles(known)
        ready = 0
        with self._database.write() as session:
            rows = session.scalars(select(ItemRow).where(ItemRow.id.in_([one.job.id for one in lot])))
            by_id = {row.id: row for row in rows}
            for one in lot:
                row = by_id.get(one.job.id)
                if row is not None and one.error is not None and row.picture == one.job.picture:
                    _fail(row, one.job, one.error)
            for one, seen, style in zip(good, known, styles, strict=True):
                row = by_id.get(one.job.id)
                if row is None or row.picture != one.job.picture:  # the feed has another one by now
                    continue
                _fill(row, one.sha256, seen)
                session.merge(self._vectors(row.id, seen, style))
                ready += 1
        return ready

    def _styles(self, known: Sequence[Known]) -> Sequence[np.ndarray]:
        if not known:
            return []
        embeddings, histograms = (
            np.stack([getattr(one, name) for one in known]) for name in ("embedding", "histogram")
        )
        types = [type_of(one.category, one.kind) for one in known]
        return list(self._models.compatibility.styles(embeddings, histograms, types))

    def _vectors(self, item_id: int, seen: Known, style: np.ndarray) -> ItemVectorRow:
        return ItemVectorRow(
            item_id=item_id,
            model_id=self._models.encoder.model_id,
            embedding=seen.embedding.astype("<f2").tobytes(),
            histogram=packed(seen.histogram),
            style=style.astype("<f2").tobytes(),
            style_id=self._models.compatibility.model_id,
        )

    def _give_back(self, jobs: Sequence[Job]) -> None:
        """What was claimed and not tried is not counted."""
        ids = [job.id for job in jobs]
        own = ItemRow.id.in_(ids), ItemRow.state == "waiting", ItemRow.tries > 0
        with self._database.write() as session:
            session.execute(update(ItemRow).where(*own).values(tries=ItemRow.tries - 1))


def _jobs(after: int) -> Select[ItemRow, str | None]:
    query = select(ItemRow, CatalogueRow.pictures).join(CatalogueRow, CatalogueRow.id == ItemRow.catalogue_id)
    return query.where(ItemRow.id > after).order_by(ItemRow.id).limit(LOT)


def _job(row: ItemRow, folder: str | None) -> Job:
    words = Words(sort_item(row.title, row.label), row.said_colour, row.title)
    return Job(row.id, row.picture or "", row.picture_sha256, folder, words, row.tries)


def _fail(row: ItemRow, job: Job, error: OtjangError) -> None:
    """Tried again later where that may help, for three times; a host that rests is not counted."""
    if row.state != "waiting":
        return
    if isinstance(error, HostRestsError):
        row.tries = max(0, row.tries - 1)
        return
    row.failure = stored(error)
    if not getattr(error, "temporary", False) or job.tries >= TRIES:
        row.state = "failed"


def _fill(row: ItemRow, sha256: str | None, seen: Known) -> None:
    row.picture_sha256, row.state, row.failure, row.tries = sha256, "ready", None, 0
    row.category, row.kind, row.colours = seen.category, seen.kind, colours_to(seen.colours)
    if seen.attributes is not None:
        row.attributes = seen.attributes
