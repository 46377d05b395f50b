"""What somebody likes to wear, in numbers that can be said in words. Knows no database.

For each thing that an outfit may have (two colours together, two kinds together, these very two garments, a
pattern, …) it is counted how often it was worn, and how often it would have been if each garment of the
looks had been drawn by chance from the garments of its type that are owned. Their ratio, shrunk towards 1,
is what wearing says (the shrunk observed-to-expected ratio: Norén, Hopstadius and Bate, Statistical Methods in
Medical Research 22, 2013). What was liked, saved or rated well against what was skipped, shrunk towards the
person's own share of likes, is what saying says. Both are log-odds and are added.

The means over an outfit's pairs and over its garments are weighed and bounded: a taste orders what is nearly
as good, it never outweighs a judge that is sure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wardrobe.attributes import NAMED_FROM, level
from wardrobe.garments import GarmentItem

Numbers = NDArray[np.float32]
Places = NDArray[np.int64]

CAP: Final = 1.0
"""The most that a taste adds or takes, in log-odds: odds of e to 1."""
PAIRS: Final[dict[str, tuple[float, float]]] = {"together": (1.0, 2.0), "colours": (1.0, 4.0), "kinds": (0.5, 4.0)}
"""What is counted of two garments: its weight, and how many expected cases a ratio of 1 is believed as."""
SINGLES: Final[dict[str, tuple[float, float]]] = {"garment": (0.3, 4.0), "pattern": (0.3, 4.0), "level": (0.3, 4.0)}
"""The same of one garment."""
THEMSELVES: Final = ("together", "garment")
"""Aspects that are about these very garments."""


@dataclass(frozen=True, slots=True)
class Event:
    """Garments that were worn or said something of, at once."""

    garment_ids: Sequence[int]
    worn: float = 0.0
    liked: float = 0.0
    skipped: float = 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """What is known of one thing that an outfit has."""

    aspect: str
    """Of ``PAIRS`` or ``SINGLES``."""
    garment_ids: tuple[int, ...]
    values: tuple[str, ...]
    """What it is: colour families, kinds, category and pattern, level; empty for garments themselves."""
    worn: float
    expected: float
    liked: float
    skipped: float
    share: float
    """What it adds to this outfit, in log-odds before the bound."""


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One aspect: the value of each garment (−1: none) and what is known of the values, or pairs of values."""

    names: tuple[tuple[str, ...], ...]
    of: Places
    worn: Numbers
    expected: Numbers
    liked: Numbers
    skipped: Numbers
    weights: Numbers
    """Log-odds times the aspect's weight; a row and a column of zeros at the end for what is not known."""


