"""Telling the owner what came in: together, by the household's channels, and never so often that it is a nuisance.

What friends and strangers do cannot make many messages: at most one for a link in a quarter of an hour, and
after ten that the owner did not look into, none. No text of theirs is sent on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.i18n import translator
from wardrobe.matching.choices import Choices
from wardrobe.notices import channels
from wardrobe.notices.channels import UnsentError
from wardrobe.notices.notices import CHOICE, choices_of
from wardrobe.sharing.schema import CommentRow, ShareRow, VoteRow
from wardrobe.sharing.shares import TITLES
from wardrobe.words import N_

log = logging.getLogger(__name__)

GATHER: Final = timedelta(minutes=1)
"""What comes in within it is told together."""
PAUSE: Final = timedelta(minutes=15)
"""Between messages about one link."""
MOST_UNSEEN: Final = 10
"""Messages about one link until the owner looks at it."""
HEADING: Final = N_("New on what you shared")
VOTES: Final = N_("New votes: {count}")
COMMENTS: Final = N_("New comments: {count}")
REPORTED: Final = N_("Comments that were reported: {count}")


@dataclass(frozen=True, slots=True)
class News:
    """What is to be said of one link."""

    kind: str
    title: str
    votes: int
    comments: int
    reported: int

    def said(self, language: str) -> tuple[str, str]:
        """Heading and text."""
        _ = translator(language)
        counts = ((VOTES, self.votes), (COMMENTS, self.comments), (REPORTED, self.reported))
        said = [_(template).format(count=count) for template, count in counts if count]
        return _(HEADING), "\n".join([self.title or _(TITLES[self.kind]), *said])


def to_be_told(row: ShareRow, at: datetime) -> None:
    """Something came in: say so when it is time."""
    if row.tell_at is None and row.told_times < MOST_UNSEEN:
        row.tell_at = at + GATHER if row.told_at is None else max(at + GATHER, row.told_at + PAUSE)


class Telling:
    """Takes links of which there is news, and sends it."""

    def __init__(
        self, database: Database, choices: Choices, language: str | None, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._choices = choices
        self._language = language or "en"
        self._clock = clock

    def work(self, stop: threading.Event | None = None) -> int:
        """Send what is due; gives how many messages that were."""
        with self._database.read() as session:
            due = session.scalars(select(ShareRow.id).where(ShareRow.tell_at <= self._clock())).all()
        return sum(self._tell(share_id) for share_id in due if not (stop and stop.is_set()))

    def _tell(self, share_id: int) -> bool:
        """It is settled before it is sent: a message comes once or, where the process dies, not at all."""
        at = self._clock()
        with self._database.write() as session:
            row = session.get(ShareRow, share_id, with_for_update=True)
            if row is None or row.tell_at is None or row.tell_at > at:
                return False
            value = self._choices.within(session, row.household_id, CHOICE)
            before = row.told_at
            news = _news(session, row)
            row.tell_at = None
            urls = [] if value.get("quiet") else list(value.get("channels", []))
            if not urls or not (news.votes or news.comments or news.reported):
                return False
            row.told_at, row.told_times = at, row.told_times + 1
        if self._sent(urls, news, choices_of(value, self._language).language):
            return True
        with self._database.write() as session:
            row = session.get(ShareRow, share_id, with_for_update=True)
            if row is not None and row.told_at == at:
                row.told_at = before
                row.tell_at = at + PAUSE if row.told_times < MOST_UNSEEN else None
        return False

    def _sent(self, urls: list[str], news: News, language: str) -> bool:
        """Whether any channel took it."""
        taken = 0
        for url in urls:
            try:
                channels.send(url, *news.said(language))
                taken += 1
            except UnsentError as error:
                log.warning("News of a link: %s", error.message)
        return taken > 0


def _news(session: Session, row: ShareRow) -> News:
    """What came in since the owner was last told of it or looked at it."""
    since = max(filter(None, (row.told_at, row.seen_at)), default=None)
    votes = select(func.count()).where(VoteRow.share_id == row.id)
    written = select(func.count()).where(CommentRow.share_id == row.id)
    if since is not None:
        votes, written = votes.where(VoteRow.at > since), written.where(CommentRow.at > since)
    reported = select(func.count()).where(CommentRow.share_id == row.id, CommentRow.state == "reported")
    return News(
        kind=row.kind,
        title=row.title,
        votes=session.scalar(votes) or 0,
        comments=session.scalar(written.where(CommentRow.state != "hidden")) or 0,
        reported=session.scalar(reported) or 0,
    )
