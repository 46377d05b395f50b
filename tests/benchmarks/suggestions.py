"""Suggestions: wardrobes of 500 and of 60 garments against a catalogue of made styles, all of it in one database.

``python -m tests.benchmarks.suggestions --items 100000`` prints the table; the catalogue is made in a folder of
its own, which is removed. The values of vectors make no difference to time; they lie in heaps, as real ones do.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from sqlalchemy import insert

from embeddings.colour import COLOUR_BINS, FAMILIES, anchor_of
from embeddings.encoders.base import unit_rows
from tests.benchmarks.measure import Row, spread
from tests.benchmarks.report import table
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.catalogue.schema import CatalogueRow, ItemRow, ItemVectorRow
from wardrobe.catalogue.shelves import Shelves
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.matching.rack import packed
from wardrobe.matching.suggesting import Sought
from wardrobe.schema import GarmentRow, HouseholdRow, LookRow, SightingRow, VectorRow, now
from wardrobe.settings import Settings

TODAY = date(2026, 3, 2)
CATEGORIES = ("upper-clothes", "pants", "dress", "skirt", "shoes", "outerwear", "bag", "hat", "scarf", "belt")
SHARES = (0.30, 0.15, 0.12, 0.06, 0.13, 0.10, 0.06, 0.03, 0.03, 0.02)
HEAPS = 2000
BLOCK = 20_000
TIMES = 5


def rows(count: int) -> list[Row]:
    """Rows of the report; ``count`` is the number of items."""
    with tempfile.TemporaryDirectory() as name:
        house = House.open(Settings(data_dir=Path(name)))
        try:
            return _measured(house, count)
        finally:
            house.close()


def _measured(house: House, count: int) -> list[Row]:
    random = np.random.default_rng(0)
    heaps = unit_rows(random.standard_normal((HEAPS, house.models.encoder.dim)))
    seconds = _timed(lambda: stock(house, count, heaps, random))
    large, small = (wardrobe(house, garments, looks, heaps, random) for garments, looks in ((500, 300), (60, 200)))
    found = [Row(f"{count:,} items and two wardrobes written", f"{seconds:.0f} s")]
    before = psutil.Process().memory_info().rss
    first = _timed(lambda: house.suggestions.for_you(large, today=TODAY))
    memory = (psutil.Process().memory_info().rss - before) / 1e6
    stated = house.shelves.bytes / 1e6
    found.append(Row("the first suggestion: indexes built", f"{first:.1f} s"))
    found.append(Row("memory that this takes", f"{memory:.0f} MB, of it indexes and facts {stated:.0f} MB"))
    house.shelves.save()
    again = Shelves(house.database, house.models, house.settings.data_dir)
    query = house.models.compatibility.styles(heaps[:1], np.zeros((1, COLOUR_BINS), np.float32), ["top"])
    opened = _timed(lambda: [again.near(large, type_, query, 10) for type_ in again.counts(large)])
    found.append(Row("indexes opened from their files after a restart", f"{opened:.1f} s"))
    for home, words, goal in ((large, "500 garments", "< 1.5 s"), (small, "60 garments, 200 looks", "< 300 ms")):
        found.append(Row(f"suggestions, {words}", spread(_anew(house, home)), goal))
        found.append(Row("the same, asked again unchanged", spread(_again(house, home)), goal))
        item = house.suggestions.for_you(home, today=TODAY).suggestions[0].item.id
        about = [_timed(lambda: house.suggestions.about(home, item, today=TODAY)) for _ in range(TIMES)]  # noqa: B023
        found.append(Row(f"one item in full, {words}", spread(about)))
        gaps = _changed(house, home, lambda: house.gaps.find(home, today=TODAY))  # noqa: B023
        found.append(Row(f"gap view, {words}", spread(gaps)))
    narrow = ItemFilters(most_minor=1500, currency="EUR")
    found.append(Row("suggestions of few that pass a filter, 500 garments", spread(_anew(house, large, narrow))))
    return found


def _anew(house: House, home: int, filters: ItemFilters | None = None) -> list[float]:
    sought = Sought(filters=filters or ItemFilters())
    return _changed(house, home, lambda: house.suggestions.for_you(home, sought=sought, today=TODAY))


def _changed(house: House, home: int, work: Callable[[], object]) -> list[float]:
    """After a change of the wardrobe each time: nothing of it is known yet."""
    times = []
    for _ in range(TIMES):
        with house.database.write() as session:
            bump(session, home)
        times.append(_timed(work))
    return times


def _again(house: House, home: int) -> list[float]:
    return [_timed(lambda: house.suggestions.for_you(home, today=TODAY)) for _ in range(TIMES)]


def stock(house: House, count: int, heaps: NDArray[np.float32], random: np.random.Generator) -> None:
    """Things on sale, in everybody's catalogue, with styles of the compatibility model in use."""
    scorer = house.models.compatibility
    with house.database.write() as session:
        catalogue = CatalogueRow(household_id=None, name="shop", source="-", format="csv", created_at=now())
        session.add(catalogue)
        session.flush()
        catalogue_id = catalogue.id
    colours, histograms = _palette(random)
    boxes = [packed(histogram) for histogram in histograms]
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        vectors = _near(heaps, size, random)
        shades = random.integers(len(FAMILIES), size=size)
        kinds = random.choice(len(CATEGORIES), size, p=SHARES)
        prices = random.integers(900, 20_000, size)
        items, kept = [], []
        types = [_TYPES[kind] for kind in kinds]
        styles = scorer.styles(vectors, np.stack([histograms[shade] for shade in shades]), types).astype("<f2")
        halves = vectors.astype("<f2")
        for row in range(size):
            id = start + row + 1
            items.append(
                {
                    "id": id, "catalogue_id": catalogue_id, "key": str(id), "title": f"thing {id}", "description": "",
                    "price_minor": int(prices[row]), "currency": "EUR", "sizes": ["S", "M", "L"], "available": True,
                    "row_hash": "", "added_on": TODAY, "category": CATEGORIES[kinds[row]], "state": "ready",
                    "colours": colours[shades[row]], "picture_sha256": f"{id:064x}", "tries": 0,
                }
            )  # fmt: skip
            kept.append(
                {
                    "item_id": id, "model_id": house.models.encoder.model_id, "embedding": halves[row].tobytes(),
                    "histogram": boxes[shades[row]], "style": styles[row].tobytes(), "style_id": scorer.model_id,
                }
            )  # fmt: skip
        with house.database.write() as session:
            session.execute(insert(ItemRow), items)
            session.execute(insert(ItemVectorRow), kept)
    house.shelves.catch_up()


