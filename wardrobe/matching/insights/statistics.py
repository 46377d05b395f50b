"""What a wardrobe's own history says: how things are worn, in which colours, and what follows from it.

Everything is counted from the list of garments and one query of looks when it is asked for first after a change, so
that an undone correction never leaves a wrong number behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from wardrobe.database import Database
from wardrobe.garments import GarmentItem, Garments
from wardrobe.matching.choices import Choices
from wardrobe.matching.insights.capsule import SIZE, Capsule, capsule
from wardrobe.matching.insights.outgrown import Outgrown, outgrown
from wardrobe.matching.insights.palette import Swatch, palette
from wardrobe.matching.insights.past import Past, Period, Wears, read_past, wears
from wardrobe.matching.insights.place import PLACE, southern
from wardrobe.matching.insights.wears import (
    CostPerWear,
    Count,
    Counted,
    Rotation,
    Spending,
    by_category,
    by_month,
    by_season,
    by_weekday,
    costs,
    counted,
    least_worn,
    most_worn,
    not_worn,
    rotation,
    spending,
)
from wardrobe.matching.rack import Rack, Racks
from wardrobe.matching.remembering import Remembered

LEAST_LOOKS: Final = 5
"""With fewer looks in the period only numbers are told, nothing is compared."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """A wardrobe over a period."""

    looks: int
    days: int
    """With a look."""
    wears: int
    """Of garments: each once a day."""
    rotation: Rotation
    most_worn: tuple[Counted, ...]
    """All that were worn in the period."""
    least_worn: tuple[Counted, ...]
    not_worn: tuple[Counted, ...]
    """All that were not worn in the period, the longest idle first, without what is packed away."""
    costs: tuple[CostPerWear, ...]
    """Over each garment's whole life, whatever the period; a household's: wears of everybody count."""
    spending: tuple[Spending, ...]
    months: tuple[tuple[date, int], ...]
    """The first of each month with its wears."""
    weekdays: tuple[int, ...]
    """Wears on each from Monday."""
    seasons: tuple[Count, ...]
    categories: tuple[tuple[Count, Count], ...]
    """As owned and as worn."""
    palette: tuple[Swatch, ...]

    @property
    def enough(self) -> bool:
        """Whether there are looks enough in the period to compare anything."""
        return self.looks >= LEAST_LOOKS


class Wardrobe:
    """Statistics of every household and person (``house.statistics``)."""

    def __init__(self, database: Database, garments: Garments, racks: Racks, choices: Choices) -> None:
        self._database = database
        self._garments = garments
        self._racks = racks
        self._choices = choices
        self._capsules = Remembered[Rack, Capsule | None]()
        self._outgrown = Remembered[Rack, tuple[Outgrown, ...]]()
        self._counted = Remembered[list[GarmentItem], Statistics]()

    def of(self, household_id: int, today: date, days: int | None = None, person_id: int | None = None) -> Statistics:
        """Of a household, or of one person in it: the last ``days`` days up to today, None for all.

        A person's wardrobe is what looks of theirs show; see ``worn.of_person`` for looks of nobody in particular.
        """
        south = self._southern(household_id)
        with self._database.read() as session:
            items = self._garments.all(session, household_id)  # another list after any change, of looks too
        return self._counted.of(
            items,
            (household_id, today, days, person_id, south),
            lambda: self._of(household_id, Period(today, days), person_id, south),
        )

    def _of(self, household_id: int, period: Period, person_id: int | None, south: bool) -> Statistics:
        past = self._past(household_id, person_id)
        all_wears = wears(past.looks)
        worn = counted(all_wears, past, period)
        looks = past.within(period)
        # The price was paid once, however many people wear it.
        ever = all_wears if person_id is None else wears(self._past(household_id, None).looks)
        each = costs(ever, past.garments, period.today)
        return Statistics(
            looks=len(looks),
            days=len({look.day for look in looks}),
            wears=sum(one.wears for one in worn),
            rotation=rotation(all_wears, past, period),
            most_worn=most_worn(worn),
            least_worn=least_worn(worn),
            not_worn=not_worn(worn),
            costs=each,
            spending=spending(each),
            months=by_month(all_wears, period),
            weekdays=by_weekday(all_wears, period),
            seasons=by_season(all_wears, period, south),
            categories=by_category(worn),
            palette=palette(past.garments, {one.garment.id: one.wears for one in worn}),
        )

    def capsule(
        self, household_id: int, today: date, days: int | None = None, person_id: int | None = None, size: int = SIZE
    ) -> Capsule | None:
        """A few garments that would do for most of what was worn; None where there is too little to say.

        Raises ``ModelError``.
        """

        def make() -> Capsule | None:
            past = self._past(household_id, person_id)
            looks = past.within(Period(today, days))
            return capsule(self._rack(household_id, past), self._racks.scorer, _times(wears(looks)), looks, size)

        return self._capsules.of(self._racks.of(household_id), (household_id, today, days, person_id, size), make)

    def outgrown(self, household_id: int, today: date, person_id: int | None = None) -> tuple[Outgrown, ...]:
        """What could be given away, see ``insights.outgrown``. With a person: what only they have worn.

        Raises ``ModelError``.
        """
        past, south = self._past(household_id, None), self._southern(household_id)

        def make() -> tuple[Outgrown, ...]:
            return outgrown(self._rack(household_id, past), wears(past.looks), past.looks, today, south)

        found = self._outgrown.of(self._racks.of(household_id), (household_id, today, south), make)
        if person_id is None:
            return found
        theirs = self._past(household_id, person_id).looks
        ids = {look.look_id for look in theirs}
        others = {id for look in past.looks if look.look_id not in ids for id in look.garment_ids}
        own = {id for look in theirs for id in look.garment_ids} - others
        return tuple(one for one in found if one.garment.id in own)

    def _past(self, household_id: int, person_id: int | None) -> Past:
        with self._database.read() as session:
            return read_past(session, self._garments, household_id, person_id)

    def _rack(self, household_id: int, past: Past) -> Rack:
        """The garments of a past that have a style."""
        rack = self._racks.of(household_id)
        own = {garment.id for garment in past.garments}
        return rack.where(place for place, garment in enumerate(rack.garments) if garment.id in own)

    def _southern(self, household_id: int) -> bool:
        return southern(self._choices.get(household_id, PLACE))


def _times(found: Wears) -> Mapping[int, int]:
    return {garment_id: len(days) for garment_id, days in found.items()}
