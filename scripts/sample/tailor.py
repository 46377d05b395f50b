"""Garments cut for a body: a shape around it as a distance field, made a surface, and cut open at its hems.

A shape is a union of what follows the body closely and of tubes around trunk, legs and arms that do not; so a shirt
hangs from the chest, and trousers fall straight. It is cut in the pose in which the mesh stands, and follows the body
into others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree
from skimage.measure import marching_cubes

from scripts.sample.body import Figure, Points, Triangles, limb
from scripts.sample.surfaces import clip, evened, largest, welded

GRID = 0.19
"""Decimetres between samples of the field."""
DIRECTIONS = np.stack([np.cos(a := np.linspace(0, 2 * np.pi, 48, endpoint=False)), np.sin(a)])
"""2×48: around an axis, in the plane of x and z."""


@dataclass(frozen=True)
class Cloth:
    """A cut garment, in the pose of the mesh."""

    points: Points  # N×3
    triangles: Triangles
    uv: Points  # T×3×2: decimetres around and along the cloth, for patterns
    weights: dict[str, Points]  # bone -> N
    held: Points  # N, 1 where it is held: waistbands


@dataclass(frozen=True)
class Cut:
    """How a garment is cut. Lengths in decimetres; heights as the mesh has them (waist 1.3, knee -3.7, ankle -7.5)."""

    parts: str
    """Of what it is a shape: letters of t (trunk), a (arms), l (legs), s (skirt: one tube around both legs)."""
    top: Callable[[Points], Points] | float
    """Neckline or waist: it is below."""
    hem: float
    ease: float = 0.12
    """How far it stands off the body."""
    boxy: float = 0.5
    """0: follows the trunk; 1: falls straight from the chest."""
    flare: float = 0.0
    """Decimetres that a tube is wider for each decimetre down from the hips."""
    sleeve: float = 0.0
    """0: none, 1: to the wrist."""
    wide: float = 0.0
    """More room in sleeves or legs, at their ends."""
    opening: float | None = None
    """Open in front, so wide; None: closed."""
    pleats: int = 0


MARKS = ("l-foot-1", "l-ankle", "l-knee", "l-upper-leg", "pelvis", "spine-1", "l-shoulder", "neck", "head", "head-2")
"""Joints whose heights tell how a body is proportioned, from below."""


class Tailor:
    """Cuts for one body."""

    def __init__(self, folder: Path, figure: Figure) -> None:
        self._figure = figure
        mesh = figure.mesh
        self._marks = (
            [mesh.joint(mesh.points, name)[1] for name in MARKS],
            [mesh.joint(figure.bind, name)[1] for name in MARKS],
        )
        points = self._lifted(figure.bind, 1)
        self._points = points
        self.triangles = mesh.triangles("body")
        count = len(points)
        inner = np.unique(self.triangles)
        arm = np.maximum(limb(folder, "upperarm01.L", count), limb(folder, "upperarm01.R", count))
        head = limb(folder, "head", count)
        corners = points[self.triangles]
        flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        self._middle = corners.mean(1)
        self._normal = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
        of = self.triangles[:, 0]
        self._is_arm, self._is_head = arm[of] > 0.5, head[of] > 0.6
        self._inner = inner
        names = ("shoulder", "elbow", "hand", "upper-leg", "knee", "ankle")
        full = [f"{side}-{name}" for side in "lr" for name in names]
        self._joints = {name: mesh.joint(points, name) for name in full}

    def cut(self, cut: Cut) -> Cloth:
        """A garment's surface."""
        low = np.array([-5.2 if "a" in cut.parts else -3.6, min(cut.hem, 0) - 0.9, -2.6])
        high = np.array([-low[0], 6.7, 3.0])
        if "a" not in cut.parts and "t" not in cut.parts:
            high[1] = 2.6
        axes = [np.arange(a, b, GRID) for a, b in zip(low, high, strict=True)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
        field = gaussian_filter(self._field(grid.reshape(-1, 3), cut).reshape(grid.shape[:3]), 1.1)
        points, triangles, _, _ = marching_cubes(field, 0.0, spacing=(GRID,) * 3, gradient_direction="descent")
        points = points + low
        for keep in self._edges(cut):
            points, triangles = clip(points, triangles, keep(points))
        points, triangles = largest(*welded(points, triangles))
        points = evened(points, triangles, 5)
        weights = self._weights(points, "l" in cut.parts)
        top = cut.top - 0.3 if isinstance(cut.top, float) else 5.72  # at the waistband, or on the shoulders
        held = np.clip((points[:, 1] - top) / 0.15, 0, 1) * ~(_on_arm(points) & (self.along(points) > 0.02))
        return Cloth(self._lifted(points, -1), triangles, self._uv(points, triangles), weights, held)

    def shoes(self, height: float, ease: float = 0.1, sole: float = 0.28) -> tuple[Cloth, NDArray[np.bool_]]:
        """A pair up to ``height`` with flat soles so thick, and which triangles are sole. It follows the legs."""
        low, high = np.array([-4.0, -8.9, -2.0]), np.array([4.0, height + 0.6, 3.2])
        axes = [np.arange(a, b, 0.11) for a, b in zip(low, high, strict=True)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), -1)
        points = grid.reshape(-1, 3)
        field = np.maximum(self._close(points, ease), points[:, 1] - height - 0.5)
        ground = float(self._middle[:, 1].min())
        for sign in (1, -1):
            print_ = self._middle[(self._middle[:, 1] < -7.75) & (self._middle[:, 0] * sign > 0)][:, (0, 2)]
            reach = gaussian_filter((print_ @ DIRECTIONS).max(0), 1.0, mode="wrap") + ease * 1.15
            flat = (points[:, (0, 2)] @ DIRECTIONS - reach).max(1)
            slab = np.maximum(ground - sole - points[:, 1], points[:, 1] - ground - 0.12)
            field = _joined(field, np.maximum(flat, slab), 0.08)
        field = gaussian_filter(field.reshape(grid.shape[:3]), 1.0)
        found, triangles, _, _ = marching_cubes(field, 0.0, spacing=(0.11,) * 3, gradient_direction="descent")
        found = found + low
        found, triangles = clip(found, triangles, height + 0.25 * (found[:, 2] < 0.2) * (height > -7.2) - found[:, 1])
        found, triangles = largest(found, triangles)
        found = evened(found, triangles, 2)
        upper = clip(found, triangles, found[:, 1] - ground - 0.04)
        lower = clip(found, triangles, ground + 0.04 - found[:, 1])
        found = np.vstack([upper[0], lower[0]])
        triangles = np.vstack([upper[1], lower[1] + len(upper[0])])
        is_sole = np.arange(len(triangles)) >= len(upper[1])
        weights = self._weights(found, True)
        cloth = Cloth(self._lifted(found, -1), triangles, self._uv(found, triangles), weights, np.zeros(len(found)))
        return cloth, is_sole

    def _lifted(self, points: Points, way: int) -> Points:
        """Heights of this body (1) as those of the mesh, or (-1) the other way: one cut fits everybody."""
        mesh, own = self._marks
        mesh, own = [mesh[0] - 5, *mesh, mesh[-1] + 5], [own[0] - 5, *own, own[-1] + 5]
        lifted = points.copy()
        lifted[:, 1] = np.interp(points[:, 1], *((own, mesh) if way > 0 else (mesh, own)))
        return lifted

    def along(self, points: Points) -> Points:
        """Place along the nearer arm: 0 at the shoulder, 1 at the wrist; N."""
        found = []
        for side in "lr":
            shoulder, elbow, hand = (self._joints[f"{side}-{name}"] for name in ("shoulder", "elbow", "hand"))
            found.append(_bent(points, shoulder, elbow, hand))
        left = points[:, 0] > 0
        return np.where(left, found[0][1], found[1][1])

    def _field(self, points: Points, cut: Cut) -> Points:
        close = self._close(points, cut.ease)
        parts: list[Points] = []
        if "t" in cut.parts:
            sleeve = cut.sleeve if "a" in cut.parts else 0.0
            beyond = np.where(_on_arm(points), (self.along(points) - sleeve - 0.12) * 4, -1.0)
            parts.append(np.maximum.reduce([close, points[:, 1] - 6.5, beyond, -0.4 - points[:, 1]]))
            parts.append(np.maximum(self._tube(points, cut), points[:, 1] - 4.5))
        if "a" in cut.parts and cut.sleeve > 0:
            parts.extend(self._sleeve(points, side, cut) for side in "lr")
        if "l" in cut.parts:
            parts.append(np.maximum.reduce([close, points[:, 1] - 2.4, np.abs(points[:, 0]) - 2.6]))
            parts.extend(self._leg(points, side, cut) for side in "lr")
        if "s" in cut.parts and "t" not in cut.parts:
            parts.append(self._tube(points, cut))
        total = parts[0]
        for one in parts[1:]:
            total = _joined(total, one, 0.22)
        if "l" in cut.parts:  # two legs, however wide
            total = np.maximum(total, np.where(points[:, 1] < -0.95, 0.13 - np.abs(points[:, 0]), -1.0))
        return total

    def _close(self, points: Points, ease: float) -> Points:
        away, near = cKDTree(self._middle).query(points, k=4, workers=1)
        side = np.einsum("nki,nki->nk", points[:, None] - self._middle[near], self._normal[near]).mean(1)
        room = ease * np.interp(points[:, 1], [4.0, 5.2], [1.0, 0.35])  # it lies on the shoulders
        return np.where(side > 0, away[:, 0], -away[:, 0]) - room

    def _tube(self, points: Points, cut: Cut) -> Points:
        """Around the trunk and, from the hips down, around both legs: convex at every height."""
        heights = np.arange(-8.2, 5.6, 0.2)
        table = np.empty((len(heights), DIRECTIONS.shape[1]))
        flat = self._middle[~self._is_arm & ~self._is_head][:, (0, 2)]
        high = self._middle[~self._is_arm & ~self._is_head][:, 1]
        for number, height in enumerate(heights):
            near = np.abs(high - height) < 0.25
            table[number] = (flat[near] @ DIRECTIONS).max(0)
        chest = table[np.searchsorted(heights, 3.9)]
        hips = table[np.searchsorted(heights, 0.1)]
        base = np.maximum(chest * 0.94, hips) if "t" in cut.parts else hips
        below = heights < 3.9 if "t" in cut.parts else heights < 0.1
        straight = np.maximum(table, base)
        table[below] = (1 - cut.boxy) * table[below] + cut.boxy * straight[below]
        lower = heights < 0.1  # past the hips it goes straight down, around both legs
        table[lower] = np.maximum(hips, table[np.searchsorted(heights, 0.1)])
        angle = np.arctan2(DIRECTIONS[1], DIRECTIONS[0])
        down = np.clip(1.2 - heights, 0, None)[:, None]
        table = gaussian_filter(table, (2.0, 1.0), mode=("nearest", "wrap")) + cut.ease + cut.flare * down
        if cut.pleats:
            table += 0.16 * np.clip(down / 3, 0, 1) * np.cos(cut.pleats * angle)
        row = (points[:, 1] - heights[0]) / 0.2
        first = np.clip(row.astype(int), 0, len(heights) - 2)
        share = np.clip(row - first, 0, 1)[:, None]
        return ((points[:, (0, 2)] @ DIRECTIONS) - ((1 - share) * table[first] + share * table[first + 1])).max(1)

    def _leg(self, points: Points, side: str, cut: Cut) -> Points:
        names = ("upper-leg", "knee", "ankle")
        hip, knee, ankle = (self._joints[f"{side}-{name}"] for name in names)
        ankle = ankle - (0, 0.6, 0)
        knee = knee - (0, 0, 0.1)
        away, share = _bent(points, hip, knee, ankle)
        radius = np.interp(share, [0, 0.2, 0.5, 1], [0.82, 0.86, 0.66 + 0.5 * cut.wide, 0.52 + cut.wide])
        return np.maximum(away - radius - 0.3 * cut.ease, points[:, 1] - hip[1])

    def _sleeve(self, points: Points, side: str, cut: Cut) -> Points:
        names = ("shoulder", "elbow", "hand")
        away, share = _bent(points, *(self._joints[f"{side}-{name}"] for name in names))
        radius = np.interp(share, [0, 0.3, 1], [0.38, 0.42, 0.28 + cut.wide])
        radius = radius + cut.ease * np.interp(share, [0, 0.35], [0.4, 1.0])
        return away - radius

    def _edges(self, cut: Cut) -> list[Callable[[Points], Points]]:
        """What is kept: positive inside."""

        def top(points: Points) -> Points:
            return (cut.top if isinstance(cut.top, float) else cut.top(points)) - points[:, 1]

        edges = [top, lambda points: points[:, 1] - cut.hem]
        if "a" in cut.parts:
            edges.append(lambda points: np.where(_on_arm(points), (cut.sleeve - self.along(points)) * 4.0, 1.0))
        if cut.opening is not None:
            gap = cut.opening

            def front(points: Points) -> Points:
                return np.where(points[:, 2] > 0.3, np.abs(points[:, 0]) - gap, 1.0)

            edges.append(front)
        return edges

    def _weights(self, points: Points, legs: bool) -> dict[str, Points]:
        own = self._points[self._inner]
        away, near = cKDTree(own).query(points, k=6, workers=1)
        share = 1 / (away + 0.05) ** 2
        share /= share.sum(1, keepdims=True)
        found = {}
        for bone, weight in self._figure.weights.items():
            follows = (weight[self._inner][near] * share).sum(1)
            if "leg" in bone and not legs:
                follows = follows * 0
            found[bone] = follows
        return found

    def _uv(self, points: Points, triangles: Triangles) -> Points:
        corners = points[triangles]
        middle = corners.mean(1)
        arm = (_on_arm(middle) & (self.along(middle) > 0.05))[:, None]
        around = np.arctan2(corners[..., 0], corners[..., 2] + 0.15)
        first = around[:, :1]
        around = first + (around - first + np.pi) % (2 * np.pi) - np.pi
        trunk = np.stack([around * 1.7, corners[..., 1]], -1)
        found = []
        for side, sign in (("l", 1), ("r", -1)):
            shoulder, hand = (self._joints[f"{side}-{name}"] for name in ("shoulder", "hand"))
            axis = (hand - shoulder) / np.linalg.norm(hand - shoulder)
            across = np.cross(axis, (0, 0, 1.0))
            across /= np.linalg.norm(across)
            deep = np.cross(across, axis)
            rest = corners - shoulder
            turn = np.arctan2(rest @ across, rest @ deep) * sign
            turn = turn[:, :1] + (turn - turn[:, :1] + np.pi) % (2 * np.pi) - np.pi
            found.append(np.stack([turn * 0.6, 4.6 - rest @ axis], -1))
        sleeve = np.where((middle[:, 0] > 0)[:, None, None], found[0], found[1])
        return np.where(arm[..., None], sleeve, trunk)


