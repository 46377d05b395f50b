"""What is said about a search: why a garment was found, and why none was.

Texts are templates and their parameters, so that a page can say them in its reader's language; the
template is the gettext id, and so are parameters that are names of things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

from embeddings.query import NOUNS, Asked, Wish
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.search.fitting import MAYBE_FROM, TRUE_FROM, WRONG_BELOW, truth
from wardrobe.words import N_, VALUES

TRUE: Final = N_("{value}")
MAYBE: Final = N_("maybe {value}")
NEAR: Final = N_("{own}, close to {value}")
NOT: Final = N_("not {value}")
NAMED: Final = N_("called {name}")
ALIKE: Final = N_("looks alike")
RATHER_ALIKE: Final = N_("looks rather alike")
OTHERWISE_ALIKE: Final = N_("otherwise alike")
AS_DESCRIBED: Final = N_("looks like the words")
NEAREST: Final = N_("the nearest by its looks")

EMPTY: Final = N_("The wardrobe is still empty.")
FILTERED: Final = N_("No garment passes the filters.")
UNKNOWN: Final = N_("Nothing here looks like “{text}”.")
NOT_ALIKE: Final = N_("Nothing else here looks like it.")
NONE_OF_KIND: Final = N_("No {what} in this wardrobe.")
ONE_NOT: Final = N_("There is one {what} here, but it is not {which}.")
ONE_PAIR_NOT: Final = N_("There is one pair of {what} here, but it is not {which}.")
MANY_NOT: Final = N_("There are {count} {what} here, but none is {which}.")
ONE_IS: Final = N_("There is one {what} here, and it is {which}.")
ONE_PAIR_IS: Final = N_("There is one pair of {what} here, and it is {which}.")
MANY_ARE: Final = N_("There are {count} {what} here, and all are {which}.")
GARMENT: Final = N_("garment")
AND: Final = N_("{one} and {other}")
OR: Final = N_("{one} or {other}")

NO_PICTURE: Final = N_("No picture was given to be like: only the words were looked for.")
SHORTENED: Final = N_("The text is long: only its beginning was read.")
BY_LOOKS: Final = N_("Looked for by its looks alone: {text}.")

_NAMES: Final[dict[str, dict[str, str]]] = {
    "category": {
        "upper-clothes": N_("top"),
        "outerwear": N_("jacket or coat"),
        "pants": N_("trousers"),
    },
    "formality": {
        "office": N_("for the office"),
        "party": N_("for a party"),
        "sporty": N_("sporty"),
    },
    "warmth": {
        "spring": N_("for spring"),
        "autumn": N_("for autumn"),
    },
    "material": {
        "denim": N_("denim"),
        "knit": N_("knitted"),
    },
}
"""Slot, name, and what it is called where ``words.VALUES`` has no word for it."""
PLURALS: Final = {
    **{one: one for one in ("trousers", "jeans", "shorts", "leggings", "shoes", "sneakers", "boots", "sandals")},
    **{one: one for one in ("high heels", "sunglasses", "socks", "tights", "underwear", "swimwear", "nightwear")},
    **{one: one for one in ("gloves", "jewellery")},
    "jacket or coat": N_("jackets and coats"),
    "top": N_("tops"),
    "dress": N_("dresses"),
    "skirt": N_("skirts"),
    "bag": N_("bags"),
    "hat": N_("hats"),
    "scarf": N_("scarves"),
    "belt": N_("belts"),
    "t-shirt": N_("t-shirts"),
    "long-sleeve top": N_("long-sleeve tops"),
    "shirt": N_("shirts"),
    "blouse": N_("blouses"),
    "polo shirt": N_("polo shirts"),
    "sweater": N_("sweaters"),
    "hoodie": N_("hoodies"),
    "cardigan": N_("cardigans"),
    "vest": N_("vests"),
    "tank top": N_("tank tops"),
    "bodysuit": N_("bodysuits"),
    "bra": N_("bras"),
    "jacket": N_("jackets"),
    "coat": N_("coats"),
    "blazer": N_("blazers"),
    "jumpsuit": N_("jumpsuits"),
    "cap": N_("caps"),
    "beanie": N_("beanies"),
    "hair accessory": N_("hair accessories"),
    "garment": N_("garments"),
}
OWN: Final = ("name", "text")
"""Parameters that are the person's own words: never translated."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that is said, in parts."""

    about: str
    """A slot of the vocabulary, or ``name``, ``picture``, ``words``, ``filters``."""
    template: str
    params: Mapping[str, object] = field(default_factory=dict)
    """Texts and counts. A sequence of texts is said one after the other."""

    def said(self, translate: Translate = N_) -> str:
        """The sentence or phrase in the language of ``translate``."""
        return translate(self.template).format(
            **{name: value if name in OWN else _said(name, value, translate) for name, value in self.params.items()}
        )

    def __str__(self) -> str:
        return self.said()


