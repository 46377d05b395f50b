"""Garments that are probably one: entered twice, because the second picture did not look enough like the first.

Recognition weighs a new look against what it knows by then. Pictures that come later may show that two
garments are the same after all; so every two of a category are weighed again (``embeddings.doubles``), by their
best pictures.

Not asked are garments that a look shows side by side, and those that the person has told apart: by splitting,
by assigning a sighting elsewhere, or by saying here that they are not the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.doubles import doubles
from embeddings.evidence import Calibration
from wardrobe.corrections import keep_apart, sightings_of, visible_garment
from wardrobe.database import Database
from wardrobe.errors import ChangeError
from wardrobe.garments import GarmentItem, Garments
from wardrobe.journal import Journal
from wardrobe.models import Models
from wardrobe.schema import ApartRow, LookRow, SightingRow, VectorRow
from wardrobe.vectors import Vectors, row_vector

PICTURES: Final = 4
"""Of each garment, the largest and clearest; more say little new."""
MOST: Final = 50
"""Pairs that are given: who answers these is asked about the next."""
TOLD: Final = 8
"""Sightings of each garment that are kept apart from the other when the person says so."""
REMEMBERED: Final = 4
"""Households whose vectors are kept in memory, 5 KB a picture."""

Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two garments that are probably one."""

    keep: GarmentItem
    """The one to stay: it has a name, else it was worn more often, else it came first."""
    other: GarmentItem
    probability: float


class AtHand(NamedTuple):
    """What is known of a household's duplicates without comparing anything."""

    found: list[Duplicate]
    fresh: bool
    """Nothing has changed since; else ask ``Duplicates.of`` where nobody waits for it."""


Group = tuple[tuple[int, tuple[int, ...]], ...]
"""The garments of a category, each with its best sightings."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A household as it was compared last."""

    items: list[GarmentItem]
    vectors: dict[int, NDArray[np.float32]]
    """By sighting."""
    groups: dict[str, tuple[Group, list[tuple[Pair, float]]]]
    """By category: what was compared, and what was found."""
    apart: frozenset[Pair]
    """Garments that cannot be one: worn together, or told apart by the person."""

    def found(self, items: list[GarmentItem]) -> list[Duplicate]:
        """The most probable first, of garments that are there."""
        by_id = {item.id: item for item in items}
        pairs = [one for _, found in self.groups.values() for one in found if one[0] not in self.apart]
        pairs = [one for one in pairs if one[0] <= by_id.keys()]
        pairs.sort(key=lambda one: (-one[1], sorted(one[0])))
        return [_duplicate([by_id[id] for id in pair], probability) for pair, probability in pairs[:MOST]]


class Duplicates:
    """The probable duplicates of every household (``house.duplicates``)."""

    def __init__(
        self, database: Database, journal: Journal, garments: Garments, vectors: Vectors, models: Models
    ) -> None:
        self._database = database
        self._journal = journal
        self._garments = garments
        self._vectors = vectors
        self._models = models
        self._known: dict[int, _Known] = {}

    def of(self, household_id: int) -> list[Duplicate]:
        """Pairs, the most probable first, at most ``MOST``. Raises ``ModelError``.

        Compared are only the categories in which garments or their best pictures have changed, each with one
        matrix product.
        """
        with self._database.read() as session:
            items = self._garments.all(session, household_id)
            known = self._known.get(household_id)
            if known is None or known.items is not items:
                known = self._compared(session, household_id, items, known)
                if household_id not in self._known and len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[household_id] = known
        return known.found(items)

    def at_hand(self, household_id: int) -> AtHand:
        """What was found last, without comparing anything."""
        with self._database.read() as session:
            items = self._garments.all(session, household_id)
        known = self._known.get(household_id)
        return AtHand([], False) if known is None else AtHand(known.found(items), known.items is items)

    def apart(self, household_id: int, one_id: int, other_id: int) -> int:
        """They are not the same: remembered, by recognition too. Gives the change's id. Raises ``NotFoundError``."""
        if one_id == other_id:
            raise ChangeError("A garment is the same as itself.", remedy="Choose another one.")
        with self._journal.change(household_id, "apart", one_id=one_id, other_id=other_id) as change:
            for id, not_id in ((one_id, other_id), (other_id, one_id)):
                garment = visible_garment(change.session, household_id, id)
                best = sorted(
                    sightings_of(change.session, garment.id), key=lambda row: -row.area_share * row.confidence
                )
                for row in best[:TOLD]:
                    keep_apart(change, row, not_id)
            return change.change_id

    def _compared(self, session: Session, household_id: int, items: list[GarmentItem], before: _Known | None) -> _Known:
        pictures, apart = _seen(session, household_id)
        vectors = _vectors(session, pictures, self._vectors.model_id, before.vectors if before else {})
        groups = {}
        for category, group in _by_category(items, pictures, vectors).items():
            known = before.groups.get(category) if before else None
            if known is None or known[0] != group:
                known = group, [*_likely(group, vectors, self._models.calibration)]
            groups[category] = known
        return _Known(items, vectors, groups, apart)


