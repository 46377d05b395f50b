"""Small helpers over Blender's Python module (PyPI `bpy`): meshes in, meshes out, an empty scene.

Blender counts in metres with z up; everything else in this folder in decimetres with y up and z to the camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy
import numpy as np

from scripts.sample.body import Points, Triangles


def fresh() -> Any:
    """An empty scene."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return bpy.context.scene


def there(points: Points) -> Points:
    """Decimetres, y up → metres, z up."""
    return np.column_stack([points[:, 0], -points[:, 2], points[:, 1]]) * 0.1


def back(points: Points) -> Points:
    """The other way."""
    return np.column_stack([points[:, 0], points[:, 2], -points[:, 1]]) * 10


def mesh(name: str, points: Points, faces: Sequence[Sequence[int]] | Triangles, uv: Points | None = None) -> Any:
    """A smooth object of the scene. ``uv``: F×C×2."""
    data = bpy.data.meshes.new(name)
    rows = faces.tolist() if isinstance(faces, np.ndarray) else faces
    data.from_pydata(there(points).tolist(), [], rows)
    if uv is not None:
        data.uv_layers.new(name="uv").data.foreach_set("uv", np.asarray(uv, np.float32).ravel())
    data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    data.update()
    thing = bpy.data.objects.new(name, data)
    bpy.context.collection.objects.link(thing)
    return thing


def move(thing: Any, points: Points) -> None:
    """Give a mesh other places for its vertices."""
    thing.data.vertices.foreach_set("co", there(points).astype(np.float32).ravel())
    thing.data.update()


def places(thing: Any) -> Points:
    """Where the vertices are with all modifiers, N×3 in decimetres."""
    shown = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    data = shown.to_mesh()
    flat = np.empty(len(data.vertices) * 3, np.float32)
    data.vertices.foreach_get("co", flat)
    shown.to_mesh_clear()
    return back(flat.reshape(-1, 3).astype(float))


def settle(thing: Any) -> None:
    """Make what the modifiers of a mesh give the mesh itself: it is not computed again for every picture."""
    if thing.type == "MESH" and thing.modifiers:
        shown = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
        data = bpy.data.meshes.new_from_object(shown)
        thing.modifiers.clear()
        thing.data = data


def image(pixels: Points, name: str = "pattern") -> Any:
    """A texture of H×W×3 in 0..1, sRGB."""
    height, width = pixels.shape[:2]
    made = bpy.data.images.new(name, width, height)
    flat = np.ones((height, width, 4), np.float32)
    flat[..., :3] = pixels[::-1]
    made.pixels.foreach_set(flat.ravel())
    made.pack()
    return made


def remove(thing: Any) -> None:
    """Take an object out of the scene."""
    bpy.data.objects.remove(thing, do_unlink=True)
