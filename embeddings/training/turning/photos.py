"""Real photos of which the side is known roughly: so that a face is a face also where nothing was rendered.

Shops name the view of a photo, and people in street photos mostly face the camera. Half of the products and half
of the street photos are kept for measuring.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from embeddings.parsing.parser import Parser
from embeddings.parsing.small import SmallParser
from embeddings.photo import decode
from embeddings.training.turning.gather import Rows, rows_of, together
from embeddings.turning.cues import framed, look, person_box

ROUGHLY: Final = 35.0
"""Degrees by which a photo's angle is spread: models stand askew."""
TIMES: Final = 3
"""How often each photo is taken, as rendered frames are many."""
EACH: Final = {"main": 3, "back": 1, "street": 7}
"""Of each kind each so-manieth photo is taken: there are few backs."""


class Labelled(NamedTuple):
    """A photo and what is known of it."""

    path: Path
    view: str
    """``back``, or the front of a shop (``main``) or of somebody in the ``street``."""
    held_out: bool
    """It is for measuring, not for teaching."""

    @property
    def angle(self) -> float:
        """Degrees, roughly."""
        return 180.0 if self.view == "back" else 0.0


def labelled(data: Path) -> Iterator[Labelled]:
    """The photos of the training data's ``pairs`` and ``parsing`` folders that are looked at."""
    folder = data / "pairs"
    with (folder / "pairs.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["view"] in ("main", "back")]
    for view in ("back", "main"):
        for row in [row for row in rows if row["view"] == view][:: EACH[view]]:
            yield Labelled(folder / "images" / row["image"], view, _held_out(row["product"]))
    for path in sorted((data / "parsing" / "images").iterdir())[:: EACH["street"]]:
        yield Labelled(path, "street", _held_out(path.name))


def teaching(parser: Parser, finder: SmallParser, data: Path, run: Path) -> Rows:
    """The cues of the photos that are not held out, and of their mirror images."""
    cache = run / "photos.npz"
    if not cache.exists():
        found = []
        for photo in labelled(data):
            if photo.held_out:
                continue
            pixels = decode(photo.path.read_bytes(), photo.path.name).pixels
            box = person_box(pixels, finder)
            if box is not None:
                crop = framed(pixels, box)
                for side in (crop, np.ascontiguousarray(crop[:, ::-1])):
                    found.append((*look(side, parser), photo.angle))
        features, shapes, angles = zip(*found, strict=True)
        np.savez_compressed(cache, features=np.stack(features), shape=np.stack(shapes), angle=np.array(angles))
    with np.load(cache) as file:
        rows = rows_of(file["features"], file["shape"], file["angle"].astype(np.float32), ROUGHLY)
    return together([rows] * TIMES)


def _held_out(name: str) -> bool:
    return zlib.crc32(name.encode()) % 2 == 0
