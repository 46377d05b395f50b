"""What is not cut of cloth around the body: hats, scarves and bags, made on the figure as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import ConvexHull

from scripts.sample.blend import mesh
from scripts.sample.body import Figure, Points
from scripts.sample.hair import head_of
from scripts.sample.materials import cloth, paint
from scripts.sample.patterns import Pattern

AROUND = 64
BESIDE = 48.0
"""Degrees from the front at which a small bag hangs on the hip."""


@dataclass(frozen=True)
class Hat:
    """A surface of revolution on the head: ``profile`` has pairs of radius (1: the head's) and height (1: its top)."""

    profile: tuple[tuple[float, float], ...]
    pattern: Pattern
    tilt: float = -8.0


@dataclass(frozen=True)
class Scarf:
    """Wound around the neck, an end hanging in front."""

    pattern: Pattern
    end: float = 3.2


@dataclass(frozen=True)
class Crossbody:
    """A small bag on a long strap."""

    colour: str
    strap: str
    size: tuple[float, float, float] = (2.2, 1.6, 0.7)
    side: int = 1


@dataclass(frozen=True)
class Tote:
    """A bag held in a hand."""

    pattern: Pattern
    strap: str
    size: tuple[float, float, float] = (3.3, 3.1, 1.0)
    side: int = -1


BEANIE = (
    *((1.12, 0.1), (1.2, 0.16), (1.22, 0.42), (1.16, 0.5), (1.14, 0.6)),
    *((1.02, 0.92), (0.74, 1.18), (0.36, 1.31), (0.02, 1.33)),
)
"""Its edge lies over the brow; the cuff is turned up."""
BUCKET = (
    *((1.78, 0.02), (1.6, 0.18), (1.4, 0.3), (1.22, 0.4), (1.18, 0.55)),
    *((1.12, 0.95), (1.02, 1.17), (0.6, 1.23), (0.02, 1.24)),
)


def hat(figure: Figure, one: Hat) -> list[Any]:
    """On the head, tilted a little back."""
    centre, radii = head_of(figure)
    turn = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    tilt = np.radians(one.tilt)
    rows = []
    for radius, high in _finer(one.profile):
        ring = np.stack(
            [np.sin(turn) * radii[0] * radius, np.full(AROUND, radii[1] * high), np.cos(turn) * radii[2] * radius], 1
        )
        y, z = ring[:, 1].copy(), ring[:, 2].copy()
        ring[:, 1], ring[:, 2] = y * np.cos(tilt) - z * np.sin(tilt) * -1, z * np.cos(tilt) - y * np.sin(tilt)
        rows.append(ring + centre)
    points, faces, uv = _lathe(rows, 4.2)
    made = mesh("hat", points, faces, uv)
    made.data.materials.append(cloth(one.pattern))
    _thick(made, 0.004)
    return [made]


def scarf(figure: Figure, one: Scarf, worn: Points) -> list[Any]:
    """Around the neck, over ``worn``: the points of all that is worn below."""
    neck = figure.mesh.joint(figure.posed, "neck")
    random = np.random.default_rng(3)
    turn = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    rows = []
    for share in np.linspace(0, 2 * np.pi, 22, endpoint=False):
        fold = 1 + 0.12 * np.sin(5 * share + 2 * np.sin(turn)) + 0.05 * np.sin(3 * turn + random.uniform(0, 0.3))
        out = 0.78 + 0.36 * np.cos(share) * fold
        high = 0.42 * np.sin(share) * fold + 0.1 - 0.22 * np.cos(turn)
        rows.append(np.stack([np.sin(turn) * out * 1.08, high, np.cos(turn) * out * 1.0], 1) + neck + (0, 0.02, 0.12))
    rows.append(rows[0])
    points, faces, uv = _lathe(rows, 5.0)
    made = [mesh("scarf", points, faces, uv)]
    strip, wide = [], np.linspace(-0.55, 0.55, 9)
    for share in np.linspace(0, 1, 18):
        high = neck[1] - 0.1 - one.end * share
        x = 0.35 + wide * (0.75 + 0.25 * share) + 0.12 * share
        near = worn[(np.abs(worn[:, 1] - high) < 0.3) & (np.abs(worn[:, 0] - 0.35) < 0.8)]
        z = (near[:, 2].max() if len(near) else neck[2] + 1.0) + 0.12
        strip.append(np.stack([x, np.full(9, high), z + 0.07 * np.sin(wide * 9 + share) * (1 - 0.3 * share)], 1))
    points = np.concatenate(strip)
    faces = [[9 * r + c, 9 * r + c + 1, 9 * r + c + 10, 9 * r + c + 9] for r in range(17) for c in range(8)]
    made.append(mesh("scarf end", points, faces, points[np.array(faces)][..., :2]))
    for part in made:
        part.data.materials.append(cloth(one.pattern))
        _thick(part, 0.008)
    return made


def crossbody(figure: Figure, one: Crossbody, trunk: Points) -> list[Any]:
    """A strap over ``trunk``, the points of the clothed trunk, from shoulder to hip, and a bag at its end."""
    far, near_side = ("r", "l") if one.side > 0 else ("l", "r")
    shoulder = figure.mesh.joint(figure.posed, f"{far}-shoulder") * (0.62, 1, 0) + (0, 0.35, 0)
    hip = figure.mesh.joint(figure.posed, f"{near_side}-upper-leg") * (0, 1, 0) + np.array([1.55 * one.side, 0.5, 0])
    across = (shoulder - hip) / np.linalg.norm(shoulder - hip)
    normal = np.array([across[1], -across[0], 0.0])
    base = (shoulder + hip) / 2
    rest = trunk - base
    near = np.abs(rest @ normal) < 0.22
    flat = np.stack([rest[near] @ across, rest[near][:, 2]], 1)
    loop = flat[ConvexHull(flat).vertices]
    loop = _spaced(np.vstack([loop, loop[:1]]), 160)
    away = loop - loop.mean(0)
    loop = loop + 0.06 * away / np.linalg.norm(away, axis=1, keepdims=True)
    path = base + loop[:, :1] * across + loop[:, 1:] * (0, 0, 1.0)
    rows = [
        np.stack(
            [
                path + normal * wide,
            ],
            0,
        )[0]
        for wide in (-0.14, 0.14)
    ]
    points = np.concatenate(rows)
    count = len(path)
    faces = [[i, (i + 1) % count, count + (i + 1) % count, count + i] for i in range(count)]
    strap = mesh("strap", points, faces)
    strap.data.materials.append(paint("strap", one.strap, 0.5))
    _thick(strap, 0.003)
    end = path[np.argmin(path[:, 1])]
    at_hip = trunk[(np.abs(trunk[:, 1] - end[1] + 0.5) < 0.5) & (np.abs(trunk[:, 0]) < 2.2)]
    out = float((at_hip[:, 0] * one.side).max()), float(at_hip[:, 2].max())
    turn = np.radians(BESIDE)
    away = np.array([one.side * out[0] * np.sin(turn), 0, out[1] * np.cos(turn)])
    away = away * (1 + 0.5 * one.size[2] / np.linalg.norm(away))
    bag = _bag(one.size, np.array([0, end[1] - 0.6, 0]) + away, one.side * BESIDE)
    bag.data.materials.append(paint("bag", one.colour, 0.42))
    return [strap, bag]


def tote(figure: Figure, one: Tote) -> list[Any]:
    """Hanging from a hand."""
    side = "l" if one.side > 0 else "r"
    hand = figure.mesh.joint(figure.posed, f"{side}-finger-3-2")
    wide, tall, deep = one.size
    turn = 62.0 * one.side
    middle = hand + np.array([0.12 * one.side, -1.15 - tall / 2, 0.0])
    bag = _bag(one.size, middle, turn, soft=0.25)
    bag.data.materials.append(cloth(one.pattern))
    angle = np.radians(turn)
    along = np.array([np.cos(angle), 0, -np.sin(angle)])
    across = np.array([np.sin(angle), 0, np.cos(angle)])
    made = [bag]
    share = np.linspace(0, 1, 24)
    for sign in (-1, 1):
        x = 0.5 * wide * 0.55 * (1 - 2 * share)
        y = tall / 2 - 0.2 + (1.35) * np.sin(np.pi * share) ** 0.55
        depth = sign * 0.3 * deep * (1 - np.sin(np.pi * share) * 0.8)
        path = middle + x[:, None] * along + y[:, None] * (0, 1.0, 0) + depth[:, None] * across
        made.append(_tube(path, 0.055, one.strap))
    return made


def laces(shoes: Points, colour: str) -> list[Any]:
    """Over the insteps of a pair as it is worn."""
    made = []
    for sign in (1, -1):
        one = shoes[shoes[:, 0] * sign > 0]
        back, front = float(one[:, 2].min()), float(one[:, 2].max())
        for share in (0.6, 0.66, 0.72, 0.78):
            z = back + share * (front - back)
            band = one[np.abs(one[:, 2] - z) < 0.13]
            middle = float((band[:, 0].min() + band[:, 0].max()) / 2)
            across = np.linspace(-0.27, 0.27, 9)
            high = [band[np.abs(band[:, 0] - middle - x) < 0.1, 1].max() for x in across]
            path = np.stack([middle + across, np.array(high) + 0.015, np.full(9, z) + 0.05 * np.abs(across)], 1)
            made.append(_tube(path, 0.045, colour))
    return made


def _bag(size: tuple[float, float, float], at: Points, turn: float, soft: float = 0.18) -> Any:
    wide, tall, deep = size
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 48, endpoint=False), np.linspace(-1, 1, 18))
    power = 0.35
    x = np.sign(np.cos(u)) * np.abs(np.cos(u)) ** power * wide / 2
    z = np.sign(np.sin(u)) * np.abs(np.sin(u)) ** power * deep / 2 * (1 - soft * (v + 1) * 0.8)
    x = x * (1 + 0.03 * v)
    y = v * tall / 2
    angle = np.radians(turn)
    rows = [
        np.stack([x[r] * np.cos(angle) + z[r] * np.sin(angle), y[r], -x[r] * np.sin(angle) + z[r] * np.cos(angle)], 1)
        + at
        for r in range(18)
    ]
    closed = [0.0 * rows[0] + rows[0].mean(0), *rows, 0.0 * rows[-1] + rows[-1].mean(0) + (0, -0.1, 0)]
    points, faces, uv = _lathe(closed, wide)
    return mesh("bag", points, faces, uv)