def _likely(
    group: Group, vectors: Mapping[int, NDArray[np.float32]], calibration: Calibration
) -> Iterator[tuple[Pair, float]]:
    """Every two garments of a category that are probably one."""
    if len(group) > 1:
        rows = np.stack([vectors[one] for _, pictures in group for one in pictures])
        counts = np.array([len(pictures) for _, pictures in group], np.int64)
        for one, other, share in doubles(rows, counts, calibration):
            yield Pair((group[one][0], group[other][0])), share


def _seen(session: Session, household_id: int) -> tuple[dict[int, tuple[int, ...]], frozenset[Pair]]:
    """Best sightings by garment, and garments that cannot be one: two queries."""
    mine = LookRow.household_id == household_id, LookRow.hidden_at.is_(None), SightingRow.garment_id.is_not(None)
    quality = SightingRow.area_share * SightingRow.confidence
    sightings = (
        select(SightingRow.garment_id, SightingRow.id, SightingRow.look_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(*mine)
        .order_by(quality.desc(), SightingRow.id)
    )
    pictures: defaultdict[int, list[int]] = defaultdict(list)
    looks: defaultdict[int, set[int]] = defaultdict(set)
    for garment_id, sighting_id, look_id in session.execute(sightings):
        if garment_id is not None:
            looks[look_id].add(garment_id)
            if len(pictures[garment_id]) < PICTURES:
                pictures[garment_id].append(sighting_id)
    told = (
        select(ApartRow.garment_id, SightingRow.garment_id)
        .join(SightingRow, SightingRow.id == ApartRow.sighting_id)
        .join(LookRow, LookRow.id == SightingRow.look_id)
        .where(*mine)
    )
    apart = {Pair((one, other)) for one, other in session.execute(told) if other is not None}
    apart |= {Pair(pair) for worn in looks.values() for pair in combinations(worn, 2)}
    return {id: tuple(found) for id, found in pictures.items()}, frozenset(apart)


def _vectors(
    session: Session,
    pictures: Mapping[int, Sequence[int]],
    model_id: str,
    before: Mapping[int, NDArray[np.float32]],
) -> dict[int, NDArray[np.float32]]:
    """By sighting, of the photo itself; those that were read before are not read again."""
    wanted = {one for found in pictures.values() for one in found}
    vectors = {id: vector for id, vector in before.items() if id in wanted}
    missing = sorted(wanted - vectors.keys())
    for start in range(0, len(missing), 500):
        rows = select(VectorRow).where(
            VectorRow.model_id == model_id,
            VectorRow.view == 0,
            VectorRow.sighting_id.in_(missing[start : start + 500]),
        )
        vectors |= {row.sighting_id: row_vector(row) for row in session.scalars(rows)}
    return vectors


def _by_category(
    items: Sequence[GarmentItem],
    pictures: Mapping[int, Sequence[int]],
    vectors: Mapping[int, NDArray[np.float32]],
) -> dict[str, Group]:
    """Garments with the sightings that have a vector; those that have none cannot be compared."""
    groups: defaultdict[str, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.id):
        shown = tuple(one for one in pictures.get(item.id, ()) if one in vectors)
        if shown:
            groups[item.category].append((item.id, shown))
    return {category: tuple(group) for category, group in groups.items()}


def _duplicate(pair: Collection[GarmentItem], probability: float) -> Duplicate:
    keep, other = sorted(pair, key=lambda item: (item.name is None, -item.wear_count, item.id))
    return Duplicate(keep, other, probability)
