"""Makes ready what people ask for first, while nobody waits: the wardrobe in memory, the suggestions that take seconds.

What pages read is kept from one question to the next, until something changes. So the first page after a start, or
after a correction, would pay for it; this thread does, once the household has been quiet for a round.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from sqlalchemy import select

from wardrobe.background import Rounds
from wardrobe.database import Database
from wardrobe.schema import HouseholdRow

ROUND: Final = 10.0
"""Seconds between looks at what has changed."""
MOST: Final = 8
"""Households that are made ready: the oldest; a host of more serves the others as they come."""


class Warming(Rounds):
    """A thread that keeps households ready (``house.warming``)."""

    def __init__(
        self,
        database: Database,
        households: Callable[[], list[int]],
        make_ready: Callable[[int, date], None],
        busy: Callable[[], bool],
        today: Callable[[], date] = date.today,
    ) -> None:
        """``households``: ids, the oldest first. ``make_ready`` a household for a day."""
        super().__init__("warming", ROUND, "Households are made ready")
        self._database = database
        self._households = households
        self._make_ready = make_ready
        self._busy = busy
        self._today = today
        self._seen: dict[int, int] = {}
        """By household: its version at the last look."""
        self._ready: dict[int, tuple[int, date]] = {}
        """By household: of which version, and for which day, it was made ready."""

    def round(self) -> None:
        """Make ready what has changed, though not since the last round. Raises ``ModelError``."""
        day = self._today()
        for household_id, version in self._versions().items():
            quiet = self._seen.setdefault(household_id, version) == version
            self._seen[household_id] = version
            if self._stop.is_set() or self._busy():  # people wait for the looks that are in work
                return
            if quiet and self._ready.get(household_id) != (version, day):
                self._make_ready(household_id, day)
                self._ready[household_id] = version, day

    def _versions(self) -> dict[int, int]:
        ids = self._households()[:MOST]
        query = select(HouseholdRow.id, HouseholdRow.version).where(HouseholdRow.id.in_(ids)).order_by(HouseholdRow.id)
        with self._database.read() as session:
            return {id: version for id, version in session.execute(query)}
