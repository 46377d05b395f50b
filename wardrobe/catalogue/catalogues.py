"""The catalogues of a household and of the host: what is on sale, and where it is read from."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from wardrobe.catalogue.faults import failure
from wardrobe.catalogue.feeds.base import FIELDS
from wardrobe.catalogue.fetching import Fetcher, Hosts, shown
from wardrobe.catalogue.importing import Pause, Tell, drop_missing
from wardrobe.catalogue.imports import Import, import_of, latest, run, tell_households
from wardrobe.catalogue.items import Item, read_items, visible
from wardrobe.catalogue.pictures import ItemPictures
from wardrobe.catalogue.schema import CatalogueRow, ImportFaultRow, ImportRow, ItemRow
from wardrobe.database import Database
from wardrobe.errors import ChangeError, FeedError, NotFoundError, OrderError
from wardrobe.looks import Failure
from wardrobe.matching.schema import OrderRow
from wardrobe.money import DECIMALS, no_currency
from wardrobe.originals import told
from wardrobe.schema import now as present
from wardrobe.settings import Settings

Items = list[Item]
WAITING: Final = "item.state = 'waiting' AND item.gone_at IS NULL"
"""As the index of waiting items has it: SQLite takes such an index only for the very same condition."""
PORTION: Final = 1000
"""Items that are removed in one transaction."""
ASKED: Final = 10_000
"""Pictures in one query."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A shop's feed and what is in it."""

    id: int
    name: str
    source: str
    """Address or path of the feed, without passwords."""
    from_link: bool
    shared: bool
    """Offered to every household of the host, and changed by the host alone."""
    format: str
    currency: str | None
    items: int
    """On sale now."""
    waiting: int
    """Of them, those whose picture is still to be looked at."""
    failed: int
    """Of them, those whose picture cannot be used."""
    last: Import | None


@dataclass(frozen=True, slots=True)
class ItemFault:
    """A row that was not taken (or only in part), or an item that could not be prepared."""

    line: int | None
    key: str | None
    field: str | None
    failure: Failure
    taken: bool


