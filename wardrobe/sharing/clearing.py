"""What the owner does about votes and comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.sharing.rows import own, touch
from wardrobe.sharing.schema import CommentRow, VoteRow
from wardrobe.sharing.shares import Comment, CommentState, Vote
from wardrobe.sharing.writing import comment_of

SHOWN_AT_ONCE: Final = 200


class Clearing:
    """Votes and comments of a household's links, for the owner's eyes and hands.

    Every method raises ``NotFoundError`` for a share of another household.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def votes(self, household_id: int, share_id: int, limit: int = SHOWN_AT_ONCE) -> list[Vote]:
        """Who has voted what, the newest first."""
        query = select(VoteRow).where(VoteRow.share_id == share_id).order_by(VoteRow.at.desc(), VoteRow.id.desc())
        with self._database.read() as session:
            own(session, household_id, share_id)
            return [Vote(row.id, row.choice, row.name, row.at) for row in session.scalars(query.limit(limit))]

    def clear_votes(self, household_id: int, share_id: int, like: int | None = None) -> int:
        """Remove every vote, or those from where the vote ``like`` (its id) came; gives how many.

        From where a vote came is known for a day; later on it is removed alone.
        """
        with self._database.write() as session:
            touch(own(session, household_id, share_id, lock=True))
            if like is None:
                return _removed(session, [VoteRow.share_id == share_id])
            vote = session.get(VoteRow, like)
            if vote is None or vote.share_id != share_id:
                raise NotFoundError("There is no such vote.", remedy="It may have been taken back.")
            return _removed(session, [VoteRow.share_id == share_id, _same(vote)])

    def comments(self, household_id: int, share_id: int, limit: int = SHOWN_AT_ONCE) -> list[Comment]:
        """Every comment, whatever its state, the newest first."""
        query = select(CommentRow).where(CommentRow.share_id == share_id).order_by(CommentRow.number.desc())
        with self._database.read() as session:
            own(session, household_id, share_id)
            return [comment_of(row) for row in session.scalars(query.limit(limit))]

    def hide_comment(self, household_id: int, share_id: int, number: int) -> None:
        """Friends do not see it any more."""
        self._decide(household_id, share_id, number, "hidden")

    def keep_comment(self, household_id: int, share_id: int, number: int) -> None:
        """Friends see it, and nobody can report it again."""
        self._decide(household_id, share_id, number, "kept")

    def delete_comment(self, household_id: int, share_id: int, number: int, *, all_like_it: bool = False) -> int:
        """Remove a comment, or all of whoever wrote it; gives how many."""
        with self._database.write() as session:
            touch(own(session, household_id, share_id, lock=True))
            row = _comment(session, share_id, number)
            if not all_like_it:
                session.delete(row)
                return 1
            same = delete(CommentRow).where(CommentRow.share_id == share_id, _same(row))
            return int(session.execute(same).rowcount)  # type: ignore[attr-defined]

    def _decide(self, household_id: int, share_id: int, number: int, state: CommentState) -> None:
        with self._database.write() as session:
            touch(own(session, household_id, share_id, lock=True))
            _comment(session, share_id, number).state = state


def _comment(session: Session, share_id: int, number: int) -> CommentRow:
    row = session.scalar(select(CommentRow).where(CommentRow.share_id == share_id, CommentRow.number == number))
    if row is None:
        raise NotFoundError("There is no such comment.", remedy="It may have been taken back.")
    return row


def _same(row: VoteRow | CommentRow) -> ColumnElement[bool]:
    """Of the same visitor, or from the same address while that is known."""
    kind = type(row)
    same = kind.visitor == row.visitor
    return same if row.address is None else or_(same, kind.address == row.address)


def _removed(session: Session, which: Sequence[ColumnElement[bool]]) -> int:
    return int(session.execute(delete(VoteRow).where(*which)).rowcount)  # type: ignore[attr-defined]
