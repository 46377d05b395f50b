"""Hair, strand by strand: roots on the scalp, combed along the head and, past it, hanging down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from scripts.sample.blend import there
from scripts.sample.body import Figure, Points

STEPS = 12


@dataclass(frozen=True)
class Style:
    """How somebody wears it. Lengths in decimetres."""

    colour: str
    top: float
    """Length on the crown."""
    sides: float
    """Length above the ears and at the neck."""
    parting: float = 0.25
    """Where it is parted, to the left of the middle."""
    wave: float = 0.03
    tied: bool = False
    """Gathered into a low bun."""
    strands: int = 9000
    thick: float = 0.0011  # metres


def grow(figure: Figure, style: Style, seed: int, *, flat: bool = False) -> Any:
    """The strands as an object of the scene, for a figure in its pose; ``flat`` under a hat."""
    random = np.random.default_rng(seed)
    roots, normals = _scalp(figure, style.strands, random)
    centre, radii = head_of(figure)
    if flat:
        below = roots[:, 1] < centre[1] + 0.3 * radii[1]
        roots, normals = roots[below], normals[below]
    high = np.clip((roots[:, 1] - centre[1]) / radii[1], -1, 1)
    length = np.interp(high, [-0.6, 0.1, 0.55, 1.0], [style.sides * 0.8, style.sides, style.top, style.top])
    length = length * random.uniform(0.85, 1.08, len(roots))
    strands = _combed(roots, normals, length, style, centre, radii, random, 0.3 if flat else 1.0)
    return _curves(strands, style)


def brows(figure: Figure, colour: str, seed: int) -> Any:
    """Eyebrows, strand by strand as well."""
    random = np.random.default_rng(seed)
    count = 110
    eyes = {
        side: figure.posed[np.unique(np.concatenate(figure.mesh.faces[f"helper-{side}-eye"]))].mean(0) for side in "lr"
    }
    skin = np.unique(np.concatenate(figure.mesh.faces["body"]))
    face = figure.posed[skin]
    found = []
    for side, sign in (("l", 1.0), ("r", -1.0)):
        along = random.uniform(-0.19, 0.25, count)
        arch = 0.245 + 0.05 * np.sin((along + 0.2) / 0.46 * np.pi * 0.8) + random.normal(0, 0.011, count)
        x, y = eyes[side][0] + sign * along, eyes[side][1] + arch
        near = face[face[:, 2] > eyes[side][2] - 0.5]
        for a, b, run in zip(x, y, along, strict=True):
            away = np.hypot(near[:, 0] - a, near[:, 1] - b)
            close = np.argsort(away)[:4]
            z = np.average(near[close, 2], weights=1 / (away[close] + 1e-3)) + 0.012
            step = np.array([sign * 0.075, 0.035 - 0.09 * (run + 0.2), -0.01])
            found.append(
                np.array([[a, b, z], [a + step[0] / 2, b + step[1] / 2, z + 0.006], [a + step[0], b + step[1], z]])
            )
    return _curves(np.array(found), Style(colour, 0, 0, thick=0.0005))


def head_of(figure: Figure) -> tuple[Points, Points]:
    """Middle of the skull and its radii (across, up, deep), as it is posed."""
    skin = np.unique(np.concatenate(figure.mesh.faces["body"]))
    bind = figure.mesh.points[skin]
    head = figure.posed[skin][(bind[:, 1] > 7.05) & (bind[:, 2] < 1.1)]
    low, high = head.min(0), head.max(0)
    centre = (low + high) / 2
    ears = figure.posed[skin][(bind[:, 1] > 7.6)]
    radii = np.array([np.ptp(ears[:, 0]) / 2, high[1] - centre[1], (high[2] - low[2]) / 2])
    return centre, radii


def on_scalp(bind: Points) -> NDArray[np.bool_]:
    """Which points of the mesh, N×3 as it stands, have hair."""
    x, y, z = np.abs(bind[:, 0]), bind[:, 1], bind[:, 2]
    front = 7.98 - 0.25 * (x / 0.6) ** 2  # the hairline over the brow
    above = (y > front) | ((z < 0.62) & (y > 7.42)) | ((z < 0.28) & (y > 6.95)) | ((z < -0.05) & (y > 6.75))
    ear = (x > 0.62) & (z > -0.15) & (z < 0.55) & (y < 7.55)
    return above & ~ear & (y > 6.7)


def _scalp(figure: Figure, count: int, random: np.random.Generator) -> tuple[Points, Points]:
    triangles = figure.mesh.triangles("body")
    bind, posed = figure.mesh.points[triangles].mean(1), figure.posed[triangles]
    chosen = on_scalp(bind)
    posed = posed[chosen]
    flat = np.cross(posed[:, 1] - posed[:, 0], posed[:, 2] - posed[:, 0])
    size = np.linalg.norm(flat, axis=1)
    of = random.choice(len(posed), count, p=size / size.sum())
    a, b = random.uniform(0, 1, (2, count, 1))
    swap = (a + b) > 1
    a, b = np.where(swap, 1 - a, a), np.where(swap, 1 - b, b)
    corners = posed[of]
    roots = corners[:, 0] + a * (corners[:, 1] - corners[:, 0]) + b * (corners[:, 2] - corners[:, 0])
    return roots, flat[of] / size[of, None]


def _combed(
    roots: Points,
    normals: Points,
    length: Points,
    style: Style,
    centre: Points,
    radii: Points,
    random: np.random.Generator,
    lift: float,
) -> Points:
    """N×STEPS×3: each step goes on along the head, away from the parting and down, and stays outside of it."""
    count = len(roots)
    step = (length / (STEPS - 1))[:, None]
    parting = centre[0] + style.parting
    side = np.where(roots[:, 0] > parting, 1.0, -1.0)[:, None]
    place, found = roots.copy(), [roots]
    way = 0.35 * normals
    away_by = lift * (random.uniform(0.05, 0.17, (count, 1)) + 0.03)
    phase = random.uniform(0, 6.3, (count, 1))
    bun = centre + np.array([0, -0.35 * radii[1], -1.1 * radii[2]])
    for number in range(1, STEPS):
        outward = (place - centre) / radii
        outward /= np.linalg.norm(outward, axis=1, keepdims=True)
        if style.tied:
            wish = bun - place
            wish /= np.maximum(np.linalg.norm(wish, axis=1, keepdims=True), 1e-6)
        else:
            wish = np.concatenate([side * 0.75, np.full((count, 1), -0.75), np.full((count, 1), -0.35)], 1)
            hanging = place[:, 1:2] < centre[1] - 0.1
            wish = np.where(hanging, np.array([[0, -1.0, -0.05]]) + 0.12 * outward * (1, 0, 1), wish)
        wish = wish - (wish * outward).sum(1, keepdims=True) * outward * (0.9 if not style.tied else 0.6)
        wish /= np.maximum(np.linalg.norm(wish, axis=1, keepdims=True), 1e-6)
        turn = 0.7
        way = (1 - turn) * way + turn * wish
        way /= np.linalg.norm(way, axis=1, keepdims=True)
        place = place + step * way
        place = place + style.wave * np.sin(phase + number * 1.1) * np.cross(way, outward) * (number / STEPS)
        inside = (place - centre) / (radii + away_by)
        away = np.linalg.norm(inside, axis=1, keepdims=True)
        high = (place[:, 1:2] - centre[1]) / radii[1]  # on the head it lies close, below it hangs free
        loose = np.interp(high, [-1.2, -0.4, 0.2], [1.35, 1.12, 1.0])
        wanted = np.clip(away, np.where(high > -0.9, 1.0, 0.0), loose)
        place = centre + inside / np.maximum(away, 1e-6) * wanted * (radii + away_by)
        front = (place[:, 2] > centre[2] + 0.3 * radii[2]) & (place[:, 1] < centre[1] + 0.42 * radii[1])
        beside = np.where(place[:, 0] > parting, 1, -1) * np.maximum(np.abs(place[:, 0] - centre[0]), 0.86 * radii[0])
        place[:, 0] = np.where(front, centre[0] + beside, place[:, 0])  # nobody looks through a curtain
        found.append(place)
    return np.stack(found, 1)


def _curves(strands: Points, style: Style) -> Any:
    count, steps, _ = strands.shape
    data = bpy.data.hair_curves.new("hair")
    data.add_curves([steps] * count)
    data.attributes["position"].data.foreach_set("vector", there(strands.reshape(-1, 3)).astype(np.float32).ravel())
    radius = data.attributes.get("radius") or data.attributes.new("radius", "FLOAT", "POINT")
    taper = np.interp(np.linspace(0, 1, steps), [0, 0.6, 1], [1, 1, 0.4])
    radius.data.foreach_set("value", np.tile(taper * style.thick / 2, count).astype(np.float32))
    thing = bpy.data.objects.new("hair", data)
    bpy.context.collection.objects.link(thing)
    return thing
