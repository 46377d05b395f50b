"""Every picture of a garment in the data folder, with its part in training or validation.

Parts are cut by what could leak: H&M by model (colour variants stay together), mango as its table
says, pairs by product, people's own clothes as their table says. The cut is a hash of the name, so
it is the same on every machine and for any subset of the data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.ground import on_ground
from embeddings.parsing.labels import CLASS_ID, GARMENT_CATEGORIES
from embeddings.training.data import parsing_examples, read_labels, read_rgb, rows

HELD_OUT = {"hm": 0.1, "pairs": 0.5}
"""Share of models or products kept for validation."""
SHOPS = ("hm", "mango")
LEAST_SHARE = 0.004
"""A worn garment with less of the photo's pixels than this is left out."""


@dataclass(frozen=True, slots=True)
class Item:
    """One picture of one garment."""

    source: str
    """``hm``, ``mango``, ``clothing``, ``pairs`` or ``worn``."""
    name: str
    picture: Path
    row: dict[str, str]
    """Its line of the source's table."""
    garment: str
    """Pictures with the same value show the same garment."""
    labels: Path | None = None
    """A label map by which the garment is cut out of a photo of a person."""
    category: str = ""
    """The label map's class, for worn garments."""

    def load(self) -> NDArray[np.uint8]:
        """H×W×3 RGB; worn garments on neutral ground."""
        pixels = read_rgb(self.picture)
        if self.labels is None:
            return pixels
        mask = read_labels(self.labels) == CLASS_ID[self.category]
        ys, xs = np.nonzero(mask)
        box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
        return on_ground(pixels, mask, box)


def items(data: Path, part: str) -> list[Item]:
    """All garments of ``part``: ``train`` or ``val``."""
    return [*_hm(data, part), *_mango(data, part), *_clothing(data, part), *_pairs(data, part), *worn(data, part)]


def chosen(found: list[Item], limit: int, seed: int) -> list[Item]:
    """At most about ``limit`` items in random order: people's own and worn garments all, shops' by lot.

    Shops' pictures are many and alike; the others look like what serving sees.
    """
    own = [item for item in found if item.source not in SHOPS]
    shop = [item for item in found if item.source in SHOPS]
    rng = np.random.default_rng(seed)
    drawn = [shop[i] for i in rng.permutation(len(shop))[: max(0, limit - len(own))]]
    mixed = own + drawn
    return [mixed[i] for i in rng.permutation(len(mixed))]


def held_out(key: str, share: float) -> bool:
    """Whether ``key`` falls into the validation's ``share``."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) < share * 2**32


def _part(source: str, key: str) -> str:
    return "val" if held_out(key, HELD_OUT[source]) else "train"


def _hm(data: Path, part: str) -> list[Item]:
    folder = data / "garments"
    return [
        Item("hm", row["image"], folder / row["image"], row, f"hm {row['product']}")
        for row in rows(folder / "hm.csv")
        if _part("hm", row["model"]) == part
    ]


def _mango(data: Path, part: str) -> list[Item]:
    folder = data / "garments"
    about = json.loads((data / "outfits" / "mango_items.json").read_text(encoding="utf-8"))
    return [
        Item("mango", row["image"], folder / row["image"], row, f"mango {row['product']}")
        for row in rows(folder / "mango.csv")
        if about[row["product"]]["part"] == part
    ]


def _clothing(data: Path, part: str) -> list[Item]:
    folder = data / "garments"
    return [
        Item("clothing", row["image"], folder / row["image"], row, row["image"])
        for row in rows(folder / "clothing.csv")
        if row["split"] == part
    ]


def _pairs(data: Path, part: str) -> list[Item]:
    folder = data / "pairs"
    return [
        Item("pairs", row["image"], folder / "images" / row["image"], row, f"pairs {row['garment_id']}")
        for row in rows(folder / "pairs.csv")
        if _part("pairs", row["product"]) == part
    ]


def worn(data: Path, part: str) -> list[Item]:
    """Garments cut out of street photos by their label maps."""
    found = []
    for example in parsing_examples(data, part):
        assert example.labels is not None
        labels = read_labels(example.labels)
        share = np.bincount(labels.ravel(), minlength=256) / labels.size
        found += [
            Item("worn", f"{example.name} {name}", example.photo, {}, f"{example.name} {name}", example.labels, name)
            for name in GARMENT_CATEGORIES
            if share[CLASS_ID[name]] >= LEAST_SHARE
        ]
    return found
