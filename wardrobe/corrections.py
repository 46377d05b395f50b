"""What a person corrects: which garment a sighting is, and what a garment is. All of it can be undone.

Each method is one transaction and gives the id of the change in the journal. When a garment's last
sighting leaves it, the garment is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.parsing import GARMENT_CATEGORIES
from wardrobe.database import Database
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.facts import united
from wardrobe.following import follow
from wardrobe.journal import Journal, Recorder
from wardrobe.releasing import find_heir, inherit, release
from wardrobe.said import check, still_true
from wardrobe.schema import ApartRow, Decision, GarmentRow, LookRow, SightingRow

NAME_MOST = 80
AT_ONCE = 500
"""Ids in one query."""


class Corrections:
    """Every way to correct the wardrobe."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def confirm(self, household_id: int, sighting_id: int) -> int:
        """Yes, it is the garment that is asked about."""
        with self._journal.change(household_id, "confirm", sighting_id=sighting_id) as change:
            row = visible_sighting(change.session, household_id, sighting_id)
            if row.candidate_id is None:
                raise ChangeError("Nothing is asked about this garment any more.")
            _decide(change, row, row.candidate_id, "same")
            return change.change_id

    def separate(self, household_id: int, sighting_id: int) -> int:
        """No, it is a garment of its own."""
        with self._journal.change(household_id, "separate", sighting_id=sighting_id) as change:
            row = visible_sighting(change.session, household_id, sighting_id)
            old = row.garment_id
            if old is not None and len(sightings_of(change.session, old)) == 1:
                _decide(change, row, old, "new")
            else:
                made = _make(change, row.category)
                keep_apart(change, row, old, row.candidate_id)
                _decide(change, row, made.id, "new")
                _release(change, old)
            return change.change_id

    def assign(self, household_id: int, sighting_id: int, garment_id: int) -> int:
        """It is this garment instead."""
        with self._journal.change(household_id, "assign", sighting_id=sighting_id, garment_id=garment_id) as change:
            row = visible_sighting(change.session, household_id, sighting_id)
            garment = visible_garment(change.session, household_id, garment_id)
            old = row.garment_id
            keep_apart(change, row, *({old, row.candidate_id} - {garment.id}))
            _decide(change, row, garment.id, "same")
            _release(change, old)
            return change.change_id

    def reject(self, household_id: int, sighting_id: int) -> int:
        """It is not a garment."""
        with self._journal.change(household_id, "reject", sighting_id=sighting_id) as change:
            row = visible_sighting(change.session, household_id, sighting_id)
            old = row.garment_id
            _decide(change, row, None, "rejected")
            _release(change, old)
            return change.change_id

    def merge(self, household_id: int, keep_id: int, other_id: int) -> int:
        """Two garments are one: ``keep_id`` stays, with what was said of either; its own word goes first.

        Outfits, plans and packing lists that have the other one have this one then.
        """
        with self._journal.change(household_id, "merge", keep_id=keep_id, other_id=other_id) as change:
            session = change.session
            keep = visible_garment(session, household_id, keep_id)
            other = visible_garment(session, household_id, other_id)
            if keep is other:
                raise ChangeError("A garment cannot be merged with itself.", remedy="Choose another one.")
            for row in sightings_of(session, other.id):
                _decide(change, row, keep.id, "same")
            for row in _asks(session, other.id):
                change.will_change(row)
                row.candidate_id = keep.id
            session.flush()
            _merge_apart(change, keep, other)
            change.will_change(keep)
            keep.name = keep.name or other.name
            keep.said = still_true({**other.said, **keep.said}, keep.category)
            for name, value in united(keep, other).items():
                setattr(keep, name, value)
            follow(change, keep, other)
            change.remove(other)
            return change.change_id

    def split(self, household_id: int, garment_id: int, sighting_ids: Iterable[int]) -> int:
        """These sightings are another garment; what was said of the one is true of both.

        What was bought, is washed or put away is a single thing, and stays with the garment that was there.
        """
        wanted = sorted(set(sighting_ids))
        with self._journal.change(household_id, "split", garment_id=garment_id, sighting_ids=wanted) as change:
            session = change.session
            garment = visible_garment(session, household_id, garment_id)
            own = {row.id: row for row in sightings_of(session, garment.id)}
            if not wanted or not own.keys() > set(wanted):
                raise ChangeError(
                    "Only some of a garment's own pictures can be split off.", remedy="Choose at least one, not all."
                )
            made = _make(change, garment.category, said=garment.said)
            made.washed_on = garment.washed_on
            for place, id in enumerate(wanted):
                keep_apart(change, own[id], garment.id)
                _decide(change, own[id], made.id, "same" if place else "new")
            _release(change, garment.id)
            return change.change_id

    def rename(self, household_id: int, garment_id: int, name: str | None) -> int:
        """Give a name; None or blank brings back the one made of colour and kind."""
        tidy = " ".join((name or "").split())[:NAME_MOST] or None
        with self._journal.change(household_id, "rename", garment_id=garment_id) as change:
            garment = visible_garment(change.session, household_id, garment_id)
            change.will_change(garment)
            garment.name = tidy
            return change.change_id

    def set_category(self, household_id: int, garment_id: int, category: str) -> int:
        """Say what it is: one of ``GARMENT_CATEGORIES``."""
        if category not in GARMENT_CATEGORIES:
            raise ChangeError("There is no category {category}.", category=category)
        with self._journal.change(household_id, "category", garment_id=garment_id, category=category) as change:
            garment = visible_garment(change.session, household_id, garment_id)
            change.will_change(garment)
            garment.category, garment.said = category, still_true(garment.said, category)
            return change.change_id

    def say(self, household_id: int, garment_id: int, aspect: str, value: str | None) -> int:
        """Say what a garment is: an aspect and value of ``sayable``; None takes the word back.

        It stays with the garment, whatever its sightings look like from then on. Raises ``ChangeError``
        for an aspect that the category does not have, and for a value that the aspect does not.
        """
        with self._journal.change(household_id, "say", garment_id=garment_id, aspect=aspect, value=value) as change:
            garment = visible_garment(change.session, household_id, garment_id)
            check(garment.category, aspect, value)
            change.will_change(garment)
            others = {name: word for name, word in garment.said.items() if name != aspect}
            garment.said = others if value is None else others | {aspect: value}
            return change.change_id

    def delete(self, household_id: int, garment_id: int) -> int:
        """Take a garment out of the wardrobe; its looks stay, without it."""
        with self._journal.change(household_id, "delete-garment", garment_id=garment_id) as change:
            take_out(change, visible_garment(change.session, household_id, garment_id))
            return change.change_id


