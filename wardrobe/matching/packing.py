"""Packing lists: a trip, the few garments that dress every day of it, and ticking them off.

Which garments is ``luggage``. Everything that a person did to a list stays when it is made anew: what is
ticked off, what they added, what they took off it, what they wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.corrections import visible_garment
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import Garments
from wardrobe.matching.luggage import Plan, what_it_gives, what_to_take
from wardrobe.matching.rack import Racks
from wardrobe.matching.schema import TripRow, TripThingRow
from wardrobe.matching.trips import Thing, Trip, TripWishes, check, in_order, lines_for, own_line, read_line
from wardrobe.schema import GarmentRow, now

LINES_MOST: Final = 200
ORDER: Final = (
    *("outerwear", "upper-clothes", "dress", "pants", "skirt", "shoes", "bag"),
    *("hat", "scarf", "belt", "sunglasses", "socks"),
)
"""Categories as a list shows them."""


class Packing:
    """The trips of every household."""

    def __init__(self, database: Database, garments: Garments, racks: Racks) -> None:
        self._database = database
        self._garments = garments
        self._racks = racks

    def trips(self, household_id: int) -> list[Trip]:
        """Every trip, the latest first."""
        query = select(TripRow).where(TripRow.household_id == household_id)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(TripRow.first.desc(), TripRow.id.desc())).all()
            return self._read(session, household_id, rows)

    def get(self, household_id: int, trip_id: int) -> Trip:
        """One trip. Raises ``NotFoundError``."""
        with self._database.read() as session:
            return self._read(session, household_id, [_trip(session, household_id, trip_id, write=False)])[0]

    def make(
        self,
        household_id: int,
        name: str,
        first: date,
        last: date,
        wishes: TripWishes | None = None,
        *,
        person_id: int | None = None,
    ) -> int:
        """Plan a trip and write its list; gives its id. Raises ``ChangeError``, ``ModelError``."""
        wishes = wishes or TripWishes()
        tidy = check(name, first, last, wishes)
        row = TripRow(
            household_id=household_id,
            person_id=person_id,
            name=tidy,
            first=first,
            last=last,
            wishes=wishes.json(),
            created_at=now(),
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            trip_id = row.id
        self.regenerate(household_id, trip_id)
        return trip_id

    def change(self, household_id: int, trip_id: int, name: str, first: date, last: date, wishes: TripWishes) -> None:
        """Plan it otherwise, and make the list anew. Raises ``ChangeError``, ``NotFoundError``, ``ModelError``."""
        tidy = check(name, first, last, wishes)
        with self._database.write() as session:
            row = _trip(session, household_id, trip_id)
            kept = TripWishes.from_json(row.wishes)
            row.name, row.first, row.last = tidy, first, last
            row.wishes = replace(wishes, along=kept.along, without=kept.without, unwanted=kept.unwanted).json()
        self.regenerate(household_id, trip_id)

    def regenerate(self, household_id: int, trip_id: int) -> None:
        """Choose anew, around what is ticked off and what the person did. Raises as ``change``."""
        trip = self.get(household_id, trip_id)
        chosen = what_to_take(self._racks.of(household_id), self._racks.scorer, trip)
        with self._database.write() as session:
            _trip(session, household_id, trip_id)
            rows = session.scalars(select(TripThingRow).where(TripThingRow.trip_id == trip_id)).all()
            there = set[int | str | None]()
            for row in rows:
                line, own = read_line(row.words or "")[0], row.garment_id in trip.wishes.along
                if row.packed or own or (row.words is not None and line is None):
                    there |= {row.garment_id, line}
                else:
                    session.delete(row)
            owned = GarmentRow.household_id == household_id, GarmentRow.id.in_(chosen)
            still = set(session.scalars(select(GarmentRow.id).where(*owned)))
            new = [id for id in chosen if id in still and id not in there]
            lines = [line for line in lines_for(trip.days, trip.wishes) if read_line(line)[0] not in there]
            session.add_all([TripThingRow(trip_id=trip_id, garment_id=id) for id in new])
            session.add_all([TripThingRow(trip_id=trip_id, words=line) for line in lines])

    def plan(self, household_id: int, trip: Trip) -> Plan:
        """What the list gives for each day. Raises ``ModelError``."""
        return what_it_gives(self._racks.of(household_id), self._racks.scorer, trip)

    def tick(self, household_id: int, thing_id: int, packed: bool) -> None:
        """Tick a line off, or not. Raises ``NotFoundError``."""
        with self._database.write() as session:
            _thing(session, household_id, thing_id).packed = packed

    def add_words(self, household_id: int, trip_id: int, text: str) -> None:
        """Write a line of one's own. Raises ``NotFoundError``, ``ChangeError``."""
        words = own_line(text)
        with self._database.write() as session:
            trip = _trip(session, household_id, trip_id)
            _check_room(session, trip.id)
            session.add(TripThingRow(trip_id=trip.id, words=words))

    def add_garment(self, household_id: int, trip_id: int, garment_id: int) -> None:
        """Put a garment on the list; twice is once. Raises ``NotFoundError``."""
        with self._database.write() as session:
            trip = _trip(session, household_id, trip_id)
            visible_garment(session, household_id, garment_id)
            _check_room(session, trip.id)
            mine = TripThingRow.trip_id == trip.id, TripThingRow.garment_id == garment_id
            if session.scalar(select(TripThingRow.id).where(*mine)) is None:
                session.add(TripThingRow(trip_id=trip.id, garment_id=garment_id))
            wishes = TripWishes.from_json(trip.wishes)
            without = tuple(id for id in wishes.without if id != garment_id)
            trip.wishes = replace(wishes, along=_with(wishes.along, garment_id), without=without).json()

    def remove(self, household_id: int, thing_id: int) -> None:
        """Take a line off; a garment does not come back when the list is made anew. Raises ``NotFoundError``."""
        with self._database.write() as session:
            row = _thing(session, household_id, thing_id)
            trip = _trip(session, household_id, row.trip_id)
            wishes, line = TripWishes.from_json(trip.wishes), read_line(row.words or "")[0]
            if row.garment_id is not None:
                along = tuple(id for id in wishes.along if id != row.garment_id)
                wishes = replace(wishes, along=along, without=_with(wishes.without, row.garment_id))
            elif line is not None:
                wishes = replace(wishes, unwanted=_with(wishes.unwanted, line))
            trip.wishes = wishes.json()
            session.delete(row)

    def delete(self, household_id: int, trip_id: int) -> None:
        """Forget a trip and its list. Raises ``NotFoundError``."""
        with self._database.write() as session:
            session.delete(_trip(session, household_id, trip_id))

    def _read(self, session: Session, household_id: int, rows: Sequence[TripRow]) -> list[Trip]:
        garments = {garment.id: garment for garment in self._garments.all(session, household_id)}
        ids = [row.id for row in rows]
        things: dict[int, list[Thing]] = {id: [] for id in ids}
        for row in session.scalars(select(TripThingRow).where(TripThingRow.trip_id.in_(ids)).order_by(TripThingRow.id)):
            garment = garments.get(row.garment_id or 0)
            if garment is not None or row.words is not None:
                things[row.trip_id].append(Thing(row.id, garment, row.words, row.packed))
        return [_made(row, things[row.id]) for row in rows]


def _made(row: TripRow, things: Sequence[Thing]) -> Trip:
    ordered = tuple(in_order(things, ORDER))
    return Trip(row.id, row.name, row.first, row.last, TripWishes.from_json(row.wishes), ordered)


def _trip(session: Session, household_id: int, trip_id: int, *, write: bool = True) -> TripRow:
    row = session.get(TripRow, trip_id, with_for_update=write)  # two tabs write one list after the other
    if row is None or row.household_id != household_id:
        raise NotFoundError("There is no such trip.", remedy="It may have been deleted.")
    return row


def _thing(session: Session, household_id: int, thing_id: int) -> TripThingRow:
    row = session.get(TripThingRow, thing_id)
    if row is None:
        raise NotFoundError("There is no such line.", remedy="The list may have been made anew.")
    _trip(session, household_id, row.trip_id)
    return row


def _with(there: tuple[Any, ...], one: int | str) -> tuple[Any, ...]:
    return (*there, one) if one not in there else there


def _check_room(session: Session, trip_id: int) -> None:
    there = session.scalars(select(TripThingRow.id).where(TripThingRow.trip_id == trip_id)).all()
    if len(there) >= LINES_MOST:
        raise ChangeError("A list has at most {most} lines.", field="words", most=LINES_MOST)
