"""What a new garment would cost for each time it is worn, and how that lies beside what is usually paid."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from wardrobe.garments import GarmentItem

YEARS: Final = 4.0
"""How long a garment that was bought new is kept: WRAP, "Clothing Longevity and Circular Business Models
Receptivity in the UK", 2022, a survey of 44,807 items."""
YEAR: Final = 365.25
SHORTEST: Final = 90
"""Days. A garment that was first seen a week ago is not worn fifty times a year because it was worn that day."""
FIRM: Final = 3.0
"""Garment-years of a type that count as much as all other garments together."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What a wardrobe says of one more garment."""

    wears: Mapping[str, float]
    """By type: how often a garment of it is worn in a year. Empty where nothing was worn yet."""
    usual: Mapping[tuple[str, str], int]
    """By type and currency: the median of what was paid."""
    sizes: Mapping[str, str]
    """By type: the size that is owned most, as it was written."""

    def per_wear(self, type_: str, price_minor: int | None) -> int | None:
        """The price over the wears that are to be expected, in the smallest unit; None where nothing says how many."""
        wears = self.wears.get(type_, self.wears.get(""))
        if price_minor is None or not wears:
            return None
        return round(price_minor / max(1.0, wears * YEARS))

    def ease(self, type_: str, price_minor: int | None, currency: str | None) -> float:
        """How a price lies beside the usual one of its type: 1 at half of it or less, a half at it, 0 at twice.

        A half where one of them is not known.
        """
        usual = self.usual.get((type_, currency or ""))
        if price_minor is None or not usual:
            return 0.5
        return min(1.0, max(0.0, 0.5 - 0.5 * math.log2(max(price_minor, 1) / usual)))


def spending(garments: Sequence[GarmentItem], types: Sequence[str], today: date) -> Spending:
    """Of garments with their types.

    Wears a year of a type are wears over garment-years, drawn towards those of the whole wardrobe as if
    ``FIRM`` garment-years of these were among them.
    """
    worn, years = Counter[str](), Counter[str]()
    for garment, type_ in zip(garments, types, strict=True):
        if garment.first_worn is not None:
            worn[type_] += garment.wear_count
            years[type_] += max((today - garment.first_worn).days, SHORTEST) / YEAR  # type: ignore[assignment]
    all_years = sum(years.values())
    if not all_years:
        return Spending({}, _usual(garments, types), _sizes(garments, types))
    mean = sum(worn.values()) / all_years
    wears = {type_: (worn[type_] + FIRM * mean) / (years[type_] + FIRM) for type_ in years}
    return Spending({"": mean, **wears}, _usual(garments, types), _sizes(garments, types))


def _usual(garments: Sequence[GarmentItem], types: Sequence[str]) -> dict[tuple[str, str], int]:
    paid: dict[tuple[str, str], list[int]] = {}
    for garment, type_ in zip(garments, types, strict=True):
        known = garment.belonging
        if known.price_minor and known.currency:
            paid.setdefault((type_, known.currency), []).append(known.price_minor)
    return {key: round(median(prices)) for key, prices in paid.items()}


def _sizes(garments: Sequence[GarmentItem], types: Sequence[str]) -> dict[str, str]:
    worn: dict[str, Counter[str]] = {}
    for garment, type_ in zip(garments, types, strict=True):
        if garment.belonging.size:
            worn.setdefault(type_, Counter())[garment.belonging.size] += 1
    return {type_: sizes.most_common(1)[0][0] for type_, sizes in worn.items()}
