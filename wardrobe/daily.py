"""What is done by the day: notices are made at the household's hour, and what is to be sent is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Final

from embeddings.errors import OtjangError
from wardrobe.accounts import Accounts
from wardrobe.background import Rounds
from wardrobe.notices import Made, Notices
from wardrobe.notices.notices import Kind
from wardrobe.notices.posting import Posting
from wardrobe.ordering.sending import Sending

log = logging.getLogger(__name__)

ROUND: Final = 20.0
"""Seconds between rounds, unless somebody has confirmed an order."""
OPEN: Final = 12
"""Hours after its own in which a notice is still made, where Otjang did not run before. Never past midnight."""
AGAIN: Final = timedelta(minutes=10)
"""Where nothing was good enough, it is looked again after this: a catalogue may just have come."""
PATIENCE: Final = 5.0
"""Seconds that stopping waits for a message on its way; the queue knows what to do with one that was cut off."""

Maker = Callable[[int, date], Made | None]
"""What there is to tell a household on a day; None: nothing."""


def local_time() -> datetime:
    """The time where this machine is."""
    return datetime.now().astimezone()


class Daily(Rounds):
    """A thread that makes notices, and sends notices and orders.

    ``samples`` gives the sample households that are shown. They choose no hour: theirs are made at once.
    ``clock`` gives local time.
    """

    def __init__(
        self,
        accounts: Accounts,
        notices: Notices,
        makers: dict[Kind, Maker],
        posting: Posting,
        sending: Sending,
        samples: Callable[[], Iterable[int]],
        clock: Callable[[], datetime] = local_time,
    ) -> None:
        super().__init__("daily", ROUND, "Notices and orders are sent", PATIENCE)
        self._accounts = accounts
        self._notices = notices
        self._makers = makers
        self._posting = posting
        self._sending = sending
        self._samples = samples
        self._clock = clock
        self._tried: dict[tuple[int, Kind, date], datetime] = {}

    def round(self) -> None:
        """Make what it is time for and send what is due."""
        self.work()

    def work(self) -> int:
        """One round; gives how many notices and orders were sent."""
        for household_id in self._accounts.households():
            if not self._stop.is_set():
                self.make(household_id)
        for household_id in self._samples():
            if not self._stop.is_set():
                self.make(household_id, at_once=True)
        return self.send()

    def send(self) -> int:
        """Send what is due: orders first; gives how many were sent."""
        return self._sending.work(self._stop) + self._posting.work(self._stop)

    def make(self, household_id: int, *, at_once: bool = False) -> list[Kind]:
        """Make what it is time for, ``at_once`` whatever the hour; gives the kinds that were made."""
        at = self._clock()
        chosen = self._notices.chosen(household_id)
        wanted: dict[Kind, tuple[bool, int]] = {
            "pick": (chosen.pick, chosen.hour),
            "outfit": (chosen.outfit, chosen.evening),
        }
        return [
            kind
            for kind, (wants, hour) in wanted.items()
            if wants and (at_once or hour <= at.hour < hour + OPEN) and self._make(household_id, kind, at, at_once)
        ]

    def _make(self, household_id: int, kind: Kind, at: datetime, at_once: bool) -> bool:
        day = at.date()
        tried = self._tried.get((household_id, kind, day))
        if not at_once and tried is not None and abs(at - tried) < AGAIN:
            return False
        self._tried = {key: when for key, when in self._tried.items() if key[2] == day}
        self._tried[household_id, kind, day] = at
        if kind not in self._makers or self._notices.has(household_id, kind, day):
            return False
        try:
            made = self._makers[kind](household_id, day)
        except OtjangError as error:
            log.warning("No notice (%s): %s", kind, error)
            return False
        return made is not None and self._notices.make(household_id, kind, day, made)
