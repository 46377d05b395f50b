"""A look from all sides: further photos of the same moment make its garments known from behind and beside."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from embeddings.photo import Photo
from wardrobe.errors import NotFoundError
from wardrobe.journal import bump
from wardrobe.reembedding import comparable
from wardrobe.schema import LookRow
from wardrobe.sides import find_sides, keep_sides
from wardrobe.tools import Tools


def add_views(tools: Tools, look_id: int, photos: Iterable[Photo]) -> int:
    """Store what further photos of a look show of its garments; gives how many vectors that were.

    ``photos`` show the same person in the same clothes, turned; see ``keep_sides``. It changes nothing
    about which garment a sighting is; later looks are compared with every side. Of a turn the intake
    does this itself. Raises ``NotFoundError`` for a look that is not there or not recognised yet, and
    ``ModelError``.
    """
    with tools.database.read() as session:
        _recognised(session, look_id)
    models, vectors, _ = comparable(tools, look_id)
    found = find_sides(models, photos)
    with tools.database.write() as session:
        look = _recognised(session, look_id)
        stored = keep_sides(session, look_id, found, vectors.model_id, models.calibration)
        bump(session, look.household_id)
    return stored


def _recognised(session: Session, look_id: int) -> LookRow:
    look = session.get(LookRow, look_id)
    if look is None or look.hidden_at is not None or look.state not in ("recognised", "ready"):
        raise NotFoundError("There is no such look.", remedy="It may have been deleted, or is still in work.")
    return look
