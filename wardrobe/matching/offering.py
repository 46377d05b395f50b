"""What is said of a thing on sale, and when nothing can be said."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from wardrobe.catalogue.items import Item
from wardrobe.matching.composing import MANY
from wardrobe.money import shown
from wardrobe.search.reasons import Reason
from wardrobe.words import N_

GOES_ONE: Final = N_("goes with one thing you own")
GOES: Final = N_("goes with {count} things you own")
GOES_NONE: Final = N_("goes with nothing you own so far")
HAVE_ONE: Final = N_("you already have one like it")
HAVE: Final = N_("you already have {count} like it")
FIRST_ONE: Final = N_("the first of its kind to go with one of your garments")
FIRST: Final = N_("the first of its kind to go with {count} of your garments")
SALE: Final = N_("reduced from {text}")
IN_SIZE: Final = N_("comes in your size, {text}")
NOT_IN_SIZE: Final = N_("not in your size, {text}")
DEAR: Final = N_("dearer than what you usually pay for it")
CHEAP: Final = N_("less than what you usually pay for it")

EMPTY: Final = N_("The wardrobe is still empty: nothing can be matched with it yet.")
NO_ITEMS: Final = N_("There is nothing on sale here yet.")
PREPARING: Final = N_("The catalogue is being prepared: {count} items are still to be looked at.")
OPENING: Final = N_("The catalogue is being opened. Suggestions follow in a minute or two.")
FILTERED: Final = N_("Nothing on sale passes the filters.")
UNREADY: Final = N_("The garments here are still being looked at. Suggestions follow in a moment.")
NOTHING_FITS: Final = N_("Nothing new was found that goes with what is here.")
ONE_GARMENT: Final = N_(
    "With one garment, this shows what goes with it. What the wardrobe lacks can be said once there is more."
)
ONLY: Final = N_(
    "There are only {what} here. This shows what goes with them; whole outfits need a top and trousers, or a dress."
)
FEW: Final = N_("With {count} garments, this is a first impression; it grows with the wardrobe.")
FEW_BELOW: Final = 10


def why(item: Item, goes: int, have: int, firsts: int, size: str | None, ease: float) -> tuple[Reason, ...]:
    """What speaks for a thing and against it, the weightiest first.

    ``size`` is the person's, where it is known; ``ease`` how its price lies beside the usual one.
    """
    found = [Reason("match", GOES_ONE if goes == 1 else GOES if goes else GOES_NONE, {"count": goes})]
    if have:
        found.append(Reason("have", HAVE_ONE if have == 1 else HAVE, {"count": have}))
    elif firsts:
        found.append(Reason("gap", FIRST_ONE if firsts == 1 else FIRST, {"count": firsts}))
    if item.regular_minor and item.currency and item.price_minor and item.regular_minor > item.price_minor:
        found.append(Reason("price", SALE, {"text": shown(item.regular_minor, item.currency)}))
    if ease >= 0.75:
        found.append(Reason("price", CHEAP))
    elif ease <= 0.25:
        found.append(Reason("price", DEAR))
    if size and item.sizes:
        found.append(Reason("size", IN_SIZE if comes_in(item, size) else NOT_IN_SIZE, {"text": size}))
    return tuple(found)


def comes_in(item: Item, size: str) -> bool:
    """Whether an item comes in a size, as far as sizes are written alike."""
    return size.casefold().split() in [one.casefold().split() for one in item.sizes]


def reservations(types: Collection[str]) -> list[Reason]:
    """What suggestions for a small wardrobe cannot say."""
    kinds = [*dict.fromkeys(types)]
    if len(types) == 1:
        return [Reason("wardrobe", ONE_GARMENT)]
    if len(kinds) == 1:
        return [Reason("wardrobe", ONLY, {"what": MANY[kinds[0]]})]
    return [Reason("wardrobe", FEW, {"count": len(types)})] if len(types) < FEW_BELOW else []
