"""Who works on a look: two processes never do the same one, and the claims of a killed one come free.

Each worker holds a lock on a file as long as it lives; the system lets go of it however the process
ends. A claim whose file is not locked belongs to nobody any more. Process ids are used again, locks
are not fooled by that.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from embeddings.locked import lock
from wardrobe.schema import IN_QUEUE, LookRow, now

LEASE: Final = timedelta(minutes=10)
"""From this age on a claim of another machine, whose locks cannot be seen from here, is taken over."""


class Claims:
    """The looks that this worker has taken from the queue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "workers"
        self._host = socket.gethostname().replace(os.sep, "-")
        self.owner = f"{self._host} {os.getpid()} {secrets.token_hex(8)}"
        self._held: IO[bytes] | None = None

    def hold(self) -> None:
        """Show that this worker lives; it does until ``let_go``, or the end of the process."""
        path = self._path(self.owner)
        while self._held is None:
            self._folder.mkdir(exist_ok=True)
            file = path.open("wb")
            try:
                lock(file)
            except BlockingIOError:  # another worker looks just now whether this one lives
                file.close()
                continue
            if path.exists():
                self._held = file
            else:  # and has taken it for dead
                file.close()

    def let_go(self) -> None:
        """This worker takes nothing more."""
        if self._held is not None:
            self._path(self.owner).unlink(missing_ok=True)
            self._held.close()
            self._held = None

    def take(self, session: Session, except_for: set[int]) -> LookRow | None:
        """Claim the look that is next: those that somebody waits for come before imports."""
        free = or_(LookRow.claimed_by.is_(None), LookRow.claimed_by == self.owner)
        queue = waiting().where(free, LookRow.id.not_in(except_for))
        queue = queue.order_by(LookRow.source == "folder", LookRow.received_at, LookRow.id)
        row = session.scalar(queue.limit(1).with_for_update(skip_locked=True))
        if row is not None:
            row.claimed_by, row.claimed_at = self.owner, now()
        return row

    def release_dead(self, session: Session) -> None:
        """Free what workers have claimed that live no more."""
        query = select(LookRow.claimed_by, LookRow.claimed_at).where(LookRow.claimed_by.is_not(None))
        for owner, since in session.execute(query.distinct()).all():
            old = since is None or since < now() - LEASE
            if owner is not None and not self._lives(owner, old):
                session.execute(update(LookRow).where(LookRow.claimed_by == owner).values(claimed_by=None))
        ours = re.compile(rf"{re.escape(self._host)}-\d+-[0-9a-f]+\.lock")
        for path in self._folder.glob("*.lock"):
            if ours.fullmatch(path.name) and path != self._path(self.owner):
                _is_free(path)  # of a worker that was killed while it had no look

    def _lives(self, owner: str, old: bool) -> bool:
        if owner == self.owner:
            return True
        if owner.split(" ")[0] != self._host:
            return not old
        return not _is_free(self._path(owner))

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner.replace(' ', '-')}.lock"


def _is_free(path: Path) -> bool:
    """Whether nobody holds the lock of this file; it is gone then."""
    try:
        with path.open("rb+") as file:
            lock(file)
            with suppress(PermissionError):  # Windows keeps the name of an open file; it is harmless
                path.unlink()
    except FileNotFoundError:
        return True
    except OSError:  # somebody holds it
        return False
    return True


def waiting() -> Select[LookRow]:
    """A query for the looks that are not finished."""
    return select(LookRow).where(IN_QUEUE, LookRow.hidden_at.is_(None))
