"""Groups of similar taste on a host with many households: what they wear, so that nobody can be read out of it.

**Who it is to hold against.** Somebody who sees every release there ever is, who knows exactly what all
others wear and which of them take part, and who may make any number of accounts. They shall not be able
to tell whether one certain person was among those counted, nor what that person wears. Not against the
owner of the host, who has the database.

**How.** A release is of one month, and is made once, when the month is over. In it

1. only people of households that opted in count, each with at least ``LEAST_LOOKS`` looks in the month that are
   theirs by name; what they add is made of those looks alone, not of garments that they share with others;
2. each belongs to one of ``GROUPS``. That list is fixed and public, and the group follows from the
   person's own looks alone: no one's place depends on others, as it would with clusters of the data;
3. each adds 1 to the group's people and to its sums one vector of ``GRID`` whole points at most, spread
   over the fixed list ``CELLS`` by shares of what they wore. So one person more or less changes the people
   by 1 and the sums by ``GRID`` in all (L1), in one group and no other;
4. every number gets discrete Laplace noise (``noise``), also those of groups with nobody in them: people with
   ``EPSILON_PEOPLE``, sums with ``EPSILON_SUMS``;
5. a group is published only where there are at least ``LEAST_PEOPLE`` people in truth, and the noisy number is
   at least ``SHOWN_FROM``. The second condition hides the first: with ``LEAST_PEOPLE`` people the probability of
   being published at all is at most ``DELTA``. Exact numbers are kept nowhere.

So a month's release is (ε, δ)-differentially private with ε = ``EPSILON`` and δ = ``DELTA`` for adding or removing
one person with all their looks of the month. Months add up (basic composition): a person who takes part
for a year is protected with 12 ε and 12 δ, in each month with ε.

**Asked again, a release is the same**, for it is kept in a file: averaging many answers gives nothing away.
It is written by the first who asks after the month and never made anew; photos that come late change nothing.
A month that nobody asked about in the month after it is never released.

The file is no cache: whoever deletes it spends the month's ε once more. It is in the data folder, not in ``cache``;
several machines that serve one database must share that folder. Who has two accounts counts as two people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from embeddings.colour import FAMILIES
from embeddings.ontology import PATTERNS
from embeddings.parsing.labels import GARMENT_CATEGORIES
from wardrobe.attributes import LEVELS
from wardrobe.matching.insights.noise import discrete_laplace, half_width, margin

LEAST_LOOKS: Final = 5
LEAST_PEOPLE: Final = 20
GRID: Final = 1200
"""Points that a person has to spread: a share in whole numbers."""
EPSILON_PEOPLE: Final = 0.5
EPSILON_SUMS: Final = 0.5
EPSILON: Final = EPSILON_PEOPLE + EPSILON_SUMS
DELTA: Final = 1e-6
SHOWN_FROM: Final = LEAST_PEOPLE + margin(EPSILON_PEOPLE, DELTA)

ASPECTS: Final[dict[str, tuple[str, ...]]] = {
    "colour": FAMILIES,
    "category": tuple(GARMENT_CATEGORIES),
    "pattern": PATTERNS,
}
"""Each gets an equal part of a person's points."""
CELLS: Final = tuple((aspect, value) for aspect, values in ASPECTS.items() for value in values)
TONES: Final[dict[str, tuple[str, ...]]] = {
    "dark": ("black", "grey", "brown"),
    "light": ("white", "beige"),
    "colourful": ("blue", "green", "red", "pink", "orange", "yellow", "purple"),
}
GROUPS: Final = tuple(f"{style} {tone}" for style in LEVELS["formality"] for tone in TONES)
"""Style and tone: ``casual dark`` and so on."""

Counts = Mapping[str, Mapping[str, int]]
"""Aspect, value, wears of a person in a month."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one person adds in a month."""

    group: str
    points: tuple[int, ...]
    """One for each of ``CELLS``, none below 0, together at most ``GRID``."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is published: nothing here is exact."""

    name: str
    people: int
    shares: tuple[float, ...]
    """For each of ``CELLS`` the share of its aspect, 0 to 1."""
    half_width: float
    """So far at most is a share from the exact one, with a probability of 95 %, by the noise of its sum."""


@dataclass(frozen=True, slots=True)
class Release:
    """What is published of a month."""

    month: str
    """As ``2026-05``."""
    groups: tuple[Group, ...]
    epsilon: float = EPSILON
    delta: float = DELTA


def contribution(counts: Counts) -> Contribution | None:
    """What somebody adds who wore these; None where their group cannot be told."""
    formality, colours = counts.get("formality", {}), counts.get("colour", {})
    if not sum(formality.values()) or not sum(colours.values()):
        return None
    style = max(LEVELS["formality"], key=lambda name: formality.get(name, 0))
    tone = max(TONES, key=lambda name: sum(colours.get(family, 0) for family in TONES[name]))
    part = GRID // len(ASPECTS)
    points: list[int] = []
    for aspect, values in ASPECTS.items():
        own = [counts.get(aspect, {}).get(value, 0) for value in values]
        total = sum(own)
        points += [part * one // total if total else 0 for one in own]  # rounded down: never more than the part
    return Contribution(f"{style} {tone}", tuple(points))


def exact(people: Sequence[Contribution]) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Of every group how many people it has and the sums of their points. Never to be shown or kept."""
    members = Counter(person.group for person in people)
    sums = {group: [0] * len(CELLS) for group in GROUPS}
    for person in people:
        sums[person.group] = [one + more for one, more in zip(sums[person.group], person.points, strict=True)]
    return {group: (members[group], tuple(sums[group])) for group in GROUPS}


def release(month: str, people: Sequence[Contribution], random: Random) -> Release:
    """A month's release, noise and all."""
    shown = []
    for name, (members, sums) in exact(people).items():
        noisy = members + discrete_laplace(random, EPSILON_PEOPLE)
        noised = [one + discrete_laplace(random, EPSILON_SUMS, GRID) for one in sums]
        if members >= LEAST_PEOPLE and noisy >= SHOWN_FROM:
            shown.append(_published(name, noisy, noised))
    return Release(month, tuple(shown))


def _published(name: str, people: int, sums: Sequence[int]) -> Group:
    """Shares made of noisy numbers alone: that costs no privacy."""
    whole = people * (GRID // len(ASPECTS))
    shares = tuple(min(max(one / whole, 0.0), 1.0) for one in sums)
    return Group(name, people, shares, half_width(EPSILON_SUMS, GRID) / whole)
