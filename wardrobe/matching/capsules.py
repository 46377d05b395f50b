"""Few garments that give an outfit for each of many days: what to take along. Knows no database and no calendar.

The method is greedy, in two steps for each occasion, beginning with that of most days, and once more with that
of fewest: the better choice is taken, by days that are dressed, dressed fresh, and by weight.

1. *Who goes with most.* Outfits of all that suits are drawn, every garment as often as any other of its type,
   and scored. Of each type those garments are kept that are most often in the best tenth of them, and what is
   in the case already.
2. *Day by day.* All outfits of what is kept are scored, and each day takes the one that is worth most: its
   rank, less what every garment costs that is not in the case yet (a fixed part, and one by its weight), plus
   what a new garment opens (how often it was in the best tenth), less a part for an outfit that was worn
   already. A garment is worn no more often than it stays fresh. Where that leaves nothing, garments are worn
   again, those first that were worn least.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import Scorer
from wardrobe.matching.composing import Composed, compose
from wardrobe.matching.rack import Rack

Numbers = NDArray[np.float64]

DRAWN: Final = 4000
"""Combinations that are scored for each occasion to see who goes with most."""
BEST: Final = 0.1
"""Share of them that count as good."""
KEPT: Final = {"top": 14, "pants": 6, "skirt": 4, "dress": 6, "outerwear": 3, "shoes": 4}
"""Garments of each type among which is chosen; tops and dresses are as many as the days at least."""
RANGE: Final = 6.0
"""What the best outfit is worth, the worst nothing, the others by their rank: so scorers of every kind are alike."""
PIECE: Final = 1.5
"""What one more garment costs: as much as a quarter of all outfits lie between."""
KILO: Final = 2.0
"""What one more kilogram costs: as much as a third of them."""
VERSATILE: Final = 0.75
"""What new garments gain that are in good outfits most often."""
AGAIN: Final = 2.0
"""What an outfit costs for each time that it was worn before."""
NEVER: Final = -1e9


@dataclass(frozen=True, slots=True)
class Need:
    """Days of one occasion."""

    occasion: str | None
    days: int
    allowed: tuple[int, ...]
    """Places of the garments that suit."""
    layer: bool | None = None
    """See ``compose``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to take, and what it gives."""

    places: tuple[int, ...]
    """Of the garments, on the rack."""
    outfits: tuple[tuple[str | None, tuple[int, ...]], ...]
    """An occasion and places for each day that could be dressed, in the order in which they were chosen."""
    missing: int
    """Days for which there is no outfit."""
    worn_again: bool
    """Something is worn more often than it stays fresh."""
    too_heavy: bool
    """The weight wished for was no longer kept to, for then there would have been no outfit at all."""


def choose(
    rack: Rack,
    scorer: Scorer,
    needs: Sequence[Need],
    grams: Sequence[int],
    wears: Sequence[int | None],
    *,
    must: Iterable[int] = (),
    most_grams: int | None = None,
) -> Choice:
    """Garments of a rack for these needs. ``grams`` and ``wears`` (days each stays fresh, None: all) are of its N.

    ``must`` are taken in any case and cost nothing. The same input gives the same choice.
    """
    drawn = [(need, _composed(rack, scorer, need.allowed, need)) for need in needs if need.days]
    choices = []
    for sign in (-1, 1) if len(drawn) > 1 else (1,):
        case = _Case(np.array(grams, float), [np.inf if one is None else one for one in wears], set(must), most_grams)
        choices.append(_filled(case, rack, scorer, sorted(drawn, key=lambda one: sign * one[0].days)))
    weights = np.array(grams)
    return min(
        choices,
        key=lambda one: (one.missing, one.too_heavy, one.worn_again, int(weights[[*one.places]].sum())),
        default=Choice(tuple(sorted(must)), (), 0, False, False),
    )


def _filled(case: _Case, rack: Rack, scorer: Scorer, drawn: Iterable[tuple[Need, Sequence[Composed]]]) -> Choice:
    """One need after the other. ``drawn``: each with outfits of all that suits it, the best first."""
    outfits: list[tuple[str | None, tuple[int, ...]]] = []
    missing = 0
    for need, found in drawn:
        kept = _kept(rack, scorer, need, found, case.there)
        for _ in range(need.days):
            best = case.best(kept)
            if best is None:
                missing += 1
            else:
                outfits.append((need.occasion, best))
    return Choice(tuple(sorted(case.there)), tuple(outfits), missing, case.worn_again, case.too_heavy)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Outfits to choose from."""

    rows: NDArray[np.int64]
    """C×K places; N is nothing."""
    worth: Numbers
    """C: by the place among them, ``RANGE`` for the best to 0."""
    opens: Numbers
    """N+1: how often each garment is in a good outfit, 1 for the one that is most often."""


