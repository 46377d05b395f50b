"""Ending links: by hand, by time, and because what they show is deleted.

A link that has ended has no key any more. What is here runs in the caller's transaction; the pictures are
removed after it, by whoever ended the link or by the next sweep, and are not given to anybody meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.schema import LookRow, now
from wardrobe.sharing.schema import ShareRow


def end(session: Session, row: ShareRow, at: datetime) -> None:
    """End a link for good; a draft is forgotten."""
    if row.state == "draft":
        session.delete(row)
    elif row.state == "open":
        row.state, row.ended_at = "ended", at
        row.nonce = row.key_hash = row.password_hash = None
        row.version += 1


def end_of_looks(session: Session, household_id: int, look_ids: Iterable[int], at: datetime | None = None) -> list[int]:
    """End every link that shows something of these looks, which are being deleted; gives the links' ids.

    Undoing the deletion does not bring them back: a link that has ended stays so.
    """
    gone = set(look_ids)
    return _end(session, [row for row in _living(session, household_id) if gone & set(row.source_ids)], at)


def end_of_person(session: Session, household_id: int, person_id: int, at: datetime | None = None) -> list[int]:
    """End every link that a person has made, or that shows a look they wear; gives the links' ids.

    To be called while the looks still say who wears them.
    """
    rows = _living(session, household_id)
    shown = {id for row in rows for id in row.source_ids}
    theirs = set(session.scalars(select(LookRow.id).where(LookRow.id.in_(shown), LookRow.person_id == person_id)))
    return _end(session, [row for row in rows if row.person_id == person_id or theirs & set(row.source_ids)], at)


def _living(session: Session, household_id: int) -> list[ShareRow]:
    query = select(ShareRow).where(ShareRow.household_id == household_id, ShareRow.state != "ended")
    return list(session.scalars(query.with_for_update()))


def _end(session: Session, rows: list[ShareRow], at: datetime | None) -> list[int]:
    for row in rows:
        end(session, row, at or now())
    return [row.id for row in rows]
