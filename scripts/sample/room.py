"""Two rooms of one home, with a camera on a shelf and daylight from a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from scripts.sample.body import Points
from scripts.sample.materials import linear, paint, tiled
from scripts.sample.patterns import rgb

FLOOR = -0.82
"""Metres: where feet stand."""
BACK = 1.35
"""Metres behind the person: the wall."""


@dataclass(frozen=True)
class Light:
    """Of an hour and a sky."""

    window: float = 95.0
    warm: str = "#fff4e6"
    sky: float = 0.55
    from_left: bool = True


def hall() -> None:
    """White walls, oak, a door, a rug, a picture, a plant."""
    _shell("#e9e6e0", _planks("#b08a5e", 5))
    white = paint("trim", "#f4f2ee", 0.4)
    _box("skirting", (0, BACK - 0.01, FLOOR + 0.05), (6, 0.02, 0.1), white)
    _box("door", (-1.15, BACK - 0.02, FLOOR + 1.02), (0.86, 0.04, 2.04), paint("door", "#dcd8cf", 0.45))
    for side in (-0.47, 0.47):
        _box("frame", (-1.15 + side, BACK - 0.03, FLOOR + 1.02), (0.07, 0.06, 2.04), white)
    _box("lintel", (-1.15, BACK - 0.032, FLOOR + 2.09), (1.02, 0.06, 0.1), white)
    _ball("knob", (-0.8, BACK - 0.08, FLOOR + 1.0), 0.025, paint("brass", "#b58b45", 0.3, 1.0))
    _box("rug", (0, 0.1, FLOOR + 0.004), (1.7, 1.15, 0.008), tiled("rug", _rug(), 0.5, 0.95))
    _box("print", (0.85, BACK - 0.015, 0.62), (0.5, 0.03, 0.66), paint("black wood", "#2b2926", 0.5))
    _box("paper", (0.85, BACK - 0.034, 0.62), (0.45, 0.01, 0.61), paint("paper", "#f1ede4", 0.8))
    _box("shape", (0.81, BACK - 0.041, 0.55), (0.2, 0.006, 0.26), paint("ochre", "#c58b4b", 0.8))
    _ball("sun", (0.93, BACK - 0.041, 0.74), 0.07, paint("clay", "#b4553d", 0.8), flat=0.05)
    _plant((1.12, BACK - 0.3))


def living() -> None:
    """A sage wall, dark boards, a shelf, an armchair, a lamp."""
    _shell("#aab5a4", _planks("#7b5a3f", 9))
    _box("skirting", (0, BACK - 0.01, FLOOR + 0.06), (6, 0.02, 0.12), paint("trim", "#eceae4", 0.4))
    oak = paint("oak", "#a87f52", 0.55)
    left, base = -1.25, FLOOR
    for side in (-0.4, 0.4):
        _box("stile", (left + side, BACK - 0.17, base + 0.9), (0.03, 0.32, 1.8), oak)
    random = np.random.default_rng(5)
    for level in range(6):
        high = base + 0.05 + level * 0.35
        _box("board", (left, BACK - 0.17, high), (0.8, 0.32, 0.025), oak)
        x = left - 0.36
        while level < 5 and x < left + random.uniform(0.05, 0.34):
            thick, tall = random.uniform(0.018, 0.045), random.uniform(0.18, 0.29)
            colour = str(random.choice(["#7d2f2b", "#2f4a5e", "#d8cfbe", "#566246", "#c39a4f", "#3a3632", "#8d8f94"]))
            _box(
                "book", (x + thick / 2, BACK - 0.2, high + 0.013 + tall / 2), (thick, 0.17, tall), paint("book", colour)
            )
            x += thick + 0.002
    chair = paint("chair", "#b7794a", 0.9)
    _box("seat", (1.3, BACK - 0.5, FLOOR + 0.3), (0.7, 0.66, 0.22), chair, 0.07)
    _box("back", (1.3, BACK - 0.2, FLOOR + 0.58), (0.7, 0.18, 0.66), chair, 0.08)
    for side in (-0.37, 0.37):
        _box("arm", (1.3 + side, BACK - 0.48, FLOOR + 0.42), (0.13, 0.64, 0.3), chair, 0.06)
    dark = paint("leg", "#3b2b1f", 0.5)
    for x in (1.02, 1.58):
        _box("leg", (x, BACK - 0.75, FLOOR + 0.09), (0.04, 0.04, 0.18), dark)
    _box("mirror", (0.45, BACK - 0.015, 0.72), (0.36, 0.03, 0.36), paint("frame", "#b58b45", 0.35, 1.0), 0.01)
    _box("glass", (0.45, BACK - 0.033, 0.72), (0.32, 0.006, 0.32), paint("glass", "#cfd6d8", 0.05, 0.9))


def studio() -> None:
    """Nothing but light from everywhere, for a shop's pictures."""
    world = bpy.data.worlds.new("white")
    world.use_nodes = True
    bpy.context.scene.world = world
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (1, 1, 1, 1)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.66
    area("key", (-1.6, -2.6, 1.6), (0, 0, 0), 42, 1.4, "#ffffff")


