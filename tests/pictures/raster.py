"""A small z-buffer renderer: layers of triangles with a colour function per pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BATCH = 2000
"""Triangles drawn at once: more take more memory."""


@dataclass(frozen=True)
class Layer:
    """A surface with its own look.

    ``keep(bind, arm)`` says which points exist (hems, necklines, openings); ``paint(bind)`` gives their sRGB colour
    in 0..1; ``folds`` is the depth of cloth wrinkles.
    """

    points: Array  # N×3 posed
    bind: Array  # N×3 in the bind pose
    arm: Array  # N
    triangles: NDArray[np.int64]
    keep: Callable[[Array, Array], NDArray[np.bool_]]
    paint: Callable[[Array], Array]
    folds: float = 0.0
    gloss: float = 0.0


def normals(points: Array, triangles: NDArray[np.int64]) -> Array:
    """Smooth unit normals, N×3."""
    a, b, c = (points[triangles[:, i]] for i in range(3))
    flat = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for corner in range(3):
        np.add.at(total, triangles[:, corner], flat)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)


def noise(bind: Array, scale: float, seed: int) -> Array:
    """Smooth 3-D noise in about -1..1: a sum of a few random waves."""
    random = np.random.default_rng(seed)
    total = np.zeros(len(bind))
    for octave in range(5):
        direction = random.normal(size=3) * scale * 1.5**octave
        total += np.sin(bind @ direction + random.uniform(0, 6.28)) / 1.3**octave
    return total / 2.6


def render(
    layers: list[Layer], scene: Array, scale: float, foot_line: float, light: Array, seed: int, middle: float = 0.5
) -> tuple[Array, NDArray[np.int64]]:
    """Draw the layers over ``scene`` (H×W×3, 0..1): the picture, and H×W which layer each pixel shows (-1: scene).

    ``scale`` pixels a decimetre, feet stand on ``foot_line``, the body's axis at ``middle`` of the width.
    """
    height, width = scene.shape[:2]
    picture, depth = scene.copy().reshape(-1, 3), np.full(height * width, -np.inf)
    shown = np.full(height * width, -1)
    lowest = min(float(layer.points[layer.triangles, 1].min()) for layer in layers)
    for number, layer in enumerate(layers):
        normal = normals(layer.points, layer.triangles)
        near = 1 / (1 - layer.points[:, 2] / 60)  # a camera six metres away
        x = width * middle + layer.points[:, 0] * scale * near
        y = foot_line - (layer.points[:, 1] - lowest) * scale * near
        attributes = np.column_stack([layer.points[:, 2], layer.bind, normal, layer.arm])
        own = np.zeros((height * width, attributes.shape[1]))
        won = np.zeros(height * width, bool)
        for start in range(0, len(layer.triangles), BATCH):
            place, values = _fragments(layer.triangles[start : start + BATCH], x, y, attributes, (height, width))
            seen = layer.keep(values[:, 1:4], values[:, 7]) & (values[:, 0] > depth[place])
            place, values = place[seen], values[seen]
            order = np.argsort(values[:, 0], kind="stable")  # of several on one pixel the nearest is written last
            place, values = place[order], values[order]
            depth[place], own[place], won[place] = values[:, 0], values, True
        picture[won] = _shade(layer, own[won], light, seed + number)
        shown[won] = number
    return picture.reshape(scene.shape), shown.reshape(height, width)


def _fragments(
    triangles: NDArray[np.int64], x: Array, y: Array, attributes: Array, size: tuple[int, int]
) -> tuple[NDArray[np.int64], Array]:
    """Every pixel inside every triangle: its place in the flattened picture, and the attributes there."""
    height, width = size
    px, py = x[triangles], y[triangles]
    left, right = np.maximum(0, px.min(1).astype(int)), np.minimum(width - 1, px.max(1).astype(int) + 1)
    top, bottom = np.maximum(0, py.min(1).astype(int)), np.minimum(height - 1, py.max(1).astype(int) + 1)
    area = (px[:, 1] - px[:, 0]) * (py[:, 2] - py[:, 0]) - (px[:, 2] - px[:, 0]) * (py[:, 1] - py[:, 0])
    wide = np.maximum(right - left + 1, 0)
    count = np.where(np.abs(area) < 1e-9, 0, wide * np.maximum(bottom - top + 1, 0))
    owner = np.repeat(np.arange(len(triangles)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    gx, gy = left[owner] + step % wide[owner], top[owner] + step // wide[owner]
    a, b, c = (triangles[owner, i] for i in range(3))
    u = ((gx - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (gy - y[a])) / area[owner]
    v = ((x[b] - x[a]) * (gy - y[a]) - (gx - x[a]) * (y[b] - y[a])) / area[owner]
    inside = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6)
    a, b, c, u, v = a[inside], b[inside], c[inside], u[inside, None], v[inside, None]
    first = attributes[a]
    values = first + u * (attributes[b] - first) + v * (attributes[c] - first)
    return gy[inside] * width + gx[inside], values


def _shade(layer: Layer, values: Array, light: Array, seed: int) -> Array:
    bind, normal = values[:, 1:4], values[:, 4:7].copy()
    if layer.folds:
        for axis in range(3):
            normal[:, axis] += layer.folds * noise(bind * (1.0, 0.6, 1.0), 1.6, seed * 7 + axis)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    facing = normal[:, 2:3]
    diffuse = np.clip(normal @ light, 0, 1)[:, None]
    shade = 0.42 + 0.5 * diffuse + 0.12 * np.clip(normal[:, 1:2], 0, 1)
    shade *= 0.72 + 0.28 * np.clip(facing, 0, 1)  # edges turn away and darken
    shine = layer.gloss * np.clip(normal @ np.add(light, (0, 0, 1)) / 1.8, 0, 1)[:, None] ** 20
    return np.clip(layer.paint(bind) * shade + shine, 0, 1)


def finish(picture: Array, seed: int, size: tuple[int, int], grain: float = 0.012) -> NDArray[np.uint8]:
    """Reduce to ``size`` (width, height) as a lens and a sensor would: soft edges, a little grain."""
    small = cv2.resize(picture.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    noisy = small + np.random.default_rng(seed).normal(0, grain, small.shape)
    return np.asarray((np.clip(noisy, 0, 1) * 255).round(), dtype=np.uint8)
