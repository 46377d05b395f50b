"""A row of every kind that there is for a household, whatever tables come later."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Table, insert, select, types
from sqlalchemy.orm import Session

from wardrobe.database import Database
from wardrobe.ownership import OF_NOBODY
from wardrobe.schema import UtcDateTime
from wardrobe.schemas import Base

_numbers = itertools.count(1)

Rows = dict[str, set[tuple[Any, ...]]]


def furnish(database: Database, **household: Any) -> int:
    """A new household with one row in every table, each pointing at those made before; gives its id."""
    made: dict[str, Any] = {}
    with database.write() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in OF_NOBODY:
                given = household if table.name == "household" else {}
                made[table.name] = _add(session, table, made, given)
    return int(made["household"])


def rows(database: Database) -> Rows:
    """Every row of every table, by table."""
    with database.read() as session:
        return {
            table.name: {tuple(map(repr, row)) for row in session.execute(select(*table.c))}
            for table in Base.metadata.sorted_tables
        }


def _add(session: Session, table: Table, made: dict[str, Any], given: dict[str, Any]) -> Any:
    values = {column.name: _value(column, made) for column in table.c if not _by_itself(column)} | given
    result = session.execute(insert(table).values(values))
    return result.inserted_primary_key[0]


def _by_itself(column: Column[Any]) -> bool:
    """A number that the database gives, or a pointer at another row of the same table."""
    own = any(key.column.table is column.table for key in column.foreign_keys)
    return own or (column.primary_key and isinstance(column.type, types.Integer) and not column.foreign_keys)


def _value(column: Column[Any], made: dict[str, Any]) -> Any:
    for key in column.foreign_keys:
        return made[key.column.table.name]
    number = next(_numbers)
    match column.type:
        case UtcDateTime():
            return datetime(2026, 1, 1, tzinfo=UTC)
        case types.Boolean():
            return False
        case types.Integer() | types.Float():
            return number
        case types.Date():
            return date(2026, 1, 1)
        case types.JSON():
            return {"number": number}
        case types.LargeBinary():
            return str(number).encode()
    return f"{number:08d}"[: getattr(column.type, "length", None)]