def wardrobe(house: House, garments: int, looks: int, heaps: NDArray[np.float32], random: np.random.Generator) -> int:
    """A household; every garment is worn, and each look shows four of them. Gives its id."""
    vectors = _near(heaps, garments, random)
    colours, histograms = _palette(random)
    with house.database.write() as session:
        home = HouseholdRow(name="home")
        session.add(home)
        session.flush()
        rows = [GarmentRow(household_id=home.id, category=CATEGORIES[place % 6]) for place in range(garments)]
        session.add_all(rows)
        session.flush()
        days = [
            LookRow(
                household_id=home.id, sha256=f"{home.id:032x}{place:032x}", name="look.jpg", source="upload",
                received_at=datetime(2026, 1, 1, tzinfo=UTC), worn_on=TODAY - timedelta(days=place + 1), state="ready",
            )
            for place in range(looks)
        ]  # fmt: skip
        session.add_all(days)
        session.flush()
        worn = [(place % looks, place) for place in range(max(garments, 4 * looks))]
        seen = []
        for number, (day, place) in enumerate(worn):
            garment = rows[place % garments]
            seen.append(
                SightingRow(
                    look_id=days[day].id, category=garment.category, colours=colours[place % len(FAMILIES)], left=0,
                    top=0, right=1, bottom=1, grid_width=1, grid_height=1, mask=b"", area_share=0.2, confidence=0.9,
                    content_hash=f"{home.id}-{number}", garment_id=garment.id, decision="same",
                )
            )  # fmt: skip
        session.add_all(seen)
        session.flush()
        for row, (_, place) in zip(seen, worn, strict=True):
            session.add(
                VectorRow(
                    sighting_id=row.id, model_id=house.models.encoder.model_id, content_hash=row.content_hash,
                    embedding=vectors[place % garments].astype("<f4").tobytes(),
                    histogram=histograms[place % len(FAMILIES)].astype("<f4").tobytes(),
                )
            )  # fmt: skip
        return home.id


_TYPES = ("top", "pants", "dress", "skirt", "shoes", "outerwear", "bag", "hat", "scarf", "belt")


def _near(heaps: NDArray[np.float32], count: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Unit vectors about the heaps' middles."""
    noise = random.standard_normal((count, heaps.shape[1]), np.float32) * (0.8 / np.sqrt(heaps.shape[1]))
    return unit_rows(heaps[random.integers(len(heaps), size=count)] + noise)


def _palette(random: np.random.Generator) -> tuple[list[list[object]], NDArray[np.float32]]:
    """A colour of each family as items have it, and its histogram: some thirty bins of it."""
    colours: list[list[object]] = []
    histograms = np.zeros((len(FAMILIES), COLOUR_BINS), np.float32)
    for place, family in enumerate(FAMILIES):
        colours.append([[family, family, [*anchor_of(family)[1]], 1.0]])
        histograms[place, random.choice(COLOUR_BINS, 30, replace=False)] = random.random(30)
    return colours, unit_rows(histograms)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    print(table(rows(parser.parse_args().items)))
