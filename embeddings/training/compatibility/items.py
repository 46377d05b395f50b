"""The garments of a folder of outfits: what they are, and what the encoder sees of them.

Each is taken by its mask on neutral ground, as serving takes it: the studio's background alone told which
garments were photographed, and so styled, together (``docs/experiments.md``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import colour_histogram
from embeddings.compatibility import TYPES, type_of
from embeddings.encoders import Encoder
from embeddings.encoders.ground import SIDE, WHITE, letterbox, on_ground
from embeddings.errors import ModelError
from embeddings.foreground import on_plain_ground
from embeddings.parsing.garments import box_of
from embeddings.training.data import read_json, read_rgb

log = logging.getLogger(__name__)

Numbers = NDArray[np.float32]
Pixels = NDArray[np.uint8]

CATEGORY_OF_FAMILY: Final = {
    **dict.fromkeys(("Shirt", "Sweater", "T-shirt", "Tops", "Cardigans", "Sweatshirts"), "upper-clothes"),
    **dict.fromkeys(("Bodysuits", "Poloshirts", "Vest"), "upper-clothes"),
    **dict.fromkeys(("Jackets", "Coats", "Blazers", "Puffer coats", "Trenchcoats"), "outerwear"),
    **dict.fromkeys(("Leather jackets", "Parkas", "Outer Vest"), "outerwear"),
    **dict.fromkeys(("Dresses", "Jumpsuit"), "dress"),
    "Skirts": "skirt",
    **dict.fromkeys(("Trousers", "Jeans", "Shorts", "Leggings and joggers"), "pants"),
    "Footwear": "shoes",
    **dict.fromkeys(("Bags", "Wallets & cases"), "bag"),
    "Belts and Ties": "belt",
    "Glasses": "sunglasses",
    "Hats, scarves and gloves": "scarf",
}
"""The parser's category of a shop's family; what is not among them has none."""
HATS: Final = ("hat", "cap", "beanie", "beret", "turban", "headband", "hairband")
"""Words of the type that make a hat of what the shop files under hats, scarves and gloves."""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """N garments, a row each."""

    ids: list[str]
    family: NDArray[np.str_]
    """The shop's product family."""
    model: NDArray[np.str_]
    """The same for all colours of a garment."""
    season: NDArray[np.str_]
    type: NDArray[np.int64]
    """Place in ``TYPES``."""
    pictures: list[Path]

    def places(self, ids: Sequence[str]) -> list[int]:
        """Rows of items. Raises ``ModelError`` for one that is not there."""
        at = {name: place for place, name in enumerate(self.ids)}
        for name in ids:
            if name not in at:
                raise ModelError("The outfits name the item {name}, which mango_items.json does not have.", name=name)
        return [at[name] for name in ids]


def read_items(outfits: Path, garments: Path) -> Items:
    """The items of ``mango_items.json`` in ``outfits``; pictures lie in ``garments``. Raises ``ModelError``."""
    path = outfits / "mango_items.json"
    if not path.is_file():
        raise ModelError("{path} is missing.", path=path, remedy="The layout is described in docs/data.md.")
    about: dict[str, dict[str, Any]] = read_json(path)
    rows = list(about.values())
    types = [type_of(*_category(row["family"], str(row.get("type", "")))) for row in rows]
    return Items(
        ids=list(about),
        family=np.array([row["family"] for row in rows]),
        model=np.array([name.split("-")[0] for name in about]),
        season=np.array([name[:2] for name in about]),
        type=np.array([TYPES.index(name) for name in types]),
        pictures=[garments / row["image"] for row in rows],
    )


def _category(family: str, kind: str) -> tuple[str | None, str | None]:
    category = CATEGORY_OF_FAMILY.get(family)
    if category == "scarf" and any(word in kind.lower() for word in HATS):
        category = "hat"
    return category, "jewellery" if family == "Jewellery" else None


def cut(picture: Path) -> tuple[Pixels, Numbers]:
    """A garment on neutral ground, ``SIDE``×``SIDE``×3, and its colour histogram. Raises ``ModelError``."""
    if not picture.is_file():
        raise ModelError("{path} is missing.", path=picture, remedy="Name its folder with --garments DIR.")
    pixels = read_rgb(picture)
    mask = on_plain_ground(pixels)
    if mask is None:  # no plain ground: the whole picture
        mask = np.ones(pixels.shape[:2], np.bool_)
    height, width = pixels.shape[:2]
    whole = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    return letterbox(on_ground(pixels, mask, box_of(mask))), colour_histogram(pixels, whole)


def seen(
    pictures: Sequence[Path], encoder: Encoder, views: int = 1, seed: int = 0, chunk: int = 32
) -> tuple[Numbers, Numbers]:
    """V×N×E embeddings, of the pictures as they are and varied, and N×B colour histograms."""
    rng = np.random.default_rng(seed)
    embeddings: list[list[Numbers]] = [[] for _ in range(views)]
    histograms = []
    for start in range(0, len(pictures), chunk):
        cuts = [cut(picture) for picture in pictures[start : start + chunk]]
        histograms += [histogram for _, histogram in cuts]
        squares = [square for square, _ in cuts]
        for view, found in enumerate(embeddings):
            found.append(encoder.encode_images(squares if not view else [*_varied(squares, rng)]))
        if start % (chunk * 32) == 0:
            log.info("seen %d of %d", start, len(pictures))
    return np.stack([np.concatenate(found) for found in embeddings]), np.stack(histograms)


def _varied(squares: Sequence[Pixels], rng: np.random.Generator) -> Iterator[Pixels]:
    """Mirrored or not, turned by up to 7°, a little closer or farther, in slightly other light."""
    middle = np.array([SIDE / 2, SIDE / 2])
    for square in squares:
        angle, scale, mirror = np.radians(rng.uniform(-7, 7)), rng.uniform(0.87, 1.1), rng.choice([-1, 1])
        cos, sin = scale * np.cos(angle), scale * np.sin(angle)
        turn = np.array([[mirror * cos, -sin], [mirror * sin, cos]])
        matrix = np.column_stack([turn, middle + rng.uniform(-8, 8, 2) - turn @ middle])
        view = np.asarray(cv2.warpAffine(square, matrix, (SIDE, SIDE), borderValue=(WHITE,) * 3), np.float32)
        light = rng.uniform(0.92, 1.05) * rng.uniform(0.975, 1.025, 3)
        lit = np.where(view.min(-1, keepdims=True) < 250, view * light, view)
        yield np.asarray(lit.clip(0, 255).round(), np.uint8)


def ground_tones(pictures: Sequence[Path]) -> Numbers:
    """N×3 CIELAB medians of the pictures' borders: what must not tell which items were styled together."""
    tones = []
    for picture in pictures:
        lab = cv2.cvtColor(read_rgb(picture).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        edges = [lab[:4], lab[-4:], lab[:, :4], lab[:, -4:]]
        tones.append(np.median(np.concatenate([edge.reshape(-1, 3) for edge in edges]), 0))
    return np.asarray(tones, np.float32)