class Catalogues:
    """Feeds and what is in them. A catalogue without a household is offered to every household.

    A household changes its own catalogues only; the host (``None`` for the household) the shared ones.
    """

    def __init__(self, database: Database, pictures: ItemPictures, settings: Settings) -> None:
        self.pictures = pictures
        self._database = database
        self._settings = settings
        self._folder = settings.data_dir
        self._hosts = Hosts()
        self._counted: dict[int, tuple[object, dict[str, int]]] = {}

    def item(self, household_id: int, item_id: int) -> Item:
        """One item. Raises ``NotFoundError``, also for one of another household's catalogue."""
        found = self.items(household_id, [item_id])
        if not found:
            raise NotFoundError("There is no such item.", remedy="Its catalogue may have been removed.")
        return found[0]

    def items(self, household_id: int, ids: Collection[int]) -> Items:
        """The items with these ids, in their order; unknown ones are left out."""
        with self._database.read() as session:
            return read_items(session, household_id, ids)

    def list(self, household_id: int) -> list[Catalogue]:
        """The catalogues that a household sees, by name."""
        query = select(CatalogueRow).where(visible(household_id)).order_by(CatalogueRow.name, CatalogueRow.id)
        with self._database.read() as session:
            return [self._described(session, row) for row in session.scalars(query)]

    def get(self, household_id: int, catalogue_id: int) -> Catalogue:
        """One catalogue that a household sees. Raises ``NotFoundError``."""
        with self._database.read() as session:
            row = session.get(CatalogueRow, catalogue_id)
            if row is None or row.household_id not in (None, household_id):
                raise _unknown()
            return self._described(session, row)

    def create(
        self,
        household_id: int | None,
        name: str,
        source: str,
        *,
        mapping: Mapping[str, str] | None = None,
        currency: str | None = None,
        pictures: str | None = None,
    ) -> int:
        """A catalogue, read from a link or a file; gives its id. Nothing is read yet.

        ``mapping``: our field → column or element, where it is not to be guessed. ``pictures`` is the folder of the
        pictures, where the feed has file names. Raises ``ChangeError``.
        """
        code = currency.strip().upper() if currency else None
        if code is not None and code not in DECIMALS:
            raise no_currency(currency)
        row = CatalogueRow(
            household_id=household_id,
            name=_named(name),
            source=_source(source),
            format="",
            mapping=_mapping(mapping or {}),
            currency=code,
            pictures=str(_folder(pictures)) if pictures else None,
            created_at=present(),
        )
        with self._database.write() as session:
            session.add(row)
            session.flush()
            tell_households(session, row.id)
            return row.id

    def create_from_link(self, household_id: int | None, name: str, link: str, **given: Any) -> int:
        """As ``create``, from a link alone: who uses the app names no files of the server. Raises ``ChangeError``."""
        if not link.strip().lower().startswith(("http://", "https://")):
            raise ChangeError(
                "A catalogue needs a link or a file.", remedy="Write the link to its feed, beginning with https://."
            )
        return self.create(household_id, name, link, **given)

    def upload(self, household_id: int | None, name: str, data: bytes, **given: Any) -> int:
        """A catalogue of a feed that somebody brings along; it is kept in the data folder. See ``create``."""
        folder = self._folder / "feeds"
        with told(folder, len(data)):
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / secrets.token_hex(12)
            path.write_bytes(data)
        try:
            return self.create(household_id, name, str(path), **given)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def rename(self, household_id: int | None, catalogue_id: int, name: str) -> None:
        """Raises ``NotFoundError`` and ``ChangeError``."""
        with self._database.write() as session:
            _own(session, household_id, catalogue_id).name = _named(name)
            tell_households(session, catalogue_id)

    def remove(self, household_id: int | None, catalogue_id: int) -> None:
        """Remove a catalogue with its items, prices, vectors and pictures.

        Raises ``NotFoundError``, and ``OrderError`` while an order from it is being sent.
        """
        of_it = ItemRow.catalogue_id == catalogue_id
        with self._database.read() as session:
            source = Path(_own(session, household_id, catalogue_id).source)
            hashes = {one for one in session.scalars(select(ItemRow.picture_sha256).where(of_it)) if one}
        some = select(ItemRow.id).where(of_it).limit(PORTION)
        left = True
        while left:  # all at once would keep everybody else from writing, for minutes where it is large
            with self._database.write() as session:
                _check_orders(session, catalogue_id)
                removed = session.execute(delete(ItemRow).where(ItemRow.id.in_(some)))
                left = removed.rowcount == PORTION  # type: ignore[attr-defined]
                if not left:
                    tell_households(session, catalogue_id)
                    session.execute(delete(CatalogueRow).where(CatalogueRow.id == catalogue_id))
        with self._database.read() as session:
            self.pictures.drop(hashes - _used(session, [*hashes]))
        if source.parent == self._folder / "feeds":
            source.unlink(missing_ok=True)

    def ask_import(self, household_id: int | None, catalogue_id: int, now: datetime) -> None:
        """Have the background read the feed soon; asked twice it is read once. Raises ``NotFoundError``."""
        with self._database.write() as session:
            _own(session, household_id, catalogue_id)
            last = latest(session, catalogue_id)
            if last is None or last.state != "waiting":
                session.add(ImportRow(catalogue_id=catalogue_id, started_at=now, state="waiting", counts={}))
            tell_households(session, catalogue_id)

    def import_feed(
        self,
        household_id: int | None,
        catalogue_id: int,
        *,
        now: datetime,
        tell: Tell = lambda _: None,
        pause: Pause = lambda: False,
    ) -> Import:
        """Read the feed here and now; see ``imports.run``. Raises ``NotFoundError`` too."""
        with self._database.read() as session:
            _own(session, household_id, catalogue_id)
        return run(
            self._database,
            self._folder,
            catalogue_id,
            fetcher=self.fetcher,
            now=now,
            ask_share=self._settings.catalogue_ask_share,
            tell=tell,
            pause=pause,
        )

    def confirm(self, household_id: int | None, catalogue_id: int, now: datetime, *, drop: bool = True) -> int:
        """Answer an import that asks: drop what its feed has no more, or keep it; gives how many have gone.

        Raises ``NotFoundError``, and ``ChangeError`` where nothing is asked.
        """
        with self._database.write() as session:
            _own(session, household_id, catalogue_id)
            last = latest(session, catalogue_id)
            if last is None or last.state != "asking":
                raise ChangeError("Nothing is asked about this catalogue.")
            gone = drop_missing(session, last, now) if drop else 0
            last.state, last.counts = "done", {**last.counts, "gone": gone}
            tell_households(session, catalogue_id)
            return gone

    def retry(self, household_id: int | None, catalogue_id: int) -> int:
        """Have pictures that failed tried again; gives how many. Raises ``NotFoundError``."""
        with self._database.write() as session:
            _own(session, household_id, catalogue_id)
            failed = ItemRow.catalogue_id == catalogue_id, ItemRow.state == "failed", ItemRow.gone_at.is_(None)
            again = update(ItemRow).where(*failed).values(state="waiting", tries=0, failure=None)
            tell_households(session, catalogue_id)
            return int(session.execute(again).rowcount)  # type: ignore[attr-defined]

    def faults(self, household_id: int, catalogue_id: int, limit: int = 1000) -> Sequence[ItemFault]:
        """The rows of the last import that failed, by line, then the items whose pictures did.

        Raises ``NotFoundError``.
        """
        with self._database.read() as session:
            row = session.get(CatalogueRow, catalogue_id)
            if row is None or row.household_id not in (None, household_id):
                raise _unknown()
            last = latest(session, catalogue_id)
            own = select(ImportFaultRow).where(ImportFaultRow.import_id == (last.id if last else 0))
            found = [
                _fault(one.line, one.key, one.field, one.fault)
                for one in session.scalars(own.order_by(ImportFaultRow.line, ImportFaultRow.id).limit(limit))
            ]
            failed = select(ItemRow).where(
                ItemRow.catalogue_id == catalogue_id, ItemRow.state == "failed", ItemRow.gone_at.is_(None)
            )
            for item in session.scalars(failed.order_by(ItemRow.id).limit(max(0, limit - len(found)))):
                found.append(_fault(None, item.key, "picture", item.failure or {}))
            return found

    def fetcher(self) -> Fetcher:
        """What feeds and pictures are fetched with; to be closed."""
        return Fetcher(self._settings.fetch_private, self._hosts)

    def _described(self, session: Session, row: CatalogueRow) -> Catalogue:
        last = latest(session, row.id)
        counts = self._counts(session, row.id, last)
        link = row.source.startswith(("http://", "https://"))
        return Catalogue(
            id=row.id,
            name=row.name,
            source=shown(row.source) if link else row.source,
            from_link=link,
            shared=row.household_id is None,
            format=row.format,
            currency=row.currency,
            items=sum(counts.values()),
            waiting=counts.get("waiting", 0),
            failed=counts.get("failed", 0),
            last=import_of(last) if last else None,
        )

    def _counts(self, session: Session, catalogue_id: int, last: ImportRow | None) -> dict[str, int]:
        """Items by state. A million take a second to count, so it is done when an import or a picture was finished."""
        of_it = ItemRow.catalogue_id == catalogue_id, ItemRow.gone_at.is_(None)
        # The plus keeps SQLite from reading all of the catalogue's rows where the index of waiting ones has few.
        own = text("+item.catalogue_id = :own").bindparams(own=catalogue_id)
        waiting = session.scalar(select(func.count()).select_from(ItemRow).where(own, text(WAITING)))
        state = last and (last.id, last.state, last.counts.get("rows"), last.counts.get("gone")), waiting
        known = self._counted.get(catalogue_id)
        if known is None or known[0] != state:
            by_state = select(ItemRow.state, func.count()).where(*of_it).group_by(ItemRow.state)
            known = state, {name: count for name, count in session.execute(by_state)}
            self._counted[catalogue_id] = known
        return known[1]


