"""The work on catalogues in the background: imports that were asked for, links once a day, pictures that wait."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from wardrobe.background import Rounds
from wardrobe.catalogue.catalogues import Catalogues
from wardrobe.catalogue.importing import StoppedError
from wardrobe.catalogue.imports import latest, tell_households
from wardrobe.catalogue.preparing import Preparing
from wardrobe.catalogue.schema import CatalogueRow
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.schema import now

ROUND: Final = 20.0
"""Seconds between looks for something to do, and until a fault is tried again."""
GIVE_WAY: Final = 0.5
"""Seconds between looks whether the intake is done: people wait for that."""
AGAIN: Final = timedelta(days=1)
"""After so long a feed behind a link is read again."""

log = logging.getLogger(__name__)


class CatalogueWork(Rounds):
    """A thread that reads feeds and makes items ready. What it has not done, the next start does."""

    def __init__(
        self, database: Database, catalogues: Catalogues, preparing: Preparing, busy: Callable[[], bool]
    ) -> None:
        super().__init__("catalogues", ROUND, "Catalogues are looked at again")
        self._database = database
        self._catalogues = catalogues
        self._preparing = preparing
        self._busy = busy

    def round(self) -> None:
        """What is due now."""
        self.work(now())

    def work(self, at: datetime) -> int:
        """One round: due imports, then pictures; gives how many items are ready now."""
        for household_id, catalogue_id in self._due(at):
            if self._stop.is_set():
                break
            try:
                done = self._catalogues.import_feed(household_id, catalogue_id, now=at, pause=self._pause)
            except (ChangeError, NotFoundError, StoppedError):  # another process reads it, it is gone, or this one ends
                continue
            if done.failure is not None:
                log.warning("%s %s", done.failure.message, done.failure.advice)
        made = 0
        with suppress(ChangeError):  # another process does it
            made = self._preparing.work(self._stop, self._give_way)
        if made:
            self._tell()
        return made

    def _due(self, at: datetime) -> list[tuple[int | None, int]]:
        """Catalogues to be read: asked for, cut short, or behind a link and a day old."""
        with self._database.read() as session:
            found = []
            for row in session.scalars(select(CatalogueRow).order_by(CatalogueRow.id)):
                last = latest(session, row.id)
                if last is None:
                    continue
                link = row.source.startswith(("http://", "https://"))
                if last.state in ("waiting", "reading") or (link and last.started_at <= at - AGAIN):
                    found.append((row.household_id, row.id))
            return found

    def _tell(self) -> None:
        with self._database.write() as session:
            for catalogue_id in session.scalars(select(CatalogueRow.id)).all():
                tell_households(session, catalogue_id)

    def _pause(self) -> bool:
        self._give_way()
        return self._stop.is_set()

    def _give_way(self) -> None:
        while self._busy() and not self._stop.wait(GIVE_WAY):
            pass
