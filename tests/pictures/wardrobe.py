"""Garments for the rendered people: cut from the body's own helper surfaces, painted by function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.pictures.mesh import Figure
from tests.pictures.raster import Array, Layer, noise, normals

Paint = Callable[[Array], Array]
Keep = Callable[[Array, Array], NDArray[np.bool_]]


def plain(colour: str, weave: float = 0.03) -> Paint:
    """One colour with a slight weave."""
    base = _rgb(colour)
    return lambda bind: np.clip(base + weave * _threads(bind)[:, None], 0, 1)


def striped(first: str, second: str, period: float = 0.45) -> Paint:
    """Horizontal stripes; period in decimetres."""
    a, b = _rgb(first), _rgb(second)
    return lambda bind: np.where(((bind[:, 1] / period) % 1 < 0.5)[:, None], a, b)


def checked(first: str, second: str, period: float = 0.8) -> Paint:
    """A gingham check."""
    a, b = _rgb(first), _rgb(second)

    def paint(bind: Array) -> Array:
        across = (bind[:, 0] / period) % 1 < 0.5
        down = (bind[:, 1] / period) % 1 < 0.5
        share = (across.astype(float) + down.astype(float))[:, None] / 2
        return a * share + b * (1 - share)

    return paint


def dotted(ground: str, dot: str, period: float = 0.7) -> Paint:
    """Round dots in staggered rows."""
    a, b = _rgb(ground), _rgb(dot)

    def paint(bind: Array) -> Array:
        row = np.floor(bind[:, 1] / period)
        x = (bind[:, 0] / period + 0.5 * (row % 2)) % 1 - 0.5
        y = bind[:, 1] / period - row - 0.5
        return np.where((x**2 + y**2 < 0.07)[:, None], b, a)

    return paint


def denim(colour: str) -> Paint:
    """Worn denim: paler at the thighs, a fine grain."""
    base = _rgb(colour)

    def paint(bind: Array) -> Array:
        pale = 0.16 * np.exp(-(((bind[:, 1] + 2.6) / 1.8) ** 2)) * np.clip(bind[:, 2], 0, 1)
        return np.clip(base + pale[:, None] + 0.05 * _threads(bind)[:, None], 0, 1)

    return paint


def knitted(colour: str, period: float = 0.22) -> Paint:
    """Ribs down the garment, shaded as cables are."""
    base = _rgb(colour)

    def paint(bind: Array) -> Array:
        rib = np.sin(2 * np.pi * bind[:, 0] / period) + 0.35 * np.sin(2 * np.pi * bind[:, 1] / (0.6 * period))
        return np.clip(base * (1 + 0.1 * rib)[:, None] + 0.03 * _threads(bind)[:, None], 0, 1)

    return paint


def floral(ground: str, petal: str, heart: str, period: float = 0.8) -> Paint:
    """Flowers of five petals, each turned and moved a little, in staggered rows."""
    a, b, c = _rgb(ground), _rgb(petal), _rgb(heart)

    def paint(bind: Array) -> Array:
        row = np.floor(bind[:, 1] / period)
        column = np.floor(bind[:, 0] / period + 0.5 * (row % 2))
        lot = np.sin(row * 12.9898 + column * 78.233) * 43758.5453
        x = bind[:, 0] / period + 0.5 * (row % 2) - column - 0.5 - 0.12 * np.sin(lot)
        y = bind[:, 1] / period - row - 0.5 - 0.12 * np.cos(lot)
        away, angle = np.hypot(x, y), np.arctan2(y, x)
        flower = (away < 0.26 + 0.09 * np.cos(5 * angle + lot))[:, None]
        return np.where((away < 0.09)[:, None], c, np.where(flower, b, a))

    return paint


@dataclass(frozen=True)
class Piece:
    """What a person puts on: which helper surface, where it ends, how far it stands off the body."""

    surface: str
    keep: Keep
    paint: Paint
    loose: float
    folds: float = 0.3
    gloss: float = 0.0


def top(paint: Paint, sleeve: float = 0.45, hem: float = -0.2, neck: float = 5.85, loose: float = 0.1) -> Piece:
    """A top; ``sleeve`` 0 (none) to 1 (to the wrist)."""

    def keep(bind: Array, arm: Array) -> NDArray[np.bool_]:
        neckline = neck - 0.6 * np.exp(-((bind[:, 0] / 0.75) ** 2)) * (bind[:, 2] > 0)
        return (bind[:, 1] < neckline) & ((bind[:, 1] > hem) | (arm > 0)) & (arm <= max(sleeve, 1e-6))

    return Piece("helper-tights", keep, paint, loose)


def jacket(paint: Paint, hem: float = -0.9, opening: float = 0.55, loose: float = 0.28) -> Piece:
    """Open in front, sleeves to the wrist."""

    def keep(bind: Array, arm: Array) -> NDArray[np.bool_]:
        gap = opening * (0.6 + 0.4 * np.clip((bind[:, 1] + 1) / 6, 0, 1))
        is_open = (np.abs(bind[:, 0]) < gap) & (bind[:, 2] > 0)
        return (bind[:, 1] < 5.95) & ((bind[:, 1] > hem) | (arm > 0)) & (arm <= 0.98) & ~is_open

    return Piece("helper-tights", keep, paint, loose, folds=0.35)


def trousers(paint: Paint, hem: float = -7.6, waist: float = 1.3, loose: float = 0.13) -> Piece:
    """Legs down to ``hem``: -7.6 the ankle, -4 the knee."""
    return Piece("helper-tights", lambda b, arm: (b[:, 1] < waist) & (b[:, 1] > hem) & (arm <= 0), paint, loose)


def skirt(paint: Paint, hem: float = -3.6, loose: float = 0.17) -> Piece:
    """Down to ``hem``."""
    return Piece("helper-skirt", lambda b, arm: b[:, 1] > hem, paint, loose, folds=0.45)


def shoes(paint: Paint, height: float = -7.35) -> Piece:
    """Up to ``height``: -7.35 below the ankle, -5.5 a boot."""
    return Piece("helper-tights", lambda b, arm: (b[:, 1] < height) & (arm <= 0), paint, 0.17, folds=0.05, gloss=0.35)


def tights(paint: Paint) -> Piece:
    """From the waist to the toes."""
    return Piece("helper-tights", lambda b, arm: (b[:, 1] < 0.5) & (arm <= 0), paint, 0.02, folds=0.02)


def hair(colour: str, length: float) -> Piece:
    """Hair down to ``length`` (6.9 short, 5 to the shoulders)."""
    base = _rgb(colour)

    def paint(bind: Array) -> Array:
        return np.clip(base * (1 + 0.3 * np.sin(bind[:, 0] * 40 + 3 * noise(bind, 3, 1)))[:, None], 0, 1)

    def keep(bind: Array, arm: Array) -> NDArray[np.bool_]:
        face = (bind[:, 2] > 0.7) & (np.abs(bind[:, 0]) < 0.8) & (bind[:, 1] < 8.0 - 0.25 * (bind[:, 0] / 0.6) ** 2)
        return (bind[:, 1] > length) & ~face

    return Piece("helper-hair", keep, paint, 0.1, folds=0.25)


def person(figure: Figure, skin: str, pieces: list[Piece]) -> list[Layer]:
    """The layers of a dressed person, from the skin outwards."""
    layers = [layer(figure, Piece("body", lambda b, arm: np.ones(len(b), bool), _skin(skin), 0.0, folds=0.0))]
    for side in ("l", "r"):
        layers.append(layer(figure, Piece(f"helper-{side}-eye", lambda b, arm: np.ones(len(b), bool), _eye, 0.0, 0.0)))
    return layers + [layer(figure, piece) for piece in pieces]


def layer(figure: Figure, piece: Piece) -> Layer:
    """A piece as this figure wears it."""
    triangles = figure.triangles[piece.surface]
    away = normals(figure.posed, triangles) * piece.loose
    return Layer(
        figure.posed + away, figure.bind, figure.arm, triangles, piece.keep, piece.paint, piece.folds, piece.gloss
    )


def _skin(colour: str) -> Paint:
    base = _rgb(colour)

    def paint(bind: Array) -> Array:
        x, y, z = np.abs(bind[:, 0]), bind[:, 1], bind[:, 2]
        painted = np.repeat(base[None], len(bind), 0)
        lips = ((x / 0.32) ** 2 + ((y - 6.62) / 0.11) ** 2 < 1) & (z > 1.2)
        brows = (x > 0.14) & (x < 0.6) & (np.abs(y - 7.58 - 0.06 * np.sin(x * 6)) < 0.035) & (z > 1)
        scalp = ((y > 7.3) & (z < 0.75) & (x > 0.3)) | ((y > 8.0 - 0.25 * (x / 0.6) ** 2) & (x < 1.2))
        painted[lips] = base * (0.86, 0.55, 0.55)
        painted[brows | scalp] = base * 0.22
        return np.clip(painted + 0.015 * noise(bind, 9, 2)[:, None], 0, 1)

    return paint


def _eye(bind: Array) -> Array:
    distance = np.hypot(np.abs(bind[:, 0]) - 0.31, bind[:, 1] - 7.29)
    return np.where((distance < 0.07)[:, None], (0.12, 0.08, 0.06), (0.9, 0.88, 0.86))


def _threads(bind: Array) -> Array:
    """Yarn of uneven thickness: one random value a pixel, normal."""
    return np.random.default_rng(len(bind)).normal(0, 0.7, len(bind))


def _rgb(colour: str) -> Array:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
