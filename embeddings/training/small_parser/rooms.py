"""Rooms without anybody: plain walls, things before them, and people's own photos of clothes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.training.data import Example, read_rgb
from embeddings.training.parser.composites import plain_wall

Generator = np.random.Generator
Pixels = NDArray[np.uint8]

SCENE: Final = 0.4
"""Share of rooms that are a photo of clothes on a floor, a bed or a hanger."""
THINGS: Final = 5
"""Most things before a wall."""


def room(size: tuple[int, int], clothes: Sequence[Example], rng: Generator) -> Pixels:
    """Height×width×3 for a ``size`` of width and height. ``clothes``: photos of clothes that nobody wears."""
    if clothes and rng.random() < SCENE:
        return scene(size, clothes, rng)
    wall = plain_wall((size[1], size[0]), rng).astype(np.uint8)
    for _ in range(rng.integers(THINGS + 1)):
        width, height = (max(4, round(side * rng.uniform(0.05, 0.6))) for side in size)
        left, top = (int(rng.integers(-span // 2, side)) for span, side in zip((width, height), size, strict=True))
        place = wall[max(0, top) : top + height, max(0, left) : left + width]
        if place.size:
            place[:] = _thing((place.shape[1], place.shape[0]), clothes, rng)
    return wall


def scene(size: tuple[int, int], clothes: Sequence[Example], rng: Generator) -> Pixels:
    """A random part of a photo of clothes that nobody wears."""
    pixels = read_rgb(clothes[int(rng.integers(len(clothes)))].photo)
    height, width = pixels.shape[:2]
    scale = max(size[0] / width, size[1] / height) * rng.uniform(1, 1.8)
    across, down = min(width, round(size[0] / scale)), min(height, round(size[1] / scale))
    left, top = int(rng.integers(width - across + 1)), int(rng.integers(height - down + 1))
    part = pixels[top : top + down, left : left + across]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR).astype(np.uint8)


def _thing(size: tuple[int, int], clothes: Sequence[Example], rng: Generator) -> Pixels:
    """A door, a cupboard, a curtain, or a picture on the wall."""
    width, height = size
    if clothes and rng.random() < 0.3:
        return scene(size, clothes, rng)
    colour = rng.uniform(20, 240) + rng.normal(0, 20, 3)
    shade = np.linspace(rng.uniform(0.8, 1), rng.uniform(0.8, 1.1), width)[None, :, None]
    if rng.random() < 0.4:
        shade = shade + rng.uniform(0.02, 0.15) * np.sin(np.arange(width) / rng.uniform(1, 8))[None, :, None]
    return np.clip(np.broadcast_to(colour * shade, (height, width, 3)), 0, 255).astype(np.uint8)
