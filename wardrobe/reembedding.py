"""After a change of the encoder every garment is described anew; until all are, the old vectors stay.

Everything here can be stopped at any moment and done again: a look is embedded in one transaction,
and what has a vector already is not embedded twice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from embeddings.errors import PhotoError
from embeddings.photo import Photo
from wardrobe.completeness import (
    any_replaced,
    is_complete,
    lacking,
    lacks,
    other_models,
    remove_others,
    remove_stale,
    stale,
)
from wardrobe.describing import describe, person_in, seen_in, write_down
from wardrobe.errors import StorageError
from wardrobe.journal import bump
from wardrobe.schema import LookRow, SightingRow
from wardrobe.sides import SIDE, Found, find_sides, forget_sides, keep_sides, side_frames
from wardrobe.tools import Tools
from wardrobe.turns import view_rows
from wardrobe.vectors import Comparable, vector_row


def comparable(tools: Tools, look_id: int, stop: threading.Event | None = None) -> Comparable:
    """By what the garments of a new look are embedded and compared with those of its household.

    By the encoder before, while it can be run and only its vectors are complete; otherwise the
    household's sightings are embedded by the encoder in use first, which takes minutes and ends early
    at ``stop``. Raises ``ModelError``.
    """
    with tools.database.read() as session:
        household_id = session.get_one(LookRow, look_id).household_id
        found = tools.vectors.comparable(session, household_id, recognising=look_id)
    if not found.complete:
        # A file of another look that cannot be read at the moment is no fault of this one.
        sum(steps(tools, household_id, stop, forgiving=True))
        finish(tools, recognising=look_id)
    return found


def embed_missing(tools: Tools) -> int:
    """Give vectors of the encoder in use to every sighting that lacks them; gives how many got them.

    A look whose original cannot be read any more is passed over. Raises ``ModelError``, and
    ``StorageError`` for a fault of the moment.
    """
    drop_stale(tools)
    made = sum(steps(tools))
    finish(tools)
    return made


def drop_stale(tools: Tools) -> int:
    """Remove vectors of pictures that have changed, so that they are made anew; gives how many those were."""
    with tools.database.read() as session:
        if not stale(session):
            return 0
    with tools.database.write() as session:
        return remove_stale(session)


def steps(
    tools: Tools, household_id: int | None = None, stop: threading.Event | None = None, *, forgiving: bool = False
) -> Iterator[int]:
    """The same look by look, of a household or of all, giving how many sightings got vectors at each.

    The latest look comes first. One that cannot be read at the moment does not keep the others: the
    first such fault is raised at the end, or not at all where it is forgiven.
    """
    fault: StorageError | None = None
    model_id = tools.vectors.model_id
    with tools.database.read() as session:
        looks = lacking(session, model_id, household_id, tools.vectors.passed_over)
    for look_id, _, _ in looks:
        if stop is not None and stop.is_set():
            return
        try:
            with tools.database.read() as session:
                look = session.get(LookRow, look_id)
                frames = side_frames(view_rows(session, look), look) if look is not None else []
            if look is None:  # deleted since
                continue
            photo = tools.media.photo(look)
            sides = find_sides(tools.models, tools.media.frames(look, frames, SIDE)) if frames else []
        except (PhotoError, StorageError) as error:
            if isinstance(error, StorageError) and error.temporary:
                fault = fault or error
            else:
                tools.vectors.passed_over.add(look_id)
            continue
        yield embed_look(tools, look_id, photo, sides)
    if fault is not None and not forgiving:
        raise fault


def embed_look(tools: Tools, look_id: int, photo: Photo, sides: Sequence[list[Found]] = ()) -> int:
    """The same for one look; ``sides`` are what other views of a turn show."""
    model_id = tools.vectors.model_id
    query = select(SightingRow).where(SightingRow.look_id == look_id, lacks(model_id)).order_by(SightingRow.id)
    with tools.database.read() as session:
        rows = session.scalars(query.options(undefer(SightingRow.mask))).all()
        person = person_in(session.get(LookRow, look_id, options=[undefer(LookRow.person_mask)]))
    found = describe(photo, [seen_in(row) for row in rows], tools.models, person)
    made = 0
    with tools.database.write() as session:
        still = {row.id: row for row in session.scalars(query)}  # another process may have been faster
        for row, known in zip(rows, found, strict=True):
            there = still.get(row.id)
            if there is not None and there.content_hash == row.content_hash:
                write_down(there, known)
                session.add(vector_row(there, model_id, known.embedding, known.histogram))
                made += 1
        if made:
            session.flush()
            forget_sides(session, look_id, model_id)
            keep_sides(session, look_id, sides, model_id, tools.models.calibration)
        look = session.get(LookRow, look_id)
        if made and look is not None:
            bump(session, look.household_id)
    return made


def finish(tools: Tools, recognising: int = 0) -> bool:
    """Remove what models before have made, once all of it is made anew. Gives whether nothing more is to be done.

    What looks that are passed over have of them stays. ``recognising`` is the look for which the
    caller just embedded the others.
    """
    model_id = tools.vectors.model_id
    with tools.database.read() as session:
        if not is_complete(session, model_id, None, tools.vectors.passed_over):
            return False
        replaced, others = any_replaced(session, model_id), other_models(session, model_id)
    if replaced:
        with tools.database.write() as session:
            if not is_complete(session, model_id, None, tools.vectors.passed_over):
                return False
            if not remove_others(session, model_id, but=recognising):
                return False
    if replaced or not others:
        tools.vectors.let_go()
    return True
