"""A household as large as they come, written straight into a data folder: 2,000 garments and 1,000 looks.

No model runs, the same numbers give the same household, and it takes some seconds. Every look has an original
(a small drawn JPEG) and every garment a cut-out, so that pages show pictures. From a test or a benchmark::

    house = House.open(Settings(data_dir=folder))
    big = fill(house)                      # big.household_id, big.person_id, big.token (a session of the owner)

and for a server to look at, ``python -m tests.big_household FOLDER`` (then log in as Mina with PASSWORD).
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from sqlalchemy import insert

from embeddings.colour import ANCHORS, COLOUR_BINS
from embeddings.ontology import KINDS_OF
from wardrobe.house import House
from wardrobe.journal import bump
from wardrobe.masks import content_hash, pack, pack_soft
from wardrobe.renditions import Key, Size
from wardrobe.schema import GarmentRow, LookRow, SightingRow, VectorRow
from wardrobe.settings import Settings

OWNER, PASSWORD = "Mina", "correct horse battery"
GARMENTS, LOOKS = 2000, 1000
SHARES: Final = {
    **{"upper-clothes": 30, "outerwear": 11, "dress": 8, "skirt": 7, "pants": 16},
    **{"shoes": 14, "bag": 7, "hat": 3, "scarf": 4},
}
"""How many of a hundred garments are of each category."""
GRID: Final = (48, 72)
BOXES: Final = {
    "upper-clothes": (14, 16, 34, 38),
    "outerwear": (12, 15, 36, 44),
    "dress": (14, 16, 34, 56),
    "skirt": (15, 38, 33, 54),
    "pants": (16, 38, 32, 62),
    "shoes": (16, 63, 32, 69),
    "bag": (35, 34, 43, 46),
    "hat": (19, 1, 29, 5),
    "scarf": (18, 12, 30, 18),
}
"""Where a drawn person wears what, on the grid: left, top, right, bottom."""
SCALE: Final = 5
"""Pixels of a picture to one of the grid: 240 × 360."""
SEASONS: Final = {"outerwear": 0.35, "bag": 0.5, "hat": 0.15, "scarf": 0.2}
"""What is worn over the rest, and how often."""
INSERTED_AT_ONCE: Final = 500
Rgb = tuple[int, int, int]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Big:
    """Whose it is."""

    household_id: int
    person_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A garment before any look shows it."""

    id: int
    category: str
    colour: int
    """Its place in ``ANCHORS``."""
    kind: str
    guesses: dict[str, Any]
    embedding: NDArray[np.float32]
    histogram: NDArray[np.float32]


