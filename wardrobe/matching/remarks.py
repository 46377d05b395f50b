"""What plain rules say of an outfit beside the judge's score: its parts, its colours, its occasion, its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Final

from embeddings.compatibility import type_of
from wardrobe.garments import GarmentItem
from wardrobe.matching.colour_harmony import harmony
from wardrobe.matching.composing import MANY
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.taste import Point
from wardrobe.matching.worn import Pair
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

MIXED_FROM: Final = 0.5
"""Difference of formality from which two garments are of different worlds."""
SOFT: Final = 0.1
"""So far outside an occasion's range the formality of an outfit still fits."""
MAIN: Final = ("top", "outerwear", "dress", "skirt", "pants", "shoes")
"""Types whose formality is that of the outfit."""
SEEN: Final = (*MAIN, "bag", "scarf", "hat")
"""Types that are large enough for their colours, and their history, to be spoken of."""
MISSING: Final[dict[str, str]] = {
    "top": N_("no top is seen in it"),
    "pants": N_("no trousers or skirt are seen in it"),
    "shoes": N_("no shoes are seen in it"),
}
"""By a type that would complete an outfit."""
ONCE: Final = ("pants", "skirt", "dress", "shoes", "bag", "hat", "belt", "sunglasses")
"""Types of which people wear one at a time."""
TWICE: Final = N_("more than one of a kind: {what}")
LAYERED: Final = N_("layered: one piece over the other")
MIXED: Final = N_("a formal piece beside a casual one")
FITS: Final = N_("suits the occasion: {occasion}")
TOO_CASUAL: Final = N_("rather casual for the occasion: {occasion}")
TOO_FORMAL: Final = N_("rather formal for the occasion: {occasion}")
NOT_MEANT: Final = N_("kept for other occasions")
WORN_DAYS: Final = N_("worn together on {count} days")
ALL_WORN: Final = N_("all of it has been worn together before")
SOME_WORN: Final = N_("{count} of its {total} pairs have been worn together before")
NONE_WORN: Final = N_("not worn together before")

OCCASION_NAMES: Final = {
    "casual": N_("casual"),
    "sporty": N_("sporty"),
    "office": N_("office"),
    "party": N_("party"),
    "formal": N_("formal"),
}


def missing(types: Sequence[str]) -> list[str]:
    """Types of ``MISSING`` that would complete an outfit."""
    there = set(types)
    found = []
    if "dress" not in there:
        if not there & {"top", "outerwear"}:  # a closed coat hides the top
            found.append("top")
        if not there & {"pants", "skirt"}:
            found.append("pants")
    return [*found, *(["shoes"] if "shoes" not in there else [])]


def of_parts(ids: Sequence[int], types: Sequence[str], unsure: Collection[str] = ()) -> list[Point]:
    """Missing pieces, two of a kind, layers. ``unsure``: types of what is seen too, though not which garment it is."""
    found = [Point(Reason("parts", MISSING[one]), (), -0.5) for one in missing([*types, *unsure])]
    for type_, count in Counter(types).items():
        if count > 1 and type_ in ONCE:
            twice = tuple(id for id, one in zip(ids, types, strict=True) if one == type_)
            found.append(Point(Reason("parts", TWICE, {"what": MANY[type_]}), twice, -0.4))
    upper = tuple(id for id, one in zip(ids, types, strict=True) if one in ("top", "outerwear", "dress"))
    if len(upper) > 1:
        found.append(Point(Reason("parts", LAYERED), upper, 0.1))
    return found


def of_colours(garments: Sequence[GarmentItem]) -> list[Point]:
    """The colour rule that describes it."""
    garments = _of_types(garments, SEEN)
    found = harmony([garment.colours for garment in garments])
    if found is None:
        return []
    about = tuple(garments[place].id for place in found.garments)
    return [Point(found.rule, about, 0.2 if found.favourable else -0.2)]


def of_occasion(garments: Sequence[GarmentItem], occasion: str | None) -> list[Point]:
    """Whether it suits an occasion of ``OCCASIONS``, or mixes what is worn on different ones."""
    formal = [(garment.attributes.formality, garment) for garment in _of_types(garments, MAIN)]
    known = sorted(((one, garment) for one, garment in formal if one is not None), key=lambda pair: pair[0])
    found = []
    if known and known[-1][0] - known[0][0] >= MIXED_FROM:
        found.append(Point(Reason("formality", MIXED), (known[0][1].id, known[-1][1].id), -0.25))
    if occasion is None:
        return found
    name = {"occasion": OCCASION_NAMES[occasion]}
    other = tuple(one.id for one in garments if one.belonging.occasions and occasion not in one.belonging.occasions)
    if other:
        found.append(Point(Reason("occasion", NOT_MEANT), other, -0.3))
    if known:
        least, most = OCCASIONS[occasion]
        mean = sum(one for one, _ in known) / len(known)
        if mean < least - SOFT:
            found.append(Point(Reason("occasion", TOO_CASUAL, name), (known[0][1].id,), -0.45))
        elif mean > most + SOFT:
            found.append(Point(Reason("occasion", TOO_FORMAL, name), (known[-1][1].id,), -0.45))
        elif not other:
            found.append(Point(Reason("occasion", FITS, name), (), 0.3))
    return found


def of_history(garments: Sequence[GarmentItem], days: Mapping[Pair, int]) -> list[Point]:
    """How often its pairs were worn; nothing where nobody has worn any two garments yet."""
    ids = [garment.id for garment in _of_types(garments, SEEN)]
    pairs = [(min(pair), max(pair)) for pair in combinations(ids, 2)]
    if not days or not pairs:
        return []
    counts = {pair: days[pair] for pair in pairs if pair in days}
    if not counts:
        return [Point(Reason("worn", NONE_WORN), (), -0.05)]
    share = len(counts) / len(pairs)
    often = max(counts, key=lambda pair: counts[pair])
    found = []
    if counts[often] > 1:
        found.append(Point(Reason("worn", WORN_DAYS, {"count": counts[often]}), often, 0.15))
    if share == 1:
        return [*found, Point(Reason("worn", ALL_WORN), (), 0.12)] if len(pairs) > 1 or not found else found
    return [*found, Point(Reason("worn", SOME_WORN, {"count": len(counts), "total": len(pairs)}), (), 0.1 * share)]


def _of_types(garments: Sequence[GarmentItem], types: Sequence[str]) -> list[GarmentItem]:
    return [garment for garment in garments if type_of(garment.category, garment.kind) in types]