def _tube(path: Points, radius: float, colour: str) -> Any:
    ways = np.gradient(path, axis=0)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    first = np.cross(ways, (0.3, 0.1, 0.9))
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(ways, first)
    turn = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    rings = path[:, None] + radius * (first[:, None] * np.cos(turn)[:, None] + second[:, None] * np.sin(turn)[:, None])
    points = rings.reshape(-1, 3)
    faces = [
        [r * 10 + c, r * 10 + (c + 1) % 10, (r + 1) * 10 + (c + 1) % 10, (r + 1) * 10 + c]
        for r in range(len(path) - 1)
        for c in range(10)
    ]
    made = mesh("handle", points, faces)
    made.data.materials.append(paint("handle", colour, 0.5))
    return made


def _lathe(rows: list[Points], length: float) -> tuple[Points, list[list[int]], Points]:
    count = len(rows[0])
    faces, uv = [], []
    for r in range(len(rows) - 1):
        for c in range(count):
            faces.append(
                [r * count + c, r * count + (c + 1) % count, (r + 1) * count + (c + 1) % count, (r + 1) * count + c]
            )
            a, b = length * c / count, length * (c + 1) / count
            low, high = 0.35 * r, 0.35 * (r + 1)
            uv.append([(a, low), (b, low), (b, high), (a, high)])
    return np.concatenate(rows), faces, np.array(uv)


def _finer(profile: tuple[tuple[float, float], ...]) -> Points:
    points = np.array(profile)
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    at = np.linspace(0, way[-1], 36)
    return np.stack([np.interp(at, way, points[:, 0]), np.interp(at, way, points[:, 1])], 1)


def _spaced(path: Points, count: int) -> Points:
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.linspace(0, way[-1], count, endpoint=False)
    return np.stack([np.interp(at, way, path[:, axis]) for axis in range(path.shape[1])], 1)


def _thick(thing: Any, metres: float) -> None:
    modifier = thing.modifiers.new("thick", "SOLIDIFY")
    modifier.thickness, modifier.offset = metres, 0.0
