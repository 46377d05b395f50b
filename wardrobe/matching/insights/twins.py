"""Which garments could stand in for each other: by what is known of them, and by their styles."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from wardrobe.garments import GarmentItem
from wardrobe.matching.rack import Rack

Numbers = NDArray[np.float64]

KIND: Final = 0.35
COLOUR: Final = 0.35
PATTERN: Final = 0.1
SCALE: Final = 0.1
"""What each of formality and warmth counts in ``stand_in``; the five weights make 1."""
REACH: Final = 40.0
"""Main colours this far apart in CIELAB have nothing in common."""
TWIN_COLOUR: Final = 14.0
"""Main colours of near twins are at most this far apart."""
TWIN_STYLE: Final = 0.75
"""Near twins look more alike than this share of the pairs of their type do."""
TWIN_PAIRS: Final = 10
"""With fewer pairs of a type there is no telling what is much alike: facts alone decide."""


def stand_in(rack: Rack) -> Numbers:
    """N×N: how well each garment stands in for each other, 0 to 1; 1 for itself, 0 for one of another type.

    The mean of kind, main colour, pattern, formality and warmth, weighted; of what is not known of both, a half.
    """
    garments = rack.garments
    count = len(garments)
    types = np.array(rack.types)
    same = types[:, None] == types[None]
    total = KIND * _same([one.kind for one in garments])
    total += COLOUR * np.clip(1 - _nan_as(colours_apart(garments), REACH / 2) / REACH, 0, 1)
    total += PATTERN * _same([one.attributes.pattern and one.attributes.pattern.value for one in garments])
    for name in ("formality", "warmth"):
        values = np.array([getattr(one.attributes, name) for one in garments], np.float64).reshape(count)
        total += SCALE * (1 - _nan_as(np.abs(values[:, None] - values[None]), 0.5))
    total = np.where(same, total, 0.0)
    np.fill_diagonal(total, 1.0)
    return np.asarray(total, np.float64)


def twins(rack: Rack) -> NDArray[np.bool_]:
    """N×N: which garments are near twins.

    They are of one type and category, of the same kind and pattern as far as those are known, their main colours
    are close, and they look more alike than most of their type: by rank, for the numbers of styles differ
    from model to model.
    """
    garments = rack.garments
    count = len(garments)
    types = np.array(rack.types)
    same = (types[:, None] == types[None]) & (_same([one.category for one in garments]) == 1)
    same &= _same([one.kind for one in garments]) > 0
    same &= _same([one.attributes.pattern and one.attributes.pattern.value for one in garments]) > 0
    same &= _nan_as(colours_apart(garments), np.inf) <= TWIN_COLOUR
    styles = rack.styles.astype(np.float64)
    length = np.linalg.norm(styles, axis=1, keepdims=True)
    styles = styles / np.where(length > 0, length, 1)
    alike = styles @ styles.T
    upper = np.triu(np.ones((count, count), np.bool_), 1)
    for kind in set(rack.types):
        own = types == kind
        pairs = alike[(own[:, None] & own[None]) & upper]
        if len(pairs) >= TWIN_PAIRS:
            same &= ~(own[:, None] & own[None]) | (alike >= np.quantile(pairs, TWIN_STYLE))
    np.fill_diagonal(same, False)
    return np.asarray(same)


def colours_apart(garments: tuple[GarmentItem, ...]) -> Numbers:
    """N×N distances of the main colours in CIELAB; NaN where one has none."""
    lab = np.array([one.colours[0].lab if one.colours else (np.nan,) * 3 for one in garments], np.float64)
    lab = lab.reshape(len(garments), 3)
    return np.asarray(np.linalg.norm(lab[:, None] - lab[None], axis=2), np.float64)


def _same(values: list[str | None]) -> Numbers:
    """N×N: 1 where two values are the same, 0 where they differ, a half where one is not known."""
    names = np.array([value or "" for value in values], dtype=object)
    known = names != ""
    both = known[:, None] & known[None]
    return np.asarray(np.where(both, names[:, None] == names[None], 0.5), np.float64)


def _nan_as(values: Numbers, instead: float) -> Numbers:
    return np.asarray(np.where(np.isnan(values), instead, values), np.float64)