def visible_sighting(session: Session, household_id: int, sighting_id: int) -> SightingRow:
    """The row of a sighting in a look that is not deleted. Raises ``NotFoundError``."""
    query = select(SightingRow).join(LookRow, LookRow.id == SightingRow.look_id)
    mine = SightingRow.id == sighting_id, LookRow.household_id == household_id, LookRow.hidden_at.is_(None)
    row = session.scalar(query.where(*mine))
    if row is None:
        raise NotFoundError("There is no such garment in a look.", remedy="The look may have been deleted.")
    return row


def visible_garment(session: Session, household_id: int, garment_id: int) -> GarmentRow:
    """The row of a garment that a look shows. Raises ``NotFoundError``."""
    query = (
        select(GarmentRow)
        .join(SightingRow, SightingRow.garment_id == GarmentRow.id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(GarmentRow.id == garment_id, GarmentRow.household_id == household_id, LookRow.hidden_at.is_(None))
    )
    row = session.scalar(query.limit(1))
    if row is None:
        raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
    return row


def visible_garments(session: Session, household_id: int, garment_ids: Iterable[int]) -> dict[int, GarmentRow]:
    """The same of several, in the order of the ids. Raises ``NotFoundError`` unless all are there."""
    ids = list(dict.fromkeys(garment_ids))
    shown = (
        select(SightingRow.garment_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
    )
    found: dict[int, GarmentRow] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        mine = GarmentRow.household_id == household_id, GarmentRow.id.in_(some), GarmentRow.id.in_(shown)
        found |= {row.id: row for row in session.scalars(select(GarmentRow).where(*mine))}
    if len(found) < len(ids):
        raise NotFoundError("There is no such garment.", remedy="It may have been merged or deleted.")
    return {id: found[id] for id in ids}


def take_out(change: Recorder, garment: GarmentRow) -> None:
    """Take a garment out of the wardrobe, as a part of a change; its looks stay, without it."""
    for row in sightings_of(change.session, garment.id):
        _decide(change, row, None, "rejected")
    heir = find_heir(change.session, garment.id)
    if heir is not None:  # what was asked about cannot be it any more
        made = _make(change, heir.category)
        for row in _asks(change.session, garment.id):
            change.will_change(row)
            row.candidate_id = made.id
        inherit(heir, made.id)
    _release(change, garment.id)


def sightings_of(session: Session, garment_id: int) -> Sequence[SightingRow]:
    """Every sighting of a garment, the first one first. Those in deleted looks too: they come back with their look."""
    return session.scalars(
        select(SightingRow).where(SightingRow.garment_id == garment_id).order_by(SightingRow.id)
    ).all()


def _asks(session: Session, garment_id: int) -> Sequence[SightingRow]:
    return session.scalars(select(SightingRow).where(SightingRow.candidate_id == garment_id)).all()


def _make(change: Recorder, category: str, said: dict[str, str] | None = None) -> GarmentRow:
    garment = GarmentRow(household_id=change.household_id, category=category, said={**(said or {})})
    change.make(garment)
    return garment


def _decide(change: Recorder, row: SightingRow, garment_id: int | None, decision: Decision) -> None:
    """The person's word. What they said before to the contrary is taken back."""
    if garment_id is not None:
        contrary = select(ApartRow).where(ApartRow.sighting_id == row.id, ApartRow.garment_id == garment_id)
        for pair in change.session.scalars(contrary).all():
            change.remove(pair)
    change.will_change(row)
    row.garment_id, row.candidate_id = garment_id, None
    row.decision, row.decided_by_person = decision, True
    if garment_id is not None:  # who takes many garments out writes them at once
        change.session.flush()


def keep_apart(change: Recorder, row: SightingRow, *garment_ids: int | None) -> None:
    """This sighting is none of these garments, whatever the cosine says."""
    for garment_id in sorted(set(garment_ids) - {None}):  # type: ignore[type-var]
        known = select(ApartRow.id).where(ApartRow.sighting_id == row.id, ApartRow.garment_id == garment_id)
        if change.session.scalar(known) is None:
            change.make(ApartRow(garment_id=garment_id, sighting_id=row.id))


def _merge_apart(change: Recorder, keep: GarmentRow, other: GarmentRow) -> None:
    """What was kept apart from either is kept apart from the one; the two no longer from each other."""
    own = {row.id for row in sightings_of(change.session, keep.id)}
    pairs = change.session.scalars(select(ApartRow).where(ApartRow.garment_id.in_((keep.id, other.id)))).all()
    known = {pair.sighting_id for pair in pairs if pair.garment_id == keep.id}
    for pair in pairs:
        if pair.sighting_id in own or (pair.garment_id == other.id and pair.sighting_id in known):
            change.remove(pair)
        elif pair.garment_id == other.id:
            change.will_change(pair)
            pair.garment_id = keep.id
    change.session.flush()


def _release(change: Recorder, garment_id: int | None) -> None:
    if garment_id is not None:
        release(change, garment_id)
