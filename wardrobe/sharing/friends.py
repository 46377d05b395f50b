"""What somebody may do who has a link, and nothing else. Every refusal of a key is the same one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wardrobe.attempts import charge, forgive
from wardrobe.database import Database
from wardrobe.errors import AccountError, NotFoundError
from wardrobe.sharing import writing
from wardrobe.sharing.files import SharedFiles
from wardrobe.sharing.keys import KEY_LENGTH, Keys, digest
from wardrobe.sharing.limits import Bucket, too_many
from wardrobe.sharing.passes import Pass, Passes
from wardrobe.sharing.passwords import fits
from wardrobe.sharing.rows import alive, share_of
from wardrobe.sharing.schema import CommentRow, ShareRow, VoteRow
from wardrobe.sharing.shares import Comment, Share, Tally
from wardrobe.sharing.sweeping import Sweeping
from wardrobe.sharing.tallies import tallies

KEY: Final = re.compile(f"[A-Za-z0-9_-]{{{KEY_LENGTH}}}", re.ASCII)
WRONG_KEYS: Final = (60, 10.0)
"""From one address: so many at once, then one every so many seconds."""
DEEDS: Final = (30, 10.0)
"""Votes, comments, reports, ways through a gate and counted views from one address, in the same manner."""
FREE_TRIES: Final = 5
"""Wrong passwords from one address, then 1 s of waiting, doubled with each further one."""
FREE_TRIES_OF_LINK: Final = 20
"""From all addresses together."""
LONGEST_WAIT: Final = 300
"""Seconds, for the address."""
LONGEST_WAIT_OF_LINK: Final = 30
"""Much shorter: one stranger, who waits longer at their own address, must not keep all friends out."""
COMMENTS_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """What a friend's page tells beside the pictures."""

    tally: Tally
    choice: str | None
    """What this visitor has voted."""
    name: str
    """By which they did."""
    comments: tuple[Comment, ...]
    """The newest ``COMMENTS_SHOWN``, the oldest of them first; none where writing is not allowed."""


