"""Dress a figure and take its picture: draped cloth, hair, a room, light and a camera."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from PIL import Image

from scripts.sample import room
from scripts.sample.adorn import Crossbody, Hat, Scarf, Tote, crossbody, hat, laces, scarf, tote
from scripts.sample.blend import fresh, mesh, settle, there
from scripts.sample.body import Figure, Points, figure, limb
from scripts.sample.drape import drape
from scripts.sample.garments import Sewn, Shoes, Thing
from scripts.sample.hair import brows, grow, on_scalp
from scripts.sample.materials import cloth, eye, hair, paint, skin
from scripts.sample.people import Person, Stance
from scripts.sample.room import FLOOR, Light
from scripts.sample.tailor import Cloth, Tailor

HARDLY = 0.0015
"""Of the picture: what is seen of a garment that nobody would miss."""


@dataclass(frozen=True)
class Dressed:
    """What stands in the scene: everything hangs on ``pivot``, which turns it."""

    pivot: Any
    tall: float
    """Metres."""
    things: list[tuple[str, list[Any]]]
    """Names of garments with their objects."""


class Wardrobe:
    """Cuts are made once for each body."""

    def __init__(self, folder: Path, person: Person) -> None:
        self.folder, self.person = folder, person
        self._tailor = Tailor(folder, figure(folder, person.targets, Stance().turns()))
        self._cuts: dict[int, tuple[Cloth, Any]] = {}

    def cut(self, thing: Sewn | Shoes) -> tuple[Cloth, Any]:
        """The cloth of a garment, and for shoes which triangles are sole."""
        if id(thing) not in self._cuts:
            if isinstance(thing, Shoes):
                self._cuts[id(thing)] = self._tailor.shoes(thing.height, thing.ease, thing.thick)
            else:
                self._cuts[id(thing)] = self._tailor.cut(thing.cut), None
        return self._cuts[id(thing)]


def dress(
    wardrobe: Wardrobe, stance: Stance, worn: Sequence[tuple[str, Thing]], seed: int, *, nobody: bool = False
) -> Dressed:
    """Somebody in an empty scene, in clothes from the inside outwards. ``nobody``: the clothes alone."""
    folder, person = wardrobe.folder, wardrobe.person
    found = figure(folder, person.targets, stance.turns())
    body = mesh(
        "body",
        found.posed,
        found.mesh.faces["body"],
        np.array([c for f in found.mesh.uv["body"] for c in f]).reshape(-1, 4, 2),
    )
    below, parts, clothed = [body], [], [found.posed[_trunk(folder, found)]]
    skin_points = found.posed[np.unique(found.mesh.triangles("body"))]
    lowest = float(skin_points[:, 1].min())
    for name, thing in worn:
        objects: list[Any] = []
        if isinstance(thing, Shoes):
            objects, low = _shod(wardrobe, found, thing)
            lowest = min(lowest, low)
        elif isinstance(thing, Sewn):
            cut, _ = wardrobe.cut(thing)
            points = drape(found, cut, thing.fabric, below)
            made = mesh(name, points, cut.triangles, cut.uv)
            made.data.materials.append(cloth(thing.pattern))
            below = [body, *below[1:], made][-3:] if len(below) > 2 else [*below, made]
            below = [body, *[one for one in below if one is not body]]
            on_trunk = np.abs(cut.points[:, 0]) < 1.9
            clothed.append(points[on_trunk])
            objects = [made]
        elif isinstance(thing, Hat):
            objects = hat(found, thing)
        elif isinstance(thing, Scarf):
            objects = scarf(found, thing, np.concatenate(clothed))
        elif isinstance(thing, Crossbody):
            objects = crossbody(found, thing, np.concatenate(clothed))
        elif isinstance(thing, Tote):
            objects = tote(found, thing)
        parts.append((name, objects))
    for (_, thing), (_, objects) in zip(worn, parts, strict=True):
        if isinstance(thing, Sewn):
            thick = objects[0].modifiers.new("thick", "SOLIDIFY")
            thick.thickness, thick.offset = thing.fabric.thick / 10, 1
        if isinstance(thing, Sewn | Shoes):
            finer = objects[0].modifiers.new("finer", "SUBSURF")
            finer.levels = 1
    pivot = bpy.data.objects.new("pivot", None)
    bpy.context.collection.objects.link(pivot)
    everything = [one for _, objects in parts for one in objects]
    if nobody:
        bpy.data.objects.remove(body)
    else:
        finer = body.modifiers.new("finer", "SUBSURF")
        finer.levels = 1
        body.data.attributes.new("scalp", "FLOAT", "POINT").data.foreach_set(
            "value", on_scalp(found.mesh.points).astype(np.float32)
        )
        body.data.materials.append(skin(person.skin, person.lips, person.hair.colour, folder))
        hatted = any(isinstance(thing, Hat) for _, thing in worn)
        everything += [body, *_face(found, person), *_haired(found, person, seed, hatted)]
    for one in everything:
        settle(one)
        one.parent = pivot
    pivot.location = (0, 0, FLOOR - lowest * 0.1)
    return Dressed(pivot, float(np.ptp(skin_points[:, 1])) * 0.1, parts)


def shoot(path: Path, size: tuple[int, int], samples: int, seed: int) -> None:
    """Render the scene into a PNG."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.samples, cycles.seed = samples, seed
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 3, 2, 1
    cycles.use_fast_gi, cycles.ao_bounces_render = (
        True,
        1,
    )  # beyond the first bounce the sky's light stands for the rest
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.05
    scene.render.use_persistent_data = True
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    scene.view_settings.exposure = 0.35
    scene.render.image_settings.file_format = "PNG"
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)


