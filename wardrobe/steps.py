"""The steps of a look: decode, parse, recognise, finish; of a turn, its front takes the place of the photo.

A step computes first, without a transaction, and gives a function that writes its result. Writing
replaces what the step wrote before, so that a step can be done again at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wardrobe.describing import describe, seen_in, write_down
from wardrobe.finding import keep_found
from wardrobe.masks import pack, pack_soft
from wardrobe.recognising import recognise
from wardrobe.reembedding import comparable
from wardrobe.schema import LookRow, SightingRow, State, VectorRow
from wardrobe.turn_steps import TURN_NOTES, decode_turn, finish_turn
from wardrobe.vectors import vector_row
from wardrobe.work import Work, Write, write_decoded

OF_THE_FILE: Final = ("animated", *TURN_NOTES)
"""Notes of a look that are none of the parser's."""


def decode_look(work: Work) -> Write | None:
    """received → decoded: the picture's size, day and likeness to others; of a turn also its views."""
    return decode_photo(work) if work.kind == "photo" else decode_turn(work)


def decode_photo(work: Work) -> Write:
    """The same for a photo."""
    photo = work.photo
    work.tools.media.make_look(photo, work.sha256, "small")
    return write_decoded(photo, photo.taken_at, ["animated"] if photo.animated else [])


def parse_photo(work: Work) -> Write:
    """decoded → parsed: the person, and the garments as sightings that are nothing's yet."""
    parser = work.tools.models.parser
    parse = parser.parse(work.photo)
    found = [(garment, pack(garment.mask, garment.box)) for garment in parse.garments]
    person = pack_soft(parse.person) if parse.people else None

    def write(session: Session, look: LookRow) -> None:
        keep_found(session, look, found, parse.label_map.size)
        look.person_mask, look.parser_id = person, parser.model_id
        look.notes = [*(note for note in look.notes if note in OF_THE_FILE), *parse.notes]

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


def finish_look(work: Work) -> Write | None:
    """recognised → ready: the cut-outs that pages show first are made while the photo is at hand.

    Of a turn the garments get their other sides as well.
    """
    work.tools.media.make_cut_outs(work.photo, work.sightings(), "small")
    if work.kind == "turn":
        return finish_turn(work)

    def write(session: Session, look: LookRow) -> None:
        pass

    return write


STEPS: Final[dict[State, tuple[Callable[[Work], Write | None], State]]] = {
    "received": (decode_look, "decoded"),
    "decoded": (parse_photo, "parsed"),
    "parsed": (recognise_garments, "recognised"),
    "recognised": (finish_look, "ready"),
}
"""From each state: what is done, and the state that it leads to. A step that was stopped half-way gives None."""
