"""Which garments a season has no use for, so that they can be packed away, and which come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from wardrobe.attributes import level
from wardrobe.garments import GarmentItem
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

Season = Literal["winter", "spring", "summer", "autumn"]

STILL_WORN: Final = timedelta(days=21)
"""What was worn in the last so many days is in use, whatever the month."""
OUT_OF_SEASON: Final[dict[int, str]] = {
    **dict.fromkeys((5, 6, 7, 8), "winter"),
    **dict.fromkeys((11, 12, 1, 2), "summer"),
}
"""Month in the north, and the warmth that is not worn then; in the months between both are."""
COMING: Final[dict[int, str]] = {
    **dict.fromkeys((9, 10, 11, 12, 1, 2), "winter"),
    **dict.fromkeys((3, 4, 5, 6, 7, 8), "summer"),
}
"""Month in the north, and the warmth that is wanted then or soon."""

AWAY: Final = N_("{count} winter garments can be packed away.")
AWAY_ONE: Final = N_("One winter garment can be packed away.")
AWAY_SUMMER: Final = N_("{count} summer garments can be packed away.")
AWAY_SUMMER_ONE: Final = N_("One summer garment can be packed away.")
BACK: Final = N_("{count} winter garments can come back out.")
BACK_ONE: Final = N_("One winter garment can come back out.")
BACK_SUMMER: Final = N_("{count} summer garments can come back out.")
BACK_SUMMER_ONE: Final = N_("One summer garment can come back out.")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Garments that could be moved together, and why."""

    garment_ids: tuple[int, ...]
    reason: Reason


def season_of(day: date, *, southern: bool = False) -> Season:
    """The meteorological season: winter is December to February in the north."""
    seasons: tuple[Season, ...] = ("winter", "spring", "summer", "autumn")
    return seasons[_northern(day, southern) % 12 // 3]


def to_put_away(items: Sequence[GarmentItem], today: date, *, southern: bool = False) -> Suggestion | None:
    """Garments for the season that is far; None where there are none. Those worn lately are left out."""
    warmth = OUT_OF_SEASON.get(_northern(today, southern))
    found = [
        item.id
        for item in items
        if warmth is not None
        and not item.belonging.put_away
        and not item.belonging.in_wash
        and _is(item, warmth)
        and (item.last_worn is None or today - item.last_worn > STILL_WORN)
    ]
    one, many = (AWAY_ONE, AWAY) if warmth == "winter" else (AWAY_SUMMER_ONE, AWAY_SUMMER)
    return _suggestion(found, one, many)


def to_bring_back(items: Sequence[GarmentItem], today: date, *, southern: bool = False) -> Suggestion | None:
    """Garments that were put away and are for the season that comes; None where there are none."""
    warmth = COMING[_northern(today, southern)]
    found = [item.id for item in items if item.belonging.put_away and _is(item, warmth)]
    one, many = (BACK_ONE, BACK) if warmth == "winter" else (BACK_SUMMER_ONE, BACK_SUMMER)
    return _suggestion(found, one, many)


def _suggestion(found: Sequence[int], one: str, many: str) -> Suggestion | None:
    if not found:
        return None
    reason = Reason("season", one) if len(found) == 1 else Reason("season", many, {"count": len(found)})
    return Suggestion(tuple(found), reason)


def _is(item: GarmentItem, warmth: str) -> bool:
    score = item.attributes.warmth
    return score is not None and level("warmth", score).value == warmth


def _northern(day: date, southern: bool) -> int:
    """The month of the north with the same season, 1 to 12."""
    return (day.month + 5) % 12 + 1 if southern else day.month
