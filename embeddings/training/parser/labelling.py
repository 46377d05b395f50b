"""Labels for photos that have none: the parser's own, limited to what is known of the photo.

What is known differs. Tagged street photos name their garments; studio photos of a product name
one; others name nothing, and only what the parser is sure of is taken. A tagged photo's label map
is the most probable class among those that its tags allow, and a class that the tags name is
raised until its most likely pixels show it, so that small and rare things (a belt, a scarf, the
skirt that was taken for a dress) are taught most by the photos in which they were missed. Photos
of clothes on floors and hangers teach that clothes which nobody wears are background; those in
which skin or hair is seen are left out.

Sources: the constraint of Papandreou et al. 2015 (weak labels); self-training with confidence.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing.canvas import normalise, to_canvas
from embeddings.parsing.labels import CLASS_ID, CLASSES, IGNORE
from embeddings.training.data import (
    Example,
    clothing_examples,
    read_rgb,
    studio_examples,
    tagged_examples,
    unlabelled_examples,
)
from embeddings.training.parser.network import ParserNetwork

log = logging.getLogger(__name__)

Probabilities = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""H×W×3 picture to 17×h×w probabilities."""

SURE = {"tagged": 0.5, "studio": 0.6, "unlabelled": 0.75}
"""Pixels below this probability are left out."""
RAISED = 0.8
"""What a named class's best pixel is raised to."""
FEWEST = 0.15
"""A named class whose best pixel is below this is not raised: it would be drawn at random."""
BARE = 0.01
"""A photo of clothes with more skin and hair than this share of its pixels is left out."""
UNWORN = 150
"""Photos of clothes that nobody wears."""

ALWAYS = {"background", "hair", "face", "legs", "arms"}
TAGS = {
    "hat": ("hat",),
    "sunglasses": ("glasses", "sunglasses"),
    "upper-clothes": (
        *("blouse", "bodysuit", "bra", "hoodie", "intimate", "jumper", "shirt", "sweater", "sweatshirt"),
        *("swimwear", "t-shirt", "tie", "top", "vest"),
    ),
    "outerwear": ("blazer", "cape", "cardigan", "coat", "jacket", "suit"),
    "skirt": ("skirt",),
    "pants": ("jeans", "leggings", "pants", "shorts", "suit"),
    "dress": ("dress", "romper"),
    "belt": ("belt",),
    "shoes": (*("boots", "clogs", "flats", "heels", "loafers", "pumps", "sandals", "shoes", "sneakers", "wedges"),),
    "bag": ("bag", "purse", "wallet"),
    "scarf": ("scarf",),
    "socks": ("socks", "stockings", "tights"),
}
ACCESSORIES = ("bag", "hat", "sunglasses", "scarf", "belt")
"""What the tag ``accessories`` may stand for."""
LEAST = {
    **dict.fromkeys((CLASS_ID["upper-clothes"], CLASS_ID["outerwear"]), 0.0005),
    **dict.fromkeys((CLASS_ID["skirt"], CLASS_ID["pants"], CLASS_ID["dress"]), 0.004),
}
"""A photo in which one of these is named but not found, on this share of its pixels, teaches another kind."""


def named(tags: frozenset[str]) -> set[int]:
    """The classes that the tags name; "suit" may be a jacket alone."""
    return {CLASS_ID[name] for name, words in TAGS.items() if (tags - {"suit"}) & set(words)}


def allowed(tags: frozenset[str]) -> NDArray[np.bool_]:
    """Which of the 17 classes a photo with these tags can show."""
    names = ALWAYS | {name for name, words in TAGS.items() if tags & set(words)}
    if "accessories" in tags:
        names |= set(ACCESSORIES)
    return np.array([name in names for name in CLASSES])


def worn_with(category: str) -> NDArray[np.bool_]:
    """Which of the 17 classes a studio photo of a product of this class can show."""
    never = {
        "dress": {"skirt", "pants", "upper-clothes"},
        "skirt": {"dress", "pants"},
        "pants": {"dress", "skirt"},
        "upper-clothes": {"dress"},
        "outerwear": {"dress"},
    }.get(category, set())
    return np.array([name not in never for name in CLASSES])


