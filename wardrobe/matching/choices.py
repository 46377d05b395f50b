"""What a household or a person chose, by name: small settings that are changed in the app, not in a file."""

from __future__ import annotations

from collections.abc import Callable
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
            return self.within(session, household_id, name, person_id)

    def within(self, session: Session, household_id: int, name: str, person_id: int = EVERYBODY) -> dict[str, Any]:
        """The same in a transaction that goes on."""
        row = _row(session, household_id, person_id, name)
        return dict(row.value) if row else {}

    def set(self, household_id: int, name: str, value: dict[str, Any], person_id: int = EVERYBODY) -> None:
        """Replace a choice; an empty one is forgotten."""
        self.change(household_id, name, lambda _: value, person_id)

    def change(
        self,
        household_id: int,
        name: str,
        alter: Callable[[dict[str, Any]], dict[str, Any]],
        person_id: int = EVERYBODY,
    ) -> None:
        """Replace a choice by what ``alter`` makes of it; what others change meanwhile is not lost."""
        with self._database.write() as session:
            row = _row(session, household_id, person_id, name, lock=True)
            value = alter(dict(row.value) if row else {})
            if not value:
                if row:
                    session.delete(row)
            elif row:
                row.value = value
            else:
                session.add(ChoiceRow(household_id=household_id, person_id=person_id, name=name, value=value))


def _row(session: Session, household_id: int, person_id: int, name: str, *, lock: bool = False) -> ChoiceRow | None:
    query = select(ChoiceRow).where(
        ChoiceRow.household_id == household_id, ChoiceRow.person_id == person_id, ChoiceRow.name == name
    )
    return session.scalar(query.with_for_update() if lock else query)