def _kept(rack: Rack, scorer: Scorer, need: Need, found: Sequence[Composed], there: set[int]) -> _Kept:
    count = len(rack.garments)
    opens = np.zeros(count + 1)
    for one in found[: max(1, int(len(found) * BEST))]:
        opens[list(one.places)] += 1
    pool = _pool(rack.types, need, opens, there)
    if len(pool) < len(need.allowed):
        found = _composed(rack, scorer, pool, need)
    rows = np.full((len(found), max((len(one.places) for one in found), default=1)), count, np.int64)
    for row, one in zip(rows, found, strict=True):
        row[: len(one.places)] = one.places
    worth = np.linspace(RANGE, 0, len(found))
    return _Kept(rows, worth, opens / max(opens.max(), 1))


def _composed(rack: Rack, scorer: Scorer, allowed: Sequence[int], need: Need) -> list[Composed]:
    """The best first."""
    if not allowed:
        return []
    return compose(
        scorer,
        rack.types,
        rack.styles,
        allowed=allowed,
        layer=need.layer,
        most=DRAWN,
        finished=0,
        random=np.random.default_rng(0),
    )


def _pool(types: Sequence[str], need: Need, opens: Numbers, there: set[int]) -> list[int]:
    """What goes with most, by type, and what is in the case."""
    ranked = sorted(need.allowed, key=lambda place: (-opens[place], place))
    pool, taken = [], Counter[str]()
    for place in sorted(ranked, key=lambda place: place not in there):
        type_ = types[place]
        most = max(KEPT.get(type_, 0), need.days if type_ in ("top", "dress") else 0)
        if place in there or taken[type_] < most:
            pool.append(place)
            taken[type_] += 1
    return sorted(pool)


class _Case:
    """What is in the suitcase while it is filled."""

    def __init__(self, grams: Numbers, wears: Sequence[float], must: set[int], most_grams: int | None) -> None:
        self._grams = np.append(grams, 0.0)
        self._left = np.append(np.array(wears, float), np.inf)
        self._most = np.inf if most_grams is None else float(most_grams)
        self._worn: dict[tuple[int, ...], int] = {}
        self._new = np.ones(len(grams) + 1, bool)
        self._new[[*must, len(grams)]] = False
        self.worn_again = self.too_heavy = False

    @property
    def there(self) -> set[int]:
        """Places of what is in it."""
        return {int(place) for place in np.flatnonzero(~self._new[:-1])}

    def best(self, kept: _Kept) -> tuple[int, ...] | None:
        """The outfit of the next day, whose garments are in the case from now on; None where there is none at all."""
        if not len(kept.rows):
            return None
        new = self._new[kept.rows]
        grams = (self._grams[kept.rows] * new).sum(1)
        worth = kept.worth - PIECE * new.sum(1) - KILO * grams / 1000
        worth += VERSATILE * (kept.opens[kept.rows] * new).sum(1) / np.maximum(new.sum(1), 1)
        keys = [tuple(int(place) for place in row if place < len(self._new) - 1) for row in kept.rows]
        worth -= AGAIN * np.array([self._worn.get(key, 0) for key in keys])
        light = self._grams[:-1][~self._new[:-1]].sum() + grams <= self._most
        fresh = self._left[kept.rows].min(1) > 0
        tired = worth + np.minimum(self._left[kept.rows] - 1, 0).sum(1)  # what was worn most often comes last
        for values, allowed, again, heavy in (
            (worth, light & fresh, False, False),
            (tired, light, True, False),
            (-grams, np.ones(len(grams), bool), False, True),
        ):
            if allowed.any():
                chosen = int(np.argmax(np.where(allowed, values, NEVER)))
                self.worn_again |= again
                self.too_heavy |= heavy
                self._take(keys[chosen])
                return keys[chosen]
        return None

    def _take(self, outfit: tuple[int, ...]) -> None:
        self._worn[outfit] = self._worn.get(outfit, 0) + 1
        places = list(outfit)
        self._new[places] = False
        self._left[places] -= 1


def days_of(occasions: Sequence[str], days: int) -> Mapping[str | None, int]:
    """How many of the days are for what: each occasion but the first has one day, the first has the rest."""
    if not occasions:
        return {None: days}
    first, *others = dict.fromkeys(occasions)
    return {first: max(1, days - len(others)), **dict.fromkeys(others, 1)}
