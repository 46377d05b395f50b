"""How people like looks, 1 to 5. A rating is not journalled: it is taken back by giving another, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

from wardrobe.database import Database
from wardrobe.errors import ChangeError
from wardrobe.journal import bump
from wardrobe.looks import member, visible_look
from wardrobe.matching.schema import RatingRow
from wardrobe.schema import LookRow, now

BEST: Final = 5


class Ratings:
    """What everybody in a household says of its looks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(self, household_id: int, look_id: int, person_id: int, value: int | None) -> None:
        """Rate a look 1 to 5, instead of what this person said of it before; None takes that back.

        Raises ``ChangeError`` for another number and ``NotFoundError``.
        """
        if value is not None and not 1 <= value <= BEST:
            raise ChangeError("A rating is a number from 1 to {most}.", field="rating", most=BEST)
        with self._database.write() as session:
            bump(session, household_id)
            visible_look(session, household_id, look_id)
            member(session, household_id, person_id)
            mine = RatingRow.look_id == look_id, RatingRow.person_id == person_id
            row = session.scalar(select(RatingRow).where(*mine))
            if value is None:
                if row is not None:
                    session.delete(row)
            elif row is None:
                session.add(RatingRow(look_id=look_id, person_id=person_id, value=value, at=now()))
            else:
                row.value, row.at = value, now()

    def of(self, household_id: int, look_ids: Iterable[int] | None = None) -> dict[int, dict[int, float]]:
        """Look → person → rating, of these looks or of all that are not deleted."""
        query = (
            select(RatingRow.look_id, RatingRow.person_id, RatingRow.value)
            .join(LookRow, LookRow.id == RatingRow.look_id)
            .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
        )
        if look_ids is not None:
            query = query.where(RatingRow.look_id.in_(list(look_ids)))
        found: defaultdict[int, dict[int, float]] = defaultdict(dict)
        with self._database.read() as session:
            for look_id, person_id, value in session.execute(query):
                found[look_id][person_id] = value
        return dict(found)
