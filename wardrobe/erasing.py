"""Erasing a household: every row, every file, and what was remembered of them.

It is marked first, in one transaction that ends its sessions, links and cameras: from then on nobody sees it and
nothing comes in. Files go before the rows that name them, look by look, so a process that ends half-way leaves rows
that say what is still to go: the next start goes on. The household's own row goes last.

What groups have published stays while others live on this host: it holds noisy counts of nobody in particular, and
a second draw for the same month would take from everybody's protection.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from wardrobe.accounts import Accounts, Person, digest, name_key
from wardrobe.attempts import forgive
from wardrobe.catalogue.catalogues import Catalogues
from wardrobe.catalogue.schema import CatalogueRow, ItemRow
from wardrobe.catalogue.shelves import Shelves
from wardrobe.database import Database
from wardrobe.errors import AccountError, NotFoundError
from wardrobe.matching.schema import OrderRow
from wardrobe.media import Media
from wardrobe.originals import told
from wardrobe.ownership import owned, table_of, tables
from wardrobe.parts import Parts
from wardrobe.people import require_owner
from wardrobe.schema import DeviceRow, HouseholdRow, JoinInvitationRow, LookRow, PersonRow, SessionRow, SightingRow, now
from wardrobe.sharing.files import SharedFiles
from wardrobe.sharing.schema import ShareRow
from wardrobe.vectors import Vectors

PORTION: Final = 25
"""Looks that are erased in one transaction: others can write in between."""
ASKED: Final = 5000
"""Pictures of items in one query."""
T = TypeVar("T")


class Erasing:
    """What ``house.erasing`` offers. ``clock`` gives UTC."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        media: Media,
        catalogues: Catalogues,
        vectors: Vectors,
        shelves: Shelves,
        folder: Path,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._media = media
        self._catalogues = catalogues
        self._vectors = vectors
        self._shelves = shelves
        self._folder = folder
        self._clock = clock
        self._at_it = threading.Lock()

    def everything(self, person: Person, name: str, password: str) -> None:
        """Erase a person's own household with its sample, as they ask for in the app.

        ``name`` is what they typed to show that they mean it: the household's or their own. Raises ``AccountError``:
        not the owner, another name, a wrong password or too many of them.
        """
        require_owner(person)
        with self._database.read() as session:
            household = session.get(HouseholdRow, person.home_id)
        if household is None:
            raise _unknown()
        if name_key(name) not in {name_key(household.name), name_key(person.name)}:
            raise AccountError("This is not the name.", remedy="Type {name}.", name=person.name)
        self._accounts.check_password(person.id, password)
        self.household(person.home_id)

    def household(self, household_id: int) -> None:
        """Erase a household with its samples. Can be repeated; raises ``NotFoundError`` where there is none."""
        ids = self._mark(household_id)
        with self._at_it:
            for id in ids:
                self._erase(id)
            self._forget()

    def finish(self) -> int:
        """Go on with what a process that ended, or a fault, has left; gives how many households that were.

        Nothing is done while another thread is at it.
        """
        if not self._at_it.acquire(blocking=False):
            return 0
        try:
            return self._finish()
        finally:
            self._at_it.release()

    def _finish(self) -> int:
        marked = select(HouseholdRow.id).where(HouseholdRow.erasing)
        with self._database.read() as session:
            ids = list(session.scalars(marked.order_by(HouseholdRow.sample_of_id.is_(None), HouseholdRow.id)))
        for id in ids:
            self._erase(id)
        if ids:
            self._forget()
        return len(ids)

    def _mark(self, household_id: int) -> list[int]:
        """Close the household and its samples; gives their ids, samples first."""
        at = self._clock()
        with self._database.write() as session:
            if session.get(HouseholdRow, household_id) is None:
                raise _unknown()
            samples = session.scalars(select(HouseholdRow.id).where(HouseholdRow.sample_of_id == household_id)).all()
            for id in (*samples, household_id):
                session.execute(update(HouseholdRow).where(HouseholdRow.id == id).values(erasing=True))
                session.execute(delete(SessionRow).where(owned(table_of(SessionRow), id)))
                session.execute(update(SessionRow).where(SessionRow.household_id == id).values(household_id=None))
                session.execute(delete(JoinInvitationRow).where(owned(table_of(JoinInvitationRow), id)))
                people = select(PersonRow).where(PersonRow.household_id == id, PersonRow.password_hash != "")
                for person in session.scalars(people).all():
                    forgive(session, digest(name_key(person.name)))
                    person.password_hash = ""
                session.execute(update(DeviceRow).where(DeviceRow.household_id == id).values(revoked_at=at))
                shut = {"state": "ended", "ended_at": at, "nonce": None, "key_hash": None, "password_hash": None}
                session.execute(update(ShareRow).where(ShareRow.household_id == id).values(shut))
                shown = LookRow.household_id == id, LookRow.hidden_at.is_(None)
                session.execute(update(LookRow).where(*shown).values(hidden_at=at))
        return [*samples, household_id]

    def _erase(self, household_id: int) -> None:
        contents: list[str] = []
        while True:
            self._drop_arriving(household_id)
            self._drop_shared(household_id)
            self._drop_catalogues(household_id)
            with self._database.read() as session:
                looks = session.scalars(_ids(LookRow, household_id)).all()
            for some in _portions(looks, PORTION):
                contents += self._drop_looks(some)
            if self._drop_rows(household_id):
                break
        for content in contents:  # a page that was open may have had one made again meanwhile
            self._media.renditions.drop(content)

    def _drop_rows(self, household_id: int) -> bool:
        """Erase all the rest; False where somebody who was at it has added what has files meanwhile."""
        with self._database.write() as session:
            if any(session.scalar(_ids(kind, household_id).limit(1)) for kind in (LookRow, CatalogueRow)):
                return False
            for table in tables():
                session.execute(delete(table).where(owned(table, household_id)))
            session.execute(delete(HouseholdRow).where(HouseholdRow.id == household_id))
        return True

    def _drop_arriving(self, household_id: int) -> None:
        parts = Parts(self._folder)
        with self._database.read() as session:
            devices = {str(id) for id in session.scalars(_ids(DeviceRow, household_id))}
        for name in parts.names():
            if name.partition("-")[0] in devices:
                parts.drop(name)

    def _drop_shared(self, household_id: int) -> None:
        files = SharedFiles(self._folder)
        with self._database.read() as session:
            ids = list(session.scalars(_ids(ShareRow, household_id)))
        for id in ids:
            files.drop(id)

    def _drop_catalogues(self, household_id: int) -> None:
        with self._database.write() as session:
            session.execute(delete(OrderRow).where(OrderRow.household_id == household_id))
            catalogues = session.execute(
                select(CatalogueRow.id, CatalogueRow.source).where(CatalogueRow.household_id == household_id)
            ).all()
        feeds = self._folder / "feeds"
        for id, source in catalogues:
            for some in _portions(self._pictures(id), ASKED):
                self._catalogues.pictures.drop(set(some) - self._used_elsewhere(id, some))
            with told(feeds):
                (feeds / f"catalogue-{id}.part").unlink(missing_ok=True)
                if Path(source).parent == feeds:
                    Path(source).unlink(missing_ok=True)
            with suppress(NotFoundError):  # another process goes on with it too
                self._catalogues.remove(household_id, id)

    def _pictures(self, catalogue_id: int) -> list[str]:
        query = select(ItemRow.picture_sha256).where(ItemRow.catalogue_id == catalogue_id).distinct()
        with self._database.read() as session:
            return [one for one in session.scalars(query) if one]

    def _used_elsewhere(self, catalogue_id: int, hashes: Sequence[str]) -> set[str | None]:
        others = ItemRow.picture_sha256.in_(hashes), ItemRow.catalogue_id != catalogue_id
        with self._database.read() as session:
            return set(session.scalars(select(ItemRow.picture_sha256).where(*others)))

    def _drop_looks(self, ids: Sequence[int]) -> list[str]:
        """Erase looks, files first; gives the content hashes that their pictures were kept by.

        In one transaction: who takes in the same photo meanwhile waits for it, and then finds it gone.
        """
        with self._database.write() as session:
            own = list(session.scalars(select(LookRow.sha256).where(LookRow.id.in_(ids))))
            cut = list(session.scalars(select(SightingRow.content_hash).where(SightingRow.look_id.in_(ids))))
            for content in (*own, *cut):
                self._media.renditions.drop(content)
            for sha256 in set(own) - _owned_by_others(session, own, ids):
                self._media.originals.delete(sha256)
            session.execute(delete(LookRow).where(LookRow.id.in_(ids)))
        return [*own, *cut]

    def _forget(self) -> None:
        """What is remembered beside rows and files of content: indexes, forecasts, what the database has deleted."""
        self._vectors.drop()
        self._shelves.drop()
        shutil.rmtree(self._folder / "cache" / "weather", ignore_errors=True)
        for path in (self._folder / "cache").glob("index.faiss*"):
            path.unlink(missing_ok=True)
        if not self._accounts.households():
            shutil.rmtree(self._folder / "groups", ignore_errors=True)
        self._database.forget()


def _portions(them: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (them[start : start + size] for start in range(0, len(them), size))


def _ids(kind: type[DeviceRow | LookRow | ShareRow | CatalogueRow], household_id: int) -> Select[int]:
    return select(kind.id).where(kind.household_id == household_id).order_by(kind.id)


def _owned_by_others(session: Session, hashes: list[str], but: Sequence[int]) -> set[str]:
    return set(session.scalars(select(LookRow.sha256).where(LookRow.sha256.in_(hashes), LookRow.id.not_in(but))))


def _unknown() -> NotFoundError:
    return NotFoundError("There is no such household.")
