"""Collections: garments put together under a name, such as a capsule, a suitcase or what is to be sold.

Each method that changes something is one transaction and gives the id of the change, which can be undone.
A garment that is merged stays in the collections of both; one that leaves the wardrobe leaves its collections.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wardrobe.collection_schema import CollectionGarmentRow, CollectionRow
from wardrobe.corrections import visible_garments
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import GarmentItem, Garments
from wardrobe.journal import Journal, Recorder
from wardrobe.schema import now

NAME_MOST: Final = 60
MOST: Final = 200
"""Collections of a household."""
COVERS: Final = 4
"""Garments that stand for a collection, the last put there first."""
REMEMBERED: Final = 32
"""Households whose collections are kept in memory."""
List = list["Collection"]  # in the class below, ``list`` is the method


@dataclass(frozen=True, slots=True)
class Collection:
    """Garments under a name."""

    id: int
    name: str
    garment_ids: tuple[int, ...]
    """Those that are in the wardrobe, the last put there first."""
    covers: tuple[int, ...]
    """Sightings that show the first of them, at most ``COVERS``."""

    @property
    def count(self) -> int:
        """How many garments are in it."""
        return len(self.garment_ids)


class Made(NamedTuple):
    """A new collection, and the change that made it."""

    collection_id: int
    change_id: int


class Collections:
    """The collections of every household."""

    def __init__(self, database: Database, journal: Journal, garments: Garments) -> None:
        self._database = database
        self._journal = journal
        self._garments = garments
        self._known: dict[int, tuple[list[GarmentItem], List]] = {}

    def list(self, household_id: int) -> List:
        """All of them in the order of their names, read again only when something has changed. Not to be altered."""
        with self._database.read() as session:
            items = self._garments.all(session, household_id)
            known = self._known.get(household_id)
            if known is not None and known[0] is items:
                return known[1]
            found = _read(session, household_id, items)
        if household_id not in self._known and len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[household_id] = items, found
        return found

    def get(self, household_id: int, collection_id: int) -> Collection:
        """One of them. Raises ``NotFoundError``."""
        for one in self.list(household_id):
            if one.id == collection_id:
                return one
        raise _gone()

    def of_garment(self, household_id: int, garment_id: int) -> List:
        """Those that have a garment, in the order of their names."""
        return [one for one in self.list(household_id) if garment_id in one.garment_ids]

    def make(self, household_id: int, name: str, garment_ids: Iterable[int] = ()) -> Made:
        """A new one, with these garments.

        Raises ``ChangeError`` for a name that is empty, too long or taken, ``NotFoundError`` for garments of others.
        """
        tidy = _tidy(name)
        with self._journal.change(household_id, "make-collection", name=tidy) as change:
            _check_free(change.session, household_id, tidy)
            row = CollectionRow(household_id=household_id, name=tidy, created_at=now())
            change.make(row)
            _put(change, row, garment_ids)
            return Made(row.id, change.change_id)

    def rename(self, household_id: int, collection_id: int, name: str) -> int:
        """Give it another name. Raises ``ChangeError`` and ``NotFoundError``."""
        tidy = _tidy(name)
        with self._journal.change(household_id, "rename-collection", name=tidy) as change:
            row = own_collection(change.session, household_id, collection_id)
            _check_free(change.session, household_id, tidy, but=row.id)
            change.will_change(row)
            row.name = tidy
            return change.change_id

    def delete(self, household_id: int, collection_id: int) -> int:
        """Remove it; its garments stay in the wardrobe. Raises ``NotFoundError``."""
        with self._journal.change(household_id, "delete-collection", collection_id=collection_id) as change:
            row = own_collection(change.session, household_id, collection_id)
            for part in change.session.scalars(_parts(row.id)).all():
                change.remove(part)
            change.remove(row)
            return change.change_id

    def add(self, household_id: int, collection_id: int, garment_ids: Iterable[int]) -> int:
        """Put garments there; those that are in it stay in it. Raises ``NotFoundError``."""
        wanted = _some(garment_ids)
        with self._journal.change(household_id, "add-to-collection", count=len(wanted)) as change:
            _put(change, own_collection(change.session, household_id, collection_id), wanted)
            return change.change_id

    def remove(self, household_id: int, collection_id: int, garment_ids: Iterable[int]) -> int:
        """Take garments out of it; those that are not in it do not matter. Raises ``NotFoundError``."""
        wanted = _some(garment_ids)
        with self._journal.change(household_id, "out-of-collection", count=len(wanted)) as change:
            row = own_collection(change.session, household_id, collection_id)
            for part in change.session.scalars(_parts(row.id)).all():
                if part.garment_id in wanted:
                    change.remove(part)
            return change.change_id


def own_collection(session: Session, household_id: int, collection_id: int) -> CollectionRow:
    """The row of a household's collection. Raises ``NotFoundError``."""
    row = session.get(CollectionRow, collection_id)
    if row is None or row.household_id != household_id:
        raise _gone()
    return row


def _read(session: Session, household_id: int, items: Iterable[GarmentItem]) -> List:
    """Two queries, however many there are."""
    covers = {item.id: item.cover_sighting_id for item in items}
    mine = CollectionRow.household_id == household_id
    parts = select(CollectionGarmentRow.collection_id, CollectionGarmentRow.garment_id)
    parts = parts.join(CollectionRow, CollectionRow.id == CollectionGarmentRow.collection_id).where(mine)
    inside: defaultdict[int, list[int]] = defaultdict(list)
    for collection_id, garment_id in session.execute(parts.order_by(CollectionGarmentRow.id.desc())):
        if garment_id in covers:
            inside[collection_id].append(garment_id)
    rows = session.execute(select(CollectionRow.id, CollectionRow.name).where(mine)).all()
    return [
        Collection(id, name, tuple(inside[id]), tuple(covers[one] for one in inside[id][:COVERS]))
        for id, name in sorted(rows, key=lambda row: (row.name.casefold(), row.id))
    ]


def _parts(collection_id: int) -> Select[CollectionGarmentRow]:
    return select(CollectionGarmentRow).where(CollectionGarmentRow.collection_id == collection_id)


def _put(change: Recorder, row: CollectionRow, garment_ids: Iterable[int]) -> None:
    wanted = visible_garments(change.session, change.household_id, garment_ids)
    there = {part.garment_id for part in change.session.scalars(_parts(row.id))}
    for id in wanted:
        if id not in there:
            change.make(CollectionGarmentRow(collection_id=row.id, garment_id=id))


def _some(garment_ids: Iterable[int]) -> frozenset[int]:
    wanted = frozenset(garment_ids)
    if not wanted:
        raise ChangeError("No garment was chosen.", remedy="Choose at least one.")
    return wanted


def _check_free(session: Session, household_id: int, name: str, but: int = 0) -> None:
    rows = session.execute(
        select(CollectionRow.id, CollectionRow.name).where(CollectionRow.household_id == household_id)
    ).all()
    if any(row.name.casefold() == name.casefold() and row.id != but for row in rows):
        raise ChangeError("There is a collection {name} already.", name=name, remedy="Choose another name.")
    if not but and len(rows) >= MOST:
        raise ChangeError("There are at most {count} collections.", count=MOST, remedy="Delete one first.")


def _tidy(name: str) -> str:
    tidy = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not tidy:
        raise ChangeError("A collection needs a name.", field="name")
    if len(tidy) > NAME_MOST:
        raise ChangeError("The {field} is too long: {most} letters are the most.", field="name", most=NAME_MOST)
    return tidy


def _gone() -> NotFoundError:
    return NotFoundError("There is no such collection.", remedy="It may have been deleted.")
