"""What advice costs in a usual wardrobe: 200 looks of some 60 garments, made of rows alone.

`python -m tests.benchmarks.household_200 [--json FILE]` prints p50 and p95 in milliseconds of everything that
a page asks for, with what is remembered between pages (``warm``) and without (``cold``: after a change).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.colour import ANCHORS, COLOUR_BINS
from embeddings.compatibility import type_of
from embeddings.encoders.base import unit_rows
from embeddings.ontology import KINDS_OF
from tests.benchmarks.measure import machine, seconds
from wardrobe.catalogue.schema import CatalogueRow, ItemRow, ItemVectorRow
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.matching.rack import packed
from wardrobe.matching.suggested import Wanted
from wardrobe.matching.worn import HeldOut, held_out, read_worn
from wardrobe.schema import GarmentRow, LookRow, PersonRow, SightingRow, now
from wardrobe.settings import Settings
from wardrobe.vectors import vector_row

LOOKS = 200
WARDROBE = {
    **{"upper-clothes": 18, "outerwear": 7, "dress": 5, "skirt": 4, "pants": 10},
    **{"shoes": 8, "bag": 4, "hat": 2, "scarf": 2},
}
"""Garments of each category: 60."""
PATTERNS = ("plain", "striped", "checked", "floral")
REPEATS = 20


def fill(house: House, today: date, looks: int = LOOKS, seed: int = 0, people: int = 1) -> int:
    """A household with so many looks, one a day up to ``today``; gives its id.

    Each look is a top with trousers or a skirt, or a dress, with shoes and now and then a jacket, bag, hat or scarf;
    some garments are favourites, warm ones are worn in winter, and the looks go from person to person in turn.
    """
    random = np.random.default_rng(seed)
    house.accounts.create_owner("Bench", "a password for nobody")
    household = house.accounts.households()[0]
    model, dim = house.models.encoder.model_id, house.models.encoder.dim
    with house.database.write() as session:
        wearers = [session.query(PersonRow.id).filter_by(household_id=household).scalar()]
        for number in range(1, people):
            person = PersonRow(
                household_id=household, name=f"P{number}", name_key=f"p{number}", password_hash="", created_at=now()
            )
            session.add(person)
            session.flush()
            wearers.append(person.id)
        owned: dict[str, list[tuple[GarmentRow, dict[str, Any]]]] = {}
        for category, count in WARDROBE.items():
            rows = [_garment(household, category, random, today) for _ in range(count)]
            session.add_all(row for row, _ in rows)
            owned[category] = rows
        session.flush()
        for number in range(looks):
            look = LookRow(
                household_id=household, sha256=f"{household:032x}{number:032x}", name=f"{number}.jpg", source="upload",
                received_at=now(), worn_on=today - timedelta(days=looks - 1 - number), state="ready", width=640,
                height=960, person_id=wearers[number % len(wearers)],
            )  # fmt: skip
            session.add(look)
            session.flush()
            for row, seen in _worn(owned, random, look.worn_on):
                sighting = SightingRow(
                    look_id=look.id, category=row.category, kind=seen["kind"], colours=seen["colours"],
                    attributes=seen["attributes"], left=0, top=0, right=30, bottom=40, grid_width=30, grid_height=40,
                    mask=b"", area_share=float(random.uniform(0.1, 0.3)), confidence=0.9, garment_id=row.id,
                    content_hash=f"{look.id}-{row.id}", decision="same",
                )  # fmt: skip
                session.add(sighting)
                session.flush()
                vector = seen["vector"][:dim] + random.normal(0, 0.02, dim)
                unit = (vector / np.linalg.norm(vector)).astype(np.float32)
                session.add(vector_row(sighting, model, unit, seen["histogram"]))
        bump(session, household)
    return household


def stock(house: House, household: int, today: date, items: int = 2000, seed: int = 1) -> int:
    """A catalogue of so many items that came over twenty weeks; gives its id. Green things come more and more."""
    random = np.random.default_rng(seed)
    scorer, model, dim = house.racks.scorer, house.models.encoder.model_id, house.models.encoder.dim
    with house.database.write() as session:
        catalogue = CatalogueRow(household_id=household, name="Shop", source="-", format="csv", created_at=now())
        session.add(catalogue)
        session.flush()
        rows, each = [], []
        for number in range(items):
            age = int(random.integers(0, 140)) if number else 150
            category = str(random.choice([*WARDROBE]))
            seen = _seen(category, random)
            if age < 35 and random.random() < 0.4:
                seen["colours"] = [["green", "green", [46.0, -30.0, 20.0], 0.9]]
            price = int(random.choice([1990, 2990, 4990, 7990, 12990]))
            regular = price * 2 if random.random() < 0.2 else None
            given = {name: seen[name] for name in ("kind", "colours", "attributes")} | {"category": category}
            given |= {"price_minor": price, "regular_minor": regular, "currency": "EUR", "state": "ready"}
            given |= {"added_on": today - timedelta(days=age), "title": f"{seen['kind']} {number}", "row_hash": "-"}
            rows.append(ItemRow(catalogue_id=catalogue.id, key=str(number), **given))
            each.append(seen)
        session.add_all(rows)
        session.flush()
        embeddings = unit_rows(np.stack([seen["vector"][:dim] for seen in each]))
        histograms = np.stack([seen["histogram"] for seen in each])
        styles = scorer.styles(embeddings, histograms, [type_of(row.category, row.kind) for row in rows])
        for row, embedding, histogram, style in zip(rows, embeddings, histograms, styles, strict=True):
            session.add(
                ItemVectorRow(
                    item_id=row.id,
                    model_id=model,
                    embedding=embedding.astype("<f2").tobytes(),
                    histogram=packed(histogram),
                    style=style.astype("<f2").tobytes(),
                    style_id=scorer.model_id,
                )
            )
        return catalogue.id


def _garment(household: int, category: str, random: np.random.Generator, today: date) -> tuple[GarmentRow, Any]:
    row = GarmentRow(household_id=household, category=category)
    if random.random() < 0.6:
        row.price_minor, row.currency = int(random.integers(10, 200)) * 100, str(random.choice(["EUR", "EUR", "KRW"]))
        row.bought_on = today - timedelta(days=int(random.integers(100, 900)))
    return row, _seen(category, random) | {"liked": random.gamma(0.7)}


def _seen(category: str, random: np.random.Generator) -> dict[str, Any]:
    """What the intake would have written of a garment."""
    tone, family, *lab = ANCHORS[int(random.integers(len(ANCHORS)))]
    joint = "" if tone.endswith("-") or not tone else " "
    kind = str(random.choice(KINDS_OF[category]))
    histogram = np.zeros(COLOUR_BINS, np.float32)
    histogram[random.integers(0, COLOUR_BINS, 6)] = 1 / np.sqrt(6)
    vector = random.normal(size=2048)
    return {
        "kind": kind,
        "colours": [[f"{tone}{joint}{family}", family, [float(value) for value in lab], 0.9]],
        "attributes": {
            "kind": {kind: 0.9},
            "pattern": {str(random.choice(PATTERNS, p=[0.7, 0.1, 0.1, 0.1])): 0.9},
            "formality": round(float(random.random()), 3),
            "warmth": round(float(random.random()), 3),
        },
        "histogram": histogram / np.linalg.norm(histogram),
        "vector": vector / np.linalg.norm(vector),
    }


def _worn(owned: dict[str, list[Any]], random: np.random.Generator, day: date) -> list[Any]:
    dressed = random.random() < 0.15
    lower = "skirt" if random.random() < 0.2 else "pants"
    categories = ["dress", "shoes"] if dressed else ["upper-clothes", lower, "shoes"]
    cold = (day.month - 7) % 12 / 6 if day.month >= 7 else 1 - (day.month - 1) / 6
    categories += [name for name, often in _extras(cold).items() if random.random() < often]
    found = []
    for category in categories:
        warm = np.array([seen["attributes"]["warmth"] for _, seen in owned[category]])
        liked = np.array([seen["liked"] for _, seen in owned[category]])
        weights = (0.05 + liked) * np.exp(-2 * np.abs(warm - cold))
        found.append(owned[category][random.choice(len(weights), p=weights / weights.sum())])
    return found


def _extras(cold: float) -> dict[str, float]:
    return {"outerwear": cold, "bag": 0.5, "hat": 0.2 * cold, "scarf": 0.3 * cold}


def measure(house: House, household: int, today: date, repeats: int = REPEATS) -> dict[str, dict[str, float]]:
    """p50 and p95 in ms of each thing that a page asks for; of those that this version has."""
    works: dict[str, Callable[[], object]] = {
        "garments": lambda: house.garments.list(household),
        "statistics": lambda: house.statistics.of(household, today, 90),
        "capsule": lambda: house.statistics.capsule(household, today, 365),
        "outgrown": lambda: house.statistics.outgrown(household, today),
        "leanings": lambda: house.leanings.of(household, today, 365),
        "trends of looks": lambda: house.trends.own(household, today),
        "trends of catalogues": lambda: house.trends.catalogues(household, today),
    }
    works |= _others(house, household, today)
    found = {}
    for name, work in works.items():
        found[f"{name}, warm"] = _figures(seconds(work, repeats))
        found[f"{name}, cold"] = _figures([_cold(house, household, work) for _ in range(max(3, repeats // 4))])
    return found


def _cold(house: House, household: int, work: Callable[[], object]) -> float:
    """Seconds after a change, with nothing remembered."""
    with house.database.write() as session:
        bump(session, household)
    house.trends.forget()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _others(house: House, household: int, today: date) -> dict[str, Callable[[], object]]:
    """Advice that other parts of the house give."""
    return {
        "outfits": lambda: house.outfits.suggest(household, Wanted(day=today), today),
        "suggestions": lambda: house.suggestions.for_you(household, today=today),
        "gaps": lambda: house.gaps.find(household, today=today),
    }


def _figures(times: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return {"p50_ms": round(float(p50), 1), "p95_ms": round(float(p95), 1), "n": len(times)}


def report(looks: int = LOOKS) -> dict[str, Any]:
    """Make the household in a folder of its own, and measure."""
    today = now().date()
    with tempfile.TemporaryDirectory() as folder:
        house = House.open(Settings(data_dir=Path(folder) / "data"))
        try:
            household = fill(house, today, looks)
            stock(house, household, today)
            return {
                "machine": machine(),
                "looks": looks,
                "garments": len(house.garments.list(household)),
                "scorer": house.racks.scorer.model_id,
                "own co-occurrence": asdict(_own(house, household)),
                "figures": measure(house, household, today),
            }
        finally:
            house.close()


def _own(house: House, household: int) -> HeldOut:
    """How far days worn together tell what else the last looks show; what these people wear is made up."""
    rack = house.racks.of(household)
    types = {garment.id: type_ for garment, type_ in zip(rack.garments, rack.types, strict=True)}
    with house.database.read() as session:
        return held_out(read_worn(session, household), types)


def main() -> None:
    """Print the report, and write it where ``--json`` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--looks", type=int, default=LOOKS)
    given = parser.parse_args()
    report_ = report(given.looks)
    text = json.dumps(report_, indent=2)
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
