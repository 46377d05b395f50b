"""An import from its beginning to its end, however it ends, and what is known of it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from embeddings.errors import OtjangError
from wardrobe.catalogue.alone import alone
from wardrobe.catalogue.faults import failure, stored
from wardrobe.catalogue.fetching import Fetcher
from wardrobe.catalogue.importing import Pause, Reading, StoppedError, Tell, read_into
from wardrobe.catalogue.products import Ways
from wardrobe.catalogue.schema import CatalogueRow, ImportFaultRow, ImportRow
from wardrobe.database import Database
from wardrobe.errors import ChangeError, FeedError, NotFoundError
from wardrobe.journal import bump
from wardrobe.looks import Failure
from wardrobe.originals import told
from wardrobe.schema import HouseholdRow
from wardrobe.schema import now as present

KEPT: Final = 3
"""Imports of a catalogue whose faults are kept."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Import:
    """One reading of a feed."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    state: str
    """waiting, reading, asking (before many items are dropped), done or failed."""
    counts: Mapping[str, Any]
    """rows, new, changed, unchanged, back, gone, missing; failed and noted: rows not taken, and taken in part."""
    failure: Failure | None

    def count(self, name: str) -> int:
        """One of the counts; 0 where it is not there."""
        return int(self.counts.get(name, 0))


def import_of(row: ImportRow) -> Import:
    """What a row says."""
    return Import(row.id, row.started_at, row.finished_at, row.state, dict(row.counts), failure(row.failure))


def run(
    database: Database,
    folder: Path,
    catalogue_id: int,
    *,
    fetcher: Callable[[], Fetcher],
    now: datetime,
    ask_share: float,
    tell: Tell = lambda _: None,
    pause: Pause = lambda: False,
) -> Import:
    """Read a catalogue's feed from its source. Ends as ``done``, ``asking`` or ``failed``: then the reason is with it.

    Raises ``ChangeError`` where another process reads it just now, ``NotFoundError`` where the catalogue is removed
    meanwhile, and ``StoppedError`` when ``pause`` says so: the import waits then, and the next one goes on.
    """
    busy = ChangeError("This catalogue is being read just now.", remedy="Wait until it is done.")
    with alone(folder, f"catalogue-{catalogue_id}", busy):
        reading, source, before = _begin(database, catalogue_id, now, ask_share)
        try:
            if source.startswith(("http://", "https://")):
                _from_link(reading, source, before, folder, fetcher, tell, pause)
            else:
                read_into(reading, Path(source), tell, pause)
        except StoppedError:
            _end(reading, "waiting")
            raise
        except OtjangError as error:
            _end(reading, "failed", stored(error))
        except Exception as error:  # one feed must not keep the others from being read
            fault = FeedError("The feed cannot be read: {reason}.", reason=str(error)[:200])
            _end(reading, "failed", stored(fault))
            log.exception("catalogue %d", catalogue_id)
        return _done(reading)


def latest(session: Session, catalogue_id: int) -> ImportRow | None:
    """The newest import of a catalogue."""
    query = select(ImportRow).where(ImportRow.catalogue_id == catalogue_id)
    return session.scalar(query.order_by(ImportRow.id.desc()).limit(1))


def tell_households(session: Session, catalogue_id: int) -> None:
    """Pages of all who see a catalogue are drawn anew."""
    owner = session.scalar(select(CatalogueRow.household_id).where(CatalogueRow.id == catalogue_id))
    ids = [owner] if owner is not None else session.scalars(select(HouseholdRow.id)).all()
    for household_id in ids:
        bump(session, household_id)


def _begin(
    database: Database, catalogue_id: int, now: datetime, ask_share: float
) -> tuple[Reading, str, Mapping[str, Any]]:
    """The import's row; what was left by a killed process is closed."""
    with database.write() as session:
        catalogue = session.get_one(CatalogueRow, catalogue_id)
        before = latest(session, catalogue_id)
        known = dict(before.counts) if before is not None and before.state == "done" else {}
        own = ImportRow.catalogue_id == catalogue_id
        cut = stored(OtjangError("The import was cut short.", remedy="Start it again: it goes on where it was."))
        session.execute(
            update(ImportRow)
            .where(own, ImportRow.state == "reading")
            .values(state="failed", failure=cut, finished_at=now)
        )
        row = session.scalar(select(ImportRow).where(own, ImportRow.state == "waiting").order_by(ImportRow.id.desc()))
        if row is not None and row.counts:  # stopped: what it has seen would be taken for repeated
            row.state, row.failure, row.finished_at = "failed", cut, now
            row = None
        if row is None:
            row = ImportRow(catalogue_id=catalogue_id, started_at=now, state="reading", counts={})
            session.add(row)
        row.state, row.started_at, row.counts = "reading", now, {}
        session.flush()
        old = select(ImportRow.id).where(own).order_by(ImportRow.id.desc()).offset(KEPT)
        session.execute(delete(ImportFaultRow).where(ImportFaultRow.import_id.in_(old)))
        session.execute(delete(ImportFaultRow).where(ImportFaultRow.import_id == row.id))
        ways = Ways(now.astimezone().date(), catalogue.currency, bool(catalogue.pictures))
        reading = Reading(database, catalogue_id, row.id, ways, now, dict(catalogue.mapping), ask_share)
        return reading, catalogue.source, known


def _from_link(
    reading: Reading,
    source: str,
    before: Mapping[str, Any],
    folder: Path,
    fetcher: Callable[[], Fetcher],
    tell: Tell,
    pause: Pause,
) -> None:
    """Fetch the feed, unless it is still the one that was read completely, then read it."""
    path = folder / "feeds" / f"catalogue-{reading.catalogue_id}.part"  # what a killed process left is written over
    with told(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with fetcher() as network:
            answer = network.feed(source, path, before.get("etag"), before.get("modified"))
        marks = {name: value for name, value in (("etag", answer.etag), ("modified", answer.modified)) if value}
        if answer.changed:
            read_into(reading, path, tell, pause)
            _mark(reading, marks)
        else:
            rows = before.get("rows", 0)
            old = {name: before[name] for name in ("etag", "modified") if name in before}
            _mark(reading, {"rows": rows, "unchanged": rows} | old | marks)
            _end(reading, "done")
    finally:
        path.unlink(missing_ok=True)


def _mark(reading: Reading, marks: Mapping[str, Any]) -> None:
    with reading.database.write() as session:
        row = session.get_one(ImportRow, reading.import_id)
        row.counts = {**row.counts, **marks}


def _end(reading: Reading, state: str, fault: dict[str, Any] | None = None) -> None:
    with reading.database.write() as session:
        row = session.get(ImportRow, reading.import_id)
        if row is None:
            raise NotFoundError("There is no such catalogue.", remedy="It may have been removed.")
        row.state, row.failure = state, fault
        row.finished_at = None if state == "waiting" else present()


def _done(reading: Reading) -> Import:
    with reading.database.write() as session:
        tell_households(session, reading.catalogue_id)
        return import_of(session.get_one(ImportRow, reading.import_id))
