"""A wardrobe of 25 garments, and what its owner wears of it on thirty days."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from tests.pictures import wardrobe as w


@dataclass(frozen=True)
class Owned:
    """One garment that there truly is."""

    name: str
    category: str
    """As the parser would call it."""
    pieces: tuple[w.Piece, ...]


def _owned(category: str, **garments: w.Piece | tuple[w.Piece, ...]) -> list[Owned]:
    return [
        Owned(name.replace("_", " "), category, pieces if isinstance(pieces, tuple) else (pieces,))
        for name, pieces in garments.items()
    ]


def _dress(paint: w.Paint, hem: float, sleeve: float) -> tuple[w.Piece, w.Piece]:
    return w.skirt(paint, hem=hem), w.top(paint, sleeve=sleeve)


WARDROBE: Final = [
    *_owned(
        "upper-clothes",
        white_tee=w.top(w.plain("#eeeae3"), sleeve=0.4),
        black_tee=w.top(w.plain("#222225"), sleeve=0.4),
        green_tee=w.top(w.plain("#2f6b4a"), sleeve=0.42, hem=-0.5, loose=0.14),
        striped_top=w.top(w.striped("#f2f0ea", "#26365c"), sleeve=0.97),
        mustard_sweater=w.top(w.knitted("#cf9a2b"), sleeve=0.97, loose=0.16),
        grey_sweater=w.top(w.knitted("#8d9096"), sleeve=0.97, loose=0.18),
        checked_shirt=w.top(w.checked("#b3282d", "#2a2523"), sleeve=0.97, hem=-0.8, loose=0.15),
        blue_shirt=w.top(w.plain("#9cb9dc"), sleeve=0.97, hem=-0.8, loose=0.15),
        pink_blouse=w.top(w.dotted("#d9a3ab", "#8a3146", period=0.4), sleeve=0.6, loose=0.13),
    ),
    *_owned(
        "outerwear",
        camel_coat=w.jacket(w.plain("#b88a57", 0.05), hem=-2.6, loose=0.36),
        black_coat=w.jacket(w.plain("#26262a", 0.05), hem=-3.2, loose=0.36),
        grey_jacket=w.jacket(w.plain("#6d7178", 0.05)),
        denim_jacket=w.jacket(w.denim("#5b7aa6"), hem=-0.4),
    ),
    *_owned(
        "pants",
        jeans=w.trousers(w.denim("#39557f"), loose=0.2),
        black_trousers=w.trousers(w.plain("#1d1d20"), loose=0.22),
        olive_trousers=w.trousers(w.plain("#5d5f3c"), loose=0.26),
        beige_shorts=w.trousers(w.plain("#c6ae86"), hem=-3.7, loose=0.24),
    ),
    *_owned(
        "skirt",
        red_skirt=w.skirt(w.plain("#a3222f"), hem=-3.4),
        checked_skirt=w.skirt(w.checked("#8b8f95", "#3a3d44", period=0.5), hem=-2.9),
    ),
    *_owned(
        "dress",
        dotted_dress=_dress(w.dotted("#1f2f57", "#f3f1ec"), -4.0, 0.3),
        floral_dress=_dress(w.floral("#3f7f66", "#e9c9c4", "#c2456a"), -4.8, 0.55),
    ),
    *_owned(
        "shoes",
        white_shoes=w.shoes(w.plain("#efefec")),
        black_shoes=w.shoes(w.plain("#17171a")),
        brown_boots=w.shoes(w.plain("#5a3420"), height=-5.9),
        red_shoes=w.shoes(w.plain("#a51f2b")),
    ),
]
"""25 garments: several of one category and colour family, as in a wardrobe."""
NAMES: Final = [garment.name for garment in WARDROBE]


def outfits(days: int, random: np.random.Generator) -> list[list[int]]:
    """For each day numbers of garments in the order in which they are put on; none is worn much more than others."""
    worn: Counter[int] = Counter()

    def choose(category: str) -> int:
        found = [i for i, each in enumerate(WARDROBE) if each.category == category]
        least = min(worn[i] for i in found)
        picked = int(random.choice([i for i in found if worn[i] <= least + 1]))
        worn[picked] += 1
        return picked

    def day() -> list[int]:
        kind = random.choice(["pants", "skirt", "dress"], p=[0.6, 0.22, 0.18])
        inner = [choose("dress")] if kind == "dress" else [choose(kind), choose("upper-clothes")]
        outer = [choose("outerwear")] if random.random() < 0.4 else []
        return [*inner, *outer, choose("shoes")]

    return [day() for _ in range(days)]
