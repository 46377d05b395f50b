"""From what somebody wants to share to the bytes that are shown to them before it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.errors import NotFoundError, ShareError
from wardrobe.garments import GarmentItem
from wardrobe.looks import visible_looks
from wardrobe.schema import LookRow, SightingRow
from wardrobe.sharing.files import SharedFiles
from wardrobe.sharing.previews import size_of
from wardrobe.sharing.rows import share_of
from wardrobe.sharing.schema import ShareRow
from wardrobe.sharing.shares import Renderer, Share, Subject, Treatment

MOST_DRAFTS: Final = 20
"""Of a household; the oldest makes room."""
MOST_GARMENTS: Final = 30
"""Of an outfit."""


class Drafts:
    """Makes drafts."""

    def __init__(
        self,
        database: Database,
        files: SharedFiles,
        renderer: Renderer,
        garments: Callable[[int], Sequence[GarmentItem]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._files = files
        self._renderer = renderer
        self._garments = garments
        self._clock = clock

    def make(self, household_id: int, person_id: int | None, subject: Subject, treatment: Treatment) -> Share:
        """Render a subject and keep the bytes.

        Raises ``ShareError`` for a subject that is none, ``NotFoundError``, and what the renderer raises.
        """
        pictures = check(subject)
        covers = {garment.id: garment.cover_sighting_id for garment in self._garments(household_id)}
        with self._database.read() as session:
            sources = _sources(session, household_id, subject, covers)
        jpegs = self._renderer(household_id, subject, treatment)
        if len(jpegs) != pictures:
            raise ValueError(f"{len(jpegs)} pictures of a {subject.kind}")
        sizes = [size_of(data) for data in jpegs]
        at = self._clock()
        with self._database.write() as session:
            crowded = self._too_many(session, household_id)
            row = ShareRow(
                household_id=household_id,
                person_id=person_id,
                kind=subject.kind,
                look_ids=list(subject.look_ids),
                garment_ids=[list(garments) for garments in subject.garment_ids],
                layouts=[[asdict(laid) for laid in layout] for layout in subject.layouts],
                source_ids=sorted(sources),
                treatment=asdict(treatment),
                state="draft",
                sizes=[[size.width, size.height] for size in sizes],
                title="",
                votes=True,
                comments=False,
                created_at=at,
            )
            session.add(row)
            session.flush()
            share = share_of(row, at)
        for id in crowded:
            self._files.drop(id)
        try:
            self._files.put(share.id, jpegs)
        except BaseException:
            self._forget(share.id)
            raise
        return share

    def _too_many(self, session: Session, household_id: int) -> list[int]:
        query = select(ShareRow).where(ShareRow.household_id == household_id, ShareRow.state == "draft")
        oldest = session.scalars(query.order_by(ShareRow.id.desc()).offset(MOST_DRAFTS - 1)).all()
        for row in oldest:
            session.delete(row)
        return [row.id for row in oldest]

    def _forget(self, share_id: int) -> None:
        with self._database.write() as session:
            row = session.get(ShareRow, share_id)
            if row is not None:
                session.delete(row)
        self._files.drop(share_id)


def check(subject: Subject) -> int:
    """How many pictures a subject has. Raises ``ShareError`` where it does not fit its kind."""
    counts = len(subject.look_ids), len(subject.garment_ids)
    allowed = {"look": {(1, 0)}, "outfit": {(0, 1)}, "comparison": {(2, 0), (0, 2)}}
    fits = counts in allowed.get(subject.kind, set()) and len(subject.layouts) in (0, counts[1])
    if not fits or not all(1 <= len(garments) <= MOST_GARMENTS for garments in subject.garment_ids):
        raise ShareError(
            "This cannot be shared.", remedy="Share one look or one outfit, or two of a kind to be compared."
        )
    return sum(counts)


def _sources(session: Session, household_id: int, subject: Subject, covers: dict[int, int]) -> set[int]:
    """Every look of which something is to be seen. Raises ``NotFoundError``."""
    garments = {id for outfit in subject.garment_ids for id in outfit}
    if not garments <= covers.keys():
        raise NotFoundError("There is no such garment.", remedy="It may have been removed.")
    sightings = [covers[id] for id in garments]
    cut_out_of = session.scalars(select(SightingRow.look_id).where(SightingRow.id.in_(sightings)))
    wanted = {*subject.look_ids, *cut_out_of}
    there = visible_looks(household_id).where(LookRow.id.in_(wanted))
    if {row.id for row in session.scalars(there)} != wanted:
        raise NotFoundError("There is no such look.", remedy="It may have been deleted.")
    return wanted
