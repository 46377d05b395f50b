"""A photo's own white: what in it is most likely white or grey, and its colours as under neutral light.

A plain wall, paper or the white ground of a shop's photo takes the colour of the light. Where one is
seen, its tint is taken out by Bradford's adaptation in linear light; where none is seen, nothing changes.
A wall may be cream by itself, so a tint that lamps do not make is not believed, and never all of it.

Sources: Lam, "Metamerism and colour constancy", 1985 (Bradford; matrices after Lindbloom); the share
that is taken out is the degree of adaptation D of CIECAM02 (CIE 159:2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE: Final = 160
"""Long side of the picture in which the white is looked for."""
AWAY: Final = 0.03
"""From people and garments, as a share of the long side: cloth reflects on the wall beside it."""
PLAIN: Final = 0.09
"""A plain place's luminance varies by no more than this share of it around a pixel."""
BRIGHT: Final = 0.6
"""A white place has at least this share of the luminance of the brightest places."""
ALIKE: Final = 0.06
"""Pixels whose log chromaticities differ by less are of one tint."""
LEAST: Final = 0.06
"""A white place smaller than this share of the picture is none."""
ENOUGH: Final = 0.4
"""From this share on a white place is fully believed."""
TINTED: Final = 3.0
"""CIELAB chroma that a white may have and still be taken as neutral: nothing is corrected."""
WARMEST: Final = 34.0
"""CIELAB b* of a white beyond which it is paint rather than light: lamps are warm."""
COOLEST: Final = 12.0
"""The same for −b*: shade is a little blue; sky, glass and asphalt are bluer."""
GREENEST: Final = 14.0
"""The same for a*, either way: hardly any light is green or pink."""

_RGB_TO_XYZ: Final = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_BRADFORD: Final = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_TO_CONES: Final = _BRADFORD @ _RGB_TO_XYZ


@dataclass(frozen=True, slots=True)
class White:
    """What was taken for white in a photo."""

    rgb: tuple[float, float, float]
    """Linear sRGB of the place as the photo shows it, the largest 1."""
    share: float
    """Of the picture."""
    confidence: float
    """0 to 1: that its tint is the light's."""


def find_white(pixels: NDArray[np.uint8], hidden: NDArray[np.bool_] | None = None) -> White | None:
    """The largest plain, bright place of one tint in an H×W×3 sRGB picture; None where there is none.

    ``hidden`` is an H×W mask of people and garments, which are no reference.
    """
    scale = min(1.0, SIDE / max(pixels.shape[:2]))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    rgb = linear(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8))
    light = rgb @ np.array([0.2126729, 0.7151522, 0.0721750], np.float32)
    outside = np.ones(light.shape, np.bool_) if hidden is None else ~_grown(hidden, size)
    if not outside.any():
        return None
    mean = cv2.blur(light, (5, 5))
    spread = np.sqrt(np.maximum(cv2.blur(light * light, (5, 5)) - mean * mean, 0))
    bright = light >= BRIGHT * np.quantile(light[outside], 0.95)
    found = outside & bright & (spread <= PLAIN * np.maximum(mean, 1e-4)) & (rgb.min(2) > 0.02)
    if found.mean() < LEAST:
        return None
    tint = np.log(rgb[found][:, [0, 2]] / rgb[found][:, 1:2])
    middle = _mode(tint)
    alike = np.abs(tint - middle).max(1) < ALIKE
    share = float(alike.sum() / light.size)
    if share < LEAST:
        return None
    white = np.median(rgb[found][alike], 0)
    red, green, blue = (float(value) for value in white / white.max())
    return White((red, green, blue), share, _belief(lab_of(white / white.max()), min(1.0, share / ENOUGH)))


def balanced(pixels: NDArray[np.uint8], white: White | None) -> NDArray[np.uint8]:
    """H×W×3 sRGB pixels as under neutral light (D65), as far as the white is to be believed."""
    if white is None:
        return pixels
    chroma = float(np.linalg.norm(lab_of(np.array(white.rgb))[1:]))
    if chroma <= TINTED or white.confidence <= 0:
        return pixels
    seen = _TO_CONES @ np.array(white.rgb)
    neutral = _TO_CONES @ np.ones(3)
    gains = neutral / seen
    gains = white.confidence * gains + 1 - white.confidence
    matrix = np.linalg.inv(_TO_CONES) @ np.diag(gains) @ _TO_CONES
    matrix /= (matrix @ np.array(white.rgb)) @ np.array([0.2126729, 0.7151522, 0.0721750])
    matrix *= np.array(white.rgb) @ np.array([0.2126729, 0.7151522, 0.0721750])  # light and dark stay as they are
    return srgb(linear(pixels) @ matrix.T.astype(np.float32))


def linear(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """sRGB 0..255 to linear light 0..1 (IEC 61966-2-1)."""
    return _LINEAR[pixels]


def srgb(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Linear light to sRGB 0..255; what is brighter than white is white."""
    light = np.clip(light, 0, 1)
    value = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray((value * 255).round(), np.uint8)


def lab_of(rgb: NDArray[np.floating]) -> NDArray[np.float64]:
    """CIELAB (D65) of one linear sRGB colour."""
    xyz = _RGB_TO_XYZ @ rgb / (_RGB_TO_XYZ @ np.ones(3))
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def _belief(lab: NDArray[np.float64], size: float) -> float:
    """0 to 1: that a tint is the light's. ``size`` 0 to 1: the smaller the place, the less a tint is believed that
    lamps do not make."""
    _, green, warm = lab
    rare = max(size, 1e-6)
    reach = np.hypot(green / (GREENEST * rare), warm / (WARMEST if warm > 0 else COOLEST * rare))
    return float(size * np.clip(3 - 2 * reach, 0, 1))  # whole up to the limits, nothing from half as much again


def _grown(mask: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.bool_]:
    small = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.05
    reach = 2 * max(1, round(AWAY * max(size))) + 1
    return cv2.dilate(small.astype(np.uint8), np.ones((reach, reach), np.uint8)).astype(np.bool_)


def _mode(tint: NDArray[np.float32]) -> NDArray[np.float32]:
    """The most frequent of N×2 log chromaticities."""
    bins = np.round(tint / ALIKE).astype(np.int64)
    codes, counts = np.unique(bins[:, 0] * 4096 + bins[:, 1], return_counts=True)  # far quicker than unique rows
    fullest = codes[counts.argmax()]
    middle = bins[bins[:, 0] * 4096 + bins[:, 1] == fullest][0]
    near = (np.abs(bins - middle) <= 1).all(1)
    return np.asarray(np.median(tint[near], 0), np.float32)


_values = np.arange(256) / 255
_LINEAR: Final = np.where(_values <= 0.04045, _values / 12.92, ((_values + 0.055) / 1.055) ** 2.4).astype(np.float32)
