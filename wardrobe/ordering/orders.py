"""The shopping list, and what becomes of it: confirmed by a person, opened at the shop or sent to a webhook."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardrobe.catalogue.items import Item, read_items
from wardrobe.database import Database
from wardrobe.errors import AccountError, NotFoundError, OrderError
from wardrobe.journal import bump
from wardrobe.looks import Failure
from wardrobe.matching.choices import Choices
from wardrobe.matching.schema import OrderRow
from wardrobe.money import shown as said_price
from wardrobe.ordering.links import safe_link
from wardrobe.ordering.pin import Pins
from wardrobe.ordering.sending import Sending
from wardrobe.ordering.terms import CHOICE, Terms, check_limits, check_price, terms_of
from wardrobe.ordering.webhook import new_secret
from wardrobe.schema import PersonRow, now

OrderState = Literal["listed", "opened", "sending", "sent", "failed"]
Price = tuple[int, str] | None
"""Smallest unit and currency, as a page showed it; None where the price is not known."""

KEPT_FOR: Final = timedelta(days=90)
"""How long a sent order stays on the list."""
LONGEST_SIZE: Final = 40


class PriceChangedError(OrderError):
    """The price is not the one that was shown. ``price`` is the one of now."""

    def __init__(self, template: str, /, *, price: Price, remedy: str = "", **params: object) -> None:
        super().__init__(template, remedy=remedy, **params)
        self.price = price


@dataclass(frozen=True, slots=True)
class Order:
    """A line of the shopping list."""

    id: int
    item: Item
    person_id: int | None
    """Who put it there; None: a device."""
    size: str | None
    state: OrderState
    listed_at: datetime
    confirmed_at: datetime | None
    paid: Price
    """What it cost when it was confirmed."""
    next_try_at: datetime | None
    failure: Failure | None
    """Why the webhook did not take it; the last try's while it is still being sent."""

    @property
    def price(self) -> Price:
        """What it costs now."""
        return price_of(self.item)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation has led to."""

    state: OrderState
    link: str | None = None
    """The shop's page, to be opened now."""


class Orders:
    """Shopping lists of households. ``now`` is asked for the time."""

    def __init__(self, database: Database, choices: Choices, clock: Callable[[], datetime] = now) -> None:
        self._database = database
        self._choices = choices
        self._clock = clock
        self._pins = Pins(database, choices, clock)
        self.sending = Sending(database, choices, clock)

    def add(self, household_id: int, person_id: int | None, item_id: int, size: str | None = None) -> int:
        """Put an item on the list; gives the order's id. Once is enough: a second time only changes the size.

        Raises ``NotFoundError`` for an item that the household does not see, ``OrderError`` for one that is gone.
        """
        size = _size(size)
        with self._database.write() as session:
            bump(session, household_id)
            _check_person(session, household_id, person_id)
            item = _item(session, household_id, item_id)
            mine = OrderRow.person_id.is_(None) if person_id is None else OrderRow.person_id == person_id
            query = select(OrderRow).where(OrderRow.household_id == household_id, OrderRow.item_id == item_id, mine)
            row = session.scalar(query.where(OrderRow.state == "listed"))
            if row is not None:
                row.size = size or row.size
                return row.id
            if item.gone:
                raise OrderError("{title} is not sold any more.", title=item.title)
            row = OrderRow(
                household_id=household_id,
                person_id=person_id,
                item_id=item_id,
                size=size,
                state="listed",
                key=str(uuid.uuid4()),
                listed_at=self._clock(),
            )
            session.add(row)
            session.flush()
            return row.id

    def listed(self, household_id: int) -> list[Order]:
        """The list, what is still to be confirmed first, then the newest."""
        late = self._clock() - KEPT_FOR
        query = select(OrderRow).where(OrderRow.household_id == household_id, OrderRow.state != "removed")
        with self._database.read() as session:
            rows = list(session.scalars(query))
            items = {item.id: item for item in read_items(session, household_id, {row.item_id for row in rows})}
            found = [_order(row, items[row.item_id]) for row in rows if row.item_id in items]
        found = [one for one in found if one.state != "sent" or (one.confirmed_at or one.listed_at) > late]
        return sorted(found, key=lambda one: (one.state not in ("listed", "failed"), -one.listed_at.timestamp()))

    def get(self, household_id: int, order_id: int) -> Order:
        """One line of the list. Raises ``NotFoundError``."""
        with self._database.read() as session:
            row = _row(session, household_id, order_id)
            return _order(row, _item(session, household_id, row.item_id))

    def remove(self, household_id: int, order_id: int) -> None:
        """Take an order off the list. Raises ``NotFoundError``, and ``OrderError`` while it is being sent.

        What was confirmed still counts for the month: whoever opened the shop's page may have bought it.
        """
        with self._database.write() as session:
            bump(session, household_id)
            row = _row(session, household_id, order_id)
            if row.state == "sending":
                raise OrderError("The order is being sent.", remedy="Wait until it is known what became of it.")
            row.state = "removed"

    def confirm(self, household_id: int, order_id: int, shown: Price, pin: str | None = None) -> Confirmed:
        """A person confirms an order, by a tap on a page that showed the price ``shown``. Never called by a voice.

        Gives the shop's page to open, or queues the order for the webhook; an order that is on its way already
        stays as it is. Raises ``AccountError`` for the PIN, ``PriceChangedError``, ``OrderError`` for limits,
        for what cannot be had any more and for a shop without a page, ``NotFoundError``.
        """
        self._pins.check(household_id, pin)
        at = self._clock()
        with self._database.write() as session:
            bump(session, household_id)  # confirmations of a household come one after the other: limits hold
            row = _row(session, household_id, order_id)
            if row.state in ("sending", "sent"):
                return Confirmed(cast(OrderState, row.state))
            item = _item(session, household_id, row.item_id)
            terms = terms_of(self._choices.within(session, household_id, CHOICE))
            _check_item(item, shown)
            spent = _spent(session, household_id, at, without=row.id)
            check_price(terms, item.price_minor, item.currency, spent.get(terms.currency or "", 0))
            link = safe_link(item.link)
            if terms.webhook is None and link is None:
                raise OrderError("The shop gives no page for {title}.", title=item.title)
            may_have_arrived = row.state == "failed" and row.confirmed_at is not None
            row.price_minor, row.currency = item.price_minor, item.currency
            row.confirmed_at = at
            row.failure = None
            if terms.webhook is None:
                row.state = "opened"
                return Confirmed("opened", link)
            row.state, row.tries, row.next_try_at = "sending", int(may_have_arrived), at  # see ``sending``
            return Confirmed("sending")

    def spent(self, household_id: int) -> dict[str, int]:
        """What was confirmed in this month, by currency, in smallest units."""
        with self._database.read() as session:
            return _spent(session, household_id, self._clock())

    def terms(self, household_id: int) -> Terms:
        """What the owner wants of orders."""
        return terms_of(self._choices.get(household_id, CHOICE))

    def set_limits(
        self,
        household_id: int,
        currency: str | None,
        per_order: int | None,
        per_month: int | None,
        pin: str | None = None,
    ) -> None:
        """Set the spending limits, None for none. Raises ``AccountError`` for the PIN, ``OtjangError`` for values."""
        check_limits(currency, per_order, per_month)
        self._pins.check(household_id, pin)
        self._change(household_id, currency=currency, per_order=per_order, per_month=per_month)

    def set_webhook(self, household_id: int, url: str | None, pin: str | None = None) -> str | None:
        """Post orders to this address from now on; None opens shops' pages again.

        Gives the new secret, which is shown once. Raises ``AccountError`` for the PIN, ``OrderError``.
        """
        url = url.strip() if url else None
        if url is not None and safe_link(url) is None:
            raise OrderError(
                "This is no address that can be posted to.",
                remedy="Write it as https://example.org/orders, without a user name.",
            )
        self._pins.check(household_id, pin)
        secret = new_secret() if url else None
        self._change(household_id, webhook=url, secret=secret)
        return secret

    def set_pin(self, household_id: int, new: str | None, old: str | None = None) -> None:
        """Ask for this PIN at every confirmation, None for none. Raises ``AccountError``."""
        self._pins.set(household_id, new, old)

    def forget_pin(self, household_id: int) -> None:
        """Take the PIN away without asking for it: for who has the machine itself."""
        self._pins.put(household_id, None)

    def _change(self, household_id: int, **given: object) -> None:
        def alter(value: dict[str, object]) -> dict[str, object]:
            return {name: kept for name, kept in (value | given).items() if kept is not None}

        self._choices.change(household_id, CHOICE, alter)


