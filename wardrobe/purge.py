"""Deleted means deleted: the original, what was made from it, vectors, rows, and the journal's images."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.errors import ChangeError
from wardrobe.journal import Unrecorded, bump, undo
from wardrobe.media import Media
from wardrobe.releasing import release
from wardrobe.schema import ApartRow, ChangeRow, GarmentRow, ImageRow, LookRow, SightingRow, now

INDEX_FILES: Final = "index.faiss*"


class Purge:
    """Erases looks whose grace is over."""

    def __init__(self, database: Database, media: Media, cache: Path, grace_seconds: float) -> None:
        self._database = database
        self._media = media
        self._cache = cache
        self._grace = timedelta(seconds=grace_seconds)

    def due(self) -> int:
        """Erase everything whose time has come; gives how many looks that were."""
        query = select(LookRow.id).where(LookRow.hidden_at <= now() - self._grace)
        with self._database.read() as session:
            ids = list(session.scalars(query))
        for look_id in ids:
            self._erase(look_id)
        if ids:
            for path in self._cache.glob(INDEX_FILES):  # made anew from what is left
                path.unlink(missing_ok=True)
            self._database.forget()
        return len(ids)

    def bring_back(self, session: Session, look: LookRow) -> None:
        """Take a deletion back, in the caller's transaction."""
        images = select(ImageRow.change_id).where(ImageRow.table == "look", ImageRow.row_id == look.id)
        deletions = select(ChangeRow).where(
            ChangeRow.kind == "delete-look", ChangeRow.undone.is_(False), ChangeRow.id.in_(images)
        )
        change = session.scalar(deletions.order_by(ChangeRow.id.desc()).limit(1))
        try:
            with session.begin_nested():
                if change is not None:
                    undo(session, change)
        except ChangeError:  # something about it was changed since: the look comes back all the same
            pass
        session.refresh(look)
        look.hidden_at = None
        asked = select(SightingRow.candidate_id).where(SightingRow.look_id == look.id)
        for garment_id in session.scalars(asked.where(SightingRow.candidate_id.is_not(None))).all():
            release(Unrecorded(session), garment_id or 0)
        bump(session, look.household_id)

    def _erase(self, look_id: int) -> None:
        """Files first: if the process ends in between, the hidden row is still there to do it again."""
        with self._database.write() as session:
            look = session.get(LookRow, look_id)
            if look is None or look.hidden_at is None:
                return
            bump(session, look.household_id)
            sightings = session.execute(
                select(SightingRow.id, SightingRow.content_hash, SightingRow.garment_id).where(
                    SightingRow.look_id == look_id
                )
            ).all()
            for row in sightings:
                self._media.renditions.drop(row.content_hash)
            shared = select(LookRow.id).where(LookRow.sha256 == look.sha256, LookRow.id != look.id)
            if session.scalar(shared.limit(1)) is None:
                self._media.renditions.drop(look.sha256)
                self._media.originals.delete(look.sha256)
            sighting_ids = [row.id for row in sightings]
            apart = select(ApartRow.id).where(ApartRow.sighting_id.in_(sighting_ids))
            _forget_images(session, "apart", list(session.scalars(apart)))
            _forget_images(session, "sighting", sighting_ids)
            _forget_images(session, "look", [look_id])
            session.delete(look)  # its sightings, vectors and pairs go with it
            session.flush()
            _remove_unseen_garments(session, look.household_id)


def _remove_unseen_garments(session: Session, household_id: int) -> None:
    """Garments that no look shows any more, deleted ones included."""
    used = or_(SightingRow.garment_id == GarmentRow.id, SightingRow.candidate_id == GarmentRow.id)
    unseen = select(GarmentRow.id).where(GarmentRow.household_id == household_id, ~exists().where(used))
    ids = list(session.scalars(unseen))
    apart = select(ApartRow.id).where(ApartRow.garment_id.in_(ids))
    _forget_images(session, "apart", list(session.scalars(apart)))
    _forget_images(session, "garment", ids)
    session.execute(delete(GarmentRow).where(GarmentRow.id.in_(ids)))


def _forget_images(session: Session, table: str, ids: list[int]) -> None:
    """Take rows out of the journal, and changes that then are about nothing."""
    of_rows = ImageRow.table == table, ImageRow.row_id.in_(ids)
    touched = list(session.scalars(select(ImageRow.change_id).where(*of_rows).distinct()))
    session.execute(delete(ImageRow).where(*of_rows))
    empty = ChangeRow.id.in_(touched), ~exists().where(ImageRow.change_id == ChangeRow.id)
    session.execute(delete(ChangeRow).where(*empty))
