"""What people say of their garments beside how they look, and where these are: worn, in the wash, put away.

Each method that changes something is one transaction and gives the id of the change, which can be undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Unpack

from sqlalchemy.orm import Session

from wardrobe.corrections import NAME_MOST, visible_garments
from wardrobe.database import Database
from wardrobe.errors import ChangeError
from wardrobe.facts import Facts, checked
from wardrobe.garments import GarmentItem, Garments
from wardrobe.journal import Journal
from wardrobe.schema import GarmentRow
from wardrobe.seasons import Suggestion, to_bring_back, to_put_away
from wardrobe.washing import time_to_wash


class Belongings:
    """The facts of every household's garments."""

    def __init__(self, database: Database, journal: Journal, garments: Garments) -> None:
        self._database = database
        self._journal = journal
        self._garments = garments

    def set(self, household_id: int, garment_id: int, *, today: date | None = None, **facts: Unpack[Facts]) -> int:
        """Say some facts of a garment; those that are not named stay.

        Raises ``ChangeError``, whose parameter ``field`` names the fact that cannot be so, and ``NotFoundError``.
        """
        return self.set_many(household_id, {garment_id: facts}, "facts", today=today, garment_id=garment_id)

    def set_many(
        self,
        household_id: int,
        facts: Mapping[int, Mapping[str, Any]],
        kind: str = "facts",
        *,
        today: date | None = None,
        **params: Any,
    ) -> int:
        """Say facts of several garments, as one change; beside those of ``Facts`` also ``name``, ``in_wash`` and
        ``put_away``. All are checked first: where one cannot be so, nothing is changed.
        """
        with self._journal.change(household_id, kind, **(params or {"count": len(facts)})) as change:
            rows = visible_garments(change.session, household_id, facts)
            basket = self._basket(change.session, household_id, facts)
            for id, row in rows.items():
                values = changed(row, facts[id], today or date.today(), id in basket)
                change.will_change(row)
                for name, value in values.items():
                    setattr(row, name, value)
            return change.change_id

    def would_change(
        self, household_id: int, facts: Mapping[int, Mapping[str, Any]], *, today: date | None = None
    ) -> dict[int, dict[str, Any] | ChangeError]:
        """What ``set_many`` would change of each garment, column → value, or why it cannot."""
        found: dict[int, dict[str, Any] | ChangeError] = {}
        with self._database.read() as session:
            basket = self._basket(session, household_id, facts)
            for id, row in visible_garments(session, household_id, facts).items():
                try:
                    found[id] = changed(row, facts[id], today or date.today(), id in basket)
                except ChangeError as error:
                    found[id] = error
        return found

    def to_wash(self, household_id: int, garment_ids: Iterable[int], on: date | None = None) -> int:
        """These go into the wash, today or on a day. Each is out again with the first look of a later day."""
        return self._move(household_id, "to-wash", garment_ids, lambda row: _in_wash(True, on or date.today()))

    def out_of_wash(self, household_id: int, garment_ids: Iterable[int]) -> int:
        """These were not washed: they are out of the basket as they went in."""
        return self._move(household_id, "out-of-wash", garment_ids, lambda row: _in_wash(False))

    def washed(self, household_id: int, on: date, garment_ids: Iterable[int] | None = None) -> int:
        """These are clean since a day, whether or not they were in the basket; without ids all that is in it.

        A day before one that is known already leaves that one. Raises ``ChangeError`` where nothing is in the wash.
        """
        if garment_ids is None:
            garment_ids = [item.id for item in self.in_wash(household_id)]
            if not garment_ids:
                raise ChangeError("Nothing is in the wash.")

        def clean(row: GarmentRow) -> dict[str, Any]:
            return _in_wash(False) | {"washed_on": max(on, row.washed_on or on)}

        return self._move(household_id, "washed", garment_ids, clean)

    def put_away(self, household_id: int, garment_ids: Iterable[int]) -> int:
        """These are packed away; they are clean then, or it does not matter."""
        return self._move(household_id, "put-away", garment_ids, lambda row: {"put_away": True} | _in_wash(False))

    def bring_back(self, household_id: int, garment_ids: Iterable[int]) -> int:
        """These are in the wardrobe again."""
        return self._move(household_id, "bring-back", garment_ids, lambda row: {"put_away": False})

    def in_wash(self, household_id: int) -> list[GarmentItem]:
        """What is in the basket."""
        return [item for item in self._garments.list(household_id) if item.belonging.in_wash]

    def to_be_washed(self, household_id: int, today: date) -> list[GarmentItem]:
        """What asks for the wash, see ``washing``."""
        return [item for item in self._garments.list(household_id) if time_to_wash(item, today)]

    def tags(self, household_id: int) -> list[str]:
        """Every tag that garments have, the most used first."""
        counts = Counter(tag for item in self._garments.list(household_id) for tag in item.belonging.tags)
        once = {tag.casefold(): tag for tag in sorted(counts, key=lambda tag: counts[tag])}
        return sorted(once.values(), key=lambda tag: (-counts[tag], tag.casefold()))

    def usual_currency(self, household_id: int) -> str | None:
        """That of most prices so far; None where there is none."""
        known = Counter(item.belonging.currency for item in self._garments.list(household_id))
        del known[None]
        return max(known, key=lambda code: known[code], default=None)

    def out_of_season(self, household_id: int, today: date, *, southern: bool = False) -> Suggestion | None:
        """What could be packed away now."""
        return to_put_away(self._garments.list(household_id), today, southern=southern)

    def back_in_season(self, household_id: int, today: date, *, southern: bool = False) -> Suggestion | None:
        """What was packed away and could come back now."""
        return to_bring_back(self._garments.list(household_id), today, southern=southern)

    def _basket(self, session: Session, household_id: int, facts: Mapping[int, Mapping[str, Any]]) -> frozenset[int]:
        """What is in the wash, where the facts are about that."""
        if not any("in_wash" in one for one in facts.values()):
            return frozenset()
        return frozenset(item.id for item in self._garments.all(session, household_id) if item.belonging.in_wash)

    def _move(
        self, household_id: int, kind: str, garment_ids: Iterable[int], to: Callable[[GarmentRow], Mapping[str, Any]]
    ) -> int:
        ids = sorted(set(garment_ids))
        if not ids:
            raise ChangeError("No garment was chosen.", remedy="Choose at least one.")
        with self._journal.change(household_id, kind, count=len(ids)) as change:
            for row in visible_garments(change.session, household_id, ids).values():
                change.will_change(row)
                for name, value in to(row).items():
                    setattr(row, name, value)
            return change.change_id


def changed(row: GarmentRow, facts: Mapping[str, Any], today: date, in_wash: bool) -> dict[str, Any]:
    """The columns that facts change, also those that are not ``Facts``: the name, and where a garment is.

    ``in_wash``: whether it is there now, by its row and its looks.
    """
    facts, beside = dict(facts), dict[str, Any]()
    if "name" in facts:
        name = " ".join(str(facts.pop("name") or "").split())
        if len(name) > NAME_MOST:
            raise ChangeError("The {field} is too long: {most} letters are the most.", field="name", most=NAME_MOST)
        beside["name"] = name or None
    if "put_away" in facts:
        beside["put_away"] = bool(facts.pop("put_away"))
    beside = {name: value for name, value in beside.items() if getattr(row, name) != value}
    if "in_wash" in facts and (wanted := bool(facts.pop("in_wash"))) != in_wash:
        beside |= _in_wash(wanted, today)
    return beside | checked(facts, row, today)


def _in_wash(there: bool, today: date | None = None) -> dict[str, Any]:
    return {"in_wash": there, "wash_since": today if there else None}
