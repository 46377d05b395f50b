"""A sample household that is read in seconds: two looks of two people and the project's own shop."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.end_to_end.homes import PICTURES

PEOPLE = ("Hana", "Leo")
LOOKS = ("look-01.jpg", "look-03.jpg")
ITEMS = 6


def write_sample(folder: Path) -> Path:
    """Write its pictures and manifest into a new folder, which is given back."""
    folder.mkdir()
    for name in LOOKS:
        shutil.copy(PICTURES / name, folder / name)
    shutil.copytree(PICTURES / "catalogue", folder / "shop")
    feed = folder / "shop" / "feed.csv"
    feed.write_text("".join(feed.read_text("utf-8").splitlines(keepends=True)[: 1 + ITEMS]), encoding="utf-8")
    top = {"category": "upper-clothes", "name": "The grey t-shirt", "facts": {"brand": "Otjang Studio"}}
    looks = [
        {"file": name, "person": person, "days_ago": ago, "worn": {"top": [0.3, 0.2, 0.7, 0.5]} if not ago else {}}
        for ago, (name, person) in enumerate(zip(LOOKS, PEOPLE, strict=True))
    ]
    manifest = {
        "people": PEOPLE,
        "garments": {"top": top},
        "looks": looks,
        "outfit": {"name": "Monday", "occasion": "office", "in_days": 1, "garments": ["top"]},
        "trip": {
            "name": "Busan", "person": PEOPLE[0], "in_days": 3, "days": 2, "warmth": 0.5, "occasions": ["casual"],
        },
        "in_wash": [],
        "catalogue": {"name": "Sample shop", "folder": "shop"},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
