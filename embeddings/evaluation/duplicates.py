"""Photos that are in the data more than once: in the training split as well, or twice in the scored one.

A figure measured on a photo that was trained on says nothing, and a photo that is there twice is
one photo. Copies are found by a perceptual hash (which of the 256 lowest frequencies of a grey
thumbnail are above their median) and by the colours of 8×8 cells. Copies of another size,
compression or brightness differ in few bits, other photos in half of them; in between, as after a
crop of a few per cent or for the next shot of one pose, the colours decide. Mirrored copies are
looked for too. The same outfit in another place or pose is not found.

Source: pHash; Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from embeddings.errors import ModelError
from embeddings.training.data import Example

THUMBNAIL: Final = 64
FREQUENCIES: Final = 16
"""Along each axis; their square is the number of bits."""
CELLS: Final = 8
SURELY: Final = 64
"""Copies differ in no more bits than this, whatever their colours (brightened, grey)."""
MAYBE: Final = 104
"""Up to here the colours decide."""
COLOURS_APART: Final = 7.0
"""Mean difference of the cells' CIELAB values (8-bit scale) that copies may have.

Of the 364,231 pairs of the 854 street photos, these three find the seven that are one scene, at up to
100 bits and 6.2; the next pair is at 76 bits and 14, or at 108 bits and 7.9. Crops by up to 5 % on each
side are all found.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Prints:
    """What N photos are compared by, each as it is and mirrored."""

    names: list[str]
    bits: NDArray[np.uint8]
    """N×2×32 bytes."""
    colours: NDArray[np.float32]
    """N×2×8×8×3, CIELAB on OpenCV's 8-bit scale."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two photos that show one scene."""

    one: str
    other: str
    bits: int
    """Of 256, in which their hashes differ."""


def fingerprints(examples: Sequence[Example]) -> Prints:
    """The prints of some photos. Raises ``ModelError`` for one that cannot be read."""
    bits = np.zeros((len(examples), 2, FREQUENCIES**2 // 8), np.uint8)
    colours = np.zeros((len(examples), 2, CELLS, CELLS, 3), np.float32)
    for number, example in enumerate(examples):
        pixels = _thumbnail(example)
        for side, each in enumerate((pixels, np.ascontiguousarray(pixels[:, ::-1]))):
            cells = cv2.resize(each, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
            bits[number, side] = _hash(each)
            colours[number, side] = cv2.cvtColor(cells, cv2.COLOR_RGB2LAB)
    return Prints([example.name for example in examples], bits, colours)


def copies(prints: Prints, others: Prints) -> list[Pair]:
    """The pairs of a photo of ``prints`` and one of ``others``, the nearest first."""
    return _sorted(pair for number in range(len(prints.names)) for pair in _alike(prints, number, others))


def repeats(prints: Prints) -> list[Pair]:
    """The pairs among some photos, the nearest first."""
    before = {name: number for number, name in enumerate(prints.names)}
    pairs = (pair for number in range(len(prints.names)) for pair in _alike(prints, number, prints))
    return _sorted(pair for pair in pairs if before[pair.one] < before[pair.other])


def _alike(prints: Prints, number: int, others: Prints) -> Iterator[Pair]:
    """The photos of ``others`` that show what one photo shows."""
    apart = np.bitwise_count(prints.bits[number][None] ^ others.bits[:, :1]).sum(2)
    for place in np.flatnonzero(apart.min(1) <= MAYBE):
        colours = np.abs(prints.colours[number] - others.colours[place, 0]).mean((1, 2, 3))
        bits = apart[place]
        same = (bits <= SURELY) | ((bits <= MAYBE) & (colours <= COLOURS_APART))
        if same.any():
            yield Pair(prints.names[number], others.names[place], int(bits[same].min()))


def _sorted(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (pair.bits, pair.one, pair.other))


def _hash(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """32 bytes; the mean brightness does not count for the median."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    low = cv2.dct(grey)[:FREQUENCIES, :FREQUENCIES].ravel()
    return np.packbits(low > np.median(low[1:]))


def _thumbnail(example: Example) -> NDArray[np.uint8]:
    """64×64×3 RGB of the upright photo, squeezed."""
    try:
        with Image.open(example.photo) as image:
            image.draft("RGB", (2 * THUMBNAIL, 2 * THUMBNAIL))  # JPEG decodes at a fraction of its size
            pixels = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, SyntaxError, ValueError) as error:
        raise ModelError(
            "The photo {path} cannot be read: {reason}.",
            path=example.photo,
            reason=error,
            remedy="Copy it again, or take {name} out of split.csv.",
            name=example.name,
        ) from error
    small = cv2.resize(pixels, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)
