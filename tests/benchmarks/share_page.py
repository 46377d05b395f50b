"""A friend's page: how long the server takes for it, and how many bytes it has."""

from __future__ import annotations

import gzip
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image

from tests.benchmarks.measure import Row, machine, seconds, spread
from tests.benchmarks.report import table
from tests.conftest import ROOT
from tests.wardrobe.conftest import DrawnModels
from tests.wardrobe.server.shares.visiting import Visitor, guarded
from tests.wardrobe.sharing.links import Links, links_of
from wardrobe.house import House
from wardrobe.server.forms import TEMPLATES
from wardrobe.settings import Settings
from wardrobe.sharing.shares import Subject, Treatment
from wardrobe.sharing.sharing import Sharing

TIMES = 300
COMMENTS, VOTES = 60, 500
LOOKS = ("look-01.jpg", "look-02.jpg")


def section() -> str:
    """The text of the report's section."""
    told = f"`python -m tests.benchmarks --only share` on {date.today()}: {machine()}."
    return f"{told}\n\n{table(rows())}"


def rows() -> list[Row]:
    """Through guard, routes, database and template, without the network."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        house = House.open(settings, DrawnModels(settings))
        try:
            return _rows(house)
        finally:
            house.close()


def _rows(house: House) -> list[Row]:
    links = links_of(house)
    links.sharing = house.sharing = Sharing(house.database, links.folder, _pictures, house.garments.list, links.clock)
    share = links.publish("comparison", comments=True)
    path = links.sharing.path(share)
    visitor = Visitor(guarded(house))
    empty = visitor.get(path)
    first = Row("Page of a comparison, nobody has voted yet", _taken(lambda: visitor.get(path)), "< 50 ms")
    _fill(links)
    full = visitor.get(path)
    style = len((TEMPLATES / "share.css").read_bytes())
    picture, preview = visitor.get(f"{path}/picture/1"), visitor.get(f"{path}/preview")
    return [
        first,
        Row(f"The same with {VOTES} votes and {COMMENTS} comments", _taken(lambda: visitor.get(path)), "< 50 ms"),
        Row("A picture of it", _taken(lambda: visitor.get(f"{path}/picture/1")), "< 50 ms"),
        Row("A vote, with the page after it", _taken(lambda: _vote(visitor, path), 20), "< 300 ms"),
        Row("HTML and style sheet", f"{(len(empty.body) + style) / 1000:.1f} kB", "< 15 kB"),
        Row(
            f"HTML with {COMMENTS} comments",
            f"{len(full.body) / 1000:.1f} kB ({len(gzip.compress(full.body)) / 1000:.1f} kB packed)",
        ),
        Row("A picture; what messengers show", f"{len(picture.body) / 1000:.0f} kB; {len(preview.body) / 1000:.0f} kB"),
    ]


def _vote(visitor: Visitor, path: str) -> None:
    visitor.address = f"198.51.100.{np.random.default_rng().integers(1, 255)}"
    visitor.post(f"{path}/vote", {"choice": "ab"[int(time.monotonic() * 1000) % 2]})
    visitor.get(path)


def _taken(do: Callable[[], object], times: int = TIMES) -> str:
    return spread(seconds(do, times))


def _fill(links: Links) -> None:
    share = links.sharing.list(links.home)[0]
    for number in range(VOTES - 1):
        address = f"2001:db8:0:{number:x}::1"
        friend = links.visitor()
        links.sharing.friends.vote(share, friend, address, "ab"[number % 2], "Jun")
        if number < COMMENTS:
            links.sharing.friends.comment(share, friend, address, "The left one, with the brown shoes. " * 4, "Jun")


def _pictures(_household_id: int, subject: Subject, _treatment: Treatment) -> Sequence[bytes]:
    made = []
    for name in LOOKS[: len(subject.look_ids)]:
        with Image.open(ROOT / "tests" / "pictures" / name) as image:
            out = io.BytesIO()
            image.convert("RGB").resize((1067, 1600)).save(out, "JPEG", quality=88)
            made.append(out.getvalue())
    return made
