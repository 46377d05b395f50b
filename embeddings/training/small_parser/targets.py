"""What the small parser is taught: the garment parser's probabilities, summed into parts of the body.

Where a photo has a label map, the map and the teacher are mixed. Only the main person is on those
maps; where the teacher sees somebody else, nobody says who is right and nothing is taught. Photos
of clothes on floors and hangers are background; those in which the teacher sees skin or hair are
left out.

A target is stored as h×w×5 bytes on half the grid of the small parser's canvas. Its five
probabilities may sum to less than 255: so much is known there.

Source: Hinton et al., "Distilling the Knowledge in a Neural Network", 2015.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.body import BODY_PARTS
from embeddings.parsing.canvas import normalise, to_canvas
from embeddings.parsing.labels import CLASS_ID
from embeddings.parsing.parser import Parser, softmax
from embeddings.parsing.small import fitted
from embeddings.training.data import (
    Example,
    clothing_examples,
    parsing_examples,
    read_labels,
    read_rgb,
    studio_examples,
    tagged_examples,
    unlabelled_examples,
)
from embeddings.training.small_parser.parts import body_labels, body_planes, hip_line

log = logging.getLogger(__name__)

TRUTH: Final = 0.7
"""What a label map counts where there is one; the rest is the teacher's."""
NEAR: Final = 0.04
"""How far from the main person the teacher is believed about a label map's background, as a share of the height."""
BARE: Final = 0.01
"""A photo of clothes with more skin and hair than this share of its pixels may show somebody."""
BODY: Final = [CLASS_ID[name] for name in ("hair", "face", "legs", "arms")]
UNWORN: Final = 400
"""Photos of clothes that nobody wears."""

TEACHER: Final = "teacher.txt"
"""Names the parser that the targets are of."""

Planes = NDArray[np.float32]
"""5×h×w probabilities of ``BODY_PARTS``."""


def sources(data: Path, seed: int) -> dict[str, list[Example]]:
    """The photos that are learnt from, by what is known of them."""
    return {
        "street": parsing_examples(data, "train"),
        "tagged": tagged_examples(data),
        "studio": studio_examples(data),
        "unlabelled": unlabelled_examples(data),
        "unworn": unworn(data, seed)[:UNWORN],
    }


def unworn(data: Path, seed: int) -> list[Example]:
    """Photos of clothes that nobody wears, in an order of the seed's; training takes the first ``UNWORN``."""
    examples = clothing_examples(data, "train")
    return [examples[index] for index in np.random.default_rng(seed).permutation(len(examples))]


def make_targets(teacher: Parser, data: Path, folder: Path, seed: int) -> None:
    """Write ``folder``/KIND/NAME.npy for each photo that teaches something, and the teacher's name beside them.

    The folder appears whole or not at all; what an earlier call left unfinished is gone on with.
    """
    if folder.is_dir():
        return
    unfinished = folder.with_suffix(".part")
    for kind, examples in sources(data, seed).items():
        (unfinished / kind).mkdir(parents=True, exist_ok=True)
        for example in examples:
            file = unfinished / kind / f"{example.name}.npy"
            if not file.is_file() and (planes := _planes(teacher, example, kind)) is not None:
                partial = file.with_suffix(".part")
                with partial.open("wb") as stream:
                    np.save(stream, stored(planes))
                partial.replace(file)
        log.info("%s: %d of %d", kind, len(list((unfinished / kind).glob("*.npy"))), len(examples))
    (unfinished / TEACHER).write_text(teacher.model_id + "\n", encoding="utf-8")
    unfinished.rename(folder)


def stored(planes: Planes) -> NDArray[np.uint8]:
    """h×w×5 bytes of 5×h×w probabilities."""
    return np.ascontiguousarray((planes.transpose(1, 2, 0) * 255).round().astype(np.uint8))


def _planes(teacher: Parser, example: Example, kind: str) -> Planes | None:
    """A photo's target; None: it teaches nothing."""
    pixels = read_rgb(example.photo)
    logits = teacher.model.run(image=normalise(to_canvas(pixels))[None])[0]
    chances = softmax(logits[0])
    labels = chances.argmax(0).astype(np.uint8)
    if kind == "unworn":
        nothing = np.zeros(labels.shape, np.uint8)
        return true_planes(nothing, pixels.shape) if np.isin(labels, BODY).mean() < BARE else None
    taught = np.stack([_shrunk(plane, pixels.shape) for plane in body_planes(chances, hip_line(labels))])
    if example.labels is None:
        return taught
    return mixed(true_planes(body_labels(read_labels(example.labels)), pixels.shape), taught)


def true_planes(parts: NDArray[np.uint8], shape: tuple[int, ...]) -> Planes:
    """Certain probabilities of a map of ``BODY_PARTS`` (255 = unknown), on the grid for a photo of this shape."""
    return np.stack([_shrunk((parts == number).astype(np.float32), shape) for number in range(len(BODY_PARTS))])


def mixed(truth: Planes, taught: Planes) -> Planes:
    """A label map's and the teacher's probabilities, both 5×h×w, in one."""
    reach = max(1, round(NEAR * truth.shape[1])) | 1
    person = (truth[0] < 0.5).astype(np.uint8)
    away = cv2.dilate(person, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) == 0
    planes = TRUTH * truth + (1 - TRUTH) * taught
    planes[:, away & (taught[0] < 0.5)] = 0
    return planes


def _shrunk(plane: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A plane on half the grid of the canvas for a photo of this shape."""
    _, (_, _, width, height) = fitted(shape[1], shape[0])
    return cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA).astype(np.float32)
