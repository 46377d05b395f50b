"""What was worn on which day, and what together, by the looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from wardrobe.database import Database
from wardrobe.garments import GarmentItem, Garments
from wardrobe.matching.worn import Pair, Worn, days_together, read_worn


@dataclass(frozen=True, slots=True)
class Together:
    """Garments worn on each day, and on how many days each two were worn in one look."""

    days: Mapping[date, frozenset[int]]
    pairs: Mapping[Pair, int]

    def most(self, garment_ids: Iterable[int]) -> tuple[Pair, int] | None:
        """The two of these that were worn together most often, and how often; None where no two were."""
        known = [(pair, self.pairs.get(pair, 0)) for pair in combinations(sorted(garment_ids), 2)]
        best = max(known, key=lambda one: one[1], default=None)
        return best if best is not None and best[1] else None

    def days_of(self, garment_id: int) -> tuple[date, ...]:
        """The days on which a garment was worn, the earliest first."""
        return tuple(sorted(day for day, worn in self.days.items() if garment_id in worn))

    def beside(self, garment_id: int) -> list[tuple[int, int]]:
        """What was worn with a garment, and on how many days, the most often first."""
        found = [
            (one if other == garment_id else other, days)
            for (one, other), days in self.pairs.items()
            if garment_id in (one, other)
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


class WornTogether:
    """What each household wore together, read anew when something in it has changed."""

    def __init__(self, database: Database, garments: Garments, remembered: int = 32) -> None:
        self._database = database
        self._garments = garments
        self._remembered = remembered
        self._known: dict[int, tuple[list[GarmentItem], Together]] = {}

    def of(self, household_id: int) -> Together:
        """By the looks that are not deleted, and the garments that are certain in them."""
        with self._database.read() as session:
            items = self._garments.all(session, household_id)
            known = self._known.get(household_id)
            if known is not None and known[0] is items:
                return known[1]
            found = together(read_worn(session, household_id))
        if household_id not in self._known and len(self._known) >= self._remembered:
            self._known.clear()
        self._known[household_id] = items, found
        return found


def together(looks: Sequence[Worn]) -> Together:
    """Count days, and pairs once a day."""
    days: defaultdict[date, set[int]] = defaultdict(set)
    for look in looks:
        days[look.day] |= {*look.garment_ids}
    return Together({day: frozenset(worn) for day, worn in days.items()}, days_together(looks))
