"""What a garment looks like, in numbers and names: colours, embedding, kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import Colour, colour_histogram, dominant_colours
from embeddings.encoders import neutral_ground
from embeddings.parsing import Mask
from embeddings.photo import Photo
from wardrobe.masks import Box, unpack
from wardrobe.models import Models
from wardrobe.schema import SightingRow

KIND_FROM: Final = 0.5
"""Least probability of a kind to be named; below, the category alone is."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A garment on a photo: its mask and box are on the label map's grid."""

    category: str | None
    """The parser's category; None for a thing that nobody wears on the photo."""
    mask: Mask
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What the wardrobe keeps of how a garment looks."""

    colours: tuple[Colour, ...]
    kind: str | None
    embedding: NDArray[np.float32]
    histogram: NDArray[np.float32]


def describe(photo: Photo, garments: Sequence[Seen], models: Models) -> list[Description]:
    """A description of each garment; the encoder sees them in one batch."""
    if not garments:
        return []
    images = [neutral_ground(photo, garment.mask, garment.box) for garment in garments]
    embeddings = models.encoder.encode_images(images)
    named = models.kinds(embeddings, [garment.category or "" for garment in garments])
    height, width = garments[0].mask.shape
    pixels = np.asarray(cv2.resize(photo.pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return [
        Description(
            colours=dominant_colours(pixels, garment.mask),
            kind=_kind(named[place]) if named else None,
            embedding=embeddings[place],
            histogram=colour_histogram(pixels, garment.mask),
        )
        for place, garment in enumerate(garments)
    ]


def seen_in(row: SightingRow) -> Seen:
    """What a sighting's row says; its mask must be loaded."""
    box = row.left, row.top, row.right, row.bottom
    return Seen(row.category, unpack(row.mask, box, (row.grid_width, row.grid_height)), box)


def _kind(guess: tuple[str, float]) -> str | None:
    name, probability = guess
    return name if probability >= KIND_FROM else None
