"""What a household or a person chose, by name: small settings that are changed in the app, not in a file."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.matching.schema import ChoiceRow

EVERYBODY: Final = 0
"""Instead of a person's id: the whole household's."""


class Choices:
    """Named choices; each is a small JSON object."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, household_id: int, name: str, person_id: int = EVERYBODY) -> dict[str, Any]:
        """What was chosen; empty where nothing was."""
        with self._database.read() as session:
            row = _row(session, household_id, person_id, name)
            return dict(row.value) if row else {}

    def set(self, household_id: int, name: str, value: dict[str, Any], person_id: int = EVERYBODY) -> None:
        """Replace a choice; an empty one is forgotten."""
        with self._database.write() as session:
            row = _row(session, household_id, person_id, name)
            if not value:
                if row:
                    session.delete(row)
            elif row:
                row.value = value
            else:
                session.add(ChoiceRow(household_id=household_id, person_id=person_id, name=name, value=value))


def _row(session: Session, household_id: int, person_id: int, name: str) -> ChoiceRow | None:
    query = select(ChoiceRow).where(
        ChoiceRow.household_id == household_id, ChoiceRow.person_id == person_id, ChoiceRow.name == name
    )
    return session.scalar(query)
