"""Every correction can be undone: what it changed is written down, column by column, before and after.

Undoing puts the columns back. It is refused when something else has changed the same columns since:
then that has to be undone first. Changes that touch different things can be undone in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Date, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from wardrobe.collection_schema import CollectionGarmentRow, CollectionRow
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.following import PARENTS, can_return
from wardrobe.matching.schema import FeedbackRow, OutfitGarmentRow, OutfitRow, PlanRow, TripThingRow, WishRow
from wardrobe.releasing import Row, release
from wardrobe.schema import (
    ApartRow,
    ChangeRow,
    GarmentRow,
    HouseholdRow,
    ImageRow,
    LookRow,
    SightingRow,
    UtcDateTime,
    now,
)

TABLES: Final[dict[str, Table]] = {
    kind.__tablename__: kind.__table__  # type: ignore[misc]
    for kind in (
        *(GarmentRow, LookRow, SightingRow, ApartRow),
        *(OutfitRow, OutfitGarmentRow, PlanRow, TripThingRow, FeedbackRow, WishRow),
        *(CollectionRow, CollectionGarmentRow),
    )
}
"""What corrections touch, in the order in which rows can be made again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One correction."""

    id: int
    at: datetime
    kind: str
    params: dict[str, Any]
    undone: bool


class Recorder:
    """Notes what one change does to rows, while it does it."""

    def __init__(self, session: Session, household_id: int, change_id: int) -> None:
        self.session = session
        self.household_id = household_id
        self.change_id = change_id
        self._before: dict[Row, dict[str, Any]] = {}
        self._made: list[Row] = []
        self._gone: list[tuple[str, int, dict[str, Any]]] = []

    def will_change(self, row: Row) -> None:
        """To be called before a row is changed."""
        if row not in self._before and row not in self._made:
            self._before[row] = _columns(row)

    def make(self, row: Row) -> None:
        """Add a row; it has its id on return."""
        self.session.add(row)
        self.session.flush()
        self._made.append(row)

    def remove(self, row: Row) -> None:
        """Delete a row."""
        before = self._before.pop(row, None) or _columns(row)
        if row in self._made:
            self._made.remove(row)
        else:
            self._gone.append((row.__tablename__, row.id, before))
        self.session.flush()  # what pointed at it has been changed first
        self.session.delete(row)
        self.session.flush()

    def images(self) -> Iterator[ImageRow]:
        """What was changed."""
        for row in self._made:
            yield self._image(row.__tablename__, row.id, None, _columns(row))
        for row, before in self._before.items():
            after = _columns(row)
            changed = [name for name in before if before[name] != after[name]]
            if changed:
                olds, news = ({name: values[name] for name in changed} for values in (before, after))
                yield self._image(row.__tablename__, row.id, olds, news)
        for table, row_id, before in self._gone:
            yield self._image(table, row_id, before, None)

    def _image(self, table: str, row_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> ImageRow:
        return ImageRow(change_id=self.change_id, table=table, row_id=row_id, before=before, after=after)


class Journal:
    """Records changes and takes them back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def change(self, household_id: int, kind: str, **params: Any) -> Iterator[Recorder]:
        """A transaction: everything that is done with the recorder inside becomes one change."""
        with self._database.write() as session:
            bump(session, household_id)
            change = ChangeRow(household_id=household_id, at=now(), kind=kind, params=params)
            session.add(change)
            session.flush()
            recorder = Recorder(session, household_id, change.id)
            yield recorder
            session.flush()
            session.add_all(recorder.images())

    def latest(self, household_id: int, limit: int = 20) -> list[Change]:
        """The newest changes first."""
        query = select(ChangeRow).where(ChangeRow.household_id == household_id).order_by(ChangeRow.id.desc())
        with self._database.read() as session:
            return [
                Change(row.id, row.at, row.kind, row.params, row.undone) for row in session.scalars(query.limit(limit))
            ]

    def undo(self, household_id: int, change_id: int) -> None:
        """Put back what a change changed. Raises ``NotFoundError`` and ``ChangeError``."""
        try:
            with self._database.write() as session:
                change = session.get(ChangeRow, change_id)
                if change is None or change.household_id != household_id:
                    raise NotFoundError("There is no such change.", remedy="It may be too old to be undone.")
                if change.undone:
                    raise ChangeError("This change is undone already.")
                undo(session, change)
        except IntegrityError as error:  # a row that would come back is there in another form
            raise _changed_since() from error


