"""Garments, looks and households made of a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from embeddings.attributes import Attributes, Guess
from embeddings.colour import Colour, anchor_of
from embeddings.compatibility import type_of
from tests.wardrobe.conftest import ColourEncoder
from wardrobe.belonging import Belonging
from wardrobe.garments import GarmentItem
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.matching.rack import Rack
from wardrobe.matching.worn import Worn
from wardrobe.schema import GarmentRow, LookRow, PersonRow, SightingRow
from wardrobe.vectors import vector_row

TODAY = date(2026, 6, 15)


def item(
    id: int,
    category: str = "upper-clothes",
    colour: str | None = "blue",
    kind: str | None = None,
    warmth: float | None = None,
    formality: float | None = None,
    **belonging: Any,
) -> GarmentItem:
    """A garment without a database."""
    colours = () if colour is None else (Colour(colour, *anchor_of(colour), 0.9),)
    return GarmentItem(
        id=id,
        category=category,
        kind=kind,
        colours=colours,
        name=None,
        cover_sighting_id=id,
        wear_count=0,
        last_worn=None,
        first_worn=None,
        attributes=Attributes(
            kind=Guess(kind, 1.0) if kind else None, pattern=Guess("plain", 0.9), formality=formality, warmth=warmth
        ),
        said={},
        belonging=Belonging(**belonging),
    )


def worn(day: date, *garment_ids: int, person: int | None = None, id: int = 0) -> Worn:
    """A look without a database."""
    return Worn(id or day.toordinal(), day, person, garment_ids)


def rack(garments: Sequence[GarmentItem], styles: Any = None) -> Rack:
    """The garments in numbers; by themselves all look alike."""
    vectors = np.ones((len(garments), 4), np.float32) if styles is None else np.asarray(styles, np.float32)
    return Rack(tuple(garments), tuple(type_of(one.category, one.kind) for one in garments), vectors)


def move_in(
    house: House,
    home: int,
    garments: Mapping[str, Mapping[str, Any]],
    looks: Sequence[tuple[date, str] | tuple[date, str, int]],
) -> dict[str, int]:
    """Write garments, each with its letter, and looks of them (day, letters, person); gives ids by letter.

    ``colour``, ``kind``, ``pattern``, ``warmth`` and ``formality`` are what was seen; the rest are columns.
    """
    encoder, model_id = ColourEncoder(), house.models.encoder.model_id
    with house.database.write() as session:
        rows, seen = {}, {}
        for letter, given in garments.items():
            facts = dict(given)
            colour = facts.pop("colour", "blue")
            attributes: dict[str, Any] = {}
            if (kind := facts.pop("kind", None)) is not None:
                attributes["kind"] = {kind: 0.9}
            attributes["pattern"] = {facts.pop("pattern", "plain"): 0.9}
            attributes |= {name: facts.pop(name) for name in ("warmth", "formality") if name in facts}
            family, lab = anchor_of(colour)
            seen[letter] = {"kind": kind, "attributes": attributes, "colours": [[colour, family, [*lab], 0.9]]}
            rows[letter] = GarmentRow(**({"household_id": home, "category": "upper-clothes"} | facts))
        session.add_all(rows.values())
        session.flush()
        start = session.query(LookRow).count()
        for number, (day, letters, *person) in enumerate(looks, start):
            look = LookRow(
                household_id=home, sha256=f"{home:032x}{number:032x}", name="x.jpg", source="upload", worn_on=day,
                received_at=datetime(2026, 1, 1, tzinfo=UTC), state="ready", person_id=person[0] if person else None,
            )  # fmt: skip
            session.add(look)
            session.flush()
            for letter in letters:
                sighting = SightingRow(
                    look_id=look.id, category=rows[letter].category, **seen[letter], left=0, top=0, right=1, bottom=1,
                    grid_width=1, grid_height=1, mask=b"", area_share=0.2, confidence=0.9,
                    content_hash=f"{look.id}-{letter}", garment_id=rows[letter].id, decision="same",
                )  # fmt: skip
                session.add(sighting)
                session.flush()
                colour = np.array([*anchor_of(seen[letter]["colours"][0][0])[1]], np.float32)
                histogram = np.full(800, 800**-0.5, np.float32)
                session.add(vector_row(sighting, model_id, encoder._vector(colour), histogram))
        bump(session, home)
        return {letter: row.id for letter, row in rows.items()}


def person(house: House, home: int, name: str) -> int:
    """Somebody of a household; nobody can log in as them."""
    with house.database.write() as session:
        row = PersonRow(
            household_id=home, name=name, name_key=f"{home}-{name}", password_hash="-", created_at=datetime.now(UTC)
        )
        session.add(row)
        session.flush()
        return row.id
