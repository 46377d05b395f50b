"""After a change of the encoder every garment is described anew; until all are, the old vectors stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, undefer

from embeddings.errors import PhotoError
from embeddings.photo import Photo, decode
from wardrobe.describing import describe, seen_in
from wardrobe.errors import StorageError
from wardrobe.journal import bump
from wardrobe.schema import LookRow, SightingRow, VectorRow
from wardrobe.sightings import colours_to
from wardrobe.tools import Tools
from wardrobe.vectors import vector_row


def embed_missing(tools: Tools) -> int:
    """Give vectors of the encoder in use to every sighting of the wardrobe that lacks them.

    Gives how many got them. A look whose original cannot be read any more is passed over.
    """
    model_id = tools.models.encoder.model_id
    if tools.vectors.complete_for == model_id:
        return 0
    with tools.database.read() as session:
        query = select(LookRow.id, LookRow.sha256, LookRow.name).join(SightingRow, SightingRow.look_id == LookRow.id)
        looks = session.execute(query.where(*_lacks(model_id)).distinct()).all()
    made = 0
    for look_id, sha256, name in looks:
        try:
            photo = decode(tools.media.originals.read(sha256), name, tools.limits)
        except PhotoError:
            continue
        except StorageError as error:
            if error.temporary:
                raise
            continue
        made += embed_look(tools, look_id, photo)
    with tools.database.write() as session:
        session.execute(delete(VectorRow).where(VectorRow.model_id != model_id))
    tools.vectors.complete_for = model_id
    return made


def embed_look(tools: Tools, look_id: int, photo: Photo) -> int:
    """The same for one look."""
    model_id = tools.models.encoder.model_id
    query = select(SightingRow).where(SightingRow.look_id == look_id, *_lacks(model_id)).order_by(SightingRow.id)
    with tools.database.read() as session:
        rows = session.scalars(query.join(LookRow).options(undefer(SightingRow.mask))).all()
    found = describe(photo, [seen_in(row) for row in rows], tools.models)
    with tools.database.write() as session:
        for row, known in zip(rows, found, strict=True):
            there = session.get(SightingRow, row.id)
            if there is not None and not _has(session, row.id, model_id):
                there.colours, there.kind = colours_to(known.colours), known.kind
                session.add(vector_row(there, model_id, known.embedding, known.histogram))
        look = session.get(LookRow, look_id)
        if look is not None:
            bump(session, look.household_id)
    return len(rows)


def _lacks(model_id: str) -> Sequence[Any]:
    """Sightings of looks that have been recognised, without a vector of this model."""
    has = exists().where(VectorRow.sighting_id == SightingRow.id, VectorRow.model_id == model_id)
    return LookRow.state.in_(("recognised", "ready")), ~has


def _has(session: Session, sighting_id: int, model_id: str) -> bool:
    query = select(VectorRow.id).where(VectorRow.sighting_id == sighting_id, VectorRow.model_id == model_id)
    return session.scalar(query) is not None
