"""What things are made of, as Blender's nodes: cloth, skin, eyes, hair, wood, paint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
from PIL import Image

from scripts.sample.blend import image
from scripts.sample.body import Points
from scripts.sample.patterns import Pattern, rgb


def linear(colour: str) -> tuple[float, float, float, float]:
    """`#rrggbb` as Blender wants colours."""
    value = rgb(colour)
    r, g, b = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return float(r), float(g), float(b), 1.0


def paint(name: str, colour: str, rough: float = 0.7, metal: float = 0.0) -> Any:
    """One colour."""
    material, shader = _shader(name)
    shader.inputs["Base Color"].default_value = linear(colour)
    shader.inputs["Roughness"].default_value = rough
    shader.inputs["Metallic"].default_value = metal
    return material


def cloth(pattern: Pattern) -> Any:
    """Cloth with a pattern on the surface's texture coordinates, which are in decimetres."""
    material, shader = _shader("cloth")
    tree = material.node_tree
    place = tree.nodes.new("ShaderNodeUVMap")
    scale = tree.nodes.new("ShaderNodeMapping")
    scale.inputs["Scale"].default_value = (1 / pattern.size,) * 3
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image(pattern.tile)
    link = tree.links.new
    link(place.outputs["UV"], scale.inputs["Vector"])
    link(scale.outputs["Vector"], texture.inputs["Vector"])
    link(texture.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = pattern.rough
    shader.inputs["Sheen Weight"].default_value = pattern.sheen
    if pattern.relief:
        bump = tree.nodes.new("ShaderNodeBump")
        bump.inputs["Strength"].default_value = min(1.0, pattern.relief)
        bump.inputs["Distance"].default_value = 0.002
        link(texture.outputs["Color"], bump.inputs["Height"])
        link(bump.outputs["Normal"], shader.inputs["Normal"])
    return material


def skin(colour: str, lips: str, scalp: str, folder: Path) -> Any:
    """Skin; the mesh's own mask says where lips are, and its attribute ``scalp`` where hair grows."""
    material, shader = _shader("skin")
    tree = material.node_tree
    with Image.open(folder / "textures" / "mpfb_lips.jpg") as mask:
        small = mask.convert("RGB").resize((1024, 1024))
        shape = np.asarray(small) / 255.0
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image(shape, "lips")
    texture.image.colorspace_settings.name = "Non-Color"
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    mix.inputs["A"].default_value = linear(colour)
    mix.inputs["B"].default_value = linear(lips)
    tree.links.new(texture.outputs["Color"], mix.inputs["Factor"])
    grown = tree.nodes.new("ShaderNodeAttribute")
    grown.attribute_name = "scalp"
    under = tree.nodes.new("ShaderNodeMix")
    under.data_type = "RGBA"
    under.inputs["B"].default_value = linear(scalp)
    tree.links.new(mix.outputs["Result"], under.inputs["A"])
    tree.links.new(grown.outputs["Fac"], under.inputs["Factor"])
    tree.links.new(under.outputs["Result"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = 0.48
    return material


def eye(iris: str, middle: Points) -> Any:
    """An eyeball; ``middle`` of its iris in the object's own metres."""
    material, shader = _shader("eye")
    tree = material.node_tree
    within = tree.nodes.new("ShaderNodeTexCoord")
    away = tree.nodes.new("ShaderNodeVectorMath")
    away.operation = "DISTANCE"
    away.inputs[1].default_value = tuple(float(value) for value in middle)
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.interpolation = "LINEAR"
    points = ramp.color_ramp.elements
    points[0].position, points[0].color = 0.0, (0.004, 0.004, 0.004, 1)
    points[1].position, points[1].color = 1.0, (0.72, 0.68, 0.66, 1)
    for place, colour in (
        (0.24, (0.004, 0.004, 0.004, 1)),
        (0.3, linear(iris)),
        (0.56, linear(iris)),
        (0.64, (0.72, 0.68, 0.66, 1)),
    ):
        element = points.new(place)
        element.color = colour
    grow = tree.nodes.new("ShaderNodeMath")
    grow.operation = "MULTIPLY"
    grow.inputs[1].default_value = 100.0
    link = tree.links.new
    link(within.outputs["Object"], away.inputs[0])
    link(away.outputs["Value"], grow.inputs[0])
    link(grow.outputs["Value"], ramp.inputs["Fac"])
    link(ramp.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = 0.12
    return material


def hair(colour: str) -> Any:
    """Strands."""
    material, shader = _shader("hair")
    shader.inputs["Base Color"].default_value = linear(colour)
    shader.inputs["Roughness"].default_value = 0.42
    shader.inputs["Anisotropic"].default_value = 0.6
    shader.inputs["Specular IOR Level"].default_value = 0.6
    return material


def tiled(name: str, pixels: Points, size: float, rough: float) -> Any:
    """A wall or a floor: a picture that repeats every ``size`` metres, on the object's own coordinates."""
    material, shader = _shader(name)
    tree = material.node_tree
    geometry = tree.nodes.new("ShaderNodeNewGeometry")
    scale = tree.nodes.new("ShaderNodeMapping")
    scale.inputs["Scale"].default_value = (1 / size,) * 3
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = image(pixels, name)
    tree.links.new(geometry.outputs["Position"], scale.inputs["Vector"])
    tree.links.new(scale.outputs["Vector"], texture.inputs["Vector"])
    tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = rough
    return material


def _shader(name: str) -> tuple[Any, Any]:
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    return material, material.node_tree.nodes["Principled BSDF"]
