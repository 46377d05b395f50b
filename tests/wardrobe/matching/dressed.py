"""Households with garments, vectors and looks as rows, and a judge whose word is known beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import update

from embeddings.colour import COLOUR_BINS, anchor_of
from embeddings.compatibility.likeness import Likeness
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.schema import GarmentRow, HouseholdRow, LookRow, PersonRow, SightingRow, VectorRow

FIRST = date(2026, 1, 1)


class Judge(Likeness):
    """Six times the mean likeness of the pairs: garments of one ``group`` go together, those of two do not."""

    model_id = "judge"

    def score(self, styles: Any, types: Sequence[str], outfits: NDArray[np.int64]) -> Any:
        return 6 * super().score(styles, types, outfits)


def judged(house: House, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Let the judge judge in this house."""
    judge = Judge(house.models.encoder.dim)
    monkeypatch.setattr(type(house.models), "compatibility", property(lambda _self: judge))
    return judge


@dataclass
class Dressed:
    """A household, and short ways to fill it."""

    house: House
    id: int = 0
    _count: int = 0
    _groups: dict[int, tuple[str, str, str, float, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.id:
            with self.house.database.write() as session:
                row = HouseholdRow(name="home")
                session.add(row)
                session.flush()
                self.id = row.id

    def garment(
        self,
        category: str,
        colour: str = "black",
        *,
        kind: str = "",
        group: int = 0,
        formality: float = 0.1,
        **columns: Any,
    ) -> int:
        """A garment; it is in the wardrobe as soon as a look shows it."""
        with self.house.database.write() as session:
            row = GarmentRow(household_id=self.id, category=category, **columns)
            session.add(row)
            session.flush()
            self._groups[row.id] = (category, colour, kind, formality, group)
            return row.id

    def person(self, name: str) -> int:
        with self.house.database.write() as session:
            row = PersonRow(
                household_id=self.id, name=name, name_key=f"{self.id}-{name}", password_hash="", created_at=_moment()
            )
            session.add(row)
            session.flush()
            return row.id

    def look(self, *garments: int, person: int | None = None, vectors: bool = True, asked: Sequence[int] = ()) -> int:
        """Worn on a day of its own."""
        self._count += 1
        with self.house.database.write() as session:
            row = LookRow(
                household_id=self.id,
                sha256=f"{self.id:032x}{self._count:032x}",
                name="look.jpg",
                source="upload",
                received_at=_moment(),
                worn_on=FIRST + timedelta(days=self._count),
                state="ready",
                person_id=person,
            )
            session.add(row)
            session.flush()
            for place, garment in enumerate((*garments, *asked)):
                category, colour, kind, formality, group = self._groups[garment]
                family, lab = anchor_of(colour)
                sighting = SightingRow(
                    look_id=row.id, category=category, colours=[[colour, family, [*lab], 1.0]], left=0, top=0, right=1,
                    bottom=1, grid_width=1, grid_height=1, mask=b"", area_share=0.2, confidence=0.9,
                    content_hash=f"{row.id}-{place}", attributes=_attributes(kind, formality),
                )  # fmt: skip
                if garment in garments:
                    sighting.garment_id, sighting.decision = garment, "same"
                else:
                    sighting.candidate_id, sighting.decision = garment, "ask"
                session.add(sighting)
                session.flush()
                if vectors:
                    session.add(_vector(sighting.id, self.house, group))
            bump(session, self.id)
            return row.id

    def set(self, garment: int, **columns: Any) -> None:
        with self.house.database.write() as session:
            session.execute(update(GarmentRow).where(GarmentRow.id == garment).values(**columns))
            bump(session, self.id)


def _attributes(kind: str, formality: float) -> Mapping[str, Any]:
    kinds = {"kind": {kind: 0.9}} if kind else {}
    return {"pattern": {"plain": 0.9}, "formality": formality, "warmth": 0.5, **kinds}


def _vector(sighting_id: int, house: House, group: int) -> VectorRow:
    numbers = np.eye(1, house.models.encoder.dim, group, dtype="<f4")
    colours = np.eye(1, COLOUR_BINS, 0, dtype="<f4")
    return VectorRow(
        sighting_id=sighting_id,
        model_id=house.models.encoder.model_id,
        content_hash="",
        embedding=numbers.tobytes(),
        histogram=colours.tobytes(),
    )


def _moment() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)
