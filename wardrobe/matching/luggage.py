"""What to take on a trip out of a wardrobe, and what a list gives for each of its days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from embeddings.compatibility import Scorer
from wardrobe.garments import GarmentItem
from wardrobe.matching.capsules import Choice, Need, choose, days_of
from wardrobe.matching.composing import why_none
from wardrobe.matching.rack import Rack
from wardrobe.matching.trips import COLD_FROM, HOT_BELOW, LAUNDRY_EVERY, Trip, TripWishes, grams_of_lines, lines_for
from wardrobe.matching.wearing import Day, sift
from wardrobe.matching.weather import layer_wanted
from wardrobe.matching.weights import grams
from wardrobe.search.reasons import Reason
from wardrobe.washing import wears_before_wash
from wardrobe.words import N_

MISSING_ONE: Final = N_("For one day there is no outfit on the list.")
MISSING: Final = N_("For {count} days there is no outfit on the list.")
WORN_AGAIN: Final = N_("Some garments are worn more often than usual before they are washed.")
HEAVY: Final = N_("The list weighs more than you wished.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list gives: recomputed from what is on it, whoever put it there."""

    outfits: tuple[tuple[str | None, tuple[GarmentItem, ...]], ...]
    """An occasion and garments for each day, the usual occasion first."""
    grams: int
    notes: tuple[Reason, ...]


def what_to_take(rack: Rack, scorer: Scorer, trip: Trip) -> list[int]:
    """Ids of the garments to take, with those that are ticked off or that the person put on the list."""
    wishes = trip.wishes
    along = {*wishes.along, *(thing.garment.id for thing in trip.things if thing.garment and thing.packed)}
    rack = _at_hand(rack, None if wishes.everything else along)
    rack = rack.where(i for i, one in enumerate(rack.garments) if one.id in along or one.id not in wishes.without)
    most = wishes.most_grams
    if most is not None:
        most = max(0, most - grams_of_lines(lines_for(trip.days, wishes)))
    needs = _needs(rack, trip, rack.places(along))
    choice = _choose(rack, scorer, trip, needs, most, rack.places(along))
    places = [*choice.places, *_extras(rack, scorer, choice.places, wishes, most)]
    return list(dict.fromkeys([*(rack.garments[i].id for i in places), *sorted(along)]))


def what_it_gives(rack: Rack, scorer: Scorer, trip: Trip) -> Plan:
    """An outfit for each day from what is on the list, whoever put it there."""
    nothing = why_none(rack.types)
    rack = _at_hand(rack.where(rack.places(garment.id for garment in trip.garments)), None)
    everything = range(len(rack.garments))
    needs = _needs(rack, trip, everything, listed=True)
    choice = _choose(rack, scorer, trip, needs, None, everything)
    outfits = _varied(choice, [*trip.wishes.occasions])
    weight = sum(map(grams, trip.garments)) + grams_of_lines(thing.words for thing in trip.things)
    return Plan(
        tuple((occasion, tuple(rack.garments[i] for i in places)) for occasion, places in outfits),
        weight,
        tuple(_notes(choice, nothing, trip, weight)),
    )


def _varied(choice: Choice, occasions: Sequence[str | None]) -> list[tuple[str | None, tuple[int, ...]]]:
    """Outfits by occasion, and what is worn again after everything has been worn once."""
    seen = Counter[tuple[int, ...]]()
    keyed = []
    for occasion, places in choice.outfits:
        keyed.append((occasions.index(occasion) if occasion in occasions else 0, seen[places], (occasion, places)))
        seen[places] += 1
    return [outfit for *_, outfit in sorted(keyed, key=lambda one: one[:2])]


def _needs(rack: Rack, trip: Trip, must: Collection[int], *, listed: bool = False) -> list[Need]:
    """The days of each occasion with what suits them; of a list, all that is on it where too little of it suits."""
    layer = layer_wanted(trip.wishes.warmth, trip.wishes.wet)
    needs = []
    for occasion, days in days_of(trip.wishes.occasions, trip.days).items():
        suited = sift(rack, Day(occasion=occasion, warmth=trip.wishes.warmth, layer=layer)).places
        if listed:
            suited = suited if why_none([rack.types[i] for i in suited]) is None else tuple(must)
        else:
            suited = tuple(sorted({*suited, *must}))
        needs.append(Need(occasion, days, suited, layer))
    return needs


def _choose(
    rack: Rack, scorer: Scorer, trip: Trip, needs: Sequence[Need], most: int | None, must: Collection[int]
) -> Choice:
    rounds = -(-trip.days // LAUNDRY_EVERY) if trip.wishes.laundry else 1
    wears = [None if (fresh := wears_before_wash(one)) is None else fresh * rounds for one in rack.garments]
    return choose(rack, scorer, needs, [grams(one) for one in rack.garments], wears, must=must, most_grams=most)


def _at_hand(rack: Rack, garment_ids: Collection[int] | None) -> Rack:
    """The rack as if these garments, or all, were clean and in the wardrobe: by the day they will be."""
    garments = (
        replace(one, belonging=replace(one.belonging, in_wash=False, put_away=False))
        if garment_ids is None or one.id in garment_ids
        else one
        for one in rack.garments
    )
    return replace(rack, garments=tuple(garments))


def _extras(rack: Rack, scorer: Scorer, chosen: Sequence[int], wishes: TripWishes, most: int | None) -> Iterator[int]:
    """A bag, and what the weather asks for: of each type the one that goes best with what was chosen."""
    if not chosen:
        return
    wanted = ["bag"]
    if wishes.warmth is not None:
        wanted += ["scarf", "hat"] if wishes.warmth >= COLD_FROM else []
        wanted += ["sunglasses"] if wishes.warmth < HOT_BELOW else []
    free = np.inf if most is None else most - sum(grams(rack.garments[i]) for i in chosen)
    styles, types = rack.styles[[*chosen]], [rack.types[i] for i in chosen]
    fit = sift(rack, Day(warmth=wishes.warmth)).places
    for type_ in wanted:
        pool = [i for i in fit if rack.types[i] == type_ and grams(rack.garments[i]) <= free]
        if pool and type_ not in types:
            scores = scorer.pairs(rack.styles[pool], [type_] * len(pool), styles, types).mean(1)
            best = pool[int(scores.argmax())]
            free -= grams(rack.garments[best])
            yield best


def _notes(choice: Choice, nothing: Reason | None, trip: Trip, weight: int) -> Iterator[Reason]:
    """What the person should know of a list; ``nothing`` is why the whole wardrobe gives no outfit."""
    if not choice.outfits and nothing is not None:
        yield nothing
    elif choice.missing:
        one = choice.missing == 1
        yield Reason("days", MISSING_ONE) if one else Reason("days", MISSING, {"count": choice.missing})
    if choice.worn_again:
        yield Reason("wash", WORN_AGAIN)
    if trip.wishes.most_grams is not None and weight > trip.wishes.most_grams:
        yield Reason("weight", HEAVY)
