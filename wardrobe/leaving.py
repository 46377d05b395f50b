"""What is left of a person who leaves a household: their looks, of nobody in particular."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from wardrobe.matching.schema import ChoiceRow
from wardrobe.schema import ChangeRow, ImageRow
from wardrobe.schemas import Base

PERSON: Final = "person_id"


def forget_person(session: Session, household_id: int, person_id: int) -> None:
    """Take a person out of every row that names them, in the caller's transaction; the person's own row stays.

    What has to have a person (ratings, wishes, sessions, links that they shared) goes; of what may be of nobody the
    person is taken out, in the journal as well, so that no undoing brings them back.
    """
    for table in Base.metadata.sorted_tables:
        if PERSON not in table.c or table.name == ChoiceRow.__tablename__:
            continue
        if _goes(table):
            session.execute(delete(table).where(table.c[PERSON] == person_id))
        else:
            session.execute(update(table).where(table.c[PERSON] == person_id).values({PERSON: None}))
    session.execute(delete(ChoiceRow).where(ChoiceRow.household_id == household_id, ChoiceRow.person_id == person_id))
    _forget_in_journal(session, household_id, person_id)


def _goes(table: Table) -> bool:
    return not table.c[PERSON].nullable or any(key.ondelete == "CASCADE" for key in table.c[PERSON].foreign_keys)


def _forget_in_journal(session: Session, household_id: int, person_id: int) -> None:
    query = select(ImageRow).join(ChangeRow, ChangeRow.id == ImageRow.change_id)
    for image in session.scalars(query.where(ChangeRow.household_id == household_id)):
        image.before, image.after = _without(image.before, person_id), _without(image.after, person_id)


def _without(values: dict[str, Any] | None, person_id: int) -> dict[str, Any] | None:
    return {**values, PERSON: None} if values and values.get(PERSON) == person_id else values
