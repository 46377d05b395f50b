"""What every judgement of a household's outfits stands on, and which garments can be put on. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wardrobe.garments import GarmentItem
from wardrobe.matching.judging import UNKNOWN
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.rack import Rack
from wardrobe.matching.remarks import SOFT
from wardrobe.matching.worn import Worn
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

WARMTH: Final = 0.4
"""Most difference of warmth, 0 to 1, between a garment that comes in and the rest."""
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


def allowed(ground: Ground, outfit: Sequence[int], person_id: int | None, occasion: str | None) -> list[int]:
    """Garments that can be put on now: at hand, this person's, for the occasion and about as warm as the rest."""
    warmth = [one for place in outfit if (one := ground.rack.garments[place].attributes.warmth) is not None]
    others: dict[int, set[int | None]] = {}
    for look in ground.everything:
        for id in look.garment_ids:
            others.setdefault(id, set()).add(look.person_id)
    found = []
    for place, garment in enumerate(ground.rack.garments):
        own = garment.belonging
        wearers = others.get(garment.id, {None})
        strangers = person_id is not None and not wearers & {person_id, None}
        formality, warm = garment.attributes.formality, garment.attributes.warmth
        unfit = occasion is not None and (
            (bool(own.occasions) and occasion not in own.occasions)
            or (formality is not None and not _within(formality, *OCCASIONS[occasion]))
        )
        unlike = warm is not None and bool(warmth) and abs(warm - sum(warmth) / len(warmth)) > WARMTH
        if not (own.in_wash or own.put_away or strangers or unfit or unlike or ground.rack.types[place] == UNKNOWN):
            found.append(place)
    return found


def _within(value: float, least: float, most: float) -> bool:
    return least - SOFT <= value <= most + SOFT