def fill(
    house: House,
    *,
    garments: int = GARMENTS,
    looks: int = LOOKS,
    today: date | None = None,
    pictures: bool = True,
    seed: int = 0,
) -> Big:
    """Write the household into an empty house: two looks every three days up to ``today``, some four garments in each,
    and every garment in one at least. Without ``pictures`` there are rows alone.
    """
    random = np.random.default_rng(seed)
    house.accounts.create_owner(OWNER, PASSWORD)
    token = house.accounts.log_in(OWNER, PASSWORD)
    person = house.accounts.person_for(token)
    assert person is not None
    household = person.household_id
    owned = _garments(random, garments, house.models.encoder.dim)
    worn = _worn(random, owned, looks)
    day = today or date.today()
    rows: dict[Any, list[Row]] = {GarmentRow: [], LookRow: [], SightingRow: [], VectorRow: []}
    rows[GarmentRow] += [_garment(random, kept, household, day) for kept in owned]
    drawn = _Drawn(house) if pictures else None
    for number, seen in enumerate(worn):
        look_id = number + 1
        worn_on = day - timedelta(days=(looks - 1 - number) * 3 // 2)
        sha256 = drawn.look(number, seen) if drawn else f"{number:064x}"
        rows[LookRow].append(_look(look_id, household, person.id, sha256, worn_on))
        for kept in seen:
            sighting = _sighting(len(rows[SightingRow]) + 1, look_id, kept, sha256)
            rows[SightingRow].append(sighting)
            if drawn:
                drawn.cut_out(kept, sighting["content_hash"])
            rows[VectorRow].append(_vector(random, sighting, kept, house.models.encoder.model_id))
    with house.database.write() as session:
        for table, every in rows.items():
            for start in range(0, len(every), INSERTED_AT_ONCE):
                session.execute(insert(table), every[start : start + INSERTED_AT_ONCE])
        bump(session, household)
    return Big(household, person.id, token)


def _garments(random: np.random.Generator, count: int, dim: int) -> list[Kept]:
    found = []
    categories = [name for name, share in SHARES.items() for _ in range(share)]
    for number in range(count):
        category = categories[number * 37 % len(categories)]
        kind = str(random.choice(KINDS_OF[category]))
        embedding = random.normal(size=dim).astype(np.float32)
        histogram = np.zeros(COLOUR_BINS, np.float32)
        histogram[random.integers(0, COLOUR_BINS, 6)] = 1
        guesses = {
            "kind": {kind: 0.9},
            "pattern": {str(random.choice(["plain", "striped", "checked"], p=[0.8, 0.1, 0.1])): 0.9},
            "formality": round(float(random.random()), 3),
            "warmth": round(float(random.random()), 3),
        }
        colour = int(random.integers(len(ANCHORS)))
        found.append(Kept(number + 1, category, colour, kind, guesses, _unit(embedding), _unit(histogram)))
    return found


def _worn(random: np.random.Generator, owned: list[Kept], looks: int) -> list[list[Kept]]:
    """What each look shows: a top and something below, or a dress, with shoes and more; the least worn go first."""
    waiting: dict[str, list[Kept]] = {name: [] for name in SHARES}
    of: dict[str, list[Kept]] = {name: [kept for kept in owned if kept.category == name] for name in SHARES}
    worn = []
    for _ in range(looks):
        dressed = random.random() < 0.12
        categories = ["dress"] if dressed else ["upper-clothes", "skirt" if random.random() < 0.25 else "pants"]
        categories += ["shoes", *(name for name, often in SEASONS.items() if random.random() < often)]
        seen = []
        for category in categories:
            if not of[category]:
                continue
            favourite = random.random() < 0.15
            waiting[category] = waiting[category] or list(of[category])
            chosen = of[category][int(random.integers(min(12, len(of[category]))))] if favourite else None
            seen.append(chosen or waiting[category].pop())
        worn.append(seen)
    left = {kept.id: kept for kept in owned} | dict.fromkeys(kept.id for seen in worn for kept in seen)
    for number, kept in enumerate(filter(None, left.values())):  # a garment has at least one sighting
        worn[number * 7 % looks].append(kept)
    return worn


def _garment(random: np.random.Generator, kept: Kept, household: int, today: date) -> Row:
    paid = random.random() < 0.5
    return {
        "id": kept.id,
        "household_id": household,
        "category": kept.category,
        "price_minor": int(random.integers(10, 200)) * 100 if paid else None,
        "currency": "EUR" if paid else None,
        "bought_on": today - timedelta(days=int(random.integers(100, 1600))) if paid else None,
        "tags": ["favourite"] if kept.id % 50 == 0 else [],
        "in_wash": kept.id % 60 == 0,
        "wash_since": today if kept.id % 60 == 0 else None,
    }


def _look(look_id: int, household: int, person_id: int, sha256: str, worn_on: date) -> Row:
    return {
        "id": look_id,
        "household_id": household,
        "sha256": sha256,
        "name": f"IMG_{look_id:04}.jpg",
        "source": "upload",
        "received_at": datetime(worn_on.year, worn_on.month, worn_on.day, 7, look_id % 60, tzinfo=UTC),
        "worn_on": worn_on,
        "state": "ready",
        "width": GRID[0] * SCALE,
        "height": GRID[1] * SCALE,
        "person_id": person_id,
        "person_mask": _PERSON,
        "parser_id": "drawn",
    }


def _sighting(number: int, look_id: int, kept: Kept, sha256: str) -> Row:
    box = BOXES[kept.category]
    tone, family, *lab = ANCHORS[kept.colour]
    joint = "" if tone.endswith("-") or not tone else " "
    return {
        "id": number,
        "look_id": look_id,
        "category": kept.category,
        "kind": kept.kind,
        "colours": [[f"{tone}{joint}{family}", family, [float(value) for value in lab], 0.9]],
        "attributes": kept.guesses,
        **dict(zip(("left", "top", "right", "bottom"), box, strict=True)),
        "grid_width": GRID[0],
        "grid_height": GRID[1],
        "mask": _MASKS[kept.category],
        "area_share": 0.1 + number % 7 / 100,
        "confidence": 0.9,
        "content_hash": content_hash(sha256, _MASKS[kept.category], box, GRID),
        "garment_id": kept.id,
        "decision": "same",
    }


def _vector(random: np.random.Generator, sighting: Row, kept: Kept, model_id: str) -> Row:
    seen = kept.embedding + random.normal(0, 0.01, len(kept.embedding)).astype(np.float32)
    return {
        "sighting_id": sighting["id"],
        "model_id": model_id,
        "content_hash": sighting["content_hash"],
        "embedding": _unit(seen).astype("<f4").tobytes(),
        "histogram": kept.histogram.astype("<f4").tobytes(),
    }


class _Drawn:
    """Originals and renditions: a garment's cut-out is drawn once for each colour, then linked."""

    def __init__(self, house: House) -> None:
        self._originals = house.media.originals
        self._renditions = house.media.renditions
        self._cut_outs: dict[tuple[str, int], Path] = {}

    def look(self, number: int, seen: list[Kept]) -> str:
        """Write the original and what pages show of it; its SHA-256."""
        image = Image.new("RGB", (GRID[0] * SCALE, GRID[1] * SCALE), (214 + number % 20, 210, 202))
        draw = ImageDraw.Draw(image)
        draw.ellipse(_pixels((20, 3, 28, 14)), (224, 172, 105))
        for kept in seen:
            draw.rounded_rectangle(_pixels(BOXES[kept.category]), 12, _rgb(kept.colour))
        file = io.BytesIO()
        image.save(file, "JPEG", quality=80, comment=f"{number}".encode())  # no two looks have the same bytes
        data = file.getvalue()
        sha256 = hashlib.sha256(data).hexdigest()
        _write(self._originals.path(sha256), data)
        small = self._renditions.path(Key("look", sha256, "small"))
        small.parent.mkdir(parents=True, exist_ok=True)
        image.save(small, "WEBP", quality=80, method=0)
        _link(small, self._renditions.path(Key("look", sha256, "medium")))
        return sha256

    def cut_out(self, kept: Kept, content: str) -> None:
        """Write the cut-out of one sighting."""
        sizes: tuple[Size, ...] = ("small", "medium")
        for size in sizes:
            path = self._renditions.path(Key("cut-out", content, size))
            known = self._cut_outs.get((kept.category, kept.colour))
            if known is None:
                left, top, right, bottom = BOXES[kept.category]
                ground = Image.new("RGBA", ((right - left) * SCALE, (bottom - top) * SCALE))
                shape = (0, 0, ground.width - 1, ground.height - 1)
                ImageDraw.Draw(ground).rounded_rectangle(shape, 12, _rgb(kept.colour))
                path.parent.mkdir(parents=True, exist_ok=True)
                ground.save(path, "WEBP", quality=80, method=0)
                self._cut_outs[kept.category, kept.colour] = path
            else:
                _link(known, path)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _link(known: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.link(known, path)


def _pixels(box: tuple[int, int, int, int]) -> tuple[int, ...]:
    return tuple(side * SCALE for side in box)


def _rgb(colour: int) -> Rgb:
    """Roughly what a colour of ``ANCHORS`` (CIELAB) looks like."""
    _tone, _family, lightness, a, b = ANCHORS[colour]
    red, green, blue = lightness * 2.4 + 1.6 * a, lightness * 2.4 - 0.8 * a, lightness * 2.4 - 1.6 * b
    return tuple(int(np.clip(value, 12, 243)) for value in (red, green, blue))  # type: ignore[return-value]


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _mask(box: tuple[int, int, int, int]) -> bytes:
    left, top, right, bottom = box
    mask = np.zeros(GRID[::-1], np.bool_)
    mask[top:bottom, left:right] = True
    return pack(mask, box)


_MASKS: Final = {category: _mask(box) for category, box in BOXES.items()}
_PERSON: Final = pack_soft(np.pad(np.ones((67, 24), np.float32), ((3, 2), (12, 12))))


def main() -> None:
    """Fill the folder that is named."""
    house = House.open(Settings(data_dir=Path(sys.argv[1])))
    try:
        print(fill(house).household_id)
    finally:
        house.close()


if __name__ == "__main__":
    main()