class Friends:
    """The friends' side of every share."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        files: SharedFiles,
        sweeping: Sweeping,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._keys = keys
        self._files = files
        self._sweeping = sweeping
        self._clock = clock
        self.passes = Passes(keys, clock)
        self._wrong_keys = Bucket(*WRONG_KEYS, clock)
        self._deeds = Bucket(*DEEDS, clock)

    def find(self, key: str, host: str) -> Share:
        """The open share of a key, which somebody at the address ``host`` has.

        Raises ``NotFoundError``, the same for a key that never was and one whose link has ended or was used up, and
        ``TooManyError`` where too many wrong ones came from there: then not even a right one is looked at.
        """
        address = self._keys.address(host)
        self._wrong_keys.charge(address)
        share = self._found(key) if KEY.fullmatch(key) else None
        if share is None:
            raise nothing_here()
        self._wrong_keys.refund(address)
        return share

    def let_in(self, share: Share, held: Pass | None) -> bool:
        """Whether this visitor sees the pictures at once, else the gate. Raises ``NotFoundError`` if it was used up."""
        if not share.gated or self.passes.let_in(held):
            return True
        if share.views_left == 0:
            raise nothing_here()
        return False

    def enter(self, share: Share, held: Pass | None, password: str, host: str) -> Pass:
        """Come through the gate of a share, which counts a view; gives the pass to be kept.

        Takes a tenth of a second and 64 MB where there is a password. Raises ``AccountError`` for a wrong one,
        ``TooManyError``, and ``NotFoundError`` where the link has ended or was used up meanwhile.
        """
        if share.views_left == 0:
            raise nothing_here()
        if share.protected:
            self._check(share, password, host)
        self.may_do(host)
        self.count_view(share)
        return self.passes.entered(held or self.passes.new())

    def count_view(self, share: Share) -> None:
        """One more has seen it. Raises ``NotFoundError`` where it may not be seen any more."""
        left = ShareRow.views_most.is_(None) | (ShareRow.views < ShareRow.views_most)
        one_more = update(ShareRow).where(ShareRow.id == share.id, ShareRow.state == "open", left)
        with self._database.write() as session:
            found = session.execute(one_more.values(views=ShareRow.views + 1))
            if found.rowcount != 1:  # type: ignore[attr-defined]
                raise nothing_here()

    def picture(self, share: Share, number: int) -> bytes:
        """One of its pictures, from 1. Raises ``NotFoundError``."""
        return self._files.read(share.id, number)

    def preview(self, share: Share) -> bytes | None:
        """What messengers show; None where there is a gate."""
        return None if share.gated else self._files.read_preview(share.id)

    def shown(self, share: Share, held: Pass | None) -> Shown:
        """What the page tells beside the pictures."""
        visitor = self.passes.hashed(share.id, held) if held else ""
        query = select(CommentRow).where(CommentRow.share_id == share.id, CommentRow.state.in_(("shown", "kept")))
        newest = query.order_by(CommentRow.number.desc()).limit(COMMENTS_SHOWN if share.comments else 0)
        with self._database.read() as session:
            row = session.get(ShareRow, share.id)
            if row is None:
                raise nothing_here()
            mine = session.scalar(select(VoteRow).where(VoteRow.share_id == share.id, VoteRow.visitor == visitor))
            written = [writing.comment_of(found) for found in session.scalars(newest)]
            tally = tallies(session, [row])[row.id]
        return Shown(tally, mine.choice if mine else None, mine.name if mine else "", tuple(reversed(written)))

    def may_do(self, host: str) -> None:
        """Count something that is written. Raises ``TooManyError``."""
        self._deeds.charge(self._keys.address(host))

    def vote(self, share: Share, held: Pass, host: str, choice: str, name: str = "") -> None:
        """Vote or change one's vote; an empty choice takes it back. Raises ``ShareError``, ``TooManyError``."""
        self.may_do(host)
        visitor = self.passes.hashed(share.id, held)
        with self._database.write() as session:
            row = self._open(session, share)
            if choice:
                writing.vote(session, row, visitor, self._keys.address(host), choice, name, self._clock())
            else:
                writing.unvote(session, row, visitor)

    def comment(self, share: Share, held: Pass, host: str, text: str, name: str = "") -> None:
        """Write something. Raises ``ShareError``, ``TooManyError``."""
        self.may_do(host)
        visitor = self.passes.hashed(share.id, held)
        with self._database.write() as session:
            row = self._open(session, share)
            writing.comment(session, row, visitor, self._keys.address(host), text, name, self._clock())

    def report(self, share: Share, host: str, number: int) -> None:
        """Hide a comment until the owner has decided. Raises ``NotFoundError``, ``TooManyError``."""
        self.may_do(host)
        with self._database.write() as session:
            writing.report(session, self._open(session, share), number, self._clock())

    def withdraw(self, share: Share, held: Pass, host: str, number: int) -> None:
        """Remove one's own comment. Raises ``NotFoundError``, ``TooManyError``."""
        self.may_do(host)
        with self._database.write() as session:
            writing.withdraw(session, self._open(session, share), self.passes.hashed(share.id, held), number)

    def _found(self, key: str) -> Share | None:
        at = self._clock()
        with self._database.read() as session:
            row = session.scalar(select(ShareRow).where(ShareRow.key_hash == digest(key)))
            if row is None:
                return None
            if alive(session, row, at):
                return share_of(row, at)
            over = row.id
        self._sweeping.end(over)
        return None

    def _open(self, session: Session, share: Share) -> ShareRow:
        row = session.get(ShareRow, share.id, with_for_update=True)
        if row is None or row.state != "open" or not alive(session, row, self._clock()):
            raise nothing_here()
        return row

    def _check(self, share: Share, password: str, host: str) -> None:
        """Counted before it is checked, for the address and for the link: tries at the same time do not slip in."""
        of_address = self._keys.seal("password", share.id, self._keys.address(host))
        of_link = self._keys.seal("password", share.id)
        at = self._clock()
        with self._database.write() as session:
            kept = self._open(session, share).password_hash
            left = charge(session, of_address, at, free=FREE_TRIES, longest=LONGEST_WAIT)
            left = left or charge(session, of_link, at, free=FREE_TRIES_OF_LINK, longest=LONGEST_WAIT_OF_LINK)
            if left:
                raise too_many(left)  # in here: where the link has to wait, the address has not tried
        if kept is None or not fits(password, kept):
            raise AccountError("This is not the password.", remedy="Try again; capital letters count.")
        with self._database.write() as session:
            forgive(session, of_address)
            forgive(session, of_link)


def nothing_here() -> NotFoundError:
    """What is said of every key that opens nothing."""
    return NotFoundError("There is nothing here, or not any more.", remedy="Ask whoever sent you the link.")