def daylight(light: Light) -> None:
    """A window at one side, the sky's light, and what the ceiling gives back."""
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    bpy.context.scene.world = world
    back = world.node_tree.nodes["Background"]
    back.inputs["Color"].default_value = linear("#dfe8f2")
    back.inputs["Strength"].default_value = light.sky
    side = -1.0 if light.from_left else 1.0
    area("window", (side * 2.1, -1.9, 0.75), (0, 0.1, -0.05), light.window, 1.3, light.warm)


def camera(size: tuple[int, int], person: float, share: float = 0.85, aside: float = 0.0) -> None:
    """A camera on a shelf, before which somebody ``person`` metres tall takes ``share`` of the picture's height."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    data.sensor_fit, data.sensor_height = "VERTICAL", 36
    away = 3.1
    data.lens = 36 * share * away / person
    thing = bpy.data.objects.new("camera", data)
    scene.collection.objects.link(thing)
    thing.location = (aside, -away, FLOOR + 0.72 * person)
    target = Vector((aside * 0.3, 0, FLOOR + 0.51 * person))
    thing.rotation_euler = (target - thing.location).to_track_quat("-Z", "Y").to_euler()
    scene.camera = thing
    scene.render.resolution_x, scene.render.resolution_y = size


def framed(things: Sequence[Any], size: tuple[int, int], share: float, above: float) -> None:
    """A camera that looks straight at some objects so that they fill ``share`` of its picture.

    ``above``: how much higher than them it stands, as a share of its distance.
    """
    bpy.context.view_layer.update()
    corners = np.array([thing.matrix_world @ Vector(corner) for thing in things for corner in thing.bound_box])
    middle = (corners.min(0) + corners.max(0)) / 2
    across = np.ptp(corners[:, 0])
    tall = np.ptp(corners[:, 2]) + above * np.ptp(corners[:, 1])
    away = 4.0
    need = max(tall, across * size[1] / size[0]) / share
    data = bpy.data.cameras.new("camera")
    data.sensor_fit, data.sensor_height = "VERTICAL", 36
    data.lens = 36 * away / need
    thing = bpy.data.objects.new("camera", data)
    bpy.context.scene.collection.objects.link(thing)
    thing.location = (middle[0], middle[1] - away, middle[2] + above * away)
    thing.rotation_euler = (Vector(middle) - thing.location).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.camera = thing


def area(
    name: str, at: tuple[float, float, float], to: tuple[float, float, float], watts: float, size: float, colour: str
) -> None:
    """A square lamp that looks at a point."""
    data = bpy.data.lights.new(name, "AREA")
    data.energy, data.size, data.color = watts, size, linear(colour)[:3]
    thing = bpy.data.objects.new(name, data)
    thing.location = at
    thing.rotation_euler = (Vector(to) - Vector(at)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(thing)


def _shell(wall: str, floor: Points) -> None:
    _box("floor", (0, -0.5, FLOOR - 0.01), (8, 6, 0.02), tiled("floor", floor, 1.6, 0.45))
    _box("wall", (0, BACK + 0.05, 0.6), (8, 0.1, 3.2), paint("wall", wall, 0.9))


def _box(
    name: str, at: tuple[float, float, float], size: tuple[float, float, float], material: Any, round: float = 0.0
) -> None:
    bpy.ops.mesh.primitive_cube_add(size=1, location=at)
    thing = bpy.context.object
    thing.name, thing.scale = name, size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    thing.data.materials.append(material)
    bevel = thing.modifiers.new("edge", "BEVEL")
    bevel.width, bevel.segments = max(round, min(0.003, min(size) / 3)), 3 if round else 1
    if round:
        bpy.ops.object.shade_smooth()


def _ball(name: str, at: tuple[float, float, float], radius: float, material: Any, flat: float = 1.0) -> None:
    bpy.ops.mesh.primitive_uv_sphere_add(radius=radius, location=at, segments=24, ring_count=12)
    thing = bpy.context.object
    thing.name, thing.scale = name, (1, flat, 1)
    bpy.ops.object.shade_smooth()
    thing.data.materials.append(material)


def _plant(at: tuple[float, float]) -> None:
    """Long leaves in a pot."""
    bpy.ops.mesh.primitive_cone_add(radius1=0.11, radius2=0.15, depth=0.28, location=(*at, FLOOR + 0.14), vertices=40)
    pot = bpy.context.object
    pot.data.materials.append(paint("pot", "#c9c2b6", 0.7))
    bpy.ops.object.shade_auto_smooth()
    random = np.random.default_rng(2)
    points: list[tuple[float, float, float]] = []
    faces: list[list[int]] = []
    for _ in range(26):
        turn, tall, lean = random.uniform(0, 6.3), random.uniform(0.45, 0.95), random.uniform(0.1, 0.4)
        along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
        first = len(points)
        for share in np.linspace(0, 1, 8):
            out = along * lean * share**2
            wide = 0.03 * np.sin(np.pi * min(1.0, share * 0.92 + 0.06)) + 0.003
            high = FLOOR + 0.25 + tall * (share - 0.25 * share**3)
            for sign in (-1, 1):
                x, y = np.array(at) + out + across * wide * sign
                points.append((float(x), float(y), float(high)))
        faces += [[first + 2 * i, first + 2 * i + 1, first + 2 * i + 3, first + 2 * i + 2] for i in range(7)]
    data = bpy.data.meshes.new("leaves")
    data.from_pydata(points, [], faces)
    thing = bpy.data.objects.new("leaves", data)
    thing.data.materials.append(paint("leaf", "#3f5f3a", 0.5))
    bpy.context.collection.objects.link(thing)


def _planks(colour: str, seed: int) -> Points:
    """A floor of boards, H×W×3."""
    random = np.random.default_rng(seed)
    side, boards = 1024, 10
    tile = np.empty((side, side, 3))
    wide = side // boards
    line = np.arange(side)
    for number in range(boards + 1):
        rows = slice(number * wide, min(side, (number + 1) * wide))
        tall = len(range(*rows.indices(side)))
        if not tall:
            continue
        grain = np.cumsum(random.normal(0, 1, (tall, 1)), 0) * 0.012 + random.normal(0, 0.02, (tall, 1))
        wavy = 0.02 * np.sin(2 * np.pi * (line[None] / side * random.integers(1, 4)) + np.linspace(0, 5, tall)[:, None])
        split = int(random.integers(0, side))
        shade = np.where((line[None] - split) % side < side // 2, random.uniform(0.9, 1.06), random.uniform(0.9, 1.06))
        tile[rows] = rgb(colour) * (shade * (1 + grain + wavy))[..., None]
        tile[rows.start : rows.start + 2] *= 0.55
        tile[rows, split : split + 2] *= 0.6
    return np.clip(tile, 0, 1)


def _rug() -> Points:
    u, v = np.meshgrid(np.arange(256) / 256, np.arange(256) / 256)
    weave = 1 + 0.07 * np.sin(2 * np.pi * 40 * u) * np.sin(2 * np.pi * 40 * v)
    edge = 0.93 + 0.07 * (v % 0.25 > 0.02)
    return np.clip(rgb("#cfc5b4") * (weave * edge)[..., None], 0, 1)
