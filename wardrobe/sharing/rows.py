"""Rows of shares: whether one is still open, and what leaves this package of it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardrobe.errors import NotFoundError
from wardrobe.matching.arranging import Laid
from wardrobe.schema import LookRow
from wardrobe.sharing.schema import ShareRow
from wardrobe.sharing.shares import Share, ShareKind, ShareState, Size, Subject, Treatment


def own(session: Session, household_id: int, share_id: int, *, lock: bool = False) -> ShareRow:
    """A household's share. Raises ``NotFoundError``."""
    row = session.get(ShareRow, share_id, with_for_update=lock or None)
    if row is None or row.household_id != household_id:
        raise NotFoundError("There is no such link.", remedy="It may have been removed.")
    return row


def alive(session: Session, row: ShareRow, at: datetime) -> bool:
    """Whether a draft or link is still what it was: its time is not over, and no look in it was deleted."""
    if row.state == "ended" or (row.expires_at is not None and row.expires_at <= at):
        return False
    wanted = set(row.source_ids)
    there = select(func.count()).where(
        LookRow.id.in_(wanted), LookRow.household_id == row.household_id, LookRow.hidden_at.is_(None)
    )
    return not wanted or session.scalar(there) == len(wanted)


def touch(row: ShareRow) -> None:
    """Something came in, or the owner did something about it."""
    row.version += 1


def share_of(row: ShareRow, at: datetime) -> Share:
    """A row for the world outside this package."""
    over = row.state == "open" and row.expires_at is not None and row.expires_at <= at
    subject = Subject(
        cast(ShareKind, row.kind),
        tuple(row.look_ids),
        tuple(tuple(garments) for garments in row.garment_ids),
        tuple(tuple(Laid(**laid) for laid in layout) for layout in row.layouts),
    )
    return Share(
        id=row.id,
        household_id=row.household_id,
        person_id=row.person_id,
        subject=subject,
        treatment=Treatment(**row.treatment),
        state="ended" if over else cast(ShareState, row.state),
        title=row.title,
        created_at=row.created_at,
        published_at=row.published_at,
        expires_at=row.expires_at,
        ended_at=row.expires_at if over else row.ended_at,
        views=row.views,
        views_most=row.views_most,
        protected=row.password_hash is not None,
        votes=row.votes,
        comments=row.comments,
        sizes=tuple(Size(*size) for size in row.sizes),
        version=row.version,
        seen_version=row.seen_version,
    )
