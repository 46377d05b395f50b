"""Adding the sample household, how far it is, and taking it away again.

It is a household of its own beside the one that it belongs to (``household.sample_of_id``): pages show it as they
show any, and it has its pick and its outfit of the day, but no channel to tell them by. Adding it only makes its
rows. The looks go through the intake one after the other (``step``), each when the one before is ready and its
questions are answered, as they would be in a life. So a look of one's own waits for one of the sample's at the most,
and a process that ends half-way leaves a row that says where it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardrobe.catalogue.catalogues import Catalogues
from wardrobe.catalogue.imports import latest
from wardrobe.catalogue.schema import CatalogueRow
from wardrobe.database import Database
from wardrobe.errors import NotFoundError, StorageError
from wardrobe.intake import Intake
from wardrobe.matching.choices import Choices
from wardrobe.sample.manifest import DATA, Manifest
from wardrobe.sample.owner import Owner
from wardrobe.schema import UNFINISHED, HouseholdRow, LookRow, PersonRow, now

CHOICE: Final = "sample"
"""Where the sample's household keeps how far it is: ``day`` it was added, ``given`` looks, ``told``."""
HOUR: Final = time(8, 10)
"""When its people stand before the camera."""


@dataclass(frozen=True, slots=True)
class SampleState:
    """How far the sample is."""

    household_id: int | None
    """None: there is none."""
    looks_total: int
    looks_ready: int
    done: bool
    """Everything is there, what its people say of it included."""


class Erases(Protocol):
    """What takes a household away."""

    def household(self, household_id: int) -> None:
        """Remove every row and file of it."""


