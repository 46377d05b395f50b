"""Counting what has come of shares; nothing of it is kept as a number that could be wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardrobe.sharing.schema import CommentRow, ShareRow, VoteRow
from wardrobe.sharing.shares import REACTIONS, SIDES, Tally


def tallies(session: Session, rows: Sequence[ShareRow]) -> dict[int, Tally]:
    """By id of the share."""
    ids = [row.id for row in rows]
    votes: defaultdict[int, dict[str, int]] = defaultdict(dict)
    voted = select(VoteRow.share_id, VoteRow.choice, func.count()).where(VoteRow.share_id.in_(ids))
    for share_id, choice, count in session.execute(voted.group_by(VoteRow.share_id, VoteRow.choice)):
        votes[share_id][choice] = count
    comments: defaultdict[int, dict[str, int]] = defaultdict(dict)
    written = select(CommentRow.share_id, CommentRow.state, func.count()).where(CommentRow.share_id.in_(ids))
    for share_id, state, count in session.execute(written.group_by(CommentRow.share_id, CommentRow.state)):
        comments[share_id][state] = count
    return {row.id: _tally(row, votes[row.id], comments[row.id]) for row in rows}


def _tally(row: ShareRow, votes: dict[str, int], comments: dict[str, int]) -> Tally:
    choices = SIDES if row.kind == "comparison" else REACTIONS
    return Tally(
        version=row.version,
        views=row.views,
        votes={choice: votes.get(choice, 0) for choice in choices},
        comments=comments.get("shown", 0) + comments.get("kept", 0),
        reported=comments.get("reported", 0),
    )
