"""Confirmed orders on their way to the owner's webhook. The rows themselves are the queue."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardrobe.catalogue.schema import CatalogueRow, ItemRow
from wardrobe.database import Database
from wardrobe.errors import OrderError
from wardrobe.journal import bump
from wardrobe.matching.choices import Choices
from wardrobe.matching.schema import OrderRow
from wardrobe.money import plain
from wardrobe.ordering.terms import CHOICE
from wardrobe.ordering.webhook import UndeliveredError, post
from wardrobe.queueing import LEASE, due, wait
from wardrobe.schema import PersonRow

log = logging.getLogger(__name__)

WAITS: Final = (5, 60, 300, 1800, 7200, 18000)
"""Seconds between tries: given up after about seven and a half hours, when a price may not hold any more."""
Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Taken:
    """An order that this worker has claimed."""

    id: int
    household_id: int
    key: str
    tries: int
    url: str | None
    secret: str
    message: Message


class Sending:
    """Takes orders from the queue and posts them."""

    def __init__(self, database: Database, choices: Choices, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._choices = choices
        self._clock = clock

    def work(self, stop: threading.Event | None = None) -> int:
        """Post what is due, one after the other; gives how many were delivered."""
        sent = 0
        while not (stop and stop.is_set()) and (taken := self._take()) is not None:
            fault: OrderError | None = None
            try:
                if taken.url is None:
                    raise UndeliveredError("No webhook is set any more.", remedy="Confirm the order again.")
                post(taken.url, taken.secret, taken.key, taken.message, self._clock())
                sent += 1
            except OrderError as error:
                fault = error
                log.warning("Order %d, try %d: %s", taken.id, taken.tries, error.message)
            self._settle(taken, fault)
        return sent

    def _take(self) -> _Taken | None:
        at = self._clock()
        with self._database.write() as session:
            query = select(OrderRow).where(OrderRow.state == "sending", due(OrderRow.next_try_at, at))
            row = session.scalar(query.order_by(OrderRow.next_try_at).limit(1).with_for_update(skip_locked=True))
            if row is None:
                return None
            row.tries += 1
            row.next_try_at = at + LEASE
            choice = self._choices.within(session, row.household_id, CHOICE)
            return _Taken(
                id=row.id,
                household_id=row.household_id,
                key=row.key,
                tries=row.tries,
                url=choice.get("webhook"),
                secret=choice.get("secret", ""),
                message=_message(session, row),
            )

    def _settle(self, taken: _Taken, fault: OrderError | None) -> None:
        at = self._clock()
        with self._database.write() as session:
            bump(session, taken.household_id)
            row = session.get(OrderRow, taken.id, with_for_update=True)
            if row is None or row.state != "sending" or (fault and row.tries != taken.tries):
                return  # removed with its catalogue, or another worker has it by now
            if fault is None:
                row.state, row.next_try_at, row.failure = "sent", None, None
                return
            row.failure = {"template": fault.template, "remedy": fault.remedy, "params": fault.params}
            again = isinstance(fault, UndeliveredError) and fault.again
            asked = fault.asked if isinstance(fault, UndeliveredError) else 0
            pause = wait(WAITS, taken.tries, taken.key, asked) if again else None
            if pause is not None:
                row.next_try_at = at + pause
                return
            row.state, row.next_try_at = "failed", None
            if not again and taken.tries == 1:
                # Refused for certain: it costs nothing, and a new try is another message. After a try of which
                # nobody knows the end it may have been taken, and the receiver must know it again.
                row.confirmed_at = None
                row.key = str(uuid.uuid4())


def _message(session: Session, row: OrderRow) -> Message:
    """What the webhook gets: ``type``, ``timestamp`` and ``data``, as Standard Webhooks recommends."""
    item, shop = session.execute(
        select(ItemRow, CatalogueRow.name)
        .join(CatalogueRow, CatalogueRow.id == ItemRow.catalogue_id)
        .where(ItemRow.id == row.item_id)
    ).one()
    person = session.get(PersonRow, row.person_id) if row.person_id is not None else None
    confirmed = (row.confirmed_at or row.listed_at).astimezone(UTC)
    priced = row.price_minor is not None and row.currency is not None
    return {
        "type": "order.confirmed",
        "timestamp": confirmed.isoformat().replace("+00:00", "Z"),
        "data": {
            "order": row.key,
            "shop": shop,
            "item": item.key,
            "title": item.title,
            "brand": item.brand,
            "link": item.link,
            "size": row.size,
            "price": plain(row.price_minor or 0, row.currency or "") if priced else None,
            "currency": row.currency,
            "person": person.name if person else None,
        },
    }
