"""What rises and falls: in the own looks and in the catalogues, and what things cost there."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wardrobe.database import Database
from wardrobe.garments import Garments
from wardrobe.matching.insights.arrivals import Prices, read_arrivals, read_prices
from wardrobe.matching.insights.facts import facts
from wardrobe.matching.insights.past import read_past, wears
from wardrobe.matching.insights.rising import Trends, trends

ASPECTS: Final = ("colour", "kind", "pattern")
REMEMBERED_SECONDS: Final = 600
"""A catalogue changes by the hour at most; a million items are not counted for every page."""


@dataclass(frozen=True, slots=True)
class CatalogueTrends:
    """Of the catalogues that a household sees."""

    arrivals: Trends
    """Of items by the week in which they came."""
    gone: dict[tuple[str, str], int]
    """By aspect and value: items that left in the last weeks."""
    prices: tuple[Prices, ...]
    """By kind and currency, those with most items first."""


class Trending:
    """Trends of every household (``house.trends``)."""

    def __init__(self, database: Database, garments: Garments) -> None:
        self._database = database
        self._garments = garments
        self._lock = threading.Lock()
        self._known: dict[tuple[int, date], tuple[float, CatalogueTrends]] = {}

    def own(self, household_id: int, today: date, person_id: int | None = None) -> Trends:
        """What a household, or one person in it, wears more and less of lately: shares of wears by week."""
        with self._database.read() as session:
            past = read_past(session, self._garments, household_id, person_id)
        said = {garment.id: facts(garment) for garment in past.garments}
        weekly: dict[str, defaultdict[str, Counter[date]]] = {aspect: defaultdict(Counter) for aspect in ASPECTS}
        things: Counter[date] = Counter()
        for garment_id, days in wears(past.looks).items():
            for day in days:
                monday = day - timedelta(days=day.weekday())
                things[monday] += 1
                for aspect in ASPECTS:
                    if value := said.get(garment_id, {}).get(aspect):
                        weekly[aspect][value][monday] += 1
        return trends(weekly, things, today)

    def catalogues(self, household_id: int, today: date) -> CatalogueTrends:
        """What shops bring more and less of lately; remembered for ten minutes."""
        key = household_id, today
        with self._lock:
            known = self._known.get(key)
        if known is not None and time.monotonic() - known[0] < REMEMBERED_SECONDS:
            return known[1]
        with self._database.read() as session:
            came = read_arrivals(session, household_id, today)
            prices = read_prices(session, household_id)
        found = CatalogueTrends(trends(came.weekly, came.things, today), came.gone, tuple(prices))
        with self._lock:
            if len(self._known) >= 32:
                self._known.clear()
            self._known[key] = time.monotonic(), found
        return found

    def forget(self) -> None:
        """Count catalogues anew when they are asked about next, as after an import."""
        with self._lock:
            self._known.clear()
