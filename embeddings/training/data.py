"""Readers of the training data folder, laid out as its README says."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.errors import ModelError


@dataclass(frozen=True, slots=True)
class Example:
    """One photo of the training data with what is known of it."""

    name: str
    photo: Path
    labels: Path | None = None
    """One-channel PNG of class numbers, 255 = ignore; None: the photo shows nobody."""
    tags: frozenset[str] = frozenset()
    """Words for what it shows: classes of a label map, garment names, the source's label."""


def rows(table: Path) -> list[dict[str, str]]:
    """A CSV table's rows. Raises ``ModelError`` where there is no such file."""
    with _there(table).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises ``ModelError`` where there is no such file."""
    return json.loads(_there(path).read_text(encoding="utf-8"))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise ModelError(
            "{path} is missing.", path=path, remedy="Give the folder of training data with --data; docs/data.md."
        )
    return path


def parsing_examples(data: Path, split: str) -> list[Example]:
    """Street photos with label maps; ``split`` is ``train`` or ``val``."""
    folder = data / "parsing"
    return [
        Example(
            row["id"],
            folder / "images" / f"{row['id']}.jpg",
            folder / "labels" / f"{row['id']}.png",
            frozenset(filter(None, row["classes"].split("|"))),
        )
        for row in rows(folder / "split.csv")
        if row["split"] == split
    ]


def tagged_examples(data: Path) -> list[Example]:
    """Street photos of which only the garments' names are known."""
    folder = data / "photos_tagged"
    files = {path.stem: path for path in (folder / "images").iterdir()}
    return [
        Example(row["id"], files[row["id"]], tags=frozenset(row["tags"].split("|")))
        for row in rows(folder / "tags.csv")
        if row["id"] in files
    ]


STUDIO = {
    **dict.fromkeys(("ms", "mt", "mh", "ws", "wt", "wb", "wh", "vt", "vsw"), "upper-clothes"),
    **dict.fromkeys(("mj", "wj"), "outerwear"),
    **dict.fromkeys(("mp", "msh", "wp", "wsh", "vp"), "pants"),
    "vsk": "skirt",
    "vd": "dress",
}
"""Class of a product of ``pairs`` by the letters that its number begins with."""


def studio_examples(data: Path) -> list[Example]:
    """Models on white ground; tag = class of the product shown. One colour of each product and view."""
    folder = data / "pairs"
    first: dict[tuple[str, str], Example] = {}
    for row in rows(folder / "pairs.csv"):
        letters = row["product"].rstrip("0123456789")
        if row["split"] == "train" and letters in STUDIO:
            path = folder / "images" / row["image"]
            first.setdefault((row["product"], row["view"]), Example(path.stem, path, tags=frozenset({STUDIO[letters]})))
    return list(first.values())


def unlabelled_examples(data: Path) -> list[Example]:
    """Photos of which nothing is known."""
    return [Example(path.stem, path) for path in sorted((data / "photos_unlabelled").iterdir())]


def clothing_examples(data: Path, split: str) -> list[Example]:
    """People's own clothes on floors and hangers, hardly ever worn; tag = the source's label."""
    folder = data / "garments"
    return [
        Example(Path(row["image"]).stem, folder / row["image"], tags=frozenset({row["label"]}))
        for row in rows(folder / "clothing.csv")
        if row["split"] == split
    ]


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """H×W×3 RGB."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def read_labels(path: Path) -> NDArray[np.uint8]:
    """H×W class numbers."""
    with Image.open(path) as image:
        return np.asarray(image)
