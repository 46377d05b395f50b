"""A garment's colours in CIELAB: the few that a person would name, and a histogram for recognition.

Names come from the nearest of a table of anchor colours. Lightness counts less than hue there,
because folds and shadows change lightness most. The anchors are the medians that shop photos of
plain garments with that colour name have (H&M, training part), completed where shops sell little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.white import White, balanced

FAMILIES: Final = (
    *("black", "white", "grey", "beige", "brown", "blue"),
    *("green", "red", "pink", "orange", "yellow", "purple"),
)
ANCHORS: Final = (
    ("", "black", 10, 1, -1),
    ("dark", "grey", 30, 1, -2),
    ("", "grey", 52, 0, -1),
    ("light", "grey", 73, 0, -1),
    ("", "white", 91, 0, 1),
    ("off-", "white", 90, -1, 9),
    ("light", "beige", 80, 3, 14),
    ("", "beige", 71, 6, 19),
    ("dark", "beige", 58, 8, 20),
    ("dark", "brown", 22, 9, 9),
    ("", "brown", 36, 15, 20),
    ("light", "brown", 51, 18, 31),
    ("dark", "blue", 17, 4, -12),
    ("dark", "blue", 28, 3, -20),
    ("", "blue", 37, 12, -45),
    ("", "blue", 47, -2, -22),
    ("", "blue", 55, -6, -35),
    ("light", "blue", 74, -4, -13),
    ("", "blue", 62, -25, -18),
    ("dark", "blue", 26, -10, -12),
    ("dark", "green", 24, -8, 4),
    ("dark", "green", 34, -2, 12),
    ("", "green", 46, -3, 17),
    ("", "green", 45, -35, 20),
    ("", "green", 60, -14, 10),
    ("", "green", 72, -42, 52),
    ("light", "green", 80, -16, 14),
    ("dark", "red", 20, 22, 8),
    ("", "red", 34, 46, 25),
    ("", "red", 46, 66, 42),
    ("", "red", 56, 52, 26),
    ("dark", "pink", 50, 58, 4),
    ("", "pink", 64, 38, 6),
    ("light", "pink", 78, 14, 7),
    ("light", "pink", 70, 18, 11),
    ("dark", "orange", 46, 38, 34),
    ("", "orange", 62, 42, 50),
    ("light", "orange", 76, 20, 30),
    ("dark", "yellow", 58, 15, 55),
    ("", "yellow", 78, 8, 70),
    ("light", "yellow", 89, -4, 34),
    ("dark", "purple", 24, 18, -16),
    ("", "purple", 42, 34, -34),
    ("", "purple", 58, 18, -20),
    ("light", "purple", 76, 10, -10),
)
"""Tone, family, L*, a*, b*."""


def _name(tone: str, family: str) -> str:
    joint = "" if tone.endswith("-") or not tone else " "
    return f"{tone}{joint}{family}"


NAMES: Final = tuple(dict.fromkeys(_name(*anchor[:2]) for anchor in ANCHORS))
"""Every name that a colour can have, such as ``dark blue`` and ``off-white``."""
_LAB: Final = np.array([anchor[2:] for anchor in ANCHORS], np.float32)
_LIGHTNESS: Final = 0.6
"""What a step of L* counts against one of a* or b* in naming."""
_SHADE: Final = 0.25
"""The same when it is asked whether two shades are one colour in light and in shadow."""
_APART: Final = 9.0
"""Shades nearer than this are one colour."""
_LEAST: Final = 0.08
"""A colour with a smaller share is left out."""
_SAMPLE: Final = 2048
"""Pixels that are looked at."""

_DOUBT: Final = 6.0
"""With each such step of distance a family is e times less likely; fitted to 300 plain garments of shops, and with
300 others a family is right as often as its probability says or more often (0.34: 37 %, 0.50: 77 %, 0.91: 91 %)."""

BINS: Final = (8, 10, 10)
"""Bins along L* (0..100), a* and b* (−60..60)."""
COLOUR_BINS: Final = BINS[0] * BINS[1] * BINS[2]
_REACH: Final = 60.0


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour of a garment."""

    name: str
    """Tone and family, as ``dark blue`` or ``off-white``."""
    family: str
    """One of ``FAMILIES``."""
    lab: tuple[float, float, float]
    """CIELAB, D65: L* 0..100, a* and b* about −100..100; the median of its pixels."""
    share: float
    """Share of the garment's pixels, 0..1."""


def dominant_colours(
    pixels: NDArray[np.uint8], mask: NDArray[np.bool_], most: int = 3, white: White | None = None
) -> tuple[Colour, ...]:
    """Up to ``most`` colours of the pixels under ``mask``, largest share first; empty for an empty mask.

    ``pixels`` H×W×3 uint8 sRGB, ``mask`` H×W bool. Shades of one hue (light and shadow on the same
    cloth) are taken as one colour. With the photo's own ``white`` (``find_white``) they are the colours
    as under neutral light.
    """
    lab = _inside(pixels, mask, white)
    if not len(lab):
        return ()
    _, shade, counts = np.unique(_nearest(lab), return_inverse=True, return_counts=True)
    centres = np.array([np.median(lab[shade == i], 0) for i in range(len(counts))])
    members = _merged(centres, counts)[shade]
    found = []
    for group in np.unique(members):
        own = lab[members == group]
        share = len(own) / len(lab)
        if share >= _LEAST or len(own) == np.bincount(members).max():
            found.append(_named(np.median(own, 0), share))
    found.sort(key=lambda colour: -colour.share)
    return tuple(_same_names_joined(found)[:most])


