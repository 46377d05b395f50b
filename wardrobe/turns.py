"""Turns: looks that are videos of somebody turning once, shown from 24 evenly spaced angles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.looks import visible_look
from wardrobe.media import Media
from wardrobe.renditions import Size
from wardrobe.schema import LookRow, TurnViewRow


@dataclass(frozen=True, slots=True)
class TurnView:
    """One side from which a turn shows somebody."""

    number: int
    """0..23: 0 the front, 6 their left side, 12 the back, 18 their right side."""
    angle: float
    """Degrees, as near to 15 times the number as the video has a frame: 0 front, 90 left side seen, 180 back."""


class Turns:
    """The views of looks that are turns."""

    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media

    def views(self, household_id: int, look_id: int) -> list[TurnView]:
        """By number; angles that the video does not show are missing. Empty for a photo.

        Raises ``NotFoundError``.
        """
        with self._database.read() as session:
            look = visible_look(session, household_id, look_id)
            return [TurnView(row.number, row.angle) for row in view_rows(session, look)]

    def picture(self, household_id: int, look_id: int, number: int, size: Size) -> Path:
        """A view's picture, a WebP file. Raises ``NotFoundError``, ``VideoError``, ``StorageError``."""
        with self._database.read() as session:
            look = visible_look(session, household_id, look_id)
            rows = view_rows(session, look)
        if number not in {row.number for row in rows}:
            raise NotFoundError("There is no such view of a turn.")
        return self._media.turn_picture(look, rows, number, size)


def view_rows(session: Session, look: LookRow) -> Sequence[TurnViewRow]:
    """The rows of a look's views by number."""
    return session.scalars(select(TurnViewRow).where(TurnViewRow.look_id == look.id).order_by(TurnViewRow.number)).all()
