"""The looks that are turns: somebody turns once before the camera, an H.264 video each."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import bpy
import numpy as np

from scripts.sample import room
from scripts.sample.blend import fresh
from scripts.sample.garments import WARDROBE
from scripts.sample.looks import LOOKS
from scripts.sample.people import PEOPLE, STANCES
from scripts.sample.studio import Wardrobe, boxes, dress, grained, shoot

SIZE = (432, 720)
SAMPLES = 4
RATE, SECONDS = 8, 8.0
QUALITY = 25
"""H.264's constant rate factor."""


def turns(folder: Path, out: Path) -> None:
    """What is not there yet, with a file beside each that says what is where from the front."""
    for number, look in enumerate(LOOKS, start=1):
        path = out / f"turn-{number:02}.mp4"
        if not look.turn or path.exists():
            continue
        fresh()
        worn = [(key, WARDROBE[key]) for key in look.worn.split()]
        person = PEOPLE[look.who]
        person = replace(person, hair=replace(person.hair, strands=4500, thick=2 * person.hair.thick))
        dressed = dress(Wardrobe(folder, person), STANCES[look.stance], worn, number)
        bpy.context.scene.cycles.debug_bvh_type = "DYNAMIC_BVH"  # only the person moves, and not in itself
        {"hall": room.hall, "living": room.living}[look.room]()
        room.daylight(look.light)
        room.camera(SIZE, dressed.tall, 0.82)
        times = np.arange(0, SECONDS, 1 / RATE)
        way = np.interp(times, [0, 0.6, 2.4, 4.2, 4.6, 5.9, 7.4, 8], [0, 0, 100, 195, 205, 280, 360, 360])
        pictures = []
        with tempfile.TemporaryDirectory() as drawn:
            png = Path(drawn) / "frame.png"
            for angle in way:
                dressed.pivot.rotation_euler = (0, 0, -np.radians(angle))
                shoot(png, SIZE, SAMPLES, number)
                pictures.append(np.asarray(grained(png, number)))
            dressed.pivot.rotation_euler = (0, 0, 0)
            seen = boxes(dressed, SIZE, png)
        path.with_suffix(".json").write_text(json.dumps(seen))
        _write(path, pictures)
        print(path.name, *seen, flush=True)


def _write(path: Path, pictures: list[np.ndarray]) -> None:
    partial = path.with_suffix(".part.mp4")
    with av.open(str(partial), "w", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=Fraction(RATE), options={"crf": str(QUALITY), "preset": "slow"})
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    partial.replace(path)
