"""A household and a shop made of rows: garments that are owned and things on sale, with vectors, without pictures."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import update

from embeddings.colour import COLOUR_BINS, FAMILIES, anchor_of
from wardrobe.catalogue.schema import CatalogueRow, ItemPriceRow, ItemRow, ItemVectorRow
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.matching.rack import packed
from wardrobe.schema import GarmentRow, HouseholdRow, LookRow, PersonRow, SightingRow, VectorRow

TODAY = date(2026, 3, 2)
Look = Sequence[float]


def unit(like: Look, dim: int) -> NDArray[np.float32]:
    vector = np.zeros(dim, np.float32)
    vector[: len(like)] = like
    return vector / np.linalg.norm(vector)


def colours_of(colour: str) -> tuple[list[Any], NDArray[np.float32]]:
    family, lab = anchor_of(colour)
    histogram = np.zeros(COLOUR_BINS, np.float32)
    histogram[FAMILIES.index(family)] = 1
    return [[colour, family, [*lab], 1.0]], histogram


@dataclass
class Shop:
    """What one household owns, and what it may buy. ``look`` is an embedding: equal ones go together."""

    house: House
    household: int
    catalogue: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        if not self.catalogue:
            self.catalogue = self.open(self.household)

    def open(self, household: int | None) -> int:
        """Another catalogue: of a household, or of everybody (None)."""
        row = CatalogueRow(household_id=household, name="shop", source="feed.xml", format="csv", created_at=_moment())
        with self.house.database.write() as session:
            session.add(row)
            session.flush()
            return row.id

    def neighbour(self) -> int:
        with self.house.database.write() as session:
            row = HouseholdRow(name="next door")
            session.add(row)
            session.flush()
            return row.id

    def person(self, name: str = "Mina", household: int | None = None) -> int:
        home = household or self.household
        with self.house.database.write() as session:
            key = f"{home}-{name}"
            row = PersonRow(household_id=home, name=name, name_key=key, password_hash="", created_at=_moment())
            session.add(row)
            session.flush()
            return row.id

    def owns(
        self,
        category: str,
        look: Look = (1,),
        colour: str = "black",
        *,
        wears: int = 1,
        kind: str | None = None,
        person: int | None = None,
        **columns: Any,
    ) -> int:
        """A garment worn on so many days."""
        dim = self.house.models.encoder.dim
        colours, histogram = colours_of(colour)
        with self.house.database.write() as session:
            garment = GarmentRow(household_id=self.household, category=category, **columns)
            session.add(garment)
            session.flush()
            for day in range(wears):
                number = next(self._numbers)
                row = LookRow(
                    household_id=self.household, sha256=f"{self.household:032x}{number:032x}", name="look.jpg",
                    source="upload", received_at=_moment(), worn_on=TODAY - timedelta(days=365 - 7 * day),
                    state="ready", person_id=person,
                )  # fmt: skip
                session.add(row)
                session.flush()
                seen = SightingRow(
                    look_id=row.id, category=category, kind=kind, colours=colours, left=0, top=0, right=1, bottom=1,
                    grid_width=1, grid_height=1, mask=b"", area_share=0.2, confidence=0.9, content_hash=f"{row.id}",
                    garment_id=garment.id, decision="same",
                )  # fmt: skip
                session.add(seen)
                session.flush()
                session.add(
                    VectorRow(
                        sighting_id=seen.id, model_id=self.house.models.encoder.model_id,
                        content_hash=seen.content_hash, embedding=unit(look, dim).astype("<f4").tobytes(),
                        histogram=histogram.astype("<f4").tobytes(),
                    )
                )  # fmt: skip
            bump(session, self.household)
            return garment.id

    def sells(
        self,
        category: str,
        look: Look = (1,),
        colour: str = "black",
        *,
        price: int | None = 5000,
        catalogue: int | None = None,
        style_id: str | None = None,
        **columns: Any,
    ) -> int:
        """An item that is ready. Its style is made when it is asked for, unless ``style_id`` says whose it is."""
        dim = self.house.models.encoder.dim
        colours, histogram = colours_of(colour)
        number = next(self._numbers)
        given: dict[str, Any] = {
            "catalogue_id": catalogue or self.catalogue, "key": f"{number}", "title": f"{colour} {category} {number}",
            "link": f"https://shop.example/{number}", "price_minor": price, "currency": "EUR" if price else None,
            "row_hash": "", "added_on": TODAY, "category": category, "colours": colours, "state": "ready",
            "picture_sha256": f"{number:064x}",
        } | columns  # fmt: skip
        vector = unit(look, dim).astype("<f2").tobytes()
        with self.house.database.write() as session:
            row = ItemRow(**given)
            session.add(row)
            session.flush()
            if row.state == "ready":
                session.add(
                    ItemVectorRow(
                        item_id=row.id, model_id=self.house.models.encoder.model_id, embedding=vector,
                        histogram=packed(histogram), style=vector if style_id else None, style_id=style_id,
                    )
                )  # fmt: skip
            if row.price_minor is not None:
                session.add(ItemPriceRow(item_id=row.id, since=TODAY, price_minor=row.price_minor, currency="EUR"))
            id = row.id
        self.house.shelves.catch_up()
        return id

    def change(self, item_id: int, **columns: Any) -> None:
        """What the next import would write."""
        with self.house.database.write() as session:
            session.execute(update(ItemRow).where(ItemRow.id == item_id).values(**columns))
        self.house.shelves.catch_up()

    def costs(self, item_id: int, price: int, since: date) -> None:
        """A new price from a day on."""
        with self.house.database.write() as session:
            session.add(ItemPriceRow(item_id=item_id, since=since, price_minor=price, currency="EUR"))
        self.change(item_id, price_minor=price)


def _moment() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)