def _own(session: Session, household_id: int | None, catalogue_id: int) -> CatalogueRow:
    row = session.get(CatalogueRow, catalogue_id)
    if row is None or row.household_id != household_id:
        raise _unknown()
    return row


def _unknown() -> NotFoundError:
    return NotFoundError("There is no such catalogue.", remedy="It may have been removed.")


def _check_orders(session: Session, catalogue_id: int) -> None:
    sending = select(OrderRow.id).join(ItemRow, ItemRow.id == OrderRow.item_id)
    query = sending.where(ItemRow.catalogue_id == catalogue_id, OrderRow.state == "sending")
    if session.scalar(query.limit(1)) is not None:
        raise OrderError("The order is being sent.", remedy="Wait until it is known what became of it.")


def _used(session: Session, hashes: Sequence[str]) -> set[str | None]:
    """Pictures that other catalogues' items have too; each question reads all items, so few are asked."""
    found: set[str | None] = set()
    for start in range(0, len(hashes), ASKED):
        query = select(ItemRow.picture_sha256).where(ItemRow.picture_sha256.in_(hashes[start : start + ASKED]))
        found.update(session.scalars(query))
    return found


def _fault(line: int | None, key: str | None, field: str | None, fault: dict[str, Any]) -> ItemFault:
    said = failure(fault) if fault else Failure("It could not be looked at.", "", {})
    assert said is not None
    return ItemFault(line, key, field, said, bool(fault.get("taken")))


def _named(name: str) -> str:
    tidy = " ".join(name.split())[:200]
    if not tidy:
        raise ChangeError("A catalogue needs a name.")
    return tidy


def _source(source: str) -> str:
    said = source.strip()
    if said.lower().startswith(("http://", "https://")):
        if len(said) > 2000:
            raise ChangeError("The link is too long.")
        return said
    if "://" in said:
        raise ChangeError("{link} is no http or https link.", link=shown(said), remedy="Write a link or a path.")
    path = Path(said).expanduser().absolute()
    if not path.is_file():
        raise FeedError("There is no file {path}.", path=path, remedy="Check its path.")
    return str(path)


def _folder(pictures: str) -> Path:
    path = Path(pictures).expanduser().absolute()
    if not path.is_dir():
        raise FeedError("There is no folder {path}.", path=path, remedy="Check its path.")
    return path


def _mapping(mapping: Mapping[str, str]) -> dict[str, str]:
    for ours in mapping:
        if ours not in FIELDS:
            raise ChangeError(
                "There is no field {field}.", field=ours, remedy="The fields are: {fields}.", fields=", ".join(FIELDS)
            )
    return dict(mapping)