def name_of(wish: Wish) -> str:
    """What a wish is about, in English."""
    if wish.term.slot == "colour":
        return f"{wish.tone} {wish.term.name}" if wish.tone else wish.term.name
    return _called(wish.term.slot, wish.term.name)


def why_found(item: GarmentItem, wishes: Sequence[Wish], named: bool) -> list[Reason]:
    """What speaks for a garment, by its name and by what is known of it."""
    found = [Reason("name", NAMED, {"name": item.name})] if named and item.name else []
    for wish in wishes:
        true = truth(item, wish)
        if true is None:
            continue
        slot, value = wish.term.slot, name_of(wish)
        if not wish.wanted:
            found.append(Reason(slot, NOT, {"value": value}))
        elif true >= TRUE_FROM:
            found.append(Reason(slot, TRUE, {"value": value}))
        elif true >= MAYBE_FROM and slot not in ("colour", "category"):
            found.append(Reason(slot, MAYBE, {"value": value}))
        elif true >= WRONG_BELOW and (own := _own(item, slot)) and own != value:
            found.append(Reason(slot, NEAR, {"own": own, "value": value}))
    return found


def why_nothing(items: Sequence[GarmentItem], asked: Asked) -> Reason | None:
    """Which of the wishes leaves nothing, beside what there is; None where the wishes are no hurdle.

    ``items`` have passed the filters.
    """
    nouns = [wish for wish in asked.wishes if wish.wanted and wish.term.slot in NOUNS]
    others = [wish for wish in asked.wishes if wish not in nouns]
    there = [item for item in items if not nouns or any(_is(item, wish) for wish in nouns)]
    what = [name_of(wish) for wish in nouns] or [GARMENT]
    many = [PLURALS.get(one, one) for one in what]
    if not there:
        return Reason(nouns[0].term.slot, NONE_OF_KIND, {"what": many})
    for wish in others:
        if not any(_is(item, wish) == wish.wanted for item in there):
            return _none(wish, len(there), what, many, [name_of(wish)])
    checked = [wish for wish in others if wish.wanted and any(truth(item, wish) is not None for item in there)]
    return _none(checked[0], len(there), what, many, [name_of(wish) for wish in checked]) if checked else None


def _none(wish: Wish, count: int, what: Sequence[str], many: Sequence[str], which: Sequence[str]) -> Reason:
    one, pair, several = (ONE_NOT, ONE_PAIR_NOT, MANY_NOT) if wish.wanted else (ONE_IS, ONE_PAIR_IS, MANY_ARE)
    if count == 1:
        return Reason(wish.term.slot, pair if what == many else one, {"what": what, "which": which})
    return Reason(wish.term.slot, several, {"count": count, "what": many, "which": which})


def _is(item: GarmentItem, wish: Wish) -> bool:
    """Whether it is true enough to count as one; what is not known may be."""
    true = truth(item, wish)
    return true is None or true >= MAYBE_FROM


def _called(slot: str, name: str) -> str:
    return VALUES.get(slot, {}).get(name) or _NAMES.get(slot, {}).get(name, name)


def _own(item: GarmentItem, slot: str) -> str:
    """What a garment is instead."""
    if slot == "colour":
        return item.colours[0].name if item.colours else ""
    if slot in NOUNS:
        return item.kind or _called("category", item.category)
    return ""


def _said(name: str, value: object, translate: Translate) -> object:
    if isinstance(value, str):
        whole = translate(value)
        return whole if whole != value else " ".join(map(translate, value.split()))  # a colour has a tone: dark blue
    if isinstance(value, Sequence):
        joint = translate(OR if name == "what" else AND)
        parts = [str(_said(name, one, translate)) for one in value]
        return reduce(lambda one, other: joint.format(one=one, other=other), parts)
    return value