def name_of(lab: NDArray[np.floating]) -> tuple[str, str]:
    """Name and family of the anchor nearest to one CIELAB colour."""
    tone, family = ANCHORS[int(_nearest(np.asarray(lab, np.float32)[None])[0])][:2]
    return _name(tone, family), family


def anchor_of(name: str) -> tuple[str, tuple[float, float, float]]:
    """Family and CIELAB value of what a name of ``NAMES`` stands for. Raises ``KeyError`` for other names."""
    for tone, family, *lab in ANCHORS:
        if _name(tone, family) == name:
            return family, (float(lab[0]), float(lab[1]), float(lab[2]))
    raise KeyError(name)


def family_probability(lab: tuple[float, float, float]) -> float:
    """How probable it is, 0 to 1, that people call one CIELAB colour by the family of ``name_of``."""
    weight = np.array([_LIGHTNESS, 1, 1])
    away = np.linalg.norm((_LAB - np.array(lab)) * weight, axis=1)
    nearest: dict[str, float] = {}
    for anchor, distance in zip(ANCHORS, away, strict=True):
        nearest[anchor[1]] = min(float(distance), nearest.get(anchor[1], np.inf))
    least = min(nearest.values())
    return float(1 / sum(np.exp((least - distance) / _DOUBT) for distance in nearest.values()))


def colour_histogram(
    pixels: NDArray[np.uint8], mask: NDArray[np.bool_], white: White | None = None
) -> NDArray[np.float32]:
    """Square root of the garment's soft CIELAB histogram: a unit vector of ``COLOUR_BINS`` numbers.

    The square root makes a dot product the Bhattacharyya coefficient. Each pixel is shared among
    the eight bins around it (trilinear), so that a small change of light moves the vector little.
    All zero for an empty mask. ``white`` as in ``dominant_colours``.
    """
    lab = _inside(pixels, mask, white)
    size = np.array(BINS)
    span = np.array([100.0, 2 * _REACH, 2 * _REACH])
    place = np.clip((lab + np.array([0.0, _REACH, _REACH])) / span, 0, 0.9999) * size - 0.5
    low = np.floor(place).astype(np.int64)
    part = place - low
    histogram = np.zeros(COLOUR_BINS)
    for corner in np.ndindex(2, 2, 2):
        weight = np.where(corner, part, 1 - part).prod(1)
        bins = np.clip(low + corner, 0, size - 1)
        histogram += np.bincount(np.ravel_multi_index(tuple(bins.T), BINS), weight, COLOUR_BINS)
    total = histogram.sum()
    return np.sqrt(histogram / total if total else histogram).astype(np.float32)


def _inside(pixels: NDArray[np.uint8], mask: NDArray[np.bool_], white: White | None = None) -> NDArray[np.float32]:
    """N×3 CIELAB of an even sample of the masked pixels, away from the mask's edge where it is wide enough."""
    core = cv2.erode(mask.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    inner = core if core.sum() > 0.3 * mask.sum() else mask
    chosen = pixels[inner]
    chosen = chosen[:: max(1, len(chosen) // _SAMPLE)]
    if not len(chosen):
        return np.zeros((0, 3), np.float32)
    chosen = balanced(chosen[None], white)[0]
    lab = cv2.cvtColor(chosen[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]
    return np.asarray(lab, np.float32)


def _nearest(lab: NDArray[np.float32]) -> NDArray[np.int64]:
    weight = np.array([_LIGHTNESS, 1, 1], np.float32)
    points, anchors = lab * weight, _LAB * weight
    away = (anchors**2).sum(1) - 2 * points @ anchors.T  # the squared distance, but for the point's own square
    return np.asarray(away.argmin(1))


def _merged(centres: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The group of each shade: from the most frequent on, shades join the first group that is near."""
    weight = np.array([_SHADE, 1, 1])
    group = np.full(len(centres), -1)
    for leader in np.argsort(-counts, kind="stable"):
        if group[leader] < 0:
            near = np.linalg.norm((centres - centres[leader]) * weight, axis=1) < _APART
            group[near & (group < 0)] = leader
            group[leader] = leader
    return group


def _named(lab: NDArray[np.floating], share: float) -> Colour:
    name, family = name_of(lab)
    return Colour(name, family, (float(lab[0]), float(lab[1]), float(lab[2])), share)


def _same_names_joined(colours: list[Colour]) -> list[Colour]:
    """Shades that ended with one name count together, under the larger one's value."""
    joined: dict[str, Colour] = {}
    for colour in colours:
        first = joined.get(colour.name)
        share = colour.share + (first.share if first else 0.0)
        joined[colour.name] = Colour(colour.name, colour.family, (first or colour).lab, share)
    return sorted(joined.values(), key=lambda colour: -colour.share)
