"""What is over is removed: drafts after an hour, links at their end, addresses after a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from wardrobe.database import Database
from wardrobe.schema import AttemptRow
from wardrobe.sharing.ending import end
from wardrobe.sharing.files import SharedFiles
from wardrobe.sharing.rows import alive
from wardrobe.sharing.schema import CommentRow, ShareRow, VoteRow

DRAFT_FOR: Final = timedelta(hours=1)
ADDRESS_FOR: Final = timedelta(days=1)
"""How long the hash of an address is kept."""


class Sweeping:
    """Ends what is over, whoever comes across it."""

    def __init__(self, database: Database, files: SharedFiles, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._files = files
        self._clock = clock

    def sweep(self) -> None:
        """One round over everything. Raises ``StorageError``."""
        self._end_what_is_over()
        self._remove_pictures()
        self._forget_addresses()

    def end(self, share_id: int) -> None:
        """End one that somebody came across after its time."""
        with self._database.write() as session:
            row = session.get(ShareRow, share_id, with_for_update=True)
            if row is not None and not alive(session, row, self._clock()):
                end(session, row, self._clock())
        self._files.drop(share_id)

    def _end_what_is_over(self) -> None:
        at = self._clock()
        with self._database.read() as session:
            rows = session.scalars(select(ShareRow).where(ShareRow.state != "ended"))
            over = [row.id for row in rows if not alive(session, row, at) or _stale(row, at)]
        for id in over:
            with self._database.write() as session:
                row = session.get(ShareRow, id, with_for_update=True)
                if row is not None and (not alive(session, row, at) or _stale(row, at)):
                    end(session, row, at)

    def _remove_pictures(self) -> None:
        there = self._files.ids()  # first: the row of a share is there before its pictures
        living = select(ShareRow.id).where(ShareRow.state != "ended")
        with self._database.read() as session:
            kept = set(session.scalars(living))
        for id in there - kept:
            self._files.drop(id)

    def _forget_addresses(self) -> None:
        before = self._clock() - ADDRESS_FOR
        kept = [
            select(row.id).where(row.address.is_not(None), row.at < before).limit(1) for row in (VoteRow, CommentRow)
        ]
        old = select(AttemptRow.name_hash).where(AttemptRow.last_at < before).limit(1)
        with self._database.read() as session:
            if not any(session.scalar(query) is not None for query in (*kept, old)):
                return
        with self._database.write() as session:
            for row in (VoteRow, CommentRow):
                mine = row.address.is_not(None), row.at < before
                session.execute(update(row).where(*mine).values(address=None))
            session.execute(delete(AttemptRow).where(AttemptRow.last_at < before))


def _stale(row: ShareRow, at: datetime) -> bool:
    return row.state == "draft" and abs(at - row.created_at) >= DRAFT_FOR
