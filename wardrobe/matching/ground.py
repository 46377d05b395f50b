"""What every judgement of a household's outfits stands on. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wardrobe.garments import GarmentItem
from wardrobe.matching.judging import UNKNOWN
from wardrobe.matching.rack import Rack
from wardrobe.matching.worn import Worn
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

STRANGE: Final = N_("There is a garment here that the style check does not know: {what}.")
OTHER: Final = N_("another kind of garment")


@dataclass(frozen=True, slots=True)
class Ground:
    """What every judgement of a household's outfits stands on."""

    rack: Rack
    at: dict[int, int]
    items: dict[int, GarmentItem]
    everything: list[Worn]
    worn: list[Worn]
    """The person's own looks."""


def known(ground: Ground, ids: Sequence[int]) -> list[int]:
    """Places on the rack of the garments that the judge knows."""
    places = [ground.at[id] for id in ids if id in ground.at]
    return [place for place in places if ground.rack.types[place] != UNKNOWN]


def unsure(ground: Ground, ids: Sequence[int]) -> Reason | None:
    """Why a comparison is not to be believed though there is a number."""
    for id in ids:
        if id not in ground.at or ground.rack.types[ground.at[id]] == UNKNOWN:
            return Reason("judge", STRANGE, {"what": ground.items[id].kind or OTHER})
    return None
