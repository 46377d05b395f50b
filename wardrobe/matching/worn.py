"""What was worn together: the certain garments of every look, read once for each change in a household.

And how far that alone goes: ``held_out`` asks the last looks for what the earlier ones say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import sqrt
from typing import Final

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardrobe.matching.said_worn import said_worn
from wardrobe.schema import LookRow, PersonRow, SightingRow

Pair = tuple[int, int]
"""Ids of two garments, the smaller first."""
ANSWERS: Final = 4
"""Garments to choose from in a question of ``held_out``: the one that was worn, and others of its type."""


@dataclass(frozen=True, slots=True)
class Worn:
    """One look, and the garments in it that are certain; or an outfit that is said to have been worn."""

    look_id: int
    """Below 0 where there is no look."""
    day: date
    person_id: int | None
    garment_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How often the garment that was worn is told from others of its type, by the earlier looks alone."""

    accuracy: float
    """0 to 1; not a number where nothing could be asked."""
    chance: float
    """What guessing would give."""
    n: int
    low: float
    high: float
    """The 95 % interval (Wilson 1927)."""


def read_worn(session: Session, household_id: int) -> list[Worn]:
    """Every look that is not deleted and has a certain garment, the first day first.

    With what is said to have been worn on days of which no look shows any of it.
    """
    query = (
        select(LookRow.id, LookRow.worn_on, LookRow.person_id, SightingRow.garment_id)
        .join(SightingRow, SightingRow.look_id == LookRow.id)
        .where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None), SightingRow.garment_id.is_not(None))
        .order_by(LookRow.worn_on, LookRow.id, SightingRow.id)
    )
    garments: defaultdict[tuple[int, date, int | None], dict[int, None]] = defaultdict(dict)
    for look_id, day, person_id, garment_id in session.execute(query):
        if garment_id is not None:
            garments[look_id, day, person_id][garment_id] = None
    looks = [Worn(*key, tuple(ids)) for key, ids in garments.items()]
    shown = {(look.day, id) for look in looks for id in look.garment_ids}
    said = [
        Worn(-one.plan_id, one.day, one.person_id, one.garment_ids)
        for one in said_worn(session, household_id)
        if not any((one.day, id) in shown for id in one.garment_ids)
    ]
    return sorted([*looks, *said], key=lambda one: one.day) if said else looks


def of_person(session: Session, household_id: int, worn: Sequence[Worn], person_id: int | None) -> list[Worn]:
    """The looks of a person; None: everybody's. Looks of nobody in particular are theirs who lives alone."""
    if person_id is None:
        return list(worn)
    people = session.scalar(select(func.count()).where(PersonRow.household_id == household_id)) or 0
    theirs = (person_id, None) if people <= 1 else (person_id,)
    return [look for look in worn if look.person_id in theirs]


def days_together(worn: Sequence[Worn], without: Collection[int] = ()) -> dict[Pair, int]:
    """On how many days each two garments were worn together; looks of ``without`` do not count."""
    days: defaultdict[Pair, set[date]] = defaultdict(set)
    for look in worn:
        if look.look_id not in without:
            for pair in combinations(sorted(look.garment_ids), 2):
                days[pair].add(look.day)
    return {pair: len(when) for pair, when in days.items()}


def held_out(worn: Sequence[Worn], types: Mapping[int, str], *, share: float = 0.2, seed: int = 0) -> HeldOut:
    """Ask of the last ``share`` of the looks which garment belongs to the rest, by co-occurrence before them.

    ``types``: the type of each garment. A question: a garment of a look against up to ``ANSWERS`` − 1 others
    of its type that were seen before; the answer is the one that was worn on most days with the rest of the
    look, garment by garment as a share of the days on which it was worn at all (so that what is worn often is
    not right by that alone). Ties count as guesses. Looks that repeat an earlier one are asked too: people
    wear the same again, and that is what history is worth.
    """
    ordered = sorted(worn, key=lambda look: (look.day, look.look_id))
    first = len(ordered) - round(len(ordered) * share)
    random = np.random.default_rng(seed)
    right = chance = asked = 0.0
    for look in ordered[first:]:
        before = [one for one in ordered[:first] if one.day < look.day]
        together = days_together(before)
        days: defaultdict[int, set[date]] = defaultdict(set)
        for one in before:
            for id in one.garment_ids:
                days[id].add(one.day)
        for id in look.garment_ids:
            rest = [other for other in look.garment_ids if other != id and other in days]
            wrong = sorted(
                other
                for other in days
                if types.get(other) == types.get(id) and other != id and other not in look.garment_ids
            )
            if id not in days or not rest or not wrong:
                continue
            answers = [id, *(int(one) for one in random.permutation(wrong)[: ANSWERS - 1])]
            scores = [
                sum(together.get((min(one, other), max(one, other)), 0) for other in rest) / (len(days[one]) + 1)
                for one in answers
            ]
            best = max(scores)
            right += scores.count(best) ** -1 if scores[0] == best else 0
            chance += 1 / len(answers)
            asked += 1
    return _share(right, chance, int(asked))


def _share(right: float, chance: float, n: int, z: float = 1.96) -> HeldOut:
    if not n:
        return HeldOut(float("nan"), float("nan"), 0, 0.0, 1.0)
    share = right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return HeldOut(share, chance / n, n, middle - half, middle + half)
