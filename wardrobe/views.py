"""A look from all sides: further photos of the same moment make its garments known from behind and beside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from embeddings.evidence import NEIGHBOURS
from embeddings.photo import Photo
from wardrobe.assignment import shares
from wardrobe.describing import Description, Seen, describe
from wardrobe.errors import NotFoundError
from wardrobe.exemplars import Views, cosines, views_of
from wardrobe.journal import bump
from wardrobe.models import Models
from wardrobe.recognition import Calibration
from wardrobe.reembedding import comparable
from wardrobe.schema import LookRow, SightingRow, VectorRow
from wardrobe.tools import Tools
from wardrobe.vectors import vector_row

Found = tuple[Seen, Description]
"""A garment in a further photo: where and of what category it is, and how it looks."""


def add_views(tools: Tools, look_id: int, photos: Sequence[Photo]) -> int:
    """Store what further photos of a look show of its garments; gives how many vectors that were.

    ``photos`` show the same person in the same clothes, turned. Each garment found in them is given
    to one of the look's sightings by category, shape and colours, one to one in each photo, or to none.
    It changes nothing about which garment a sighting is; later looks are compared with every side.
    Raises ``NotFoundError`` for a look that is not there or not recognised yet, and ``ModelError``.
    """
    with tools.database.read() as session:
        _recognised(session, look_id)
    models, vectors, _ = comparable(tools, look_id)
    found = [_found(models, photo) for photo in photos]
    calibration, model_id = models.calibration, vectors.model_id
    with tools.database.write() as session:
        look = _recognised(session, look_id)
        rows = session.scalars(select(SightingRow).where(SightingRow.look_id == look_id).order_by(SightingRow.id)).all()
        known = views_of(session, [row.id for row in rows], model_id)
        stored = 0
        for photo in found:
            for place, row in _matched(photo, [row for row in rows if row.id in known], known, calibration):
                _, described = photo[place]
                vector = vector_row(row, model_id, described.embedding, described.histogram)
                vector.view = _next_view(session, row.id, model_id)
                session.add(vector)
                session.flush()
                known[row.id] = np.vstack([known[row.id], described.vector])
                stored += 1
        bump(session, look.household_id)
    return stored


def _recognised(session: Session, look_id: int) -> LookRow:
    look = session.get(LookRow, look_id)
    if look is None or look.hidden_at is not None or look.state not in ("recognised", "ready"):
        raise NotFoundError("There is no such look.", remedy="It may have been deleted, or is still in work.")
    return look


def _found(models: Models, photo: Photo) -> list[Found]:
    parse = models.parser.parse(photo)
    seen = [Seen(garment.category, garment.mask, garment.box) for garment in parse.garments]
    person = parse.person >= 0.5 if parse.people else None
    return list(zip(seen, describe(photo, seen, models, person), strict=True))


def _matched(
    found: Sequence[Found], rows: Sequence[SightingRow], known: dict[int, Views], calibration: Calibration
) -> list[tuple[int, SightingRow]]:
    """Places in ``found`` with the sighting that each is.

    The outfit is the same, so what would be worth asking about anywhere in the wardrobe is certain
    enough here.
    """
    odds = np.full((len(found), len(rows)), -np.inf)
    for i, (seen, described) in enumerate(found):
        for j, row in enumerate(rows):
            if seen.category == row.category or frozenset((seen.category, row.category)) in NEIGHBOURS:
                near = 0.0 if seen.category == row.category else calibration.neighbour
                odds[i, j] = calibration.log_odds(cosines(described.vector[None], [known[row.id]])) + near
    chances = shares(odds)
    pairs = []
    for place in np.argsort(-chances, axis=None, kind="stable"):
        i, j = divmod(int(place), max(1, len(rows)))
        if chances[i, j] < calibration.ask:  # or taken since: others may come behind it
            continue
        pairs.append((i, j))
        chances[i], chances[:, j] = 0, 0
    return [(i, rows[j]) for i, j in pairs]


def _next_view(session: Session, sighting_id: int, model_id: str) -> int:
    query = select(func.max(VectorRow.view)).where(VectorRow.sighting_id == sighting_id, VectorRow.model_id == model_id)
    return (session.scalar(query) or 0) + 1
