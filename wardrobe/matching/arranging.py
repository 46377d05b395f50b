"""How an outfit lies on a board: the rule that it begins with, and the places that a person gives its pieces.

A board is ``BOARD`` wide and high, in the same unit on every screen and in every picture of it. A piece is a
square in which its cut-out is shown whole: ``x`` and ``y`` are the square's middle as shares of the board's
width and height, ``size`` is its side as a share of the board's width, ``turn`` is in degrees, clockwise.
What comes later in a layout lies on top.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from embeddings.compatibility import type_of
from wardrobe.errors import ChangeError

if TYPE_CHECKING:
    from wardrobe.garments import GarmentItem  # which knows of looks, and they of what is shared and how it lies

BOARD: Final = (4, 5)
LEAST_SIZE: Final = 0.08
MOST_SIZE: Final = 1.5
DECIMALS: Final = 4

MAIN: Final = ("top", "dress", "pants", "skirt")
"""One below the other in the wide column; everything else is in the narrow one."""
BESIDE: Final = ("hat", "sunglasses", "jewellery", "scarf", "outerwear", "belt", "bag", "other", "socks", "shoes")
HEIGHTS: Final[Mapping[str, float]] = {
    **{"top": 5, "dress": 9, "pants": 6, "skirt": 5},
    **{"outerwear": 5, "shoes": 3},
}
"""What a type takes of its column, beside 2 of every other."""
TALL: Final[Mapping[str, float]] = {"pants": 2.2, "dress": 1.8, "skirt": 1.2, "outerwear": 1.2}
"""How many times higher than wide a type usually is, so that neither side leaves its place; others are square."""
ON_TOP: Final = ("socks", "pants", "skirt", "dress", "belt", "top", "outerwear")
"""From the lowest layer up, as they are worn; what is not here lies over all of them."""
MARGIN: Final = 0.05
WIDE: Final = 0.6
"""Share of the width that the wide column has where there are two."""
OVERLAP: Final = 0.04
"""So much of the board's height a top lies over what is below it."""

_HEIGHT: Final = BOARD[1] / BOARD[0]


@dataclass(frozen=True, slots=True)
class Laid:
    """One garment on a board."""

    garment_id: int
    x: float
    y: float
    size: float
    turn: float = 0.0

    @property
    def place(self) -> dict[str, float]:
        """Where it lies, as it is kept."""
        return {name: value for name, value in asdict(self).items() if name != "garment_id"}


Layout = tuple[Laid, ...]
"""From the lowest to the uppermost, a garment once."""


def arranged(garments: Iterable[GarmentItem]) -> Layout:
    """Garments as they would lie on a bed: tops above bottoms, layers and accessories beside, shoes below."""
    return by_type([(one.id, type_of(one.category, one.kind)) for one in garments])


def by_type(pieces: Sequence[tuple[int, str]]) -> Layout:
    """The same of ids and types (of ``embeddings.compatibility.TYPES``)."""
    main, beside = (_in_column(pieces, types) for types in (MAIN, BESIDE))
    split = WIDE if main and beside else 1.0 if main else 0.0
    left = _column(main, MARGIN, split - (0 if beside else MARGIN))
    right = _column(beside, split + (0 if main else MARGIN), 1 - MARGIN)
    types = dict(pieces)
    return tuple(sorted([*left, *right], key=lambda one: _layer(types[one.garment_id])))


def slot(garment: GarmentItem) -> Laid:
    """Where a garment comes to lie that is put on a board without the rest: where an outfit has room for its type."""
    type_ = type_of(garment.category, garment.kind)
    worn = ("dress",) if type_ == "dress" else ("top", "skirt") if type_ == "skirt" else ("top", "pants")
    types = dict.fromkeys([*worn, "outerwear", "bag", "shoes", type_])
    ids = {one: number for number, one in enumerate(types)}
    found = next(one for one in by_type([(ids[one], one) for one in types]) if one.garment_id == ids[type_])
    return replace(found, garment_id=garment.id)


def layer_of(garment: GarmentItem) -> int:
    """Where it lies among others that are worn with it, 0 for the lowest."""
    return _layer(type_of(garment.category, garment.kind))


def completed(layout: Sequence[Laid], garments: Sequence[GarmentItem]) -> Layout:
    """A layout of exactly these garments: those that have no place get the rule's, on top of the others."""
    there = {one.id for one in garments}
    kept = [one for one in layout if one.garment_id in there]
    placed = {one.garment_id for one in kept}
    return (*kept, *(one for one in arranged(garments) if one.garment_id not in placed))


def checked(layout: Iterable[Mapping[str, Any]]) -> Layout:
    """A layout that a browser sends: a mapping for each piece, its keys the fields of ``Laid``.

    What lies beyond the board or is too large is brought back. Raises ``ChangeError`` for what is no layout:
    a number that is missing or none, or a garment that is there twice.
    """
    try:
        found = tuple(_laid(piece) for piece in layout)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _unreadable() from error
    if len({one.garment_id for one in found}) < len(found):
        raise _unreadable()
    return found


def read(garment_id: int, place: Mapping[str, float]) -> Laid:
    """A garment whose ``Laid.place`` was kept."""
    return Laid(garment_id, place["x"], place["y"], place["size"], place["turn"])


def _laid(piece: Mapping[str, Any]) -> Laid:
    garment_id = piece["garment_id"]
    if type(garment_id) is not int:
        raise TypeError("no id")
    x, y, size, turn = (float(piece[name]) for name in ("x", "y", "size", "turn"))
    if not all(map(math.isfinite, (x, y, size, turn))):
        raise ValueError("no number")
    x, y, size = _within(x, 0, 1), _within(y, 0, 1), _within(size, LEAST_SIZE, MOST_SIZE)
    return Laid(garment_id, x, y, size, round((turn + 180) % 360 - 180, DECIMALS))


def _within(value: float, least: float, most: float) -> float:
    return round(min(most, max(least, value)), DECIMALS)


def _unreadable() -> ChangeError:
    return ChangeError("This layout cannot be read.", remedy="Reload the page, then lay it out again.")


def _in_column(pieces: Iterable[tuple[int, str]], order: Sequence[str]) -> list[tuple[int, str]]:
    return sorted((one for one in pieces if one[1] in order), key=lambda one: order.index(one[1]))


def _column(pieces: Sequence[tuple[int, str]], left: float, right: float) -> list[Laid]:
    """Pieces one below the other between two places of the board's width."""
    if not pieces:
        return []
    wide = right - left
    unit = (1 - 2 * MARGIN) / sum(HEIGHTS.get(type_, 2) for _, type_ in pieces)
    found, above = [], MARGIN
    for number, (garment_id, type_) in enumerate(pieces):
        share = HEIGHTS.get(type_, 2) * unit
        lower = OVERLAP if type_ == "top" and number + 1 < len(pieces) else 0.0
        high = (share + lower) * _HEIGHT
        size = min(high, wide * TALL.get(type_, 1.0))
        x, y = (left + right) / 2, above + (share + lower) / 2
        if type_ == "shoes":  # at the foot of their place, beside the feet of the trousers
            y = above + share - size / _HEIGHT / 2
        found.append(Laid(garment_id, *(round(one, DECIMALS) for one in (x, y, min(size, 1.0)))))
        above += share
    return found


def _layer(type_: str) -> int:
    return ON_TOP.index(type_) if type_ in ON_TOP else len(ON_TOP)