def photo(
    wardrobe: Wardrobe,
    stance: Stance,
    worn: Sequence[tuple[str, Thing]],
    yaw: float,
    place: Callable[[], None],
    light: Light,
    path: Path,
    *,
    size: tuple[int, int] = (960, 1440),
    samples: int = 24,
    seed: int = 1,
    tall: float = 0.82,
    aside: float = 0.0,
) -> Dressed:
    """One look in a room."""
    fresh()
    dressed = dress(wardrobe, stance, worn, seed)
    dressed.pivot.rotation_euler = (0, 0, np.radians(yaw))
    place()
    room.daylight(light)
    room.camera(size, dressed.tall, tall, aside)
    shoot(path, size, samples, seed)
    return dressed


def boxes(dressed: Dressed, size: tuple[int, int], path: Path) -> dict[str, tuple[float, float, float, float]]:
    """Around what is seen of each garment: left, top, right, bottom as shares of the picture.

    Every garment is drawn once more in a flat colour of its own. Those that are hardly seen are left out.
    """
    scene = bpy.context.scene
    flat = {name: _flat((number % 4 + 1) / 4, (number // 4 + 1) / 4) for number, (name, _) in enumerate(dressed.things)}
    black = _flat(0, 0)
    for thing in scene.objects:
        if thing.type in {"MESH", "CURVES"}:
            material = next(
                (m for name, objects in dressed.things for one in objects if one == thing for m in [flat[name]]), black
            )
            thing.data.materials.clear()
            thing.data.materials.append(material)
    scene.cycles.samples, scene.cycles.use_denoising = 1, False
    scene.render.resolution_x, scene.render.resolution_y = size[0] // 3, size[1] // 3
    scene.render.filter_size = 0.01
    scene.view_settings.view_transform = "Raw"
    scene.view_settings.look, scene.view_settings.exposure = "None", 0
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True)
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"), int)
    found = {}
    for number, (name, _) in enumerate(dressed.things):
        wanted = np.array([(number % 4 + 1) / 4, (number // 4 + 1) / 4]) * 255
        rows, columns = np.nonzero(np.abs(pixels[..., :2] - wanted).max(2) < 8)
        if len(rows) > HARDLY * pixels.shape[0] * pixels.shape[1]:
            high, wide = pixels.shape[:2]
            box = columns.min() / wide, rows.min() / high, (columns.max() + 1) / wide, (rows.max() + 1) / high
            found[name] = tuple(round(float(value), 3) for value in box)
    return found


def _flat(red: float, green: float) -> Any:
    material = bpy.data.materials.new("flat")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    glow, out = tree.nodes.new("ShaderNodeEmission"), tree.nodes.new("ShaderNodeOutputMaterial")
    glow.inputs["Color"].default_value = (red, green, 0, 1)
    tree.links.new(glow.outputs[0], out.inputs["Surface"])
    return material


def grained(path: Path, seed: int, exposure: float = 1.0) -> Image.Image:
    """A rendered PNG as a sensor would have it: a little noise."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"), float)
    noisy = pixels * exposure + np.random.default_rng(seed).normal(0, 2.0, pixels.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).round().astype(np.uint8))


def _shod(wardrobe: Wardrobe, found: Figure, thing: Shoes) -> tuple[list[Any], float]:
    cut, sole = wardrobe.cut(thing)
    points = found.follow(cut.points, cut.weights)
    made = mesh("shoes", points, cut.triangles, cut.uv)
    made.data.materials.append(cloth(thing.pattern))
    made.data.materials.append(paint("sole", thing.sole, 0.6))
    made.data.polygons.foreach_set("material_index", sole.astype(np.int32))
    bows = laces(points, thing.laces) if thing.laces else []
    return [made, *bows], float(points[:, 1].min())


def _face(found: Figure, person: Person) -> list[Any]:
    things = []
    for side in "lr":
        group = f"helper-{side}-eye"
        numbers = np.unique(np.concatenate(found.mesh.faces[group]))
        ball = mesh("eye", *_own(found, group))
        points = found.posed[numbers]
        centre = points.mean(0)
        front = centre + (points - centre)[np.argmax((points - centre) @ _ahead(found))]
        ball.data.materials.append(eye(person.iris, there(front[None])[0]))
        things.append(ball)
        for number in "12":
            lash = mesh("lashes", *_own(found, f"helper-{side}-eyelashes-{number}"))
            lash.data.materials.append(paint("lashes", "#120c0a", 0.8))
            things.append(lash)
    brow = brows(found, person.hair.colour, 4)
    brow.data.materials.append(hair(person.hair.colour))
    return [*things, brow]


def _haired(found: Figure, person: Person, seed: int, hatted: bool) -> list[Any]:
    strands = grow(found, person.hair, seed, flat=hatted)
    strands.data.materials.append(hair(person.hair.colour))
    return [strands]


def _own(found: Figure, group: str) -> tuple[Points, list[list[int]]]:
    numbers, rows = np.unique(np.concatenate(found.mesh.faces[group]), return_inverse=True)
    lengths = np.cumsum([0, *map(len, found.mesh.faces[group])])
    faces = [rows[a:b].tolist() for a, b in itertools.pairwise(lengths)]
    return found.posed[numbers], faces


def _ahead(found: Figure) -> Points:
    """Where the head looks."""
    eyes = [found.mesh.joint(found.posed, f"{side}-eye") for side in "lr"]
    across = eyes[0] - eyes[1]
    ahead = np.cross(across, (0, 1.0, 0))
    return ahead / np.linalg.norm(ahead)


def _trunk(folder: Path, found: Figure) -> Any:
    count = len(found.posed)
    arm = np.maximum(limb(folder, "upperarm01.L", count), limb(folder, "upperarm01.R", count))
    skin_ = np.zeros(count, bool)
    skin_[np.unique(found.mesh.triangles("body"))] = True
    return skin_ & (arm < 0.4) & (found.mesh.points[:, 1] < 6.2)
