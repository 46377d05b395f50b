"""Which one looks better: the style check of two looks that were taken one after the other, said by the camera.

The rows of captures are the queue: what is to be compared is there until it is done or given up.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.errors import OtjangError
from wardrobe.background import Rounds
from wardrobe.camera_schema import CaptureRow
from wardrobe.cameras import Cameras
from wardrobe.captures import Captures
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.i18n import Translate, translator
from wardrobe.journal import bump
from wardrobe.matching.style_check import StyleCheck, Verdict
from wardrobe.schema import UNFINISHED, DeviceRow, LookRow, now
from wardrobe.words import N_

log = logging.getLogger(__name__)

ROUND: Final = 1.0
"""Seconds between looks whether both are ready: somebody stands there and waits."""
TIDY: Final = 3600.0
"""Seconds between rounds of finishing and clearing away what cameras have left."""
PATIENCE: Final = timedelta(minutes=15)
"""After so long without the other look, nobody waits for a verdict any more."""

FIRST: Final = N_("The first look is better, I am {percent} percent sure.")
SECOND: Final = N_("The second look is better, I am {percent} percent sure.")
BECAUSE: Final = N_("{verdict} What speaks for it: {reason}.")
OTHER_GONE: Final = N_("The other look is not there any more, so there is nothing to compare.")
UNREADABLE: Final = N_("One of the two looks could not be read, so they cannot be compared.")


class Comparing(Rounds):
    """A thread that compares, and clears away after captures. ``language`` gives that of a household."""

    def __init__(
        self,
        database: Database,
        captures: Captures,
        style_check: StyleCheck,
        cameras: Cameras,
        language: Callable[[int], str],
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__("comparing", ROUND, "Looks are compared")
        self._database = database
        self._captures = captures
        self._style_check = style_check
        self._cameras = cameras
        self._language = language
        self._clock = clock
        self._tidied = float("-inf")

    def round(self) -> None:
        """Compare what is ready, and tidy now and then."""
        self.work()
        if time.monotonic() - self._tidied >= TIDY:
            self._captures.tidy()
            self._tidied = time.monotonic()

    def work(self) -> int:
        """Compare what is ready; gives how many comparisons were made or given up."""
        query = select(CaptureRow.id).where(
            CaptureRow.compare_with.is_not(None), CaptureRow.compared_at.is_(None), CaptureRow.state == "stored"
        )
        with self._database.read() as session:
            ids = list(session.scalars(query.order_by(CaptureRow.id)))
        return sum(self._compare(id) for id in ids if not self._stop.is_set())

    def _compare(self, capture_id: int) -> bool:
        with self._database.read() as session:
            row = session.get_one(CaptureRow, capture_id)
            device = session.get_one(DeviceRow, row.device_id)
            other = self._other(session, row)
            looks = [session.get(LookRow, id) if id else None for id in (other.look_id if other else None, row.look_id)]
        household = device.household_id
        _ = translator(self._language(household))
        late = row.touched_at < self._clock() - PATIENCE
        first, second = looks
        if other is None or other.state == "receiving":
            return late and self._finish(row, household, None, _(OTHER_GONE))
        if first is None or second is None or first.hidden_at is not None or second.hidden_at is not None:
            return self._finish(row, household, None, _(OTHER_GONE))
        if "failed" in (first.state, second.state):
            return self._finish(row, household, None, _(UNREADABLE))
        if first.state in UNFINISHED or second.state in UNFINISHED:
            return late and self._finish(row, household, None, _(UNREADABLE))
        try:
            verdict = self._style_check.compare_looks(household, first.id, second.id)
        except OtjangError as error:
            log.warning("Looks %s and %s: %s", first.id, second.id, error)
            return late and self._finish(row, household, None, _(UNREADABLE))
        except Exception:  # a fault of ours: it must not stand in the way of others
            log.exception("Looks %s and %s", first.id, second.id)
            return self._finish(row, household, None, _(UNREADABLE))
        return self._finish(row, household, first.id, said(verdict, _))

    def _other(self, session: Session, row: CaptureRow) -> CaptureRow | None:
        same = CaptureRow.device_id == row.device_id, CaptureRow.key == row.compare_with
        return session.scalar(select(CaptureRow).where(*same))

    def _finish(self, row: CaptureRow, household: int, look_id: int | None, text: str) -> bool:
        """Write it down, then say it: said and not written it would be said again after a restart."""
        with self._database.write() as session:
            row = session.get_one(CaptureRow, row.id)
            row.compared_at, row.compared_look_id = self._clock(), look_id
            bump(session, household)
        with contextlib.suppress(NotFoundError):  # the camera was sent away meanwhile
            self._cameras.ask(household, row.device_id, "say", text=text, language=self._language(household))
        return True


def said(verdict: Verdict, _: Translate) -> str:
    """A verdict as somebody who stands before the mirror wants to hear it: which, how sure, and one reason."""
    if verdict.too_close and verdict.why_close is not None:
        return verdict.why_close.said(_)
    first = verdict.probability >= 0.5
    sure, side = (verdict.probability, verdict.one) if first else (1 - verdict.probability, verdict.other)
    sentence = _(FIRST if first else SECOND).format(percent=round(100 * sure))
    reasons = [point.reason.said(_) for point in side.remarks if point.weight > 0]
    return _(BECAUSE).format(verdict=sentence, reason=reasons[0]) if reasons else sentence
