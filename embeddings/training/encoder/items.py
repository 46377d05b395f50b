"""Every picture of a garment in the data folder, with its part in training or validation.

Parts are cut by what could leak: H&M by model (colour variants stay together), mango as its table
says, pairs by product, people's own clothes as their table says. The cut is a hash of the name, so
it is the same on every machine and for any subset of the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.ground import WHITE, on_ground
from embeddings.evidence import NEIGHBOURS
from embeddings.ontology import KINDS_OF
from embeddings.parsing.labels import CLASS_ID, GARMENT_CATEGORIES
from embeddings.training.data import parsing_examples, read_json, read_labels, read_rgb, rows, tagged_examples
from embeddings.training.encoder.cutouts import CutOut, cut_out
from embeddings.training.encoder.sources import pair_kinds

HELD_OUT = {"hm": 0.13, "pairs": 0.5, "tagged": 0.2}
"""Share of models, products or photos kept for validation."""
COLOUR_GAP = 25.0
"""CIELAB distance from which a colour is another one, whatever the light: two photos of one garment that lie so
far apart show another variant than their table says."""
NEIGHBOUR = 0.5
"""A garment of a neighbouring category is taken for the shop's where it is twice as large as one of its own."""
LEAST_SHARE = 0.004
"""A worn garment with less of the photo's pixels than this is left out."""


@dataclass(frozen=True, slots=True)
class Item:
    """One picture of one garment."""

    source: str
    """``hm``, ``mango``, ``clothing``, ``pairs``, ``worn`` or ``tagged``."""
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


SOURCES = ("hm", "mango", "clothing", "pairs", "worn")


def items(data: Path, part: str, sources: Sequence[str] = SOURCES) -> list[Item]:
    """The garments of ``part`` (``train`` or ``val``) out of some sources, in that order.

    Raises ``ModelError`` where a table is missing.
    """
    of = {"hm": _hm, "mango": _mango, "clothing": _clothing, "pairs": _pairs, "worn": worn}
    return [item for source in sources for item in of[source](data, part)]


def parsed(data: Path, folder: Path, part: str) -> list[Item]:
    """Garments of studio models and of tagged street photos, as the parser cuts them out (kept in ``folder``)."""
    studio = [item for item in _pairs(data, part) if item.row["view"] != "look"]
    cut: dict[str, list[CutOut]] = {}
    for each in cut_out([item.picture for item in studio], folder / "pairs"):
        cut.setdefault(each.photo, []).append(each)
    found = [best for item in studio if (best := _shown(item, folder / "pairs", cut.get(item.picture.name, [])))]
    tagged = {each.photo.name: each for each in tagged_examples(data)}
    for each in cut_out([example.photo for example in tagged.values()], folder / "tagged"):
        if _part("tagged", each.photo) == part:
            row = {"tags": "|".join(sorted(tagged[each.photo].tags))}
            file = folder / "tagged" / each.file
            found.append(Item("tagged", each.file, file, row, f"tagged {each.file}", category=each.category))
    return found


def likely(wanted: Collection[str]) -> dict[str, float]:
    """What a garment's pixels count by its parser category, where a shop says that it is one of ``wanted``."""
    near = {name for pair in NEIGHBOURS if pair & set(wanted) for name in pair} - set(wanted)
    return dict.fromkeys(near, NEIGHBOUR) | dict.fromkeys(wanted, 1.0)


def _shown(item: Item, folder: Path, cuts: Sequence[CutOut]) -> Item | None:
    """The studio photo's garment: the largest of a category that the shop's word can mean, or of a neighbouring one."""
    wanted = {name for name, kinds in KINDS_OF.items() if set(kinds) & set(pair_kinds(item.row))}
    weights = likely(wanted)
    areas = {each: weights.get(each.category, 0) * _area(folder / each.file) for each in cuts}
    best = max(areas, key=lambda each: areas[each], default=None)
    if best is None or not areas[best]:
        return None
    return replace(item, picture=folder / best.file, category=best.category)


def _area(file: Path) -> int:
    """Pixels that are not the white ground."""
    return int((read_rgb(file) != WHITE).any(-1).sum())


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
    about = read_json(data / "outfits" / "mango_items.json")
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
