"""The same change to many garments at once: one transaction, one entry in the journal, one undo.

Where they are (wash, put away) is changed for many by ``Belongings``, what they are in by ``Collections``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from embeddings.parsing import GARMENT_CATEGORIES
from wardrobe.belongings import Belongings
from wardrobe.corrections import take_out, visible_garments
from wardrobe.errors import ChangeError
from wardrobe.facts import checked
from wardrobe.journal import Journal
from wardrobe.said import sayable, still_true

Ids = Iterable[int]


class Bulk:
    """Changes of many garments (``house.bulk``)."""

    def __init__(self, journal: Journal, belongings: Belongings) -> None:
        self._journal = journal
        self._belongings = belongings

    def tag(self, household_id: int, garment_ids: Ids, add: Iterable[str] = (), remove: Iterable[str] = ()) -> int:
        """Give tags and take some away; the others stay. Upper and lower case are one tag.

        Raises ``ChangeError`` for a tag that is too long or one too many, ``NotFoundError``.
        """
        ids, added = _chosen(garment_ids), [*add]
        gone = {" ".join(tag.split()).casefold() for tag in remove}
        with self._journal.change(household_id, "tags", count=len(ids)) as change:
            for row in visible_garments(change.session, household_id, ids).values():
                kept = [tag for tag in row.tags if tag.casefold() not in gone]
                change.will_change(row)
                for name, value in checked({"tags": [*kept, *added]}, row, date.today()).items():
                    setattr(row, name, value)
            return change.change_id

    def occasions(self, household_id: int, garment_ids: Ids, occasions: Iterable[str]) -> int:
        """Say what they are for: names of ``matching.occasions``; none: anything."""
        ids, wanted = _chosen(garment_ids), [*occasions]
        return self._belongings.set_many(household_id, {id: {"occasions": wanted} for id in ids}, count=len(ids))

    def say(self, household_id: int, garment_ids: Ids, aspect: str, value: str | None) -> int:
        """The person's word on what they are, as ``Corrections.say``; None takes it back.

        Garments of which this cannot be said are left as they are. Raises ``ChangeError`` where it is said of none.
        """
        ids = _chosen(garment_ids)
        with self._journal.change(household_id, "say", count=len(ids), aspect=aspect, value=value) as change:
            told = 0
            for row in visible_garments(change.session, household_id, ids).values():
                allowed = sayable(row.category).get(aspect, ())
                if value is not None and value not in allowed:
                    continue
                told += 1
                change.will_change(row)
                others = {name: word for name, word in row.said.items() if name != aspect}
                row.said = others if value is None else others | {aspect: value}
            if not told:
                raise ChangeError("None of these garments can be {value}.", value=value, aspect=aspect)
            return change.change_id

    def set_category(self, household_id: int, garment_ids: Ids, category: str) -> int:
        """Say what they are: one of ``GARMENT_CATEGORIES``."""
        if category not in GARMENT_CATEGORIES:
            raise ChangeError("There is no category {category}.", category=category)
        ids = _chosen(garment_ids)
        with self._journal.change(household_id, "category", count=len(ids), category=category) as change:
            for row in visible_garments(change.session, household_id, ids).values():
                change.will_change(row)
                row.category, row.said = category, still_true(row.said, category)
            return change.change_id

    def delete(self, household_id: int, garment_ids: Ids) -> int:
        """Take them out of the wardrobe; their looks stay, without them."""
        ids = _chosen(garment_ids)
        with self._journal.change(household_id, "delete-garments", count=len(ids)) as change:
            for row in visible_garments(change.session, household_id, ids).values():
                take_out(change, row)
            return change.change_id


def _chosen(garment_ids: Ids) -> list[int]:
    ids = list(dict.fromkeys(garment_ids))
    if not ids:
        raise ChangeError("No garment was chosen.", remedy="Choose at least one.")
    return ids
