"""The judge's word on one outfit: its score, which garment lifts it, and which change would. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer
from wardrobe.matching.rack import Rack

TOO_CLOSE: Final = 0.1
"""Probabilities nearer to a half than this are no verdict: 40 to 60 %."""
PULLS: Final = 0.05
"""A garment lifts a look, or holds it back, where leaving it out moves the probability this far from a half."""
UNKNOWN: Final = "other"
"""The type of what judges were not taught."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one garment does to its outfit."""

    garment_id: int
    delta: float
    """The score with it less the score without it, in log-odds."""
    better: float
    """The calibrated probability that the outfit is better with it."""

    @property
    def pulls(self) -> int:
        """1 up, −1 down, 0 where it cannot be told."""
        return 0 if abs(self.better - 0.5) < PULLS else 1 if self.better > 0.5 else -1


@dataclass(frozen=True, slots=True)
class Change:
    """One garment more, or one for another, by places on the rack."""

    new: int
    old: int | None
    outfit: tuple[int, ...]


def scores(scorer: Scorer, rack: Rack, outfits: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """M scores of outfits, each places on the rack."""
    width = max(map(len, outfits), default=0)
    if not width:
        return np.zeros(len(outfits), np.float32)
    rows = np.full((len(outfits), width), -1, np.int64)
    for row, places in zip(rows, outfits, strict=True):
        row[: len(places)] = places
    return scorer.score(rack.styles, rack.types, rows)


def contributions(scorer: Scorer, rack: Rack, outfit: Sequence[int]) -> list[Contribution]:
    """Each garment left out in turn, what moves the score most first; nothing for fewer than three garments,
    for what is left of two is no outfit."""
    if len(outfit) < 3:
        return []
    without = [[other for other in outfit if other != place] for place in outfit]
    whole, *parts = (float(one) for one in scores(scorer, rack, [outfit, *without]))
    found = [
        Contribution(rack.garments[place].id, whole - part, scorer.better_by_one(whole, part))
        for place, part in zip(outfit, parts, strict=True)
    ]
    return sorted(found, key=lambda one: -abs(one.delta))


def too_close(probability: float) -> bool:
    """Whether a probability is no verdict."""
    return abs(probability - 0.5) < TOO_CLOSE


def changes(types: Sequence[str], outfit: Sequence[int], allowed: Sequence[int], wanted: Sequence[str]) -> list[Change]:
    """Every swap of one garment for another of its type, and every addition of a ``wanted`` type.

    ``allowed``: the places that may come in.
    """
    worn = set(outfit)
    found = []
    for new in allowed:
        if new in worn:
            continue
        for at, old in enumerate(outfit):
            if types[old] == types[new] or {types[old], types[new]} == {"pants", "skirt"}:
                found.append(Change(new, old, (*outfit[:at], new, *outfit[at + 1 :])))
        if types[new] in wanted:
            found.append(Change(new, None, (*outfit, new)))
    return found
