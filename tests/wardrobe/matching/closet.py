"""A wardrobe made of rows: garments with vectors, guesses and days worn, without any picture."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import update

from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.schema import GarmentRow, LookRow, SightingRow, VectorRow

TODAY = date(2026, 3, 2)
LONG_AGO = TODAY - timedelta(days=9)


@dataclass
class Closet:
    """One household's, and short ways to fill it."""

    house: House
    household: int
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _looks: dict[date, int] = field(default_factory=dict)

    def own(
        self,
        category: str,
        *days: date,
        like: Sequence[float] | None = None,
        warmth: float | None = None,
        formality: float | None = None,
        **columns: Any,
    ) -> int:
        """A garment worn on these days (nine days ago where none is given); ``like`` is its embedding."""
        with self.house.database.write() as session:
            garment = GarmentRow(household_id=self.household, category=category, **columns)
            session.add(garment)
            session.flush()
            id = garment.id
            bump(session, self.household)
        for day in days or (LONG_AGO,):
            self.wear(id, day, like=like, warmth=warmth, formality=formality)
        return id

    def wear(
        self,
        garment_id: int,
        day: date,
        *,
        like: Sequence[float] | None = None,
        warmth: float | None = None,
        formality: float | None = None,
    ) -> int:
        """Put a garment into the look of a day; gives the look's id."""
        number = next(self._numbers)
        embedding = np.zeros(8, np.float32)
        embedding[: len(like or ())] = like or ()
        if like is None:
            embedding = np.random.default_rng(garment_id).normal(size=8).astype(np.float32)
        embedding /= np.linalg.norm(embedding)
        scores = {"warmth": warmth, "formality": formality}
        with self.house.database.write() as session:
            category = session.get_one(GarmentRow, garment_id).category
            look_id = self._looks.get(day)
            if look_id is None:
                look = LookRow(
                    household_id=self.household,
                    sha256=f"{self.household:032x}{number:032x}",
                    name=f"{number}.jpg",
                    source="upload",
                    received_at=datetime(2026, 1, 1, tzinfo=UTC),
                    worn_on=day,
                    state="ready",
                )
                session.add(look)
                session.flush()
                look_id = self._looks[day] = look.id
            row = SightingRow(
                look_id=look_id, category=category, colours=[], left=0, top=0, right=1, bottom=1, grid_width=1,
                grid_height=1, mask=b"", area_share=0.1, confidence=0.9, content_hash=f"{self.household}-{number}",
                garment_id=garment_id, decision="same",
                attributes={name: score for name, score in scores.items() if score is not None},
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add(
                VectorRow(
                    sighting_id=row.id,
                    model_id=self.house.vectors.model_id,
                    content_hash=row.content_hash,
                    embedding=embedding.astype("<f4").tobytes(),
                    histogram=np.full(4, 0.5, "<f4").tobytes(),
                )
            )
            bump(session, self.household)
        return look_id

    def say(self, garment_id: int, **columns: Any) -> None:
        """Facts of a garment, such as ``in_wash``."""
        with self.house.database.write() as session:
            session.execute(update(GarmentRow).where(GarmentRow.id == garment_id).values(**columns))
            bump(session, self.household)
