"""What a garment looks like, in numbers and names: colours, embedding, what the encoder guesses of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.attributes import LONG
from embeddings.colour import Colour, colour_histogram, dominant_colours
from embeddings.encoders import garment_vector, neutral_ground
from embeddings.parsing import Mask
from embeddings.photo import Photo
from embeddings.white import White, find_white
from wardrobe.attributes import Guesses, named_kind
from wardrobe.colours import colours_to
from wardrobe.masks import Box, unpack, unpack_soft
from wardrobe.models import Models
from wardrobe.schema import LookRow, SightingRow


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A garment on a photo: its mask and box are on the label map's grid."""

    category: str | None
    """The parser's category; None for a thing that nobody wears on the photo."""
    mask: Mask
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """What the wardrobe keeps of how a garment looks: as under neutral light, where the photo has a white reference.

    So the same garment comes out alike by a lamp and by day.
    """

    colours: tuple[Colour, ...]
    kind: str | None
    """The finer kind, where it is probable enough to be named."""
    guesses: Guesses | None
    """None from an encoder without heads."""
    embedding: NDArray[np.float32]
    histogram: NDArray[np.float32]

    @property
    def vector(self) -> NDArray[np.float32]:
        """What recognition compares."""
        return garment_vector(self.embedding, self.histogram)


def describe(photo: Photo, garments: Sequence[Seen], models: Models, person: Mask | None = None) -> list[Description]:
    """A description of each garment; the encoder sees them in one batch.

    ``person``, on the masks' grid, is who wears them: nothing there is a white reference.
    Raises ``ModelError``.
    """
    if not garments:
        return []
    pixels = _on_grid(photo, garments[0].mask)
    white = _white(pixels, [garment.mask for garment in garments], person)
    images = [neutral_ground(photo, garment.mask, garment.box, white) for garment in garments]
    embeddings, guessed = models.look(images, [garment.category for garment in garments])
    return [
        Description(
            colours=dominant_colours(pixels, garment.mask, white=white),
            kind=named_kind(guesses, garment.category),
            guesses=_visible(guesses, garment),
            embedding=embedding,
            histogram=colour_histogram(pixels, garment.mask, white),
        )
        for garment, embedding, guesses in zip(garments, embeddings, guessed, strict=True)
    ]


def white_of(photo: Photo, masks: Sequence[Mask], person: Mask | None) -> White | None:
    """The photo's own white reference, outside the garments under ``masks`` and whoever wears them."""
    return _white(_on_grid(photo, masks[0]), masks, person) if masks else None


def _on_grid(photo: Photo, mask: Mask) -> NDArray[np.uint8]:
    """The photo on the grid of a mask."""
    height, width = mask.shape
    return np.asarray(cv2.resize(photo.pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _white(pixels: NDArray[np.uint8], masks: Sequence[Mask], person: Mask | None) -> White | None:
    return find_white(pixels, np.any(masks, 0) | (False if person is None else person))


def seen_in(row: SightingRow) -> Seen:
    """What a sighting's row says; its mask must be loaded."""
    box = row.left, row.top, row.right, row.bottom
    return Seen(row.category, unpack(row.mask, box, (row.grid_width, row.grid_height)), box)


def person_in(look: LookRow | None) -> Mask | None:
    """The person of a look that is parsed, on the grid of its sightings; the row's mask must be loaded."""
    return None if look is None or look.person_mask is None else unpack_soft(look.person_mask) >= 0.5


def write_down(row: SightingRow, known: Description) -> None:
    """Keep what a garment looks like, beside its vectors."""
    row.colours = colours_to(known.colours)
    if known.guesses is not None:  # an encoder without heads does not unsay what one with heads has seen
        row.kind, row.attributes = known.kind, known.guesses


def _visible(guesses: Guesses | None, garment: Seen) -> Guesses | None:
    """Without the length of what the photo's lower edge cuts off."""
    cut = garment.category in LONG and garment.mask[-1].any()
    return {name: value for name, value in guesses.items() if name != "length"} if guesses and cut else guesses
