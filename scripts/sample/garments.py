"""The thirty-two things that hang in the sample's wardrobe, and how a shop's are made of the same cuts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scripts.sample import patterns as p
from scripts.sample.adorn import BEANIE, BUCKET, Crossbody, Hat, Scarf, Tote
from scripts.sample.body import Points
from scripts.sample.drape import COAT, DENIM, JERSEY, KNIT, SILK, WOVEN, Fabric
from scripts.sample.patterns import Pattern
from scripts.sample.tailor import Cut


@dataclass(frozen=True)
class Sewn:
    """Cut, sewn, and draped on a body."""

    cut: Cut
    fabric: Fabric
    pattern: Pattern


@dataclass(frozen=True)
class Shoes:
    """A pair."""

    pattern: Pattern
    sole: str
    height: float = -7.15
    ease: float = 0.1
    thick: float = 0.28
    laces: str | None = None


Thing = Sewn | Shoes | Hat | Scarf | Crossbody | Tote
Neck = Callable[[Points], Points]


def crew(deep: float = 0.32, high: float = 6.02) -> Neck:
    """A round neckline."""
    return lambda points: high - deep * np.exp(-((points[:, 0] / 0.75) ** 2)) * (points[:, 2] > 0.25)


def vee(deep: float = 1.1, high: float = 6.05) -> Neck:
    """A neckline with a point."""
    return lambda points: high - deep * np.clip(1 - np.abs(points[:, 0]) / 0.8, 0, 1) * (points[:, 2] > 0.25)


def roll(high: float = 6.45) -> Neck:
    """A collar up the neck."""
    return lambda points: high + 0 * points[:, 0]


def tee(pattern: Pattern, sleeve: float = 0.42, hem: float = 0.1, boxy: float = 0.6, fabric: Fabric = JERSEY) -> Sewn:
    """A T-shirt."""
    return Sewn(Cut("ta", crew(), hem, 0.11, boxy, sleeve=sleeve, wide=0.14), fabric, pattern)


def jumper(pattern: Pattern, neck: Neck | None = None, hem: float = 0.2, boxy: float = 0.6) -> Sewn:
    """A jumper."""
    return Sewn(Cut("ta", neck or crew(0.25, 6.1), hem, 0.18, boxy, sleeve=0.97, wide=0.06), KNIT, pattern)


def shirt(pattern: Pattern, hem: float = -0.3, sleeve: float = 0.96, fabric: Fabric = WOVEN) -> Sewn:
    """A shirt, worn outside."""
    return Sewn(Cut("ta", vee(0.7, 6.25), hem, 0.14, 0.75, sleeve=sleeve, wide=0.08), fabric, pattern)


def blouse(pattern: Pattern, sleeve: float = 0.9) -> Sewn:
    """Light and wide."""
    return Sewn(Cut("ta", vee(0.9), 0.2, 0.16, 0.7, sleeve=sleeve, wide=0.22), SILK, pattern)


def trousers(pattern: Pattern, wide: float = 0.1, hem: float = -7.75, fabric: Fabric = WOVEN) -> Sewn:
    """From the waist."""
    return Sewn(Cut("l", 1.95, hem, 0.1, wide=wide), fabric, pattern)


def skirt(pattern: Pattern, hem: float = -3.6, flare: float = 0.1, pleats: int = 0, fabric: Fabric = WOVEN) -> Sewn:
    """From the waist."""
    return Sewn(Cut("s", 2.0, hem, 0.12, flare=flare, pleats=pleats), fabric, pattern)


def dress(
    pattern: Pattern, hem: float = -4.2, sleeve: float = 0.35, flare: float = 0.13, neck: Neck | None = None
) -> Sewn:
    """One piece."""
    return Sewn(Cut("tas", neck or crew(0.5), hem, 0.12, 0.12, flare, sleeve, 0.14), SILK, pattern)


def coat(pattern: Pattern, hem: float = -3.9, opening: float | None = 0.12, flare: float = 0.04) -> Sewn:
    """To the knee, open or closed."""
    return Sewn(Cut("tas", vee(1.6, 6.3), hem, 0.34, 0.75, flare, 0.99, 0.1, opening), COAT, pattern)


def jacket(pattern: Pattern, hem: float = -0.3, opening: float | None = 0.2, fabric: Fabric = COAT) -> Sewn:
    """To the hips."""
    return Sewn(Cut("ta", vee(1.3, 6.3), hem, 0.28, 0.7, 0.02, 0.99, 0.08, opening), fabric, pattern)


WARDROBE: dict[str, Thing] = {
    # Mina's
    "white-tee": tee(p.plain("#efece5")),
    "breton": tee(p.striped("#f1efe8", "#27365b", 0.42), 0.95),
    "mustard-jumper": jumper(p.cabled("#c8942f")),
    "rust-blouse": blouse(p.plain("#a04c2c", 0.02, 0.78)),
    "grey-rollneck": jumper(p.knitted("#9b9ca0", 20), roll()),
    "blue-jeans": trousers(p.denim("#4a5f82"), 0.14, fabric=DENIM),
    "black-trousers": trousers(p.plain("#1c1c20"), 0.36),
    "red-skirt": skirt(p.plain("#a3262f"), -4.2, 0.16, 16),
    "check-skirt": skirt(p.checked("#8b8577", "#3c3f45", 0.8, "#c9a24a"), -2.6, 0.1),
    "dotted-dress": dress(p.dotted("#1f2c52", "#f2efe8")),
    "floral-dress": dress(p.floral("#2f5a49", "#e6c3bb", "#e0b04e"), -5.2, 0.62, 0.16, vee(1.0)),
    "camel-coat": coat(p.herringbone("#b98d5c", "#a97d4e")),
    "denim-jacket": jacket(p.denim("#7488a6"), 0.5, fabric=DENIM),
    "white-trainers": Shoes(p.leather("#eeeeea"), "#c9b08a", laces="#b9b9b6"),
    "brown-boots": Shoes(p.leather("#6b3d22"), "#2a1c14", -6.2, 0.12),
    "tan-bag": Crossbody("#9a6236", "#7a4a28", (1.9, 1.35, 0.6)),
    "red-scarf": Scarf(p.knitted("#b23a35", 16)),
    "bucket-hat": Hat(BUCKET, p.corduroy("#b79f72"), -3),
    # Jun's
    "plaid-shirt": shirt(p.checked("#a92f2c", "#2a2627", 1.0, "#d8c9a5")),
    "green-tee": tee(p.plain("#2f6a4b"), boxy=0.8),
    "oxford-shirt": shirt(p.plain("#a8c3e3", 0.1)),
    "navy-jumper": jumper(p.knitted("#232f4d", 18)),
    "dark-jeans": trousers(p.denim("#272f44"), 0.08, fabric=DENIM),
    "grey-chinos": trousers(p.plain("#a9aeb6", 0.1), 0.12),
    "grey-shorts": trousers(p.plain("#8a8f92"), 0.35, -3.3),
    "olive-trousers": trousers(p.corduroy("#5c6040"), 0.16),
    "grey-jacket": jacket(p.herringbone("#6a6e75", "#55595f"), -0.6),
    "navy-coat": coat(p.plain("#27304a", 0.1), -3.0, None),
    "black-shoes": Shoes(p.leather("#1a1a1c"), "#101010", -7.1, 0.08, 0.22),
    "green-trainers": Shoes(p.leather("#2f6e55"), "#efece2", laces="#f4f2ec"),
    "beanie": Hat(BEANIE, p.knitted("#2c6770", 18), -5),
    "canvas-tote": Tote(p.plain("#d9cfb8", 0.12), "#8a6a44"),
}