def _on_arm(points: Points) -> NDArray[np.bool_]:
    """Beyond the plane through the armpit, half-way between trunk and arm."""
    return np.abs(points[:, 0]) > 1.24 + 0.53 * (5.2 - points[:, 1])


def _bent(points: Points, start: Points, bend: Points, end: Points) -> tuple[Points, Points]:
    """Distance to a limb of two bones, and the place along it from 0 to 1 (a little more beyond its end)."""
    lengths = np.linalg.norm(bend - start), np.linalg.norm(end - bend)
    found = []
    for a, b, low, high in ((start, bend, -0.3, 1.0), (bend, end, 0.0, 1.4)):
        share = np.clip((points - a) @ (b - a) / np.sum((b - a) ** 2), low, high)
        found.append((np.linalg.norm(points - a - np.maximum(share, 0)[:, None] * (b - a), axis=1), share))
    along = np.where(
        found[0][0] < found[1][0],
        found[0][1] * lengths[0],
        lengths[0] + found[1][1] * lengths[1],
    ) / sum(lengths)
    return np.minimum(found[0][0], found[1][0]), along


def _joined(a: Points, b: Points, soft: float) -> Points:
    mix = np.clip(0.5 + 0.5 * (b - a) / soft, 0, 1)
    return b * (1 - mix) + a * mix - soft * mix * (1 - mix)