def label_photos(probabilities: Probabilities, data: Path, folder: Path, seed: int) -> None:
    """Write a label map for each photo that can have one into ``folder``/KIND/NAME.png.

    The folder appears whole or not at all; what an earlier call left unfinished is gone on with.
    """
    partial = folder.with_suffix(".part")
    done = partial / "done.txt"
    for kind, examples in sources(data, seed).items():
        (partial / kind).mkdir(parents=True, exist_ok=True)
        there = set(done.read_text().split()) if done.is_file() else set()
        for example in examples:
            if f"{kind}/{example.name}" in there:
                continue
            pixels = read_rgb(example.photo)
            labels = _labels(probabilities(pixels), pixels, kind, example.tags)
            if labels is not None:
                Image.fromarray(labels).save(partial / kind / f"{example.name}.png")
            with done.open("a") as file:
                file.write(f"{kind}/{example.name}\n")
        log.info("%s: %d of %d labelled", kind, len(list((partial / kind).iterdir())), len(examples))
    partial.rename(folder)


def sources(data: Path, seed: int) -> dict[str, list[Example]]:
    """The photos without label maps by what is known of them."""
    unworn = clothing_examples(data, "train")
    order = np.random.default_rng(seed).permutation(len(unworn))[:UNWORN]
    return {
        "tagged": tagged_examples(data),
        "studio": studio_examples(data),
        "unlabelled": unlabelled_examples(data),
        "unworn": [unworn[index] for index in order],
    }


def labelled(data: Path, folder: Path, seed: int) -> dict[str, list[Example]]:
    """The photos of ``sources`` for which ``folder`` has a label map, with it."""

    def found(kind: str, examples: list[Example]) -> Iterator[Example]:
        for example in examples:
            labels = folder / kind / f"{example.name}.png"
            if labels.is_file():
                yield replace(example, labels=labels)

    return {kind: list(found(kind, examples)) for kind, examples in sources(data, seed).items()}


def _labels(
    planes: NDArray[np.float32], pixels: NDArray[np.uint8], kind: str, tags: frozenset[str]
) -> NDArray[np.uint8] | None:
    """H×W label map on the photo's grid, 255 where nothing is sure; None: this photo teaches nothing."""
    size = pixels.shape[1::-1]
    if kind == "unworn":
        bare = np.isin(planes.argmax(0), [CLASS_ID[name] for name in ("hair", "face", "legs", "arms")]).mean()
        return np.zeros(size[::-1], np.uint8) if bare < BARE else None
    must: set[int] = set()
    if kind == "tagged":
        must = named(tags)
        planes = planes * allowed(tags)[:, None, None]
    elif kind == "studio":
        (category,) = tags
        must = {CLASS_ID[category]} if category in CLASS_ID else set()
        planes = planes * worn_with(category)[:, None, None]
    planes = np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in planes])
    for number in must:
        best = float(np.quantile(planes[number], 0.9995))
        if best >= FEWEST:
            planes[number] *= max(1.0, RAISED / best)
    planes /= planes.sum(0) + 1e-9
    labels = planes.argmax(0).astype(np.uint8)
    areas = np.bincount(labels.ravel(), minlength=len(CLASSES))
    if any(areas[number] < LEAST[number] * labels.size for number in must & set(LEAST)):
        return None
    labels[planes.max(0) < SURE[kind]] = IGNORE
    if kind == "studio":
        labels[_white_ground(pixels)] = CLASS_ID["background"]
    return labels  # type: ignore[no-any-return]


def _white_ground(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """What is white and reaches the picture's border."""
    white = (pixels.min(2) >= 251).astype(np.uint8)
    _, parts = cv2.connectedComponents(white, connectivity=4)
    border = np.concatenate([parts[0], parts[:, 0], parts[:, -1]])
    return np.isin(parts, np.unique(border[border > 0]))


def network_probabilities(network: ParserNetwork, device: str) -> Probabilities:
    """A network as the function that ``label_photos`` takes: the mean of a photo and its mirror image."""

    def probabilities(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        image = torch.from_numpy(normalise(to_canvas(pixels)))[None].to(device)
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16):
            planes = network(torch.cat([image, image.flip(3)])).logits.float().softmax(1)
        return ((planes[0] + planes[1].flip(2)) / 2).cpu().numpy()  # type: ignore[no-any-return]

    return probabilities