class Sample:
    """``house.sample``. ``today`` is the day on which its newest look is worn, when it is added."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        catalogues: Catalogues,
        choices: Choices,
        owner: Owner,
        erasing: Erases,
        folder: Path | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._database = database
        self._intake = intake
        self._catalogues = catalogues
        self._choices = choices
        self._owner = owner
        self._erasing = erasing
        self._folder = folder or DATA
        self._today = today
        self._loaded: Manifest | None = None
        self.wake: Callable[[], None] = lambda: None
        """Called when there is something to do in the background."""

    @property
    def manifest(self) -> Manifest:
        """What it consists of. Raises ``StorageError`` where it is not installed."""
        if self._loaded is None:
            self._loaded = Manifest.load(self._folder)
        return self._loaded

    def state(self, home_household_id: int) -> SampleState:
        """How far the sample of a household is. Without one ``looks_total`` says how many looks it would have."""
        with self._database.read() as session:
            household_id = _sample_of(session, home_household_id)
            if household_id is None:
                return SampleState(None, self._total(), 0, False)
            kept = self._choices.within(session, household_id, CHOICE)
            busy = _unfinished(session, household_id)
        return SampleState(household_id, self._total(), max(0, kept.get("given", 0) - busy), bool(kept.get("told")))

    def add(self, home_household_id: int) -> int:
        """Make the sample of a household; gives its id. Where there is one it stays as it is.

        Quick: what takes time is done in the background. Raises ``NotFoundError`` for no household, and
        ``StorageError``.
        """
        manifest = self.manifest
        with self._database.write() as session:
            if session.get(HouseholdRow, home_household_id) is None:
                raise NotFoundError("There is no such household.")
            household_id = _sample_of(session, home_household_id)
            if household_id is None:
                # An id comes again after a sample was removed: nobody is to take this one for what it remembers.
                version = secrets.randbelow(2**30)
                name = " & ".join(manifest.people)
                home = HouseholdRow(name=name, sample_of_id=home_household_id, version=version)
                session.add(home)
                session.flush()
                household_id = home.id
                session.add_all(_person(household_id, name) for name in manifest.people)
                session.flush()
        kept = self._choices.get(household_id, CHOICE)
        if not kept:
            self._choices.change(
                household_id, CHOICE, lambda there: there or {"day": self._today().isoformat(), "given": 0}
            )
        self.wake()
        return household_id

    def remove(self, home_household_id: int) -> None:
        """Take the sample of a household away without a trace; where there is none nothing is done."""
        with self._database.read() as session:
            household_id = _sample_of(session, home_household_id)
        if household_id is not None:
            self._erasing.household(household_id)

    def unfinished(self) -> list[int]:
        """Ids of samples that are not all there yet."""
        return self._those(told=False)

    def ready(self) -> list[int]:
        """Ids of samples in which everything is there."""
        return self._those(told=True)

    def _those(self, told: bool) -> list[int]:
        samples = select(HouseholdRow.id).where(HouseholdRow.sample_of_id.is_not(None), ~HouseholdRow.erasing)
        with self._database.read() as session:
            found = session.scalars(samples.order_by(HouseholdRow.id)).all()
            return [id for id in found if bool(self._choices.within(session, id, CHOICE).get("told")) is told]

    def step(self, household_id: int) -> bool:
        """Do what is next for a sample; False where there is nothing to do, or a look is in work.

        Each step may be done again after a process has ended in it.
        """
        kept = self._choices.get(household_id, CHOICE)
        if kept.get("told"):
            return False
        with self._database.read() as session:
            home = session.get(HouseholdRow, household_id)
            if home is None or home.erasing or _unfinished(session, household_id):
                return False
        kept = kept or {"day": self._today().isoformat(), "given": 0}
        if not kept["given"]:
            self._stock(household_id)
        self._owner.answer(self.manifest, household_id)
        if kept["given"] < len(self.manifest.looks):
            self._give(household_id, kept)
            self._keep(household_id, kept | {"given": kept["given"] + 1})
        else:
            self._owner.tell(self.manifest, household_id, date.fromisoformat(kept["day"]))
            self._keep(household_id, kept | {"told": True})
        return True

    def _total(self) -> int:
        """How many looks there are; 0 where the sample is not installed, which ``add`` tells."""
        try:
            return len(self.manifest.looks)
        except StorageError:
            return 0

    def _give(self, household_id: int, kept: dict[str, Any]) -> None:
        """Hand the next look to the intake, as worn on its day."""
        look = self.manifest.looks[kept["given"]]
        day = date.fromisoformat(kept["day"]) - timedelta(days=look.days_ago)
        with self._database.read() as session:
            mine = PersonRow.household_id == household_id, PersonRow.name == look.person
            person_id = session.scalar(select(PersonRow.id).where(*mine))
        self._intake.receive(
            self.manifest.read(look),
            look.file,
            household_id=household_id,
            source="upload",
            received_at=datetime.combine(day, HOUR).astimezone(),
            person_id=person_id,
            dated=True,
        )

    def _stock(self, household_id: int) -> None:
        """The made-up shop, for the catalogue's own worker to read."""
        shop = self.manifest.catalogue
        folder = self.manifest.folder / shop["folder"]
        with self._database.read() as session:
            there = session.scalar(select(CatalogueRow.id).where(CatalogueRow.household_id == household_id))
            asked = there is not None and latest(session, there) is not None
        if asked:
            return
        made = there or self._catalogues.create(
            household_id, shop["name"], str(folder / "feed.csv"), pictures=str(folder)
        )
        self._catalogues.ask_import(household_id, made, now())

    def _keep(self, household_id: int, value: dict[str, Any]) -> None:
        """How far it is, unless the sample was taken away meanwhile."""
        with self._database.read() as session:
            if session.get(HouseholdRow, household_id) is None:
                return
        self._choices.set(household_id, CHOICE, value)


def _sample_of(session: Session, home_household_id: int) -> int | None:
    mine = HouseholdRow.sample_of_id == home_household_id, ~HouseholdRow.erasing
    return session.scalar(select(HouseholdRow.id).where(*mine).order_by(HouseholdRow.id).limit(1))


def _unfinished(session: Session, household_id: int) -> int:
    queue = LookRow.household_id == household_id, LookRow.state.in_(UNFINISHED), LookRow.hidden_at.is_(None)
    return session.scalar(select(func.count()).select_from(LookRow).where(*queue)) or 0


def _person(household_id: int, name: str) -> PersonRow:
    return PersonRow(
        household_id=household_id,
        name=name,
        name_key=secrets.token_hex(16),
        password_hash="",
        created_at=now(),
        role="member",
    )
