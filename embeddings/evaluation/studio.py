"""The photos of ``pairs`` as recognition sees them: the shop's garment cut out, its vector and colours taken."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import colour_histogram, dominant_colours
from embeddings.encoders import Encoder
from embeddings.encoders.ground import on_ground
from embeddings.foreground import foreground
from embeddings.ontology import KINDS_OF
from embeddings.parsing import Mask, Parser
from embeddings.parsing.garments import best_class, box_of
from embeddings.parsing.labels import CLASS_ID
from embeddings.photo import Photo
from embeddings.training.data import read_rgb, rows
from embeddings.training.encoder.items import HELD_OUT, held_out, likely
from embeddings.training.encoder.sources import pair_kinds
from embeddings.white import find_white

log = logging.getLogger(__name__)

Pixels = NDArray[np.uint8]

CLOSE_UP: Final = 0.15
"""Share of what stands out that must look like the category, where nobody is found in the photo."""
BODY: Final = tuple(CLASS_ID[name] for name in ("face", "hair", "arms", "legs"))


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo of one garment."""

    name: str
    picture: Path
    garment: str
    """Photos with the same value show the same garment."""
    product: str
    """The same model in any colour."""
    main: bool
    """The shop's first view of the garment."""
    unseen: bool
    """Its product has no part in the encoder's training."""
    categories: tuple[str, ...]
    """Parser categories that the shop's word for it can mean; empty where it sells something else."""


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The garment on a photo's own grid."""

    pixels: Pixels
    mask: Mask
    category: str
    """The parser's; empty where it found no such garment."""
    hidden: Mask
    """Whoever wears it, and what else stands out from the ground: nothing there is a white reference."""


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Photos of garments in numbers, a row each."""

    names: list[str]
    garment: NDArray[np.str_]
    product: NDArray[np.str_]
    main: NDArray[np.bool_]
    unseen: NDArray[np.bool_]
    category: NDArray[np.str_]
    embedding: NDArray[np.float32]
    histogram: NDArray[np.float32]
    lab: NDArray[np.float32]
    """The garment's main colour."""


def shots(data: Path) -> list[Shot]:
    """The garments' photos of a data folder, but for those of whole outfits without a garment of their own."""
    folder = data / "pairs"
    return [
        Shot(
            name=row["image"],
            picture=folder / "images" / row["image"],
            garment=row["garment_id"],
            product=row["product"],
            main=row["view"] == "main",
            unseen=row["split"] != "train" or held_out(row["product"], HELD_OUT["pairs"]),
            categories=tuple(name for name, kinds in KINDS_OF.items() if name and set(kinds) & set(pair_kinds(row))),
        )
        for row in rows(folder / "pairs.csv")
        if row["view"] != "look"
    ]


def cut_out(parser: Parser | None, found: Sequence[Shot]) -> list[Cut]:
    """The shop's garment on each photo; without a parser whatever stands out from the ground."""
    cuts = []
    for number, shot in enumerate(found):
        pixels = read_rgb(shot.picture)
        ahead = foreground(pixels)
        mask, category = _garment(pixels, ahead, parser, shot.categories) if parser else (ahead, "")
        cuts.append(Cut(pixels, mask, category, mask | ahead))
        if number % 50 == 0:
            log.info("parsed %d of %d", number, len(found))
    return cuts


def in_numbers(encoder: Encoder, found: Sequence[Shot], cuts: Sequence[Cut]) -> Views:
    """Vectors and colours of the garments, as under neutral light: serving does the same."""
    whites = [find_white(cut.pixels, cut.hidden) for cut in cuts]
    lit = list(zip(cuts, whites, strict=True))
    images = [on_ground(cut.pixels, cut.mask, box_of(cut.mask), white) for cut, white in lit]
    return Views(
        [shot.name for shot in found],
        np.array([shot.garment for shot in found]),
        np.array([shot.product for shot in found]),
        np.array([shot.main for shot in found]),
        np.array([shot.unseen for shot in found]),
        np.array([cut.category for cut in cuts]),
        np.concatenate([encoder.encode_images(images[i : i + 32]) for i in range(0, len(images), 32)]),
        np.stack([colour_histogram(cut.pixels, cut.mask, white) for cut, white in lit]),
        np.array([dominant_colours(cut.pixels, cut.mask, 1, white)[0].lab for cut, white in lit], np.float32),
    )


def in_other_light(cuts: Sequence[Cut], seed: int = 0) -> list[Cut]:
    """The same photos as a home's lamps and a phone's exposure would show them: warm or cold, dim or bright."""
    random = np.random.default_rng(seed)
    changed = []
    for cut in cuts:
        warm = random.normal(0, WARMTH)
        gains = random.uniform(*EXPOSURE) * np.array([1 + warm, 1, 1 - 1.3 * warm])
        changed.append(replace(cut, pixels=np.clip(cut.pixels * gains, 0, 255).astype(np.uint8)))
    return changed


WARMTH: Final = 0.05
"""Standard deviation of the change of red against green, of sRGB values; blue goes the other way."""
EXPOSURE: Final = (0.75, 1.1)


def _garment(pixels: Pixels, ahead: Mask, parser: Parser, wanted: Sequence[str]) -> tuple[Mask, str]:
    """The garment that a person would point at, and the category in which the parser found it.

    The largest of a wanted category, or of a neighbouring one where that is much larger: a shop's hoodie
    may be outerwear to the parser, with a speck of shirt at the neck. Where nobody is found (close-ups,
    garments alone) it is what looks like the category, or what stands out and is no skin or hair.
    """
    height, width = pixels.shape[:2]
    weights = likely(wanted)
    garments = parser.parse(Photo(pixels, (width, height), None)).garments
    found = [garment for garment in garments if garment.category in weights]
    if found:
        best = max(found, key=lambda garment: garment.area_share * weights[garment.category])
        mask = cv2.resize(best.mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
        if mask.any():
            return mask, best.category
    planes = parser.see(pixels).planes
    grid = np.stack([best_class(planes), planes[0] < 0.5]).astype(np.uint8)
    labels, body_or_cloth = (cv2.resize(each, (width, height), interpolation=cv2.INTER_NEAREST) for each in grid)
    alike = (ahead | (body_or_cloth > 0)) & np.isin(labels, [CLASS_ID[name] for name in weights])
    if alike.sum() > CLOSE_UP * ahead.sum():
        return alike, ""
    without = ahead & ~np.isin(labels, BODY)
    return (without if without.sum() > CLOSE_UP * ahead.sum() else ahead), ""
