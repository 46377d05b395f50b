"""The pick of the day: the one thing on sale that would serve a wardrobe best, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

from sqlalchemy import select

from wardrobe.catalogue.items import Item
from wardrobe.catalogue.schema import ItemPriceRow
from wardrobe.database import Database
from wardrobe.matching.schema import WishRow
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

LEAST_WITH: Final = 3
"""Garments that it must go with: with fewer it would hang there."""
FLOOR: Final = 0.45
"""Least worth, 0 to 1: below it nothing is better than something."""
MOST_ALIKE: Final = 1
"""Like it and owned already: from two on another one opens nothing."""
REST: Final = timedelta(days=30)
"""How long an item is not the pick again."""
HISTORY: Final = timedelta(days=180)
"""Prices that say what is usual."""
NOTEWORTHY: Final = 0.1
"""Least share below the usual price that is told."""
SHARES: Final = {"match": 0.55, "gap": 0.3, "price": 0.15}
"""What counts how much."""

WITH: Final = N_("It goes with {count} things that you own.")
WITH_FIRST: Final = N_("It goes with {count} things that you own, and is the first to go with {firsts} of them.")
WITH_CHEAP: Final = N_("It goes with {count} things that you own and costs {percent} % less than usual.")
WITH_FIRST_CHEAP: Final = N_(
    "It goes with {count} things that you own, is the first to go with {firsts} of them, "
    "and costs {percent} % less than usual."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing on sale held against a wardrobe."""

    item: Item
    goes_with: int
    """Garments that it goes with."""
    match: float
    """0 to 1: how well it goes with the best of them."""
    gap: float
    """0 to 1: how much of a wardrobe's lack it would fill."""
    firsts: int = 0
    """Garments that nothing owned of its type goes with, but it does."""
    alike: int = 0
    """Garments like it that are owned."""


@dataclass(frozen=True, slots=True)
class Pick:
    """What was chosen, and why, in one sentence."""

    item: Item
    worth: float
    """0 to 1."""
    reason: Reason


def choose(
    candidates: Sequence[Candidate], usual: Mapping[int, int], without: Collection[int] = frozenset()
) -> Pick | None:
    """The best of the candidates; None where none is good enough.

    ``usual`` gives by item what it usually costs; ``without`` are items not to be taken.
    """
    found = [
        (_worth(one, usual.get(one.item.id)), -one.item.id, one)
        for one in candidates
        if one.item.available and one.item.id not in without and one.goes_with >= LEAST_WITH and one.alike <= MOST_ALIKE
    ]
    if not found:
        return None
    worth, _, best = max(found, key=lambda each: each[:2])
    return Pick(best.item, worth, _reason(best, usual.get(best.item.id))) if worth >= FLOOR else None


def below_usual(item: Item, usual: int | None) -> float:
    """By which share a price is below the usual one; negative above it, 0 where one of them is not known."""
    return 0.0 if not usual or item.price_minor is None else 1 - item.price_minor / usual


def _worth(one: Candidate, usual: int | None) -> float:
    price = min(1.0, max(0.0, 0.5 + 2 * below_usual(one.item, usual)))  # 1 from a quarter below, 0 from one above
    parts = {"match": one.match, "gap": one.gap, "price": price}
    worth = sum(SHARES[name] * min(1.0, max(0.0, part)) for name, part in parts.items())
    return worth / (1 + one.alike)


def _reason(one: Candidate, usual: int | None) -> Reason:
    percent = round(100 * below_usual(one.item, usual))
    cheap, first = percent >= 100 * NOTEWORTHY, one.firsts > 0
    template = WITH_FIRST_CHEAP if first and cheap else WITH_FIRST if first else WITH_CHEAP if cheap else WITH
    return Reason("pick", template, {"count": one.goes_with, "firsts": one.firsts, "percent": percent})


class Picks:
    """Picks of households. ``suggest`` gives the candidates for a household on a day."""

    def __init__(
        self,
        database: Database,
        suggest: Callable[[int, date], Sequence[Candidate]],
        shown_since: Callable[[int, date], set[int]],
    ) -> None:
        self._database = database
        self._suggest = suggest
        self._shown_since = shown_since

    def of(self, household_id: int, today: date) -> Pick | None:
        """The pick of a day, None where nothing is good enough. Raises ``ModelError``."""
        candidates = self._suggest(household_id, today)
        without = self._dismissed(household_id) | self._shown_since(household_id, today - REST)
        return choose(candidates, self._usual([one.item for one in candidates], today), without)

    def _dismissed(self, household_id: int) -> set[int]:
        """What anybody here does not want to see again, or has on a wish list and so knows already."""
        query = select(WishRow.item_id).where(WishRow.household_id == household_id)
        with self._database.read() as session:
            return set(session.scalars(query))

    def _usual(self, items: Sequence[Item], today: date) -> dict[int, int]:
        """What items usually cost: before the sale, as the shop says, else the middle of the last half year's days."""
        with self._database.read() as session:
            query = select(ItemPriceRow).where(ItemPriceRow.item_id.in_([item.id for item in items]))
            rows = list(session.scalars(query.order_by(ItemPriceRow.since)))
        found: dict[int, int] = {}
        for item in items:
            known = [
                (row.since, row.price_minor) for row in rows if (row.item_id, row.currency) == (item.id, item.currency)
            ]
            usual = item.regular_minor or usual_price(known, today)
            if usual is not None:
                found[item.id] = usual
        return found


def usual_price(known: Sequence[tuple[date, int]], today: date) -> int | None:
    """The median over the days of the last half year, by prices each from a day on; None where there is none."""
    if not known:
        return None
    first = today - HISTORY
    ends = [since for since, _ in known[1:]] + [today + timedelta(days=1)]
    days: list[int] = []
    for (since, price), end in zip(known, ends, strict=True):
        days += [price] * max(0, (end - max(since, first)).days)
    return round(median(days)) if days else None
