"""Votes and comments of friends, in a transaction that holds the share's row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from wardrobe.errors import NotFoundError, ShareError, TooManyError
from wardrobe.sharing.limits import too_many
from wardrobe.sharing.rows import touch
from wardrobe.sharing.schema import CommentRow, ShareRow, VoteRow
from wardrobe.sharing.shares import REACTIONS, SIDES, Comment, CommentState
from wardrobe.sharing.telling import to_be_told
from wardrobe.sharing.text import NAME_MOST, line, lines

MOST_VOTES: Final = 500
"""Of a link."""
VOTES_AN_HOUR: Final = 20
"""New ones from one address, all links together."""
MOST_COMMENTS: Final = 200
"""Of a link."""
COMMENTS_OF_ONE: Final = 10
"""Of one visitor, or from one address in an hour."""
HOUR: Final = timedelta(hours=1)


def vote(session: Session, row: ShareRow, visitor: str, address: str, choice: str, name: str, at: datetime) -> None:
    """Vote, or change one's vote. Raises ``ShareError``, ``TooManyError``."""
    if not row.votes:
        raise ShareError("There is no voting here.")
    if choice not in (SIDES if row.kind == "comparison" else REACTIONS):
        raise ShareError("There is nothing of this name to vote for.", remedy="Choose one of the buttons.")
    mine = _vote(session, row, visitor)
    if mine is None:
        if _count(session, VoteRow.share_id == row.id, VoteRow) >= MOST_VOTES:
            raise TooManyError("So many have voted that no more votes are taken here.")
        if _count(session, (VoteRow.address == address) & (VoteRow.at > at - HOUR), VoteRow) >= VOTES_AN_HOUR:
            raise too_many(int(HOUR.total_seconds()))
        mine = VoteRow(share_id=row.id, visitor=visitor, at=at)
        session.add(mine)
    elif mine.choice == choice and (mine.name == line(name, NAME_MOST) or not name.strip()):
        return
    mine.choice, mine.address = choice, address
    mine.name = line(name, NAME_MOST) or mine.name or ""
    _came_in(row, at)


def unvote(session: Session, row: ShareRow, visitor: str) -> None:
    """Take one's vote back; nothing happens where there is none."""
    mine = _vote(session, row, visitor)
    if mine is not None:
        session.delete(mine)
        touch(row)


def comment(session: Session, row: ShareRow, visitor: str, address: str, text: str, name: str, at: datetime) -> None:
    """Write something. Raises ``ShareError``, ``TooManyError``."""
    if not row.comments:
        raise ShareError("There is no writing here.")
    kept = lines(text)
    if not kept:
        raise ShareError("There is nothing in this comment.", remedy="Write a few words.")
    if _count(session, CommentRow.share_id == row.id, CommentRow) >= MOST_COMMENTS:
        raise TooManyError("So much was written that no more comments are taken here.")
    of_one = (CommentRow.share_id == row.id) & (CommentRow.visitor == visitor)
    from_there = (CommentRow.address == address) & (CommentRow.at > at - HOUR)
    if _count(session, or_(of_one, from_there), CommentRow) >= COMMENTS_OF_ONE:
        raise too_many(int(HOUR.total_seconds()))
    row.comments_made += 1
    session.add(
        CommentRow(
            share_id=row.id,
            number=row.comments_made,
            visitor=visitor,
            name=line(name, NAME_MOST),
            text=kept,
            state="shown",
            address=address,
            at=at,
        )
    )
    _came_in(row, at)


def report(session: Session, row: ShareRow, number: int, at: datetime) -> None:
    """Hide a comment until the owner has decided; nothing happens where that was done. Raises ``NotFoundError``."""
    found = visible(session, row, number)
    if found.state == "shown":
        found.state = "reported"
        _came_in(row, at)


def withdraw(session: Session, row: ShareRow, visitor: str, number: int) -> None:
    """Remove one's own comment. Raises ``NotFoundError``."""
    found = visible(session, row, number)
    if found.visitor != visitor:
        raise _no_comment()
    session.delete(found)
    touch(row)


def visible(session: Session, row: ShareRow, number: int) -> CommentRow:
    """A comment that friends see. Raises ``NotFoundError``."""
    query = select(CommentRow).where(CommentRow.share_id == row.id, CommentRow.number == number)
    found = session.scalar(query.where(CommentRow.state.in_(("shown", "kept"))))
    if found is None:
        raise _no_comment()
    return found


def comment_of(row: CommentRow) -> Comment:
    """A row for the world outside this package."""
    return Comment(row.number, row.name, row.text, row.at, cast(CommentState, row.state), row.visitor)


def _came_in(row: ShareRow, at: datetime) -> None:
    touch(row)
    to_be_told(row, at)


def _vote(session: Session, row: ShareRow, visitor: str) -> VoteRow | None:
    return session.scalar(select(VoteRow).where(VoteRow.share_id == row.id, VoteRow.visitor == visitor))


def _count(session: Session, which: ColumnElement[bool], kind: type[VoteRow] | type[CommentRow]) -> int:
    return session.scalar(select(func.count(kind.id)).where(which)) or 0


def _no_comment() -> NotFoundError:
    return NotFoundError("There is no such comment.", remedy="It may have been taken back.")
