"""How true words are of a garment, by what is known of it: no vectors, no database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from embeddings.attributes import LONG, SLEEVED, Guess
from embeddings.lexicon import Slot
from embeddings.ontology import KINDS, KINDS_OF
from embeddings.query import Wish
from embeddings.vocabulary import RANGES, TYPICAL
from wardrobe.garments import GarmentItem

TRUE_FROM: Final = 0.75
"""From here on it is simply so."""
MAYBE_FROM: Final = 0.5
"""All that is wished for must be truer than this on average; what is not wished for, less true."""
WRONG_BELOW: Final = 0.2
"""One wish that is less true than this excludes a garment, whatever else fits."""
COLOUR_SHARE: Final = 0.15
"""A colour of a garment counts from this share of its pixels."""
NEARLY: Final = 0.4
"""How true a neighbouring colour or category is."""
OTHER_TONE: Final = 0.8
"""How true a colour is whose tone is not the one asked for; less still where it is the opposite one."""
OPPOSITE_TONE: Final = 0.55
NEAR_KIND: Final = 0.55
"""How true a kind is of a garment that is of one much like it, such as shirt and blouse."""
TONES: Final = {"dark": (60.0, 40.0), "light": (50.0, 70.0)}
"""CIELAB lightness from which a tone begins to be true, and from which it is."""
SOFT: Final = 0.25
"""A scale's score so far outside the range asked for is wrong; nearer it is partly true."""
NEIGHBOURS: Final = frozenset(
    frozenset(pair.split())
    for pair in (
        *("black grey", "grey white", "white beige", "beige brown", "beige yellow", "brown orange"),
        *("orange red", "red pink", "pink purple", "purple blue"),
        "upper-clothes outerwear",
    )
)
"""Colours that light makes of one another, and the two categories that a cardigan or a vest may be of."""
ALIKE: Final = (
    frozenset(("shirt", "blouse", "polo shirt")),
    frozenset(("t-shirt", "top", "long-sleeve top", "tank top", "bodysuit")),
    frozenset(("sweater", "cardigan", "hoodie")),
    frozenset(("jacket", "coat", "blazer")),
    frozenset(("trousers", "jeans", "leggings")),
    frozenset(("sneakers", "shoes")),
    frozenset(("sandals", "high heels")),
    frozenset(("hat", "cap", "beanie")),
    frozenset(("socks", "tights")),
)
"""Kinds that many people name alike."""
_CATEGORIES: Final = {kind: [one for one, kinds in KINDS_OF.items() if kind in kinds] for kind in KINDS}


def truth(item: GarmentItem, wish: Wish) -> float | None:
    """How true a wish's words are of a garment, 0 to 1; None where nothing is known of it.

    Whether it is wanted is not looked at. The person's own word counts as certain.
    """
    name, known = wish.term.name, item.attributes
    match wish.term.slot:
        case "category":
            return near(item.category, name)
        case "kind":
            return _kind(item, name)
        case "colour":
            return _colour(item, name, wish.tone)
        case "tone":
            return _tone(item.colours[0].lab[0], name) if item.colours else None
        case "pattern":
            return _aspect(known.pattern, name)
        case "sleeve":
            return _aspect(known.sleeve, name) if item.category in SLEEVED else 0.0
        case "length":
            return _aspect(known.length, name) if item.category in LONG else 0.0
        case "formality":
            return _scale(known.formality, name)
        case "warmth":
            return _scale(known.warmth, name)
        case "material":
            typical = known.kind is not None and known.kind.value in TYPICAL.get(name, ())
            return known.kind.probability if typical and known.kind else None
        case "detail":
            return None


def share_true(truths: dict[Slot, list[float]], either: frozenset[Slot]) -> float | None:
    """How much of what is wanted is true: the mean over slots; None where nothing is known, 0 where one is wrong.

    Several colours must all be there, unless either is enough; of other slots the best counts, for
    nothing is a shirt and a skirt.
    """
    best = [
        min(values) if slot in ("colour", "tone") and slot not in either else max(values)
        for slot, values in truths.items()
        if values
    ]
    if not best:
        return None
    return 0.0 if min(best) < WRONG_BELOW else sum(best) / len(best)


@cache
def near(one: str, other: str) -> float:
    """1 for equals, something for neighbours."""
    return 1.0 if one == other else NEARLY * (frozenset((one, other)) in NEIGHBOURS)


def categories_of(wishes: Sequence[Wish]) -> set[str]:
    """The parser's categories that the nouns among the wishes stand for."""
    found: set[str] = set()
    for wish in wishes:
        if wish.wanted and wish.term.slot == "category":
            found.add(wish.term.name)
        elif wish.wanted and wish.term.slot == "kind":
            found.update(_CATEGORIES.get(wish.term.name, ()))
    return found


def _kind(item: GarmentItem, name: str) -> float:
    """Kinds are hard to tell apart, so that a doubtful other kind of the right category is still possible."""
    known = item.attributes.kind
    if known is not None and known.value == name:
        return 0.6 + 0.4 * known.probability
    category = max((near(item.category, one) for one in _CATEGORIES.get(name, ())), default=0.0)
    if known is None:
        return 0.6 * category
    like = NEAR_KIND if any({known.value, name} <= kinds for kinds in ALIKE) else 0.0
    return category * max(like, min(0.6, 1.2 * (1 - known.probability)))


def _colour(item: GarmentItem, family: str, tone: str | None) -> float:
    own = [colour for place, colour in enumerate(item.colours) if place == 0 or colour.share >= COLOUR_SHARE]
    right = [colour for colour in own if colour.family == family]
    if not right:
        return max((near(colour.family, family) for colour in own[:1]), default=0.0)
    tones = {word for colour in right for word in colour.name.split()}
    if tone is None or tone in tones:
        return 1.0
    return OPPOSITE_TONE if tones & TONES.keys() else OTHER_TONE


def _tone(lightness: float, name: str) -> float:
    nothing, all_ = TONES[name]
    return min(1.0, max(0.0, (lightness - nothing) / (all_ - nothing)))


def _aspect(known: Guess | None, name: str) -> float | None:
    if known is None:
        return None
    return known.probability if known.value == name else (1 - known.probability) / 2


def _scale(score: float | None, name: str) -> float | None:
    if score is None:
        return None
    low, high = RANGES[name]
    return max(0.0, 1 - max(low - score, score - high, 0) / SOFT)
