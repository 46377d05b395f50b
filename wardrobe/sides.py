"""The sides from which a turn shows the garments of a look: found in further photos, kept as vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from embeddings.evidence import NEIGHBOURS
from embeddings.photo import Photo
from wardrobe.assignment import shares
from wardrobe.describing import Description, Seen, describe
from wardrobe.exemplars import Views, cosines, views_of
from wardrobe.models import Models
from wardrobe.recognition import Calibration
from wardrobe.schema import LookRow, SightingRow, TurnViewRow, VectorRow
from wardrobe.vectors import vector_row

SIDE: Final = 1024
"""Long side of the frames in which garments are looked for: parser and encoder see no more."""
EVERY: Final = 3
"""Of the 24 views the garments are taken of each third, from the front on: eight sides 45 degrees apart."""

Found = tuple[Seen, Description]
"""A garment in a further photo: where and of what category it is, and how it looks."""


def side_frames(views: Sequence[TurnViewRow], look: LookRow) -> list[int]:
    """The frames of a turn in which garments are looked for; its front has been seen already."""
    return sorted({view.frame for view in views if view.number % EVERY == 0} - {look.front_frame})


def find_sides(models: Models, photos: Iterable[Photo]) -> list[list[Found]]:
    """The garments of each further photo. Raises ``ModelError``, and what reading the photos raises."""
    return [_found(models, photo) for photo in photos]


def keep_sides(
    session: Session, look_id: int, found: Sequence[list[Found]], model_id: str, calibration: Calibration
) -> int:
    """Give what was found to the look's sightings as vectors beside that of the photo; gives how many there are.

    Each garment of a photo is given to one of the sightings by category, shape and colours, one to one
    in each photo, or to none. Those that there are stay: see ``forget_sides``.
    """
    rows = session.scalars(select(SightingRow).where(SightingRow.look_id == look_id).order_by(SightingRow.id)).all()
    known = views_of(session, [row.id for row in rows], model_id)
    stored = 0
    for photo in found:
        for place, row in matched(photo, [row for row in rows if row.id in known], known, calibration):
            _, described = photo[place]
            vector = vector_row(row, model_id, described.embedding, described.histogram)
            vector.view = _next_view(session, row.id, model_id)
            session.add(vector)
            session.flush()
            known[row.id] = np.vstack([known[row.id], described.vector])
            stored += 1
    return stored


def forget_sides(session: Session, look_id: int, model_id: str) -> None:
    """Remove what ``keep_sides`` has kept, so that a step done again doubles nothing."""
    ids = select(SightingRow.id).where(SightingRow.look_id == look_id)
    of_sides = VectorRow.sighting_id.in_(ids), VectorRow.model_id == model_id, VectorRow.view > 0
    session.execute(delete(VectorRow).where(*of_sides))


def _found(models: Models, photo: Photo) -> list[Found]:
    parse = models.parser.parse(photo)
    seen = [Seen(garment.category, garment.mask, garment.box) for garment in parse.garments]
    person = parse.person >= 0.5 if parse.people else None
    return list(zip(seen, describe(photo, seen, models, person), strict=True))


def matched(
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
