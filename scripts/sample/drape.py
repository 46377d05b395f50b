"""Cloth that falls: a cut garment is put on in a pose and left to settle on the body and on what is worn below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np

from scripts.sample.blend import mesh, move, places, remove
from scripts.sample.body import Figure, Points
from scripts.sample.tailor import Cloth

FRAMES = 15
"""Steps of a 25th of a second until a garment has settled."""


@dataclass(frozen=True)
class Fabric:
    """How cloth behaves."""

    mass: float = 0.25
    tension: float = 18.0
    bending: float = 0.6
    thick: float = 0.02  # decimetres


JERSEY = Fabric()
WOVEN = Fabric(0.25, 25.0, 1.6)
DENIM = Fabric(0.4, 22.0, 4.0, 0.03)
KNIT = Fabric(0.35, 15.0, 4.0, 0.06)
COAT = Fabric(0.4, 18.0, 6.0, 0.06)
SILK = Fabric(0.18, 20.0, 0.15)


def drape(figure: Figure, cloth: Cloth, fabric: Fabric, below: list[Any], frames: int = FRAMES) -> Points:
    """Where the cloth's points come to rest, N×3. ``below``: objects that it lies on, the body first."""
    scene = bpy.context.scene
    start = figure.follow(cloth.points, cloth.weights)
    thing = mesh("falling", cloth.points, cloth.triangles)
    thing.shape_key_add(name="rest")
    key = thing.shape_key_add(name="worn")
    key.data.foreach_set("co", _flat(start))
    key.value = 1.0
    thing.active_shape_key_index = 1
    held = thing.vertex_groups.new(name="held")
    for vertex in np.flatnonzero(cloth.held > 0):
        held.add([int(vertex)], float(cloth.held[vertex]), "REPLACE")
    modifier = thing.modifiers.new("cloth", "CLOTH")
    settings, hits = modifier.settings, modifier.collision_settings
    settings.quality = 7
    settings.mass = fabric.mass
    settings.tension_stiffness = settings.compression_stiffness = fabric.tension
    settings.shear_stiffness = fabric.tension / 3
    settings.bending_stiffness = fabric.bending
    settings.air_damping = 3.0
    settings.rest_shape_key = thing.data.shape_keys.key_blocks["rest"]
    if cloth.held.any():
        settings.vertex_group_mass = "held"
        settings.pin_stiffness = 0.6
    hits.distance_min = 0.003
    hits.collision_quality = 2
    hits.use_self_collision = False
    hits.impulse_clamp = 1.0  # where cloth starts inside of something it is pushed out, not thrown
    colliders = [one.modifiers.new("hit", "COLLISION") for one in below]
    for one in below:
        one.collision.thickness_outer = 0.004
        one.collision.thickness_inner = 0.02
        one.collision.cloth_friction = 20
        one.collision.damping = 0.5
    scene.frame_start, scene.frame_end = 1, frames
    modifier.point_cache.frame_start, modifier.point_cache.frame_end = 1, frames
    for frame in range(1, frames + 1):
        scene.frame_set(frame)
    settled = places(thing)
    remove(thing)
    for one, collider in zip(below, colliders, strict=True):
        one.modifiers.remove(collider)
    scene.frame_set(1)
    return settled


def _flat(points: Points) -> Points:
    return np.column_stack([points[:, 0], -points[:, 2], points[:, 1]]).astype(np.float32).ravel() * 0.1


__all__ = ["COAT", "DENIM", "JERSEY", "KNIT", "SILK", "WOVEN", "Fabric", "drape", "move"]
