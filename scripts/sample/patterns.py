"""Cloth patterns as small tiles, painted by numbers: H×W×3 in 0..1, each repeating seamlessly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.sample.body import Points

SIDE = 512


@dataclass(frozen=True)
class Pattern:
    """A tile, how large it is, and how the cloth feels."""

    tile: Points
    size: float
    """Decimetres that one tile covers."""
    relief: float = 0.0
    """How deep the weave or the knit is."""
    rough: float = 0.85
    sheen: float = 0.1


def plain(colour: str, weave: float = 0.06, rough: float = 0.85, sheen: float = 0.1) -> Pattern:
    """One colour; ``weave`` shows as a fine grain."""
    u, v = _grid()
    grain = 1 + weave * 0.5 * (np.sin(2 * np.pi * 60 * u) * np.sin(2 * np.pi * 60 * v))
    return Pattern(_tinted(colour, grain * _blotches(1, 0.02)), 1.6, weave, rough, sheen)


def striped(first: str, second: str, period: float = 0.5, share: float = 0.5) -> Pattern:
    """Stripes around; ``share`` is that of the second colour."""
    _, v = _grid()
    tile = _mixed(first, second, (v * 4 % 1 < share).astype(float))
    return Pattern(tile, 4 * period, 0.05)


def checked(first: str, second: str, period: float = 0.9, line: str | None = None) -> Pattern:
    """A gingham, or a plaid with thin lines of a third colour."""
    u, v = _grid()
    share = ((u * 2 % 1 < 0.5) * 0.5) + ((v * 2 % 1 < 0.5) * 0.5)
    tile = _mixed(first, second, share)
    if line is not None:
        thin = (np.abs(u * 2 % 1 - 0.25) < 0.03) | (np.abs(v * 2 % 1 - 0.25) < 0.03)
        tile = np.where(thin[..., None], 0.35 * tile + 0.65 * rgb(line), tile)
    return Pattern(tile, 2 * period, 0.05)


def dotted(ground: str, dot: str, period: float = 0.55) -> Pattern:
    """Round dots in staggered rows."""
    u, v = _grid()
    row = np.floor(v * 4)
    x, y = (u * 4 + 0.5 * (row % 2)) % 1 - 0.5, v * 4 % 1 - 0.5
    return Pattern(_mixed(ground, dot, (x**2 + y**2 < 0.06).astype(float)), 4 * period, 0.03, 0.7)


def floral(ground: str, petal: str, heart: str, period: float = 0.8, seed: int = 1) -> Pattern:
    """Flowers of five petals and leaves, strewn."""
    u, v = _grid()
    random = np.random.default_rng(seed)
    tile = np.broadcast_to(rgb(ground), (SIDE, SIDE, 3)).copy()
    leaf = 0.55 * rgb(ground) + 0.45 * np.array([0.25, 0.42, 0.22])
    for number in range(34):
        cx, cy, turn = random.uniform(0, 1), random.uniform(0, 1), random.uniform(0, 6.3)
        size = random.uniform(0.05, 0.085) if number > 12 else random.uniform(0.03, 0.05)
        x, y = (u - cx + 0.5) % 1 - 0.5, (v - cy + 0.5) % 1 - 0.5
        away, angle = np.hypot(x, y), np.arctan2(y, x) + turn
        if number <= 12:
            blade = (np.abs(y * np.cos(turn) - x * np.sin(turn)) < 0.012) & (away < size * 1.4)
            tile[blade] = leaf
            continue
        flower = away < size * (0.72 + 0.28 * np.cos(5 * angle))
        tint = rgb(petal) * random.uniform(0.85, 1.12)
        tile[flower] = np.clip(tint, 0, 1)
        tile[away < size * 0.24] = rgb(heart)
    return Pattern(tile, 4 * period, 0.02, 0.7)


def denim(colour: str, worn: float = 0.02) -> Pattern:
    """Twill with paler and darker threads."""
    u, v = _grid()
    twill = np.sin(2 * np.pi * 90 * (u + v)) * 0.07
    threads = np.random.default_rng(3).normal(0, 0.07, (1, SIDE)) + np.random.default_rng(4).normal(0, 0.03, (SIDE, 1))
    return Pattern(_tinted(colour, 1 + twill + threads) * _blotches(3, worn)[..., None], 2.0, 0.12, 0.9, 0.05)


def knitted(colour: str, ribs: int = 14) -> Pattern:
    """Rows of stitches."""
    u, v = _grid()
    stitch = np.abs(np.sin(np.pi * ribs * u)) * (
        0.75 + 0.25 * np.abs(np.sin(np.pi * (1.6 * ribs) * v + 1.2 * np.sin(2 * np.pi * ribs * u)))
    )
    return Pattern(_tinted(colour, 0.62 + 0.5 * stitch), 1.5, 0.6, 0.95, 0.35)


def cabled(colour: str) -> Pattern:
    """A knit with plaits."""
    u, v = _grid()
    ribs = np.abs(np.sin(np.pi * 12 * u)) * 0.35
    wave = 0.035 * np.sin(2 * np.pi * 3 * v)
    rope = np.exp(-(((u * 3 % 1 - 0.5) / 3 - wave) ** 2) / 0.0005) + np.exp(
        -(((u * 3 % 1 - 0.5) / 3 + wave) ** 2) / 0.0005
    )
    return Pattern(_tinted(colour, 0.62 + ribs * 0.5 + 0.3 * np.clip(rope, 0, 1.2)), 3.0, 1.0, 0.95, 0.35)


def corduroy(colour: str) -> Pattern:
    """Cords down the cloth."""
    u, _ = _grid()
    return Pattern(_tinted(colour, 0.72 + 0.35 * np.abs(np.sin(np.pi * 32 * u))), 1.6, 0.6, 0.9, 0.4)


def herringbone(first: str, second: str) -> Pattern:
    """Tweed for coats."""
    u, v = _grid()
    slope = np.where(u * 8 % 2 < 1, 1, -1)
    return Pattern(
        _mixed(first, second, ((v * 48 + slope * u * 48) % 1 < 0.5).astype(float) * 0.8), 1.8, 0.2, 0.95, 0.3
    )


def leather(colour: str) -> Pattern:
    """Smooth and a little shiny."""
    return Pattern(_tinted(colour, _blotches(9, 0.015)), 2.0, 0.02, 0.38, 0.0)


def rgb(colour: str) -> Points:
    """`#rrggbb` as three numbers in 0..1, sRGB."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def _grid() -> tuple[Points, Points]:
    line = (np.arange(SIDE) + 0.5) / SIDE
    return np.meshgrid(line, line)


def _tinted(colour: str, shade: Points) -> Points:
    return np.clip(rgb(colour) * shade[..., None], 0, 1)


def _mixed(first: str, second: str, share: Points) -> Points:
    u, v = _grid()
    grain = 1 + 0.04 * np.sin(2 * np.pi * 80 * u) * np.sin(2 * np.pi * 80 * v)
    return np.clip((rgb(first) * (1 - share[..., None]) + rgb(second) * share[..., None]) * grain[..., None], 0, 1)


def _blotches(waves: int, depth: float) -> Points:
    """Slow random waves that repeat at the edges, around 1."""
    u, v = _grid()
    random = np.random.default_rng(waves)
    total = np.zeros_like(u)
    for _ in range(6):
        a, b = random.integers(-waves, waves + 1, 2)
        total += np.sin(2 * np.pi * (a * u + b * v) + random.uniform(0, 6.3))
    return 1 + depth * total / 2.5
