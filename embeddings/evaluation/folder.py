"""Photos with label maps, read from a folder laid out as ``docs/data.md`` says, and checked.

What is wrong with a folder is said with the file's name before a model runs, because a figure
computed on a wrong label map looks like any other figure.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.errors import ModelError
from embeddings.parsing.labels import CLASSES, IGNORE
from embeddings.photo import Photo, decode
from embeddings.training.data import Example, rows

COLUMNS: Final = ("id", "split")
"""What ``split.csv`` must have; ``source`` and ``classes`` are used where there are any."""
PICTURES: Final = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"}
LAYOUT: Final = "The layout is described in docs/data.md."


@dataclass(frozen=True, slots=True)
class Split:
    """One part of the folder."""

    name: str
    examples: list[Example]
    sources: dict[str, str]
    """Photo's id to the data set that it comes from; empty where the table does not say."""


def read_split(data: Path, name: str) -> Split:
    """The photos of a split that has some, all of whose files are there.

    Raises ``ModelError`` for a table, split, photo or label map that is missing.
    """
    table = data / "parsing" / "split.csv"
    split = listed(data, name)
    if not split.examples:
        counts = sorted(Counter(row["split"] for row in _table(table)).items())
        raise ModelError(
            "{table} has no photo of the split {name}.",
            table=table,
            name=name,
            remedy="Name one of its splits with --split: {known}." if counts else "Fill the table. " + LAYOUT,
            known=", ".join(f"{each} ({count})" for each, count in counts),
        )
    _same_classes(data / "parsing" / "labels.json")
    for example in split.examples:
        for path in filter(None, (example.photo, example.labels)):
            if not path.is_file():
                raise ModelError(
                    "{path} is missing, though {table} lists {name}.",
                    path=path,
                    table=table,
                    name=example.name,
                    remedy="Put the file there, or take {name} out of the table.",
                )
    return split


def listed(data: Path, name: str) -> Split:
    """What the table lists for a split, in its order, whether or not the files are there; it may be empty.

    Raises ``ModelError`` for a table that is missing or has no such columns.
    """
    folder = data / "parsing"
    pictures = {path.stem: path for path in sorted(folder.glob("images/*")) if path.suffix.lower() in PICTURES}
    examples, sources = [], {}
    for row in _table(folder / "split.csv"):
        if row["split"] == name:
            photo = pictures.get(row["id"], folder / "images" / f"{row['id']}.jpg")
            tags = frozenset(filter(None, (row.get("classes") or "").split("|")))
            examples.append(Example(row["id"], photo, folder / "labels" / f"{row['id']}.png", tags))
            if source := row.get("source"):
                sources[row["id"]] = source
    return Split(name, examples, sources)


def read_pair(example: Example) -> tuple[Photo, NDArray[np.uint8]]:
    """A photo and its H×W uint8 label map, on the grid of the upright file.

    Raises ``PhotoError`` for a photo that cannot be decoded, ``ModelError`` for a label map that is
    no one-channel picture of the photo's size with numbers of ``CLASSES`` and 255.
    """
    assert example.labels is not None
    photo = decode(example.photo.read_bytes(), str(example.photo))
    labels = _read_labels(example.labels)
    if labels.shape[::-1] != photo.full_size:
        raise ModelError(
            "{path} has {width} × {height} pixels, its photo {photo} has {across} × {down}.",
            path=example.labels,
            photo=example.photo.name,
            width=labels.shape[1],
            height=labels.shape[0],
            across=photo.full_size[0],
            down=photo.full_size[1],
            remedy="Draw label maps on the upright photo's own grid; {path} may be of another photo or turned.",
        )
    wrong = sorted(set(np.unique(labels).tolist()) - {*range(len(CLASSES)), IGNORE})
    if wrong:
        raise ModelError(
            "{path} has the class number {number}, which no class has.",
            path=example.labels,
            number=wrong[0],
            remedy="Use 0 to {last}, in the order of parsing/labels.json, and {ignore} for what is not known.",
            last=len(CLASSES) - 1,
            ignore=IGNORE,
        )
    return photo, labels


def _read_labels(path: Path) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as image:
            mode, labels = image.mode, np.asarray(image)
    except (OSError, SyntaxError, ValueError) as error:
        raise ModelError(
            "The label map {path} cannot be read: {reason}.",
            path=path,
            reason=error,
            remedy="Save it again as a PNG with one channel of class numbers.",
        ) from error
    if mode not in ("L", "P"):
        raise ModelError(
            "The label map {path} is a picture of kind {mode}, not one 8-bit class number a pixel.",
            path=path,
            mode=mode,
            remedy="Save it as a PNG with one channel (kind L or P) of class numbers.",
        )
    return labels


def _table(path: Path) -> list[dict[str, str]]:
    """The rows of ``split.csv``, each of another photo."""
    lines = rows(path)
    missing = [column for column in COLUMNS if lines and column not in lines[0]]
    if missing:
        raise ModelError(
            "{table} has no column {missing}.",
            table=path,
            missing=" and no column ".join(missing),
            remedy="Its first line must name at least id and split. " + LAYOUT,
        )
    twice = [name for name, count in Counter(row["id"] for row in lines).items() if count > 1]
    if twice:
        raise ModelError(
            "{table} lists {name} twice.", table=path, name=twice[0], remedy="Give each photo one row and one split."
        )
    return lines


def _same_classes(path: Path) -> None:
    """A folder that numbers the classes in another order would be scored as nonsense."""
    if not path.is_file():
        return
    try:
        classes = json.loads(path.read_text(encoding="utf-8"))["classes"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            "{path} does not say which classes the label maps have.",
            path=path,
            remedy='It must hold {{"classes": ["background", …]}}, or be removed. ' + LAYOUT,
        ) from error
    if classes != list(CLASSES):
        raise ModelError(
            "{path} lists other classes than Otjang has, or in another order.",
            path=path,
            remedy="Number the label maps by: {classes}.",
            classes=", ".join(CLASSES),
        )
