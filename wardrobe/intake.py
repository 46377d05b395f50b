"""The way in: a picture is stored, its look visible at once, and finished in the background exactly once.

The look's state in the database is the queue. Each step is one transaction that writes its result
and the next state together, and only while the look is still claimed by the worker and in the state
the step began with. So a process can be killed at any instant: what was written is whole, and what
was not is done again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from embeddings.errors import ModelError, OtjangError
from embeddings.photo import decode
from embeddings.video import too_many_bytes
from embeddings.video_boxes import is_video
from wardrobe.claims import Claims, waiting
from wardrobe.database import Database
from wardrobe.errors import NotFoundError, StorageError
from wardrobe.journal import bump
from wardrobe.purge import Purge
from wardrobe.schema import HouseholdRow, LookRow, Source, State, now
from wardrobe.steps import STEPS
from wardrobe.tools import Tools
from wardrobe.work import Work

log = logging.getLogger(__name__)

POLL: Final = 0.5
"""Seconds between looks into the queue for what other processes have put there."""
LOOK_AFTER: Final = 5.0
"""Seconds between rounds of erasing what is due and freeing what dead workers hold."""
LONGEST_PAUSE: Final = 60.0
"""Seconds until something that failed for the moment is tried again: 1, 2, 4 … up to this."""


@dataclass(frozen=True, slots=True)
class Received:
    """A picture has been taken in."""

    look_id: int
    duplicate: bool
    """The household had the same bytes already: it is that look."""


class Intake:
    """The queue and its worker."""

    def __init__(self, tools: Tools, claims: Claims, purge: Purge) -> None:
        self._tools = tools
        self._claims = claims
        self._purge = purge
        self._one_at_a_time = threading.Lock()
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._pauses: dict[int, tuple[int, float]] = {}  # look: (how often put off, until when)
        self._looked_after = -LOOK_AFTER

    def receive(
        self,
        data: bytes,
        name: str,
        *,
        household_id: int,
        source: Source,
        received_at: datetime | None = None,
        person_id: int | None = None,
        dated: bool = False,
    ) -> Received:
        """Store a picture, or the video of a turn, and make its look; nothing is decoded yet.

        ``person_id`` is who wears it, where known. ``dated``: it was taken at ``received_at``, whatever the file
        says of itself. Raises ``PhotoError`` for no bytes or too many, ``StorageError`` when it cannot be stored,
        ``NotFoundError`` for a household that is being erased, of which nothing is kept.
        """
        turn = is_video(data[:12])
        if turn:
            if len(data) > self._tools.video_limits.bytes:
                raise too_many_bytes(name, len(data), self._tools.video_limits)
        elif not data or len(data) > self._tools.limits.bytes:
            decode(data, name, self._tools.limits)  # raises; what it says is said in one place
        original = self._tools.media.put(data)
        at = received_at or now()
        try:
            with self._tools.database.write() as session:
                if not _lives(session, household_id):
                    self._let_go(session, original.sha256)
                    raise NotFoundError("There is no such household.", remedy="It was deleted.")
                received = self._known(session, household_id, original.sha256)
                if received is None:
                    look = LookRow(
                        household_id=household_id,
                        sha256=original.sha256,
                        name=name[:300],
                        source=source,
                        received_at=at,
                        worn_on=at.astimezone().date(),
                        worn_on_given=dated,
                        person_id=person_id,
                        kind="turn" if turn else "photo",
                    )
                    session.add(look)
                    session.flush()
                    bump(session, household_id)
                    received = Received(look.id, duplicate=False)
                if not original.path.exists():  # erased in between with a look that is gone
                    self._tools.media.put(data)
        except IntegrityError:  # the same bytes came twice at the same moment
            with self._tools.database.write() as session:
                found = self._known(session, household_id, original.sha256)
            if found is None:
                raise
            received = found
        self._wake.set()
        return received

    def work_once(self) -> bool:
        """Take the look that is next all the way; False when there is nothing to do.

        Raises ``StorageError`` for a fault of the moment: the look keeps its state and waits, longer
        each time, while the next call goes on with the others.
        """
        with self._one_at_a_time:
            self._look_after()
            look = self._take()
            if look is None:
                return False
            try:
                self._finish(look)
            except StorageError as error:
                if not error.temporary:
                    self._fail(look, error)
                else:
                    times = self._pauses.get(look.id, (0, 0.0))[0] + 1
                    pause = min(2.0 ** (times - 1), LONGEST_PAUSE)
                    self._pauses[look.id] = times, time.monotonic() + pause
                    raise
            except OtjangError as error:
                self._fail(look, error)
            except Exception as error:
                log.exception("look %s (%s)", look.id, look.name)
                self._fail(look, _unexpected(look.name, error))
            self._pauses.pop(look.id, None)
            self._forget_erased(look)
            return True

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; asleep while there is nothing to do."""
        pause = 0.0
        while not stop.is_set():
            try:
                busy = self.work_once()
                pause = 0.0
            except StorageError as error:
                busy, pause = False, min(max(0.5, 2 * pause), LONGEST_PAUSE)
                log.warning("%s Work goes on in %.0f s.", error, pause)
            except Exception:
                busy, pause = False, min(max(0.5, 2 * pause), LONGEST_PAUSE)
                log.exception("the worker goes on in %.0f s", pause)
            if not busy:
                self._wake.wait(max(POLL, pause))
                self._wake.clear()

    def retry(self, look_id: int) -> None:
        """Put a look that failed back into the queue, at the step that failed."""
        with self._tools.database.write() as session:
            look = session.get(LookRow, look_id)
            if look is None or look.hidden_at is not None:
                raise NotFoundError("There is no such look.", remedy="It may have been deleted.")
            if look.state == "failed":
                _requeue(session, look)
        self._wake.set()

    def pending(self) -> int:
        """How many looks are not finished."""
        with self._tools.database.read() as session:
            return session.scalar(select(func.count()).select_from(waiting().subquery())) or 0

    def start_worker(self) -> None:
        """Work in a thread of this process until ``stop_worker``."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self.run, args=(self._stop,), name="intake", daemon=True)
            self._thread.start()

    def stop_worker(self) -> None:
        """End the thread after the step it is at; does nothing when there is none."""
        if self._thread is not None:
            self._stop.set()
            self._wake.set()
            self._thread.join()
            self._thread = None
            self._stop.clear()

    def close(self) -> None:
        """Stop working and free what is claimed."""
        self.stop_worker()
        with self._one_at_a_time:
            try:
                with self._tools.database.write() as session:
                    mine = update(LookRow).where(LookRow.claimed_by == self._claims.owner)
                    session.execute(mine.values(claimed_by=None))
            finally:
                self._claims.let_go()

    def _known(self, session: Session, household_id: int, sha256: str) -> Received | None:
        query = select(LookRow).where(LookRow.household_id == household_id, LookRow.sha256 == sha256)
        look = session.scalar(query)
        if look is None:
            return None
        if look.hidden_at is not None:  # deleted a moment ago and wanted again
            self._purge.bring_back(session, look)
            return Received(look.id, duplicate=False)
        return Received(look.id, duplicate=True)

    def _let_go(self, session: Session, sha256: str) -> None:
        """Remove an original that is no look's, and what was made of it."""
        if session.scalar(select(LookRow.id).where(LookRow.sha256 == sha256).limit(1)) is None:
            self._tools.media.renditions.drop(sha256)
            self._tools.media.originals.delete(sha256)

    def _forget_erased(self, look: LookRow) -> None:
        """Where a look was erased while it was in work: a step may have made pictures of it after that."""
        with self._tools.database.read() as session:
            if session.get(LookRow, look.id) is not None:
                return
        with self._tools.database.write() as session:
            self._let_go(session, look.sha256)

    def _take(self) -> LookRow | None:
        due = time.monotonic()
        put_off = {look_id for look_id, (_, until) in self._pauses.items() if until > due}
        with self._tools.database.read() as session:
            if session.scalar(waiting().where(LookRow.id.not_in(put_off)).limit(1)) is None:
                return None
        self._claims.hold()
        with self._tools.database.write() as session:
            return self._claims.take(session, put_off)

    def _finish(self, look: LookRow) -> None:
        work = Work(look.id, look.sha256, look.name, self._tools, self._stop, look.kind)
        state = look.state
        while state in STEPS and not self._stop.is_set():
            step, after = STEPS[state]
            write = step(work)
            if write is None or not self._write(look.id, state, after, write):
                return  # stopped, deleted meanwhile, or somebody else's by now
            state = after

    def _write(self, look_id: int, before: State, after: State, write: Callable[[Session, LookRow], None]) -> bool:
        with self._tools.database.write() as session:
            mine = update(LookRow).where(
                LookRow.id == look_id,
                LookRow.state == before,
                LookRow.claimed_by == self._claims.owner,
                LookRow.hidden_at.is_(None),
            )
            owner = None if after == "ready" else self._claims.owner
            if not session.execute(mine.values(state=after, claimed_by=owner)).rowcount:  # type: ignore[attr-defined]
                return False
            look = session.get_one(LookRow, look_id)
            write(session, look)
            bump(session, look.household_id)
        return True

    def _fail(self, look: LookRow, error: OtjangError) -> None:
        failure = {
            "template": error.template,
            "remedy": error.remedy,
            "params": {name: _plain(value) for name, value in error.params.items()},
            "model": isinstance(error, ModelError),
        }
        with self._tools.database.write() as session:
            row = session.get(LookRow, look.id)
            if row is not None and row.claimed_by == self._claims.owner:
                row.failed_in, row.state = row.state, "failed"
                row.failure, row.claimed_by = failure, None
                bump(session, row.household_id)

    def _look_after(self) -> None:
        """Now and then: erase what is due, free what the dead hold."""
        if time.monotonic() - self._looked_after < LOOK_AFTER:
            return
        self._looked_after = time.monotonic()
        self._purge.due()
        with self._tools.database.read() as session:
            others = LookRow.claimed_by.is_not(None), LookRow.claimed_by != self._claims.owner
            if session.scalar(select(LookRow.id).where(*others).limit(1)) is None:
                return
        with self._tools.database.write() as session:
            self._claims.release_dead(session)


def requeue_model_faults(database: Database) -> None:
    """Looks that failed because of a model file are tried again: it may be mended."""
    failed = select(LookRow).where(LookRow.state == "failed", LookRow.hidden_at.is_(None))
    with database.read() as session:
        ids = [look.id for look in session.scalars(failed) if look.failure and look.failure["model"]]
    if ids:
        with database.write() as session:
            for look in session.scalars(failed.where(LookRow.id.in_(ids))).all():
                _requeue(session, look)


def _lives(session: Session, household_id: int) -> bool:
    """Whether it is not being erased, which waits until this transaction is over."""
    alive = select(HouseholdRow.id).where(HouseholdRow.id == household_id, ~HouseholdRow.erasing)
    return session.scalar(alive.with_for_update()) is not None


def _requeue(session: Session, look: LookRow) -> None:
    look.state, look.failed_in, look.failure = look.failed_in or "received", None, None
    bump(session, look.household_id)


def _unexpected(name: str, error: Exception) -> OtjangError:
    return OtjangError(
        "{name} could not be processed: {reason}.",
        name=name,
        reason=f"{type(error).__name__}: {error}",
        remedy="Try again. If it happens again, this is a fault of Otjang: please report it.",
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
