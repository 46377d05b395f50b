"""One look on its way through the intake, and what every step of it begins or ends with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from embeddings.parsing import Mask
from embeddings.photo import Photo
from wardrobe.describing import person_in
from wardrobe.likeness import alike, likeness
from wardrobe.schema import LookKind, LookRow, SightingRow
from wardrobe.tools import Tools

Write = Callable[[Session, LookRow], None]
EARLIEST: Final = date(1990, 1, 1)
"""No digital camera took a photo before: its clock was not set."""


@dataclass(frozen=True)
class Work:
    """One look on its way, with its photo once it is decoded."""

    look_id: int
    sha256: str
    name: str
    tools: Tools
    stop: threading.Event
    """Set when the worker shall end: what takes minutes gives up."""
    kind: LookKind = "photo"

    @cached_property
    def photo(self) -> Photo:
        """The photo, or the front of a turn once that is decoded. Raises ``PhotoError`` and ``StorageError``."""
        return self.tools.media.photo(self.look())

    def look(self) -> LookRow:
        """The look as it is now."""
        with self.tools.database.read() as session:
            return session.get_one(LookRow, self.look_id)

    def sightings(self) -> Sequence[SightingRow]:
        """The garments found, with their masks."""
        query = select(SightingRow).where(SightingRow.look_id == self.look_id).order_by(SightingRow.id)
        with self.tools.database.read() as session:
            return session.scalars(query.options(undefer(SightingRow.mask))).all()

    def person(self) -> Mask | None:
        """Who wears them, on the garments' grid."""
        with self.tools.database.read() as session:
            return person_in(session.get(LookRow, self.look_id, options=[undefer(LookRow.person_mask)]))


def write_decoded(photo: Photo, taken_at: datetime | None, notes: Sequence[str]) -> Write:
    """What a picture says of the look it stands for: its size, day and likeness to others."""
    mark = likeness(photo.pixels)

    def write(session: Session, look: LookRow) -> None:
        look.width, look.height = photo.full_size
        look.notes = [*notes]
        if not look.worn_on_given and taken_at is not None and _plausible(taken_at):
            look.worn_on = taken_at.date()
        look.likeness = mark
        look.twin_id = _twin(session, look)

    return write


def _plausible(taken_at: datetime) -> bool:
    return EARLIEST <= taken_at.date() <= date.today() + timedelta(days=1)


def _twin(session: Session, look: LookRow) -> int | None:
    """An earlier look of the household that shows the same picture."""
    query = select(LookRow.id, LookRow.likeness).where(
        LookRow.household_id == look.household_id,
        LookRow.id != look.id,
        LookRow.likeness.is_not(None),
        LookRow.hidden_at.is_(None),
    )
    others = [(id, mark) for id, mark in session.execute(query.order_by(LookRow.id)) if mark is not None]
    place = alike(look.likeness or b"", [mark for _, mark in others])
    return None if place is None else others[place][0]
