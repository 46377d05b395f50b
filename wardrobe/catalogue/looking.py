"""From a shop's photo to what is kept of an item: where it is on the photo, its vectors, colours and attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import Colour, colour_histogram, dominant_colours
from embeddings.encoders.ground import on_ground
from embeddings.foreground import on_plain_ground
from embeddings.parsing import Mask
from embeddings.parsing.labels import CLASS_ID
from embeddings.photo import Photo
from wardrobe.attributes import NAMED_FROM, named_kind
from wardrobe.catalogue.words import Sorted, colour_of, head, of_kind
from wardrobe.colours import as_said
from wardrobe.masks import Box
from wardrobe.models import Models

SOMEBODY: Final = 0.05
"""Share of the photo that the small parser takes for a person: the parser looks then."""
SKIN: Final = 0.006
"""Share of the photo that is skin or hair where a person wears the item, and no mannequin that cannot be seen."""
_SKIN: Final = [CLASS_ID[name] for name in ("face", "hair", "arms", "legs")]
NEAR: Final = {
    "upper-clothes": ("outerwear", "dress"),
    "outerwear": ("upper-clothes", "dress"),
    "dress": ("upper-clothes",),
}
"""What the parser may take a category for; only where it sees none of the category itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """An item on its photo; the mask and box are on a grid with the photo's aspect."""

    photo: Photo
    mask: Mask
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the models say of an item."""

    category: str | None
    kind: str | None
    colours: tuple[Colour, ...]
    attributes: dict[str, Any] | None
    embedding: NDArray[np.float32]
    histogram: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """What the shop's words say of an item."""

    sorted: Sorted
    colour: str | None
    title: str


def find(photo: Photo, category: str | None, models: Models) -> Shown:
    """Where the item is: what stands out from plain ground, or the garment of its category where somebody wears it.

    All of the photo where neither can be found. Raises ``ModelError``.
    """
    body = models.small_parser.parse(photo.pixels)
    if (body.labels > 0).mean() >= SOMEBODY and (worn := _worn(photo, category, models)) is not None:
        return worn
    mask = on_plain_ground(photo.pixels)
    if mask is None:
        mask = np.ones(_grid(photo), np.bool_)
    return Shown(photo, mask, _box(mask))


def look(shown: Sequence[Shown], words: Sequence[Words], models: Models) -> list[Known]:
    """What each item is; the encoder sees them in one batch. Raises ``ModelError``.

    The shop's words come first. Where they do not say what it is, the encoder's most probable kind does; where
    they name no colour, the family that shops would name does.
    """
    images = [on_ground(one.photo.pixels, one.mask, one.box) for one in shown]
    categories = [one.sorted.category for one in words]
    embeddings, guessed, families = models.on_sale(images, categories)
    found = []
    for one, said, embedding, guesses, family in zip(shown, words, embeddings, guessed, families, strict=True):
        pixels = _on_grid(one)
        sort = said.sorted if said.sorted.known else _guessed(guesses)
        name = colour_of(said.colour or "") or colour_of(head(said.title)) or family
        found.append(
            Known(
                category=sort.category,
                kind=sort.kind or (named_kind(guesses, sort.category) if sort.category else None),
                colours=as_said(dominant_colours(pixels, one.mask), name),
                attributes=guesses,
                embedding=embedding,
                histogram=colour_histogram(pixels, one.mask),
            )
        )
    return found


def _worn(photo: Photo, category: str | None, models: Models) -> Shown | None:
    parse = models.parser.parse(photo)
    labels = parse.label_map.labels
    if np.isin(labels, _SKIN).mean() < SKIN:
        return None
    wanted = [one for one in parse.garments if category in (None, one.category)]
    wanted = wanted or [one for one in parse.garments if one.category in NEAR.get(category or "", ())]
    if not wanted:
        return None
    best = max(wanted, key=lambda one: one.area_share)
    return Shown(photo, best.mask, best.box)


def _guessed(guesses: dict[str, Any] | None) -> Sorted:
    kinds: dict[str, float] = (guesses or {}).get("kind", {})
    best = max(kinds, key=lambda kind: kinds[kind], default=None)
    return of_kind(best) if best is not None and kinds[best] >= NAMED_FROM else Sorted()


def _on_grid(shown: Shown) -> NDArray[np.uint8]:
    height, width = shown.mask.shape
    return np.asarray(cv2.resize(shown.photo.pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _grid(photo: Photo) -> tuple[int, int]:
    width, height = photo.size
    scale = min(1.0, 320 / max(width, height))
    return max(1, round(height * scale)), max(1, round(width * scale))


def _box(mask: Mask) -> Box:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
