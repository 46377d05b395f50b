"""The colours of a wardrobe as a few swatches: what is worn beside what is owned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import name_of
from wardrobe.garments import GarmentItem

MOST: Final = 10
"""Swatches."""
APART: Final = 16.0
"""Shades nearer than this are one swatch; a step of lightness counts ``LIGHTNESS`` of one in hue."""
LIGHTNESS: Final = 0.6
ROUNDS: Final = 8
"""Of moving each swatch to the mean of its shades."""

Lab = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Swatch:
    """Shades that are nearly one colour."""

    lab: tuple[float, float, float]
    """CIELAB, D65: the mean of its shades, half by what is owned and half by what is worn."""
    name: str
    """As ``embeddings.colour`` calls it, such as ``dark blue``."""
    family: str
    owned: float
    """Share of all that is owned, 0 to 1: every garment counts the same."""
    worn: float
    """Share of all that is worn: every wear counts the same."""

    @property
    def hex(self) -> str:
        """As screens show it, such as ``#1d3a6b``."""
        pixel = np.array([[self.lab]], np.float32)
        rgb = np.clip(cv2.cvtColor(pixel, cv2.COLOR_LAB2RGB)[0, 0], 0, 1)
        return "#" + "".join(f"{round(float(value) * 255):02x}" for value in rgb)


def palette(garments: Sequence[GarmentItem], wears: Mapping[int, int]) -> tuple[Swatch, ...]:
    """Up to ``MOST`` swatches, the most worn first; ``wears``: how often a garment was worn.

    Weighted k-means in CIELAB. It begins from the shades themselves: the largest one leads, each further
    leader is the largest that is ``APART`` from those before; so the result is always the same and the
    number of swatches is that of the colours there are. Every shade goes to its nearest swatch.
    """
    shades = [(colour, item.id, len(item.colours)) for item in garments for colour in item.colours]
    if not shades:
        return ()
    whole = {item.id: sum(colour.share for colour in item.colours) for item in garments}
    lab = np.array([colour.lab for colour, _, _ in shades], np.float64)
    part = np.array([colour.share / whole[id] if whole[id] else 1 / many for colour, id, many in shades])
    owned = part / part.sum()
    worn = part * np.array([wears.get(id, 0) for _, id, _ in shades], np.float64)
    worn = worn / worn.sum() if worn.sum() else worn
    weight = owned + worn
    centres, group = _swatches(lab, weight)
    found = []
    for place, centre in enumerate(centres):
        inside = group == place
        if inside.any():
            values = (float(centre[0]), float(centre[1]), float(centre[2]))
            name = name_of(centre)
            found.append(Swatch(values, *name, float(owned[inside].sum()), float(worn[inside].sum())))
    return tuple(sorted(found, key=lambda swatch: (-swatch.worn, -swatch.owned, swatch.lab)))


def _swatches(lab: Lab, weight: Lab) -> tuple[Lab, NDArray[np.int64]]:
    """Centres and the centre of each shade."""
    scaled = lab * np.array([LIGHTNESS, 1, 1])
    leaders: list[int] = []
    for place in np.argsort(-weight, kind="stable"):
        if len(leaders) == MOST:
            break
        if not leaders or np.linalg.norm(scaled[leaders] - scaled[place], axis=1).min() > APART:
            leaders.append(int(place))
    centres = scaled[leaders]
    for _ in range(ROUNDS):
        group = _nearest(scaled, centres)
        moved = centres.copy()
        for place in range(len(centres)):
            own = weight * (group == place)
            if own.sum():
                moved[place] = own @ scaled / own.sum()
        if np.allclose(moved, centres):
            break
        centres = moved
    return centres / np.array([LIGHTNESS, 1, 1]), _nearest(scaled, centres)


def _nearest(points: Lab, centres: Lab) -> NDArray[np.int64]:
    return np.asarray(np.linalg.norm(points[:, None] - centres[None], axis=2).argmin(1))