def undo(session: Session, change: ChangeRow) -> None:
    """Put back what a change changed, in the caller's transaction."""
    images = list(session.scalars(select(ImageRow).where(ImageRow.change_id == change.id)))
    order = list(TABLES)
    images.sort(key=lambda image: order.index(image.table))
    along = {(image.table, image.row_id) for image in images if image.after is None}
    images = [image for image in images if image.table not in PARENTS or _follows(session, image, along)]
    for image in images:
        _check_unchanged(session, image)
    for image in images:
        if image.after is None:
            session.execute(insert(TABLES[image.table]).values(_from_json(image.table, image.before)))
    for image in images:
        if image.before is not None and image.after is not None:
            _check_garments(session, image.before)
            values = _from_json(image.table, image.before)
            session.execute(update(TABLES[image.table]).where(_is_row(image)).values(values))
    for image in images:
        if image.before is None and image.table != GarmentRow.__tablename__:
            session.execute(delete(TABLES[image.table]).where(_is_row(image)))
    session.expire_all()
    for garment_id in sorted(_garments(session, images)):
        release(Unrecorded(session), garment_id)
    change.undone = True
    bump(session, change.household_id)


def bump(session: Session, household_id: int) -> None:
    """Tell pages that something changed. Also the lock that serialises a household's writers."""
    session.execute(
        update(HouseholdRow).where(HouseholdRow.id == household_id).values(version=HouseholdRow.version + 1)
    )


def _follows(session: Session, image: ImageRow, along: Collection[tuple[str, int]]) -> bool:
    """Whether what followed a garment can be put back: where it was changed meanwhile it is left as it is."""
    before = image.before or {}
    made_again = image.after is None
    if not can_return(session, TABLES[image.table], image.row_id, before, made_again=made_again, along=along):
        return False
    try:
        _check_unchanged(session, image)
    except ChangeError:
        return False
    return True


def _check_unchanged(session: Session, image: ImageRow) -> None:
    table = TABLES[image.table]
    names = list((image.after or {"id": None}).keys())
    row = session.execute(select(*(table.c[name] for name in names)).where(_is_row(image))).one_or_none()
    there = None if row is None else {name: _json(value) for name, value in row._mapping.items()}
    made = image.before is None
    if image.after is None:
        untouched = there is None
    elif made:  # what has happened to a row since it was made goes with it, if it goes
        untouched = there is not None
    else:
        untouched = there == image.after
    if not untouched:
        raise _changed_since()


def _changed_since() -> ChangeError:
    return ChangeError(
        "This cannot be undone: the same things were changed again later.", remedy="Undo the later changes first."
    )


def _check_garments(session: Session, values: dict[str, Any]) -> None:
    """A garment that a sighting goes back to must still be there."""
    for name in ("garment_id", "candidate_id"):
        wanted = values.get(name)
        if wanted is not None and session.scalar(select(GarmentRow.id).where(GarmentRow.id == wanted)) is None:
            raise ChangeError("This cannot be undone any more: the garment of then has been deleted.")


def _garments(session: Session, images: list[ImageRow]) -> set[int]:
    """Garments that the images are about: those that the change made, and those of the sightings."""
    looks = [image.row_id for image in images if image.table == LookRow.__tablename__]
    touched = select(SightingRow.garment_id, SightingRow.candidate_id).where(SightingRow.look_id.in_(looks))
    found = {id for row in session.execute(touched) for id in row}
    for image in images:
        if image.table == GarmentRow.__tablename__:
            found.add(image.row_id)
        for values in (image.before or {}, image.after or {}):
            found |= {values.get("garment_id"), values.get("candidate_id")}
    return {id for id in found if id is not None}


class Unrecorded:
    """Changes that nobody undoes."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def will_change(self, row: Row) -> None:
        pass

    def remove(self, row: Row) -> None:
        self.session.delete(row)
        self.session.flush()


def _is_row(image: ImageRow) -> ColumnElement[bool]:
    return TABLES[image.table].c.id == image.row_id


def _columns(row: Row) -> dict[str, Any]:
    """Every column of a row that is loaded, as JSON; large ones that corrections never touch are left out."""
    unloaded = instance_state(row).unloaded
    values = {name: getattr(row, name) for name in row.__table__.c.keys() if name not in unloaded}  # noqa: SIM118
    return {name: _json(value) for name, value in values.items() if not isinstance(value, bytes)}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _from_json(table: str, values: dict[str, Any] | None) -> dict[str, Any]:
    columns = TABLES[table].c
    return {name: _value(columns[name], value) for name, value in (values or {}).items()}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
