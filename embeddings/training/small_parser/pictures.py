"""How a training picture is drawn: whom or what it shows, where, in which light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from embeddings.parsing.body import BODY_PARTS
from embeddings.parsing.canvas import normalise
from embeddings.parsing.labels import CLASS_ID, IGNORE
from embeddings.parsing.small import CANVASES, SURROUND
from embeddings.training.data import Example, read_labels, read_rgb
from embeddings.training.parser.augment import light
from embeddings.training.parser.composites import CLOTHES, SKIN, Pixels, bared, near_colour, painted
from embeddings.training.small_parser.framing import frame
from embeddings.training.small_parser.layers import Layer, Target, body_box, lay
from embeddings.training.small_parser.parts import body_labels
from embeddings.training.small_parser.rooms import room, scene
from embeddings.training.small_parser.targets import sources, stored, true_planes

Generator = np.random.Generator

BATCH: Final = 16
ODDS: Final = {
    "street": 0.22,
    "home": 0.3,
    "tagged": 0.2,
    "studio": 0.06,
    "unlabelled": 0.08,
    "unworn": 0.08,
    "room": 0.06,
}
"""Shares of the pictures; ``home`` is a person of a street photo, cut out and put before a wall or into a room."""
SHAPES: Final = (0.55, 0.2, 0.25)
"""How often each canvas is drawn."""
SMALLER: Final = ((128, 192), (160, 160), (192, 128))
"""What stands for ``CANVASES`` in the first part of the training: less than half the pixels."""
LETTERBOXED: Final = 0.4
"""Share of pictures that do not fill their canvas."""
BARED, BAREFOOT, PALE = 0.2, 0.3, 0.3
"""Of the people at home, the shares that undress above or below, take their shoes off, or match the wall."""


@dataclass(frozen=True)
class Sources:
    """Everything that a picture can be made of."""

    photos: Mapping[str, Sequence[Example]]
    """Photos by kind; a kind may be empty."""
    targets: Path
    """Folder of KIND/NAME.npy."""

    @property
    def odds(self) -> dict[str, float]:
        """``ODDS`` of the kinds that there are."""
        photos = {"home": self.photos["street"], "room": True, **self.photos}
        there = {kind: share for kind, share in ODDS.items() if photos[kind]}
        return {kind: share / sum(there.values()) for kind, share in there.items()}


def gather(data: Path, targets: Path, seed: int) -> Sources:
    """The photos that have a target."""
    return Sources(
        {
            kind: [example for example in examples if (targets / kind / f"{example.name}.npy").is_file()]
            for kind, examples in sources(data, seed).items()
        },
        targets,
    )


def draw_batch(photos: Sources, seed: int, step: int, small: bool) -> tuple[Tensor, Tensor]:
    """Batch number ``step``, the same for the same seed: B×3×H×W images and B×5×H/2×W/2 targets in 0..1."""
    rng = np.random.default_rng((seed, step))
    size = (SMALLER if small else CANVASES)[rng.choice(len(CANVASES), p=SHAPES)]
    kinds, odds = list(photos.odds), list(photos.odds.values())
    pairs = [on_canvas(photos, kinds[rng.choice(len(kinds), p=odds)], size, rng) for _ in range(BATCH)]
    images, targets = zip(*pairs, strict=True)
    known = torch.from_numpy(np.stack(targets)).movedim(3, 1).float() / 255
    return torch.from_numpy(np.stack([normalise(image) for image in images])), known


def on_canvas(photos: Sources, kind: str, size: tuple[int, int], rng: Generator) -> tuple[Pixels, Target]:
    """One picture of a kind, as large as the canvas or letterboxed on it."""
    width, height = size
    if rng.random() < LETTERBOXED:
        share = rng.uniform(0.66, 1)
        width, height = (
            (2 * round(width * share / 2), height) if rng.random() < 0.5 else (width, 2 * round(height * share / 2))
        )
    left, top = (size[0] - width) // 4 * 2, (size[1] - height) // 4 * 2
    canvas = np.full((size[1], size[0], 3), SURROUND, np.uint8)
    target = np.zeros((size[1] // 2, size[0] // 2, len(BODY_PARTS)), np.uint8)
    pixels, known = draw(photos, kind, (width, height), rng)
    canvas[top : top + height, left : left + width] = light(pixels, rng)
    target[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2] = known
    return canvas, target


def draw(photos: Sources, kind: str, size: tuple[int, int], rng: Generator) -> tuple[Pixels, Target]:
    """A picture of ``size`` (width, height) and its target."""
    unworn = photos.photos["unworn"]
    if kind in ("room", "unworn"):
        pixels = room(size, unworn, rng) if kind == "room" else scene(size, unworn, rng)
        nobody = np.zeros((size[1] // 2, size[0] // 2, len(BODY_PARTS)), np.uint8)
        nobody[..., 0] = 255
        return pixels, nobody
    if kind == "home":
        ground = room(size, unworn, rng)
        street = photos.photos["street"]
        layer = at_home(street[int(rng.integers(len(street)))], ground, rng)
        return lay(layer, frame(body_box(layer), size, rng), size, ground)
    examples = photos.photos[kind]
    example = examples[int(rng.integers(len(examples)))]
    layer = Layer(read_rgb(example.photo), np.load(photos.targets / kind / f"{example.name}.npy"))
    plain = np.full((size[1], size[0], 3), rng.integers(0, 256, 3), np.uint8) if rng.random() < 0.5 else None
    return lay(layer, frame(body_box(layer), size, rng), size, plain)


def at_home(example: Example, ground: Pixels, rng: Generator) -> Layer:
    """The person of a photo with a label map, cut out."""
    assert example.labels is not None
    pixels, labels = read_rgb(example.photo), read_labels(example.labels)
    parts = body_labels(labels)
    if rng.random() < BARED:
        pixels, labels = bared(pixels, labels, rng)
    if rng.random() < BAREFOOT:
        pixels = painted(pixels, labels == CLASS_ID["shoes"], _foot_colour(pixels, labels, rng), rng)
    if rng.random() < PALE:
        pixels = near_colour(pixels, np.isin(labels, CLOTHES), ground.mean((0, 1)), rng)
    person = ((labels > 0) & (labels != IGNORE)).astype(np.float32)
    alpha = cv2.GaussianBlur(person, (0, 0), rng.uniform(0.5, 1.2)).astype(np.float32)
    return Layer(pixels, stored(true_planes(parts, pixels.shape)), alpha)


def _foot_colour(pixels: Pixels, labels: NDArray[np.uint8], rng: Generator) -> NDArray[Any]:
    """Of a bare foot or of a sock."""
    skin = np.isin(labels, SKIN)
    if skin.sum() < 50 or rng.random() < 0.35:
        return np.clip(rng.uniform(20, 240) + rng.normal(0, 15, 3), 0, 255)
    return np.asarray(np.median(pixels[skin], 0))
