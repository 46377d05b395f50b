"""How a body stands in a training picture: whole, far away, or cut off by an edge."""

from __future__ import annotations

from typing import Final

import numpy as np

from embeddings.training.small_parser.layers import Matrix

Generator = np.random.Generator
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

WAYS: Final = {"whole": 0.42, "far": 0.2, "cut": 0.38}
CUTS: Final = {"bottom": 0.4, "top": 0.25, "both": 0.15, "side": 0.2}
"""Shares of the pictures, and of those that an edge cuts."""
LARGEST: Final = 3.0
"""Most that a photo is enlarged."""


def frame(box: Box, size: tuple[int, int], rng: Generator) -> Matrix:
    """Matrix that brings a body's box to a random place on a canvas of ``size``, a bit tilted, every other mirrored."""
    body = np.array([box[2] - box[0], box[3] - box[1]])
    way = _one_of(WAYS, rng)
    scale, middle = _cut(body, size, rng) if way == "cut" else _whole(body, size, way == "far", rng)
    stretch = np.exp(rng.uniform(-0.08, 0.08))
    mirror = -1 if rng.random() < 0.5 else 1
    tilt = np.deg2rad(rng.normal(0, 3))
    turn = np.array([[np.cos(tilt), -np.sin(tilt)], [np.sin(tilt), np.cos(tilt)]])
    linear = turn @ np.diag([scale * mirror * stretch, scale / stretch])
    centre = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    return np.column_stack([linear, middle - linear @ centre])


def _whole(body: Matrix, size: tuple[int, int], far: bool, rng: Generator) -> tuple[float, Matrix]:
    """Scale, and the middle of the body on the canvas, with all of it in the picture."""
    share = rng.uniform(0.2, 0.55) if far else rng.uniform(0.55, 0.97)
    scale = min(share * size[1] / body[1], 0.97 * size[0] / body[0], LARGEST)
    room = np.array(size) - scale * body
    return scale, scale * body / 2 + room * rng.uniform(0.02, 0.98, 2)


def _cut(body: Matrix, size: tuple[int, int], rng: Generator) -> tuple[float, Matrix]:
    """The same with a part of the body beyond an edge."""
    width, height = size
    way = _one_of(CUTS, rng)
    if way == "side":
        scale = min(rng.uniform(0.6, 1.1) * height / body[1], LARGEST)
        shown = rng.uniform(0.2, 0.85) - 0.5
        x = width - shown * scale * body[0] if rng.random() < 0.5 else shown * scale * body[0]
        return scale, np.array([x, height / 2 + rng.uniform(-0.1, 0.1) * height])
    if way == "both":
        shown = rng.uniform(0.25, 0.7)
        above = rng.uniform(0.05, 0.95 - shown)
        scale = min(height / (shown * body[1]), LARGEST)
        y = (0.5 - above) * scale * body[1]
    else:
        margin = rng.uniform(0, 0.15) * height
        scale = min((height - margin) / (rng.uniform(0.35, 0.99) * body[1]), LARGEST)
        y = margin + scale * body[1] / 2 if way == "bottom" else height - margin - scale * body[1] / 2
    x = width / 2 + rng.uniform(-0.5, 0.5) * abs(width - scale * body[0])
    return scale, np.array([x, y])


def _one_of(odds: dict[str, float], rng: Generator) -> str:
    return list(odds)[rng.choice(len(odds), p=list(odds.values()))]