def price_of(item: Item) -> Price:
    """What an item costs now."""
    return None if item.price_minor is None or item.currency is None else (item.price_minor, item.currency)


def _check_item(item: Item, shown: Price) -> None:
    if not item.available:
        raise OrderError(
            "{title} cannot be had at the moment.", title=item.title, remedy="Take it off the list, or look later."
        )
    price = price_of(item)
    if price != shown:
        if price is None:
            raise PriceChangedError("The price is not known any more.", price=None, remedy="Look at the shop's page.")
        raise PriceChangedError(
            "The price has changed: it is {now} now.",
            price=price,
            now=said_price(*price),
            remedy="Confirm again if that is right for you.",
        )


def _spent(session: Session, household_id: int, at: datetime, without: int = 0) -> dict[str, int]:
    """A calendar month's orders, by currency. What the webhook refused is not among them: see ``sending``."""
    first = at.astimezone().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    query = (
        select(OrderRow.currency, func.sum(OrderRow.price_minor))
        .where(OrderRow.household_id == household_id, OrderRow.confirmed_at >= first, OrderRow.id != without)
        .where(OrderRow.currency.is_not(None))
        .group_by(OrderRow.currency)
    )
    return {currency: int(total or 0) for currency, total in session.execute(query) if currency}


def _item(session: Session, household_id: int, item_id: int) -> Item:
    found = read_items(session, household_id, [item_id])
    if not found:
        raise NotFoundError("There is no such item.", remedy="Its catalogue may have been removed.")
    return found[0]


def _row(session: Session, household_id: int, order_id: int) -> OrderRow:
    row = session.get(OrderRow, order_id, with_for_update=True)
    if row is None or row.household_id != household_id or row.state == "removed":
        raise NotFoundError("This is not on the shopping list any more.")
    return row


def _check_person(session: Session, household_id: int, person_id: int | None) -> None:
    if person_id is not None:
        person = session.get(PersonRow, person_id)
        if person is None or person.household_id != household_id:
            raise AccountError("There is no such account.")


def _size(size: str | None) -> str | None:
    return " ".join((size or "").split())[:LONGEST_SIZE] or None


def _order(row: OrderRow, item: Item) -> Order:
    fault = row.failure
    return Order(
        id=row.id,
        item=item,
        person_id=row.person_id,
        size=row.size,
        state=cast(OrderState, row.state),
        listed_at=row.listed_at,
        confirmed_at=row.confirmed_at,
        paid=None if row.price_minor is None or row.currency is None else (row.price_minor, row.currency),
        next_try_at=row.next_try_at,
        failure=Failure(fault["template"], fault["remedy"], fault["params"]) if fault else None,
    )
