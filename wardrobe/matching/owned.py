"""What a person owns, made ready once: everything that one more garment is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from embeddings.compatibility import Scorer
from embeddings.encoders import garment_vector
from wardrobe.catalogue.shelves import Shelves
from wardrobe.matching.measure import Measure, Pairs, codes, measure
from wardrobe.matching.rack import Rack, Styles, cover_vectors
from wardrobe.matching.spending import Spending, spending
from wardrobe.schema import LookRow, PersonRow, SightingRow

STRANGERS: Final = 24
"""Things of each type on sale that a small wardrobe is measured by, too."""
STRANGERS_BELOW: Final = 40
"""Garments: more have so many pairs of their own that strangers say nothing beside them."""


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """A rack, and what was worked out of it."""

    rack: Rack
    codes: NDArray[np.int64]
    """Places of the types in ``TYPES``."""
    vectors: NDArray[np.float32]
    """N×V, see ``garment_vector``."""
    measure: Measure
    good: Pairs
    """N×N: which go together."""
    spending: Spending

    def __len__(self) -> int:
        return len(self.rack.garments)

    def of_type(self, type_: str) -> NDArray[np.int64]:
        """Places of the garments of a type."""
        return np.array([place for place, own in enumerate(self.rack.types) if own == type_], np.int64)


def worn_by(session: Session, household_id: int, person_id: int, rack: Rack) -> Rack:
    """The garments that a person, or somebody of whom nobody knows, was seen in.

    What only others of the household wear is left out; somebody who only visits it is shown everything.
    """
    if session.scalar(select(PersonRow.household_id).where(PersonRow.id == person_id)) != household_id:
        return rack
    seen = select(SightingRow.garment_id).join(LookRow, LookRow.id == SightingRow.look_id)
    seen = seen.where(LookRow.household_id == household_id, LookRow.hidden_at.is_(None))
    own = set(session.scalars(seen.where(or_(LookRow.person_id.is_(None), LookRow.person_id == person_id)).distinct()))
    return rack.where(place for place, garment in enumerate(rack.garments) if garment.id in own)


def made_ready(
    session: Session,
    scorer: Scorer,
    rack: Rack,
    model_id: str,
    strangers: tuple[Styles, Sequence[str]] | None,
    today: date,
) -> Owned:
    """``model_id`` is that of the encoder whose vectors are compared."""
    there, embeddings, histograms = cover_vectors(session, rack.garments, model_id)
    rack = rack.where(there)
    own = measure(scorer, rack.styles, rack.types, *(strangers or ()))
    types = codes(rack.types)
    good = np.zeros((0, 0), np.bool_)
    if there:
        good = own.good(scorer.pairs(rack.styles, rack.types, rack.styles, rack.types), types, types)
    vectors = garment_vector(embeddings, histograms) if there else np.zeros((0, 1), np.float32)
    return Owned(rack, types, vectors, own, good, spending(rack.garments, rack.types, today))


def strangers_of(shelves: Shelves, household_id: int) -> tuple[Styles, Sequence[str]]:
    """Some things of every type on sale."""
    ids = [shelves.sample(household_id, type_, STRANGERS) for type_ in shelves.counts(household_id)]
    goods = shelves.goods(np.concatenate([*ids, np.zeros(0, np.int64)]))
    return goods.styles, goods.types
