"""The releases of groups: made once a month of those who opted in, kept in files, shown to those who opted in."""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.attributes import of_sighting
from wardrobe.colours import colours_from
from wardrobe.database import Database
from wardrobe.errors import StorageError
from wardrobe.matching.choices import EVERYBODY, Choices
from wardrobe.matching.insights.facts import facts_of
from wardrobe.matching.insights.groups import LEAST_LOOKS, Contribution, Group, Release, contribution, release
from wardrobe.matching.insights.noise import secret
from wardrobe.matching.schema import ChoiceRow
from wardrobe.schema import LookRow, PersonRow, SightingRow

CHOICE: Final = "groups"
"""``{"on": true}`` for a household that takes part."""


@dataclass(frozen=True, slots=True)
class Mine:
    """The group of one person, as far as it was published."""

    month: str
    group: str | None
    """The person's own in that month; None where there is too little to say."""
    published: Group | None
    """None where the group has too few people."""
    others: tuple[Group, ...]


class Groups:
    """Who takes part, and what is published (``house.groups``)."""

    def __init__(self, database: Database, choices: Choices, folder: Path) -> None:
        self._database = database
        self._choices = choices
        self._folder = folder / "groups"

    def takes_part(self, household_id: int) -> bool:
        """Whether a household has opted in; at first none has."""
        return self._choices.get(household_id, CHOICE).get("on") is True

    def take_part(self, household_id: int, on: bool) -> None:
        """Opt in or out. What was published before stays: nobody is in it to be taken out."""
        self._choices.set(household_id, CHOICE, {"on": True} if on else {})

    def mine(self, household_id: int, person_id: int, today: date) -> Mine | None:
        """What is published of the month before today's; None for a household that does not take part."""
        if not self.takes_part(household_id):
            return None
        published = self.latest(today)
        first, last = month_before(today)
        with self._database.read() as session:
            own = _contributions(session, household_id, first, last).get(person_id)
        name = own.group if own else None
        known = {group.name: group for group in published.groups}
        others = tuple(group for group in published.groups if group.name != name)
        return Mine(published.month, name, known.get(name or ""), others)

    def latest(self, today: date, random: Random | None = None) -> Release:
        """The release of the month before today's: the one that is kept, or made now and kept for good."""
        first, last = month_before(today)
        path = self._folder / f"{first:%Y-%m}.json"
        if not path.exists():
            made = release(f"{first:%Y-%m}", self._people(first, last), random or secret())
            self._keep(path, made)
        return _read(path)

    def _people(self, first: date, last: date) -> list[Contribution]:
        with self._database.read() as session:
            chosen = select(ChoiceRow.household_id, ChoiceRow.value).where(
                ChoiceRow.name == CHOICE, ChoiceRow.person_id == EVERYBODY
            )
            households = [id for id, value in session.execute(chosen) if value.get("on") is True]
            each = [found for id in households for found in _contributions(session, id, first, last).values()]
        return [found for found in each if found is not None]

    def _keep(self, path: Path, made: Release) -> None:
        """Write it whole, or leave the one that another process wrote meanwhile."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = path.with_suffix(f".{os.getpid()}")
        with mine.open("w", encoding="utf-8") as file:
            json.dump(asdict(made), file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(mine, path)  # fails where there is one, unlike a rename
        except FileExistsError:
            pass
        finally:
            mine.unlink(missing_ok=True)


def _contributions(session: Session, household_id: int, first: date, last: date) -> dict[int, Contribution | None]:
    """What each person of a household adds in a month.

    From what was seen in the person's own looks and nothing else: a garment's facts are made of everybody's looks,
    and so would be what others add.
    """
    query = (
        select(
            *(LookRow.person_id, LookRow.id, SightingRow.category, SightingRow.colours, SightingRow.attributes),
        )
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .join(PersonRow, (PersonRow.id == LookRow.person_id) & (PersonRow.household_id == LookRow.household_id))
        .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
        .where(LookRow.worn_on >= first, LookRow.worn_on <= last, SightingRow.decision != "rejected")
    )
    looks: defaultdict[int, set[int]] = defaultdict(set)
    counts: defaultdict[int, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for person_id, look_id, category, colours, attributes in session.execute(query):
        looks[person_id].add(look_id)
        known = of_sighting(attributes, category)
        for aspect, value in facts_of(category, None, colours_from(colours), known).items():
            counts[person_id][aspect][value] += 1
    return {id: contribution(counts[id]) if len(seen) >= LEAST_LOOKS else None for id, seen in looks.items()}


def month_before(today: date) -> tuple[date, date]:
    """First and last day of the month before today's."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _read(path: Path) -> Release:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        groups = tuple(Group(**(one | {"shares": tuple(one["shares"])})) for one in found.pop("groups"))
        return Release(groups=groups, **found)
    except (ValueError, KeyError, TypeError, OSError) as error:
        # Not made anew: a second draw for the same month would take from everybody's protection.
        raise StorageError(
            "{path} is damaged or cannot be read.", path=path, remedy="Put it back from a backup."
        ) from error
