"""Where training pictures come from, and how a batch of them is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from torch import Tensor

from embeddings.parsing.labels import CLASS_ID, CLASSES, GARMENT_CATEGORIES
from embeddings.training.data import Example, parsing_examples, read_labels, read_rgb
from embeddings.training.parser.augment import PAIR_ODDS, draw_canvas, training_picture
from embeddings.training.parser.composites import Picture, indoors, with_accessories
from embeddings.training.parser.labelling import allowed, labelled, named
from embeddings.training.parser.mannequins import mannequin, product_examples

BATCH = 8
ODDS: Final = {"street": 0.52, "tagged": 0.26, "studio": 0.05, "unlabelled": 0.05, "unworn": 0.03, "mannequin": 0.09}
"""Share of the pictures that come from each source."""
INDOORS, LENT = 0.15, 0.25
"""Shares of the street photos that get another ground, or another photo's accessories."""
USUAL = 0.4
"""A class in fewer than this share of the photos makes its photos be drawn more often."""
CATEGORIES: Final = [CLASS_ID[name] for name in GARMENT_CATEGORIES]


@dataclass(frozen=True)
class Sources:
    """Everything that a picture can be made of."""

    photos: Mapping[str, Sequence[Example]]
    """Photos with label maps by kind; a kind may be empty."""
    products: dict[str, list[Example]]

    @property
    def odds(self) -> dict[str, float]:
        """``ODDS`` of the kinds that there are."""
        there = {kind: share for kind, share in ODDS.items() if kind == "mannequin" or self.photos.get(kind)}
        return {kind: share / sum(there.values()) for kind, share in there.items()}


def gather(data: Path, labels: Path | None, seed: int) -> Sources:
    """Street photos and products, and the photos that have a label map in the folder ``labels``."""
    others = labelled(data, labels, seed) if labels else {}
    tagged = repeated(others.get("tagged", []), [_classes(example) for example in others.get("tagged", [])])
    street = parsing_examples(data, "train")
    photos = {**others, "tagged": tagged, "street": repeated(street, [example.tags for example in street])}
    return Sources(photos, product_examples(data))


def repeated(examples: Sequence[Example], classes: Sequence[frozenset[str]]) -> list[Example]:
    """Examples in numbers that follow their rarest class: about √(usual share / its share) times as many.

    Source: repeat factor sampling, Gupta et al. 2019 (LVIS).
    """
    counts = Counter(name for each in classes for name in each)
    factors = {name: max(1.0, (USUAL * len(examples) / count) ** 0.5) for name, count in counts.items()}
    return [
        example
        for example, own in zip(examples, classes, strict=True)
        for _ in range(round(2 * max((factors[name] for name in own), default=1.0)))
    ]


def _classes(example: Example) -> frozenset[str]:
    return frozenset(CLASSES[number] for number in named(example.tags))


def draw_batch(sources: Sources, seed: int, step: int, small: bool) -> tuple[Tensor, Tensor, Tensor, tuple[int, int]]:
    """Batch number ``step``, the same for the same seed.

    B×3×H×W images, B×H×W labels, B×12 presence, and the phase of the labels.
    """
    rng = np.random.default_rng((seed, step))
    kinds, odds = list(sources.odds), list(sources.odds.values())
    size = draw_canvas(rng, small)
    pictures = []
    for _ in range(BATCH):
        together = 2 if size[0] > size[1] and rng.random() < PAIR_ODDS else 1
        parts = [draw(sources, kinds[rng.choice(len(kinds), p=odds)], rng) for _ in range(together)]
        pictures.append(training_picture(parts, size, rng))
    images, labels, presence = (np.stack(each) for each in zip(*pictures, strict=True))
    phase = int(rng.integers(2)), int(rng.integers(2))
    return torch.from_numpy(images), torch.from_numpy(labels), torch.from_numpy(presence), phase


def draw(sources: Sources, kind: str, rng: np.random.Generator) -> Picture:
    """One picture of a kind."""
    if kind == "mannequin":
        return mannequin(sources.products, rng)
    photos = sources.photos[kind]
    picture = load(photos[int(rng.integers(len(photos)))], kind)
    if kind == "street":
        if rng.random() < LENT:
            picture = with_accessories(picture, load(photos[int(rng.integers(len(photos)))], kind), rng)
        if rng.random() < INDOORS:
            picture = indoors(picture, rng)
    return picture


def load(example: Example, kind: str) -> Picture:
    """Photo and label map of an example."""
    assert example.labels is not None
    pixels, labels = read_rgb(example.photo), read_labels(example.labels)
    if labels.shape != pixels.shape[:2]:
        labels = cv2.resize(labels, pixels.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT).astype(np.uint8)
    seen = np.isin(CATEGORIES, np.unique(labels))
    unknown = {
        "tagged": allowed(example.tags)[CATEGORIES] & ~seen,
        "studio": ~seen,
        "unlabelled": np.ones(len(CATEGORIES), np.bool_),
    }.get(kind, np.zeros(len(CATEGORIES), np.bool_))
    return Picture(pixels, labels, unknown)
