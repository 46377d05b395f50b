"""What the pages are measured on: the large household, and a shop of three thousand things with pictures."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image
from sqlalchemy import insert

from embeddings.colour import ANCHORS, COLOUR_BINS
from embeddings.encoders.base import unit_rows
from embeddings.ontology import KINDS_OF
from tests.big_household import SHARES, Big, fill
from wardrobe.catalogue.schema import CatalogueRow, ItemPriceRow, ItemRow, ItemVectorRow
from wardrobe.house import House
from wardrobe.matching.rack import packed
from wardrobe.settings import Settings

ITEMS: Final = 3000
PICTURES: Final = 40
"""Different ones; the files of the others are links to them."""


def furnished(folder: Path) -> Big:
    """Fill an empty data folder; whose household it is."""
    house = House.open(Settings(data_dir=folder))
    try:
        big = fill(house)
        _shop(house, big.household_id)
        return big
    finally:
        house.close()


def _shop(house: House, household: int) -> None:
    random = np.random.default_rng(1)
    encoder = house.models.encoder
    embeddings = unit_rows(random.normal(size=(ITEMS, encoder.dim)).astype(np.float32))
    categories = [name for name, share in SHARES.items() for _ in range(share)]
    files = _Pictures(house)
    with house.database.write() as session:
        shop = CatalogueRow(
            household_id=household, name="A shop", source="feed.csv", format="csv", created_at=datetime.now(UTC)
        )
        session.add(shop)
        session.flush()
        rows: dict[Any, list[dict[str, Any]]] = {ItemRow: [], ItemVectorRow: [], ItemPriceRow: []}
        for number in range(1, ITEMS + 1):
            category = categories[number * 37 % len(categories)]
            tone, family, *lab = ANCHORS[int(random.integers(len(ANCHORS)))]
            histogram = np.zeros(COLOUR_BINS, np.float32)
            histogram[random.integers(0, COLOUR_BINS, 6)] = 1
            price = int(random.integers(10, 200)) * 100
            added = date.today() - timedelta(days=int(random.integers(1, 90)))
            rows[ItemRow].append(
                {
                    "id": number, "catalogue_id": shop.id, "key": f"{number}", "title": f"Thing {number}",
                    "link": f"https://shop.example/{number}", "price_minor": price, "currency": "EUR", "row_hash": "",
                    "added_on": added, "category": category, "kind": str(random.choice(KINDS_OF[category])),
                    "colours": [[f"{tone} {family}".strip(), family, [float(one) for one in lab], 0.9]],
                    "state": "ready", "picture_sha256": files.put(number),
                }
            )  # fmt: skip
            rows[ItemVectorRow].append(
                {
                    "item_id": number, "model_id": encoder.model_id, "histogram": packed(histogram),
                    "embedding": embeddings[number - 1].astype("<f2").tobytes(),
                }
            )  # fmt: skip
            rows[ItemPriceRow].append({"item_id": number, "since": added, "price_minor": price, "currency": "EUR"})
        for table, every in rows.items():
            session.execute(insert(table), every)


class _Pictures:
    """What the shop shows, written as an import would have kept it."""

    def __init__(self, house: House) -> None:
        self._path = house.catalogues.pictures.path
        self._first: list[Path] = []

    def put(self, number: int) -> str:
        """Have a picture of the item; its hash."""
        sha256 = f"{number:064x}"
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        if len(self._first) < PICTURES:
            ground = np.full((640, 480, 3), 240, np.uint8)
            ground[80:560, 90:390] = np.random.default_rng(number).integers(30, 220, 3)
            Image.fromarray(ground).save(path, "WEBP", quality=85, method=0)
            self._first.append(path)
        else:
            os.link(self._first[number % PICTURES], path)
        return sha256
