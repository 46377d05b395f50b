"""A folder of the data layout with drawn photos, and a parser that reads its label map off the photo.

A photo's grey is 15 times the class that the parser is to find there, saved without loss: what is
found and what is true are both drawn, and every figure can be worked out by hand.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing import GARMENT_CATEGORIES, Garment, LabelMap, Parse
from embeddings.parsing.labels import CLASS_ID
from embeddings.photo import Photo

Labels = NDArray[np.uint8]


class Reader:
    """Finds what is drawn, and is as sure of it as it is told to be."""

    model_id = "reader"

    def __init__(self, confidence: float = 0.75) -> None:
        self.confidence = confidence
        self.parsed = 0

    def parse(self, photo: Photo) -> Parse:
        self.parsed += 1
        labels = np.round(photo.pixels[..., 0] / 15).astype(np.uint8)
        sure = np.full(labels.shape, self.confidence, np.float32)
        garments = []
        for category in GARMENT_CATEGORIES:
            mask = labels == CLASS_ID[category]
            if mask.any():
                rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
                box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
                garments.append(Garment(category, mask, box, float(mask.mean()), self.confidence))
        return Parse(LabelMap(labels, sure), (labels > 0).astype(np.float32), tuple(garments), 1)


def striped(*names: str, height: int = 120, width: int = 80) -> Labels:
    """A label map of horizontal stripes of equal height."""
    numbers = np.array([CLASS_ID[name] for name in names], np.uint8)
    return np.repeat(np.repeat(numbers, height // len(names))[:, None], width, 1)


def add(data: Path, name: str, found: Labels, truth: Labels | None = None, split: str = "val", **columns: str) -> None:
    """Draw a photo whose parse is ``found``, with its true label map, and list it."""
    folder = data / "parsing"
    for part in ("images", "labels"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.repeat((found * np.uint8(15))[..., None], 3, 2)).save(folder / "images" / f"{name}.png")
    Image.fromarray(found if truth is None else truth).save(folder / "labels" / f"{name}.png")
    table = folder / "split.csv"
    if not table.is_file():
        table.write_text(",".join(["id", "split", *columns]) + "\n", encoding="utf-8")
    with table.open("a", encoding="utf-8") as file:
        file.write(",".join([name, split, *columns.values()]) + "\n")
