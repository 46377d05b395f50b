"""Which rows are a household's, read off the tables themselves: a table that comes later is not forgotten.

A row is a household's if a column of it that has to be there, or that goes with what it points at, leads to one: to
the household itself, or to another row that is its own. Where there is no such column, one that may be empty counts
too, as that of catalogues, which are everybody's without a household. The rest points at things and is not theirs.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ColumnElement, Table, or_, select

from wardrobe.schema import HouseholdRow
from wardrobe.schemas import Base

HOUSEHOLD: Final = HouseholdRow.__tablename__
OF_NOBODY: Final = frozenset({"attempt"})
"""Tables whose rows are no household's: hashes of what was tried, for a day."""


def tables() -> list[Table]:
    """Every table whose rows are households', those that point at others first; without that of households."""
    return [table for table in reversed(Base.metadata.sorted_tables) if table.name != HOUSEHOLD and _ways(table)]


def table_of(kind: type[Base]) -> Table:
    """The table of a kind of row."""
    return Base.metadata.tables[kind.__tablename__]


def left_out() -> list[str]:
    """Tables that nothing is known of."""
    known = {table.name for table in tables()} | OF_NOBODY | {HOUSEHOLD}
    return sorted(set(Base.metadata.tables) - known)


def owned(table: Table, household_id: int) -> ColumnElement[bool]:
    """Which rows of a table are a household's."""
    return or_(*(_leads(column, household_id) for column in _ways(table)))


def _leads(column: Column[object], household_id: int) -> ColumnElement[bool]:
    parent = _parent(column)
    if parent.name == HOUSEHOLD:
        return column == household_id
    return column.in_(select(next(iter(parent.primary_key))).where(owned(parent, household_id)))


def _ways(table: Table) -> list[Column[object]]:
    """The columns by which rows of a table belong to a household."""
    leading = [column for column in table.c if column.foreign_keys and _leads_anywhere(column, table)]
    bound = [column for column in leading if not column.nullable or _goes_along(column)]
    return bound or leading


def _leads_anywhere(column: Column[object], table: Table) -> bool:
    parent = _parent(column)
    return parent is not table and (parent.name == HOUSEHOLD or bool(_ways(parent)))


def _goes_along(column: Column[object]) -> bool:
    return any(key.ondelete == "CASCADE" for key in column.foreign_keys)


def _parent(column: Column[object]) -> Table:
    return next(iter(column.foreign_keys)).column.table
