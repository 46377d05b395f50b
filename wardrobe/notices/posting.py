"""Notices on their way to the channels. The rows themselves are the queue.

A try that a channel has refused is tried again for some hours. A try of which nobody knows the end, for the
process was killed in it, is not: a notice comes once or not at all, rather than twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from wardrobe.database import Database
from wardrobe.errors import NoticeError
from wardrobe.journal import bump
from wardrobe.matching.choices import Choices
from wardrobe.matching.schema import NoticeRow
from wardrobe.notices import channels
from wardrobe.notices.channels import UnsentError
from wardrobe.notices.notices import CHOICE, Notice, choices_of, notice_of
from wardrobe.queueing import LEASE, due, wait

log = logging.getLogger(__name__)

WAITS: Final = (60, 300, 900, 3600, 7200)
"""Seconds between tries: given up after some three hours."""
Words = Callable[[Notice, str], tuple[str, str] | None]
"""Title and text of a notice in a language; None where what it is about is gone."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A notice that this worker has claimed."""

    notice: Notice
    urls: tuple[str, ...]
    """Channels that have not taken it yet."""
    done: tuple[str, ...]
    """Ids of those that have."""
    language: str


class Posting:
    """Takes notices from the queue and sends them."""

    def __init__(
        self, database: Database, choices: Choices, words: Words, language: str | None, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._choices = choices
        self._words = words
        self._language = language or "en"
        self._clock = clock

    def work(self, stop: threading.Event | None = None) -> int:
        """Send what is due, one after the other; gives how many have reached every channel."""
        sent = 0
        while not (stop and stop.is_set()):
            taken = self._take()
            if taken is None:
                return sent
            if isinstance(taken, _Taken):
                sent += self._send(taken)
        return sent

    def _take(self) -> _Taken | bool | None:
        """The next notice; True where one was settled without sending it, None where nothing is due."""
        at = self._clock()
        with self._database.write() as session:
            query = select(NoticeRow).where(NoticeRow.state == "sending", due(NoticeRow.next_try_at, at))
            row = session.scalar(query.order_by(NoticeRow.next_try_at).limit(1).with_for_update(skip_locked=True))
            if row is None:
                return None
            bump(session, row.household_id)
            kept = row.failure or {}
            if kept.get("begun"):
                row.state, row.next_try_at = "failed", None
                row.failure = _told(
                    NoticeError("Otjang was stopped while it sent this notice; it may have arrived."), kept
                )
                return True
            value = self._choices.within(session, row.household_id, CHOICE)
            done = tuple(kept.get("done", ()))
            urls = tuple(url for url in value.get("channels", []) if channels.channel_of(url).id not in done)
            if value.get("quiet") or not urls:
                row.state, row.next_try_at = ("sent" if done else "made"), None
                return True
            row.tries += 1
            row.next_try_at = at + LEASE
            row.failure = {**kept, "begun": True}
            return _Taken(notice_of(row), urls, done, choices_of(value, self._language).language)

    def _send(self, taken: _Taken) -> bool:
        words = self._words(taken.notice, taken.language)
        if words is None:
            gone = UnsentError("What this notice is about is not there any more.")
            return self._settle(taken, [], [gone])
        done, faults = [], []
        for url in taken.urls:
            try:
                channels.send(url, *words)
                done.append(channels.channel_of(url).id)
            except UnsentError as error:
                faults.append(error)
                log.warning("Notice %d, try %d: %s", taken.notice.id, taken.notice.tries, error.message)
        return self._settle(taken, done, faults)

    def _settle(self, taken: _Taken, done: list[str], faults: list[UnsentError]) -> bool:
        at = self._clock()
        with self._database.write() as session:
            bump(session, taken.notice.household_id)
            row = session.get(NoticeRow, taken.notice.id, with_for_update=True)
            if row is None:
                return False
            if not faults:
                row.state, row.next_try_at, row.failure = "sent", None, None
                return True
            if row.state != "sending" or row.tries != taken.notice.tries:
                return False  # taken for dead meanwhile, and settled
            row.failure = _told(faults[0], {"done": [*taken.done, *done]})
            again = any(fault.again for fault in faults)
            pause = wait(WAITS, row.tries, f"{row.id}") if again else None
            row.next_try_at = None if pause is None else at + pause
            row.state = "failed" if pause is None else "sending"
            return False


def _told(fault: NoticeError, kept: dict[str, Any]) -> dict[str, Any]:
    """A failure as rows keep it, with the channels that need it no more."""
    told = {"template": fault.template, "remedy": fault.remedy, "params": fault.params}
    return told | {"done": list(kept.get("done", ()))}
