"""A large household made of rows alone: as many looks and garments as asked, vectors drawn at random."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from PIL import Image

from embeddings.colour import FAMILIES, colour_histogram
from embeddings.parsing import GARMENT_CATEGORIES
from wardrobe.house import House
from wardrobe.masks import pack
from wardrobe.schema import GarmentRow, LookRow, SightingRow, now
from wardrobe.vectors import vector_row

A_LOOK = 5


def fill(house: House, garments: int, looks: int, seed: int = 0) -> int:
    """The id of a household with that many looks of five garments each; every garment is worn."""
    random = np.random.default_rng(seed)
    house.accounts.create_owner("Bench", "a password for nobody")
    household = house.accounts.households()[0]
    encoder = house.models.encoder
    mask = np.ones((40, 30), np.bool_)
    packed = pack(mask, (0, 0, 30, 40))
    pixels = np.asarray(Image.new("RGB", (30, 40), "navy"))
    histogram = colour_histogram(pixels, mask)
    with house.database.write() as session:
        owned = [
            GarmentRow(household_id=household, category=GARMENT_CATEGORIES[number % len(GARMENT_CATEGORIES)])
            for number in range(garments)
        ]
        session.add_all(owned)
        session.flush()
        order = np.concatenate([random.permutation(garments) for _ in range(A_LOOK * looks // garments + 1)])
        for number in range(looks):
            look = LookRow(
                household_id=household,
                sha256=f"{number:064x}",
                name=f"{number}.jpg",
                source="upload",
                received_at=now(),
                worn_on=now().date() - timedelta(days=number),
                state="ready",
                width=640,
                height=960,
            )
            session.add(look)
            session.flush()
            for place in range(A_LOOK):
                garment = owned[order[number * A_LOOK + place]]
                sighting = SightingRow(
                    look_id=look.id,
                    category=garment.category,
                    colours=[["dark blue", FAMILIES[number % len(FAMILIES)], [25.0, 5.0, -30.0], 0.9]],
                    left=0,
                    top=0,
                    right=30,
                    bottom=40,
                    grid_width=30,
                    grid_height=40,
                    mask=packed,
                    area_share=0.3,
                    confidence=0.9,
                    content_hash=f"{number * A_LOOK + place:064x}",
                    garment_id=garment.id,
                    decision="same",
                )
                session.add(sighting)
                session.flush()
                vector = random.normal(size=encoder.dim).astype(np.float32)
                session.add(vector_row(sighting, encoder.model_id, vector / np.linalg.norm(vector), histogram))
    return household
