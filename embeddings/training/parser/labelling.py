"""Labels for photos that have none: the network's own, limited to what is known of the photo.

A tagged photo's label map is the most probable class among those that its tags allow; doubtful
pixels are left out, and so is a photo in which a tagged garment is not found: its label map would
teach that there is none. That is how photos with nothing but garment names teach which garment is
which, where the network fails most. Photos of clothes on floors and hangers teach that clothes
which nobody wears are background; those in which the network sees skin or hair are left out.

Source: the constraint of Papandreou et al. 2015 (weak labels) with self-training.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from embeddings.parsing.canvas import normalise, to_canvas
from embeddings.parsing.labels import CLASS_ID, CLASSES, IGNORE
from embeddings.training.data import Example, clothing_examples, read_rgb, tagged_examples
from embeddings.training.parser.network import ParserNetwork

SURE = 0.6
"""Pixels below this probability are left out."""
BARE = 0.01
"""A photo of clothes with more skin and hair than this share of its pixels is left out."""
TAGGED, UNWORN = 200, 60
"""Photos of each sort that are looked at: as many as pay for their time in a training of an hour."""

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


def named(tags: frozenset[str]) -> set[int]:
    """The classes that the tags name; "suit" may be a jacket alone."""
    return {CLASS_ID[name] for name, words in TAGS.items() if (tags - {"suit"}) & set(words)}


def allowed(tags: frozenset[str]) -> NDArray[np.bool_]:
    """Which of the 17 classes a photo with these tags can show."""
    names = ALWAYS | {name for name, words in TAGS.items() if tags & set(words)}
    if "accessories" in tags:
        names |= set(ACCESSORIES)
    return np.array([name in names for name in CLASSES])


def label_photos(network: ParserNetwork, data: Path, folder: Path, device: str, seed: int) -> None:
    """Write a label map for each tagged photo and each photo of unworn clothes into ``folder``.

    The folder appears whole or not at all; what an earlier call left unfinished is gone on with.
    """
    partial = folder.with_suffix(".part")
    partial.mkdir(parents=True, exist_ok=True)
    there = {path.stem for path in partial.iterdir()}
    network.eval()
    for example in drawn(tagged_examples(data), TAGGED, seed):
        if example.name in there:
            continue
        probabilities = probabilities_of(network, read_rgb(example.photo), device)
        probabilities *= allowed(example.tags)[:, None, None]
        probabilities /= probabilities.sum(0) + 1e-9
        labels = probabilities.argmax(0).astype(np.uint8)
        labels[probabilities.max(0) < SURE] = IGNORE
        if named(example.tags) <= set(np.unique(labels).tolist()):
            Image.fromarray(labels).save(partial / f"{example.name}.png")
    bare = [CLASS_ID[name] for name in ("hair", "face", "legs", "arms")]
    for example in drawn(clothing_examples(data, "train"), UNWORN, seed):
        if example.name in there:
            continue
        probabilities = probabilities_of(network, read_rgb(example.photo), device)
        if np.isin(probabilities.argmax(0), bare).mean() < BARE:
            Image.fromarray(np.zeros(probabilities.shape[1:], np.uint8)).save(partial / f"{example.name}.png")
    partial.rename(folder)


def drawn(examples: list[Example], count: int, seed: int) -> list[Example]:
    """``count`` of the examples, drawn at random."""
    order = np.random.default_rng(seed).permutation(len(examples))
    return [examples[index] for index in order[:count]]


def labelled(data: Path, folder: Path) -> tuple[list[Example], list[Example]]:
    """Tagged photos and photos of unworn clothes, each with the label map that ``folder`` has for it."""

    def found(examples: list[Example]) -> Iterator[Example]:
        for example in examples:
            labels = folder / f"{example.name}.png"
            if labels.is_file():
                yield replace(example, labels=labels)

    return list(found(tagged_examples(data))), list(found(clothing_examples(data, "train")))


def probabilities_of(network: ParserNetwork, pixels: NDArray[np.uint8], device: str) -> NDArray[np.float32]:
    """17×H×W probabilities on the photo's own grid."""
    image = torch.from_numpy(normalise(to_canvas(pixels)))[None].to(device)
    with torch.inference_mode(), torch.autocast(device, torch.bfloat16):
        logits = network(image)[0].float()
    planes = logits.softmax(1)[0].cpu().numpy()
    size = pixels.shape[1::-1]
    return np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in planes])