class Preferences:
    """A taste, fitted to N garments and what became of them."""

    def __init__(self, garments: Sequence[GarmentItem], types: Sequence[str], events: Sequence[Event]) -> None:
        self._places: Mapping[int, int] = {garment.id: place for place, garment in enumerate(garments)}
        known = [(np.array([self._places[id] for id in ids], np.int64), event) for event in events
                 if (ids := [id for id in event.garment_ids if id in self._places])]  # fmt: skip
        groups = np.unique(np.array(types, dtype=str), return_inverse=True)[1] if len(garments) else np.zeros(0, int)
        liked, skipped = (2 + sum(getattr(event, name) for event in events) for name in ("liked", "skipped"))
        self._base = liked / (liked + skipped)
        counted = {1: _each(known), 2: _each_two(known)}
        facts = [_facts(garment) for garment in garments]
        self._tables: dict[str, _Table] = {}
        for order, aspects in ((1, SINGLES), (2, PAIRS)):
            for aspect, (weight, prior) in aspects.items():
                values = [fact[aspect] for fact in facts]
                self._tables[aspect] = self._table(values, groups, counted[order], weight, prior)
        count = len(garments)
        self._single = np.zeros(count + 1, np.float32)
        self._pair = np.zeros((count + 1, count + 1), np.float32)
        for aspect in SINGLES:
            self._single[:count] += self._tables[aspect].weights[self._tables[aspect].of]
        for aspect in PAIRS:
            table = self._tables[aspect]
            self._pair[:count, :count] += table.weights[table.of][:, table.of]

    def adjust(self, outfits: Sequence[Sequence[int]]) -> Numbers:
        """M log-odds to add to the scores of outfits, each the ids of its garments; −``CAP`` to ``CAP``.

        Garments that are not known count for nothing.
        """
        nothing = len(self._places)
        width = max(map(len, outfits), default=0)
        rows = np.full((len(outfits), max(width, 1)), nothing, np.int64)
        for row, ids in zip(rows, outfits, strict=True):
            row[: len(ids)] = [self._places.get(id, nothing) for id in ids]
        there = (rows < nothing).sum(1)
        two = self._pair[rows[:, :, None], rows[:, None, :]]
        two = two.sum((1, 2)) - np.trace(two, axis1=1, axis2=2)
        total = self._single[rows].sum(1) / np.maximum(there, 1) + two / np.maximum(there * (there - 1), 1)
        return np.asarray(CAP * np.tanh(total / CAP), np.float32)

    def counts(self, garment_ids: Sequence[int]) -> list[Count]:
        """What an outfit has that is known of, what adds or takes most first."""
        ids = [id for id in dict.fromkeys(garment_ids) if id in self._places]
        pairs = [(one, other) for i, one in enumerate(ids) for other in ids[i + 1 :]]
        found = [self._count(aspect, (id,), len(ids)) for aspect in SINGLES for id in ids]
        found += [self._count(aspect, pair, len(pairs)) for aspect in PAIRS for pair in pairs]
        return sorted((one for one in found if one is not None), key=lambda one: -abs(one.share))

    def _count(self, aspect: str, ids: tuple[int, ...], among: int) -> Count | None:
        table = self._tables[aspect]
        at = tuple(int(table.of[self._places[id]]) for id in ids)
        if min(at) < 0:
            return None
        values = () if aspect in THEMSELVES else tuple(word for place in at for word in table.names[place])
        return Count(
            aspect,
            ids,
            values,
            worn=float(table.worn[at]),
            expected=float(table.expected[at]),
            liked=float(table.liked[at]),
            skipped=float(table.skipped[at]),
            share=float(table.weights[at]) / among,
        )

    def _table(
        self,
        values: Sequence[tuple[str, ...] | None],
        groups: NDArray[np.int64],
        counted: tuple[NDArray[np.int64], NDArray[np.float64]],
        weight: float,
        prior: float,
    ) -> _Table:
        names = sorted({value for value in values if value is not None})
        number = {name: place for place, name in enumerate(names)}
        of = np.array([-1 if value is None else number[value] for value in values], np.int64)
        places, amounts = counted
        order, size = places.shape[1], max(len(names), 1)
        shape = (size,) * order
        at = of[places]
        all_known = (at >= 0).all(1)
        flat = np.ravel_multi_index(tuple(at[all_known].T), shape)
        sums = [np.bincount(flat, part[all_known], size**order).astype(np.float64).reshape(shape) for part in amounts.T]
        expected = _by_chance(of, size, groups, places, amounts[:, 0])
        if order == 2:  # each pair was counted from both ends, so two of one value twice at one place
            for part in (*sums, expected):
                part[np.diag_indices(size)] /= 2
        worn, liked, skipped = sums
        odds = np.log((worn + prior) / (expected + prior))
        odds += np.log((liked / self._base + prior) / (skipped / (1 - self._base) + prior))
        weights = np.pad(weight * odds, (0, 1)).astype(np.float32)
        counts = [part.astype(np.float32) for part in (worn, expected, liked, skipped)]
        return _Table(tuple(names), of, counts[0], counts[1], counts[2], counts[3], weights)


def _facts(garment: GarmentItem) -> dict[str, tuple[str, ...] | None]:
    """What can be said of a garment, by aspect."""
    attributes = garment.attributes
    pattern = attributes.pattern
    named = pattern.value if pattern is not None and pattern.probability >= NAMED_FROM else None
    formality = attributes.formality
    own = (str(garment.id),)
    return {
        "together": own,
        "garment": own,
        "colours": (garment.colours[0].family,) if garment.colours else None,
        "kinds": (garment.kind or garment.category,),
        "pattern": (named, garment.category) if named and named != "plain" else None,
        "level": None if formality is None else (level("formality", formality).value,),
    }


def _each(known: Sequence[tuple[Places, Event]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Every garment of every event, with what the event says (worn, liked, skipped)."""
    rows = [places[:, None] for places, _ in known]
    return _stacked(rows, [event for _, event in known], 1)


def _each_two(known: Sequence[tuple[Places, Event]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The same for every two garments, from both ends."""
    rows = []
    for places, _ in known:
        one, other = np.nonzero(~np.eye(len(places), dtype=bool))
        rows.append(np.stack([places[one], places[other]], axis=1))
    return _stacked(rows, [event for _, event in known], 2)


def _stacked(
    rows: Sequence[NDArray[np.int64]], events: Sequence[Event], order: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    amounts = [np.tile([e.worn, e.liked, e.skipped], (len(row), 1)) for row, e in zip(rows, events, strict=True)]
    return np.concatenate([np.zeros((0, order), np.int64), *rows]), np.concatenate([np.zeros((0, 3)), *amounts])


def _by_chance(
    of: Places, size: int, groups: NDArray[np.int64], places: NDArray[np.int64], amounts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How often each value, or each two, would have been worn if garments of a type were drawn by chance."""
    types = int(groups.max(initial=0)) + 1
    owned = np.zeros((types, size))
    np.add.at(owned, (groups[of >= 0], of[of >= 0]), 1)
    all_of = np.maximum(np.bincount(groups, minlength=types), 1)
    shares = owned / all_of[:, None]
    order = places.shape[1]
    seen = np.zeros((types,) * order)
    np.add.at(seen, tuple(groups[places].T), amounts)
    if order == 1:
        return np.asarray(seen @ shares)
    twice = np.diag(seen) / np.maximum(all_of * (all_of - 1), 1)  # two of one type are drawn without putting back
    np.fill_diagonal(seen, 0)
    found = shares.T @ seen @ shares + (owned * twice[:, None]).T @ owned
    found[np.diag_indices(size)] -= twice @ owned
    return np.asarray(found)
