"""The steps of a look: decode, parse, recognise, finish.

A step computes first, without a transaction, and gives a function that writes its result. Writing
replaces what the step wrote before, so that a step can be done again at any time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from embeddings.parsing import Mask
from embeddings.photo import Photo, decode
from wardrobe.describing import describe, person_in, seen_in, write_down
from wardrobe.finding import keep_found
from wardrobe.likeness import alike, likeness
from wardrobe.masks import pack, pack_soft
from wardrobe.recognising import recognise
from wardrobe.reembedding import comparable
from wardrobe.schema import LookRow, SightingRow, State, VectorRow
from wardrobe.tools import Tools
from wardrobe.vectors import vector_row

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

    @cached_property
    def photo(self) -> Photo:
        """Raises ``PhotoError`` and ``StorageError``."""
        return decode(self.tools.media.originals.read(self.sha256), self.name, self.tools.limits)

    def sightings(self) -> Sequence[SightingRow]:
        """The garments found, with their masks."""
        query = select(SightingRow).where(SightingRow.look_id == self.look_id).order_by(SightingRow.id)
        with self.tools.database.read() as session:
            return session.scalars(query.options(undefer(SightingRow.mask))).all()

    def person(self) -> Mask | None:
        """Who wears them, on the garments' grid."""
        with self.tools.database.read() as session:
            return person_in(session.get(LookRow, self.look_id, options=[undefer(LookRow.person_mask)]))


def decode_photo(work: Work) -> Write:
    """received → decoded: the picture's size, day and likeness to others."""
    photo = work.photo
    mark = likeness(photo.pixels)
    work.tools.media.make_look(photo, work.sha256, "small")

    def write(session: Session, look: LookRow) -> None:
        look.width, look.height = photo.full_size
        look.notes = ["animated"] if photo.animated else []
        if not look.worn_on_given and photo.taken_at is not None and _plausible(photo.taken_at):
            look.worn_on = photo.taken_at.date()
        look.likeness = mark
        look.twin_id = _twin(session, look)

    return write


def parse_photo(work: Work) -> Write:
    """decoded → parsed: the person, and the garments as sightings that are nothing's yet."""
    parser = work.tools.models.parser
    parse = parser.parse(work.photo)
    found = [(garment, pack(garment.mask, garment.box)) for garment in parse.garments]
    person = pack_soft(parse.person) if parse.people else None

    def write(session: Session, look: LookRow) -> None:
        keep_found(session, look, found, parse.label_map.size)
        look.person_mask, look.parser_id = person, parser.model_id
        look.notes = [*(note for note in look.notes if note == "animated"), *parse.notes]

    return write


def recognise_garments(work: Work) -> Write | None:
    """parsed → recognised: what each garment looks like, and which of the wardrobe it is."""
    models, vectors, complete = comparable(work.tools, work.look_id, work.stop)
    if work.stop.is_set() and not complete:  # the others may not all be embedded yet
        return None
    rows = work.sightings()
    model_id = vectors.model_id
    descriptions = describe(work.photo, [seen_in(row) for row in rows], models, work.person())
    described = dict(zip((row.id for row in rows), descriptions, strict=True))

    def write(session: Session, look: LookRow) -> None:
        own = session.scalars(select(SightingRow).where(SightingRow.look_id == look.id).order_by(SightingRow.id)).all()
        ids = [row.id for row in own]
        # Before its own vectors are written: the index reads what this session sees, and would keep them
        # if the transaction came to nothing.
        recognise(session, look, own, {id: described[id].vector[None] for id in ids}, vectors, models.calibration)
        session.execute(delete(VectorRow).where(VectorRow.sighting_id.in_(ids), VectorRow.model_id == model_id))
        for row in own:
            known = described[row.id]
            write_down(row, known)
            session.add(vector_row(row, model_id, known.embedding, known.histogram))

    return write


def finish_look(work: Work) -> Write:
    """recognised → ready: the cut-outs that pages show first are made while the photo is at hand."""
    work.tools.media.make_cut_outs(work.photo, work.sightings(), "small")

    def write(session: Session, look: LookRow) -> None:
        pass

    return write


STEPS: Final[dict[State, tuple[Callable[[Work], Write | None], State]]] = {
    "received": (decode_photo, "decoded"),
    "decoded": (parse_photo, "parsed"),
    "parsed": (recognise_garments, "recognised"),
    "recognised": (finish_look, "ready"),
}
"""From each state: what is done, and the state that it leads to. A step that was stopped half-way gives None."""


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
