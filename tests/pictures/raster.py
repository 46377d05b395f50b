"""A small z-buffer renderer: layers of triangles with a colour function per pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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


def render(layers: list[Layer], scene: Array, scale: float, foot_line: float, light: Array, seed: int) -> Array:
    """Draw the layers over ``scene`` (H×W×3, 0..1); ``scale`` pixels a decimetre, feet stand on ``foot_line``."""
    height, width = scene.shape[:2]
    picture, depth = scene.copy(), np.full((height, width), -np.inf)
    lowest = min(float(layer.points[layer.triangles, 1].min()) for layer in layers)
    for number, layer in enumerate(layers):
        normal = normals(layer.points, layer.triangles)
        near = 1 / (1 - layer.points[:, 2] / 60)  # a camera six metres away
        x = width / 2 + layer.points[:, 0] * scale * near
        y = foot_line - (layer.points[:, 1] - lowest) * scale * near
        attributes = np.column_stack([layer.points[:, 2], layer.bind, normal, layer.arm])
        for corners in layer.triangles:
            px, py = x[corners], y[corners]
            left, right = max(0, int(px.min())), min(width - 1, int(px.max()) + 1)
            top, bottom = max(0, int(py.min())), min(height - 1, int(py.max()) + 1)
            area = (px[1] - px[0]) * (py[2] - py[0]) - (px[2] - px[0]) * (py[1] - py[0])
            if left > right or top > bottom or abs(area) < 1e-9:
                continue
            gy, gx = np.mgrid[top : bottom + 1, left : right + 1]
            u = ((gx - px[0]) * (py[2] - py[0]) - (px[2] - px[0]) * (gy - py[0])) / area
            v = ((px[1] - px[0]) * (gy - py[0]) - (gx - px[0]) * (py[1] - py[0])) / area
            inside = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6)
            if not inside.any():
                continue
            rows, columns, u, v = gy[inside], gx[inside], u[inside], v[inside]
            values = attributes[corners[0]] + np.outer(u, attributes[corners[1]] - attributes[corners[0]])
            values += np.outer(v, attributes[corners[2]] - attributes[corners[0]])
            seen = layer.keep(values[:, 1:4], values[:, 7]) & (values[:, 0] > depth[rows, columns])
            if not seen.any():
                continue
            rows, columns, values = rows[seen], columns[seen], values[seen]
            depth[rows, columns] = values[:, 0]
            picture[rows, columns] = _shade(layer, values, light, seed + number)
    return picture


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


def finish(picture: Array, seed: int, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Reduce to ``size`` (width, height) as a lens and a sensor would: soft edges, a little grain."""
    small = cv2.resize(picture.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    grain = np.random.default_rng(seed).normal(0, 0.012, small.shape)
    return np.asarray((np.clip(small + grain, 0, 1) * 255).round(), dtype=np.uint8)
