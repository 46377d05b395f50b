"""Outfits that are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from embeddings.compatibility import type_of
from wardrobe.corrections import visible_garments
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.garments import GarmentItem, Garments
from wardrobe.journal import Journal, bump
from wardrobe.looks import visible_look
from wardrobe.matching.arranging import Laid, Layout, arranged, completed, read
from wardrobe.matching.composing import ORDER
from wardrobe.matching.schema import OutfitGarmentRow, OutfitRow, PlanRow
from wardrobe.schema import SightingRow, now

Outfits = list["Saved"]  # in the class below, ``list`` is the method
Ids = list[int]
Kept = tuple[GarmentItem, dict[str, Any] | None]
"""A garment of an outfit, and where it lies, as it is in the database."""
Made = Literal["generated", "own", "look"]
MOST_GARMENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Saved:
    """An outfit that was kept."""

    id: int
    name: str | None
    occasion: str | None
    made: Made
    created_at: datetime
    person_id: int | None
    garments: tuple[GarmentItem, ...]
    """From head to toe; those that have left the wardrobe are not in it any more."""
    by_hand: Layout = ()
    """As a person laid it out; empty where nobody did. What came to it since has no place here."""

    @property
    def layout(self) -> Layout:
        """Where each of its garments lies: as it was laid out, or by the rule of ``arranging``."""
        return completed(self.by_hand, self.garments) if self.by_hand else arranged(self.garments)

    @property
    def garment_ids(self) -> tuple[int, ...]:
        """Its garments."""
        return tuple(garment.id for garment in self.garments)


class SavedOutfits:
    """The kept outfits of every household."""

    def __init__(self, database: Database, journal: Journal, garments: Garments) -> None:
        self._database = database
        self._journal = journal
        self._garments = garments

    def save(
        self,
        household_id: int,
        garment_ids: Sequence[int],
        *,
        name: str | None = None,
        occasion: str | None = None,
        made: Made = "own",
        person_id: int | None = None,
    ) -> Saved:
        """Keep garments as an outfit. The same garments are kept once: the outfit that is there is given.

        Raises ``NotFoundError`` for garments of nobody or of others, ``ChangeError`` for none or too many.
        """
        with self._database.write() as session:
            bump(session, household_id)
            outfit_id = _make(session, household_id, garment_ids, name, occasion, made, person_id).id
        return self.get(household_id, outfit_id)

    def of_look(self, household_id: int, look_id: int, *, person_id: int | None = None) -> Saved:
        """Keep what a look shows. Raises ``NotFoundError``, and ``ChangeError`` where no garment in it is certain."""
        with self._database.write() as session:
            bump(session, household_id)
            look = visible_look(session, household_id, look_id)
            worn = select(SightingRow.garment_id).where(SightingRow.look_id == look_id)
            ids = [id for id in session.scalars(worn.order_by(SightingRow.id)) if id is not None]
            whose = person_id if person_id else look.person_id
            outfit_id = _make(session, household_id, ids, None, look.occasion, "look", whose).id
        return self.get(household_id, outfit_id)

    def clone(self, household_id: int, outfit_id: int, *, name: str | None = None) -> Saved:
        """A second outfit of the same garments, laid out as the first, to be changed. Raises ``NotFoundError``."""
        with self._database.write() as session:
            bump(session, household_id)
            outfit = own_outfit(session, household_id, outfit_id)
            copy = OutfitRow(
                household_id=household_id,
                person_id=outfit.person_id,
                name=clean_name(name) or outfit.name,
                occasion=outfit.occasion,
                made="own",
                created_at=now(),
            )
            session.add(copy)
            session.flush()
            rows = session.scalars(select(OutfitGarmentRow).where(OutfitGarmentRow.outfit_id == outfit_id)).all()
            copies = [OutfitGarmentRow(outfit_id=copy.id, garment_id=row.garment_id, place=row.place) for row in rows]
            session.add_all(copies)
            copy_id = copy.id
        return self.get(household_id, copy_id)

    def change(self, household_id: int, outfit_id: int, garment_ids: Sequence[int]) -> Saved:
        """Make it of other garments. Raises ``NotFoundError`` and ``ChangeError``."""
        with self._database.write() as session:
            bump(session, household_id)
            own_outfit(session, household_id, outfit_id)
            wanted = checked_garments(session, household_id, garment_ids)
            rows = select(OutfitGarmentRow).where(OutfitGarmentRow.outfit_id == outfit_id)
            there = {row.garment_id: row for row in session.scalars(rows)}
            for id, row in there.items():
                if id not in wanted:
                    session.delete(row)
            session.add_all([OutfitGarmentRow(outfit_id=outfit_id, garment_id=id) for id in wanted if id not in there])
        return self.get(household_id, outfit_id)

    def rename(self, household_id: int, outfit_id: int, name: str | None) -> None:
        """Give it a name; an empty one takes it away. Raises ``NotFoundError``."""
        with self._database.write() as session:
            bump(session, household_id)
            own_outfit(session, household_id, outfit_id).name = clean_name(name)

    def delete(self, household_id: int, outfit_id: int) -> int:
        """Remove an outfit and its plans. Gives the change's id, with which it is undone. Raises ``NotFoundError``."""
        with self._journal.change(household_id, "delete-outfit", outfit_id=outfit_id) as change:
            session = change.session
            outfit = own_outfit(session, household_id, outfit_id)
            for plan in session.scalars(select(PlanRow).where(PlanRow.outfit_id == outfit_id)).all():
                change.remove(plan)
            garments = select(OutfitGarmentRow).where(OutfitGarmentRow.outfit_id == outfit_id)
            for garment in session.scalars(garments).all():
                change.remove(garment)
            change.remove(outfit)
            return change.change_id

    def get(self, household_id: int, outfit_id: int) -> Saved:
        """One outfit. Raises ``NotFoundError``."""
        with self._database.read() as session:
            return self._read(session, household_id, [own_outfit(session, household_id, outfit_id)])[0]

    def list(
        self,
        household_id: int,
        *,
        garment_id: int | None = None,
        occasion: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Outfits:
        """All that were kept, or those with a garment or for an occasion, the newest first; or a page of them."""
        query = select(OutfitRow).where(OutfitRow.household_id == household_id).order_by(OutfitRow.id.desc())
        query = query.limit(limit).offset(offset or None)
        if occasion is not None:
            query = query.where(OutfitRow.occasion == occasion)
        if garment_id is not None:
            having = select(OutfitGarmentRow.outfit_id).where(OutfitGarmentRow.garment_id == garment_id)
            query = query.where(OutfitRow.id.in_(having))
        with self._database.read() as session:
            return self._read(session, household_id, session.scalars(query).all())

    def occasions(self, household_id: int) -> dict[str | None, int]:
        """How many outfits are kept for each occasion; None: for no particular one."""
        query = select(OutfitRow.occasion, func.count()).where(OutfitRow.household_id == household_id)
        with self._database.read() as session:
            return {occasion: count for occasion, count in session.execute(query.group_by(OutfitRow.occasion))}

    def kept_among(self, household_id: int, outfits: Iterable[Iterable[int]]) -> frozenset[frozenset[int]]:
        """Those of some sets of garments that are kept as an outfit, exactly as they are."""
        asked = {frozenset(ids) for ids in outfits}
        having = select(OutfitGarmentRow.outfit_id).where(OutfitGarmentRow.garment_id.in_(set().union(*asked)))
        query = select(OutfitGarmentRow.outfit_id, OutfitGarmentRow.garment_id).join(OutfitRow)
        query = query.where(OutfitRow.household_id == household_id, OutfitRow.id.in_(having))
        of: defaultdict[int, set[int]] = defaultdict(set)
        with self._database.read() as session:
            for outfit_id, garment_id in session.execute(query):
                of[outfit_id].add(garment_id)
        return frozenset(asked & {frozenset(ids) for ids in of.values()})

    def _read(self, session: Session, household_id: int, rows: Sequence[OutfitRow]) -> Outfits:
        if not rows:  # the wardrobe need not be read for nothing
            return []
        items = {item.id: item for item in self._garments.all(session, household_id)}
        of: defaultdict[int, list[Kept]] = defaultdict(list)
        query = select(OutfitGarmentRow.outfit_id, OutfitGarmentRow.garment_id, OutfitGarmentRow.place)
        for start in range(0, len(rows), 500):
            some = [row.id for row in rows[start : start + 500]]
            for outfit_id, garment_id, place in session.execute(query.where(OutfitGarmentRow.outfit_id.in_(some))):
                if garment_id in items:
                    of[outfit_id].append((items[garment_id], place))
        return [_saved(row, of[row.id]) for row in rows]


def own_outfit(session: Session, household_id: int, outfit_id: int) -> OutfitRow:
    """The row of a household's outfit. Raises ``NotFoundError``."""
    row = session.get(OutfitRow, outfit_id)
    if row is None or row.household_id != household_id:
        raise NotFoundError("There is no such outfit.", remedy="It may have been deleted.")
    return row


def _make(
    session: Session,
    household_id: int,
    garment_ids: Iterable[int],
    name: str | None,
    occasion: str | None,
    made: Made,
    person_id: int | None,
) -> OutfitRow:
    wanted = checked_garments(session, household_id, garment_ids)
    having = select(OutfitGarmentRow.outfit_id).where(OutfitGarmentRow.garment_id == wanted[0])
    query = select(OutfitRow).where(OutfitRow.household_id == household_id, OutfitRow.id.in_(having))
    for there in session.scalars(query).all():
        rows = select(OutfitGarmentRow.garment_id).where(OutfitGarmentRow.outfit_id == there.id)
        if {*session.scalars(rows)} == {*wanted} and there.person_id == person_id:
            there.name = clean_name(name) or there.name
            there.occasion = occasion or there.occasion
            return there
    outfit = OutfitRow(
        household_id=household_id,
        person_id=person_id,
        name=clean_name(name),
        occasion=occasion,
        made=made,
        created_at=now(),
    )
    session.add(outfit)
    session.flush()
    session.add_all([OutfitGarmentRow(outfit_id=outfit.id, garment_id=id) for id in wanted])
    session.flush()
    return outfit


def checked_garments(session: Session, household_id: int, garment_ids: Iterable[int]) -> Ids:
    """Each once. Raises ``NotFoundError`` for garments of nobody or of others, ``ChangeError`` for none or too many."""
    wanted = list(dict.fromkeys(garment_ids))
    if not wanted:
        raise ChangeError("An outfit needs a garment.", remedy="Choose at least one.")
    if len(wanted) > MOST_GARMENTS:
        raise ChangeError("An outfit has at most {count} garments.", count=MOST_GARMENTS, remedy="Choose fewer.")
    visible_garments(session, household_id, wanted)
    return wanted


def clean_name(name: str | None) -> str | None:
    """As it is kept: without needless space, not too long."""
    return " ".join((name or "").split())[:80] or None


def _saved(row: OutfitRow, kept: Sequence[Kept]) -> Saved:
    garments = sorted((one for one, _ in kept), key=lambda one: (ORDER.index(type_of(one.category, one.kind)), one.id))
    placed = sorted(((one.id, place) for one, place in kept if place), key=lambda one: one[1]["layer"])
    made: Made = row.made  # type: ignore[assignment]
    by_hand: list[Laid] = [read(id, place) for id, place in placed]
    return Saved(
        row.id, row.name, row.occasion, made, row.created_at, row.person_id, tuple(garments), tuple(by_hand)
    )  # fmt: skip
