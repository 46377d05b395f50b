"""What a person wishes for, and what they do not want to see again, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.catalogue.items import Item, read_items, visible
from wardrobe.catalogue.schema import CatalogueRow, ItemPriceRow, ItemRow
from wardrobe.database import Database
from wardrobe.errors import NotFoundError
from wardrobe.journal import Journal
from wardrobe.looks import member
from wardrobe.matching.schema import WishRow
from wardrobe.schema import now

Why = Literal["colour", "style", "price", "have", "other"]
WHYS: Final[tuple[Why, ...]] = get_args(Why)

WISHED: Final = "wished"
DISMISSED: Final = "dismissed"


@dataclass(frozen=True, slots=True)
class Wish:
    """An item on a wish list."""

    item: Item
    """As it is now; ``gone`` where the shop has it no more."""
    since: datetime
    price_then_minor: int | None
    """What it cost when it was wished for, where that is known in the currency of now."""

    @property
    def cheaper_by_minor(self) -> int:
        """By how much its price has dropped since; 0 where it has not, or is gone."""
        if self.item.gone or self.item.price_minor is None or self.price_then_minor is None:
            return 0
        return max(0, self.price_then_minor - self.item.price_minor)


@dataclass(frozen=True, slots=True)
class Dismissal:
    """An item that is not for somebody."""

    item: Item
    why: Why
    at: datetime
    person_id: int


class Wishes:
    """Wish lists and dismissals. Every change is journalled: ``Journal.undo`` takes it back."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def wish(self, household_id: int, person_id: int, item_id: int, at: datetime | None = None) -> int:
        """Put an item on a person's wish list, also one that was dismissed before; gives the change's id.

        Raises ``NotFoundError`` for a person of another household and an item that it does not see.
        """
        return self._set(household_id, person_id, item_id, WISHED, None, at)

    def dismiss(
        self, household_id: int, person_id: int, item_id: int, why: Why = "other", at: datetime | None = None
    ) -> int:
        """Not to be shown to a person again, nor what is nearly the same; gives the change's id.

        What is like it comes later in the order where ``why`` is its colour, style or price. Raises
        ``NotFoundError``, and ``ValueError`` for a reason that is none.
        """
        if why not in WHYS:
            raise ValueError(f"{why} is none of: {', '.join(WHYS)}")
        return self._set(household_id, person_id, item_id, DISMISSED, why, at)

    def forget(self, household_id: int, person_id: int, item_id: int) -> int:
        """Take an item off the list, or let it be shown again; gives the change's id. Raises ``NotFoundError``."""
        with self._journal.change(household_id, "forget-item", item=item_id) as recorder:
            row = _row(recorder.session, household_id, person_id, item_id)
            if row is None:
                raise NotFoundError("There is no such wish.", remedy="It may have been taken back already.")
            recorder.remove(row)
            return recorder.change_id

    def state(self, household_id: int, person_id: int, item_id: int) -> str | None:
        """``wished``, ``dismissed`` or None."""
        with self._database.read() as session:
            row = _row(session, household_id, person_id, item_id)
            return row.state if row else None

    def wished(self, household_id: int, person_id: int | None = None) -> list[Wish]:
        """The wish list of a person, or of everybody, the newest first. Items that are gone stay on it."""
        with self._database.read() as session:
            rows = _rows(session, household_id, person_id, WISHED)
            items = {item.id: item for item in read_items(session, household_id, [row.item_id for row in rows])}
            then = {row.id: _price_then(session, row, items[row.item_id]) for row in rows if row.item_id in items}
        return [Wish(items[row.item_id], row.at, then[row.id]) for row in rows if row.item_id in items]

    def dropped(self, household_id: int, person_id: int | None = None) -> list[Wish]:
        """Those whose price has dropped since they were wished for, the largest part of it first."""
        found = [wish for wish in self.wished(household_id, person_id) if wish.cheaper_by_minor]
        return sorted(found, key=lambda wish: -wish.cheaper_by_minor / (wish.price_then_minor or 1))

    def dismissed(self, household_id: int, person_id: int | None = None) -> list[Dismissal]:
        """What is not for a person, or for anybody here, the newest first."""
        with self._database.read() as session:
            rows = _rows(session, household_id, person_id, DISMISSED)
            items = {item.id: item for item in read_items(session, household_id, [row.item_id for row in rows])}
        return [Dismissal(items[row.item_id], _why(row), row.at, row.person_id) for row in rows if row.item_id in items]

    def _set(
        self, household_id: int, person_id: int, item_id: int, state: str, why: Why | None, at: datetime | None
    ) -> int:
        with self._journal.change(household_id, f"{state}-item", item=item_id) as recorder:
            session = recorder.session
            member(session, household_id, person_id)
            check_item(session, household_id, item_id)
            row = _row(session, household_id, person_id, item_id)
            if row is None:
                new = WishRow(household_id=household_id, person_id=person_id, item_id=item_id, at=at or now())
                new.state, new.reason = state, why
                recorder.make(new)
            elif (row.state, row.reason) != (state, why):
                recorder.will_change(row)
                row.state, row.reason, row.at = state, why, at or now()
            return recorder.change_id


def check_item(session: Session, household_id: int, item_id: int) -> None:
    """Raises ``NotFoundError`` for an item that a household does not see."""
    item = select(ItemRow.id).join(CatalogueRow, CatalogueRow.id == ItemRow.catalogue_id)
    if session.scalar(item.where(ItemRow.id == item_id, visible(household_id))) is None:
        raise NotFoundError("There is no such item.", remedy="Its catalogue may have been removed.")


def _row(session: Session, household_id: int, person_id: int, item_id: int) -> WishRow | None:
    query = select(WishRow).where(
        WishRow.household_id == household_id, WishRow.person_id == person_id, WishRow.item_id == item_id
    )
    return session.scalar(query)


def _rows(session: Session, household_id: int, person_id: int | None, state: str) -> Sequence[WishRow]:
    query = select(WishRow).where(WishRow.household_id == household_id, WishRow.state == state)
    if person_id is not None:
        query = query.where(WishRow.person_id == person_id)
    return session.scalars(query.order_by(WishRow.at.desc(), WishRow.id.desc())).all()


def _price_then(session: Session, row: WishRow, item: Item) -> int | None:
    """The last price that was known on the day of the wish, else the first after it."""
    query = select(ItemPriceRow.price_minor).where(
        ItemPriceRow.item_id == item.id, ItemPriceRow.currency == item.currency
    )
    day = row.at.astimezone().date()  # as imports have it
    before = query.where(ItemPriceRow.since <= day).order_by(ItemPriceRow.since.desc())
    known = session.scalar(before.limit(1))
    return known if known is not None else session.scalar(query.order_by(ItemPriceRow.since).limit(1))


def _why(row: WishRow) -> Why:
    return next((why for why in WHYS if why == row.reason), "other")
