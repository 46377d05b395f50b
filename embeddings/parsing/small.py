"""The small parser: where somebody stands in a picture, fast enough for every frame of a preview.

It is distilled from the garment parser and knows five parts of the body, no garments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.body import BODY_PARTS, BodyMap
from embeddings.parsing.canvas import normalise
from embeddings.parsing.card import read_card
from embeddings.parsing.types import Mask
from embeddings.runtime import OnnxModel

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights" / "small_parser"
CANVASES: Final = ((192, 288), (224, 224), (288, 192))
"""Width and height of what the network sees; sides are multiples of 32. A picture gets the one it fills best."""
SURROUND: Final = (124, 116, 104)
"""RGB of the canvas around a picture: ImageNet's mean, which is zero to the network."""
JOIN: Final = 0.02
"""A gap that does not part a person, like a belt or a strap, as a share of the map's long side."""


@dataclass(frozen=True, slots=True)
class BodyRules:
    """From when on pixels are a person, and part of one; chosen on training photos, held by ``model.json``."""

    area: float
    """Least share of the picture."""
    confidence: float
    """Least mean probability of the figure being a person."""
    parts: dict[str, float]
    """Least share of the person's pixels for each part of the body."""


class SmallParser:
    """Picture to ``BodyMap``.

    ``weights`` is a folder with ``model.json`` and the ONNX file that it names (default: the
    built-in model). The file is opened, and checked, at the first picture; threads may share a
    parser. ``threads`` 0 leaves their number to ONNX Runtime; ``idle`` is after how many seconds
    without a picture it gives its memory back (None: never).

    Raises ``ModelError`` when the description is missing or of another kind of model.
    """

    def __init__(self, weights: Path | None = None, threads: int = 1, idle: float | None = None) -> None:
        folder = WEIGHTS if weights is None else weights
        card = read_card(folder / "model.json", BODY_PARTS)
        self.model_id: str = card["model_id"]
        self.rules = BodyRules(**card["rules"])
        probe: dict[str, NDArray[Any]] = {"image": np.zeros((1, 3, 32, 32), np.float32)}
        self.model = OnnxModel(folder / card["file"], card["sha256"], threads, probe, idle)

    def parse(self, pixels: NDArray[np.uint8]) -> BodyMap:
        """Where the main person stands in an H×W×3 RGB picture of any shape.

        Raises ``ModelError`` when the model file is missing or damaged.
        """
        return read_body(self.probabilities(pixels), self.rules)

    def probabilities(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """5×h×w probabilities of an H×W×3 RGB picture, with its aspect."""
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
            raise ValueError("pixels must be H×W×3 uint8 RGB")
        canvas, (left, top, width, height) = letterbox(pixels)
        (logits,) = self.model.run(image=normalise(canvas)[None])
        halved = logits[0, :, top // 2 : (top + height) // 2, left // 2 : (left + width) // 2]
        powers = np.exp(halved - halved.max(0))
        planes = powers / powers.sum(0)
        return np.stack([cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR) for plane in planes])

    def close(self) -> None:
        """Give the model's memory back until the next picture."""
        self.model.close()


def fitted(width: int, height: int) -> tuple[tuple[int, int], tuple[int, int, int, int]]:
    """The canvas for a picture of this size, and the picture's left, top, width and height on it.

    All four are even, because the network answers on a grid of two pixels.
    """
    canvas = max(CANVASES, key=lambda size: min(size[0] / width, size[1] / height))
    scale = min(canvas[0] / width, canvas[1] / height)
    across, down = (max(2, 2 * round(side * scale / 2)) for side in (width, height))
    return canvas, ((canvas[0] - across) // 4 * 2, (canvas[1] - down) // 4 * 2, across, down)


def letterbox(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], tuple[int, int, int, int]]:
    """The canvas with the whole H×W×3 picture on it, and the picture's left, top, width and height there."""
    (across, down), box = fitted(pixels.shape[1], pixels.shape[0])
    left, top, width, height = box
    canvas = np.full((down, across, 3), SURROUND, np.uint8)
    how = cv2.INTER_AREA if width < pixels.shape[1] else cv2.INTER_LINEAR
    canvas[top : top + height, left : left + width] = cv2.resize(pixels, (width, height), interpolation=how)
    return canvas, box


def read_body(planes: NDArray[np.float32], rules: BodyRules) -> BodyMap:
    """The main person from 5×H×W probabilities: the largest figure, if it is large and sure enough.

    Inside it each pixel takes its most probable part; a part with too few pixels is not there.
    """
    chance = 1 - planes[0]
    figure, others = main_figure(chance > 0.5)
    area = int(np.count_nonzero(figure))
    if not area or area < rules.area * figure.size or float(chance[figure].mean()) < rules.confidence:
        return BodyMap(np.zeros(figure.shape, np.uint8), np.zeros(figure.shape, np.float32))
    parts = planes[1:].copy()
    shares = np.bincount(parts.argmax(0)[figure], minlength=len(parts)) / area
    least = np.array([rules.parts[name] for name in BODY_PARTS[1:]])
    parts[(shares < least) & (shares < shares.max())] = 0
    labels = np.where(figure, parts.argmax(0) + 1, 0).astype(np.uint8)
    return BodyMap(labels, np.where(others, 0, chance).astype(np.float32))


def main_figure(seen: Mask) -> tuple[Mask, Mask]:
    """The largest figure of a person mask and all the others, both H×W; parts with a small gap are one figure."""
    reach = max(1, round(JOIN * max(seen.shape))) | 1
    joined = cv2.dilate(seen.astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, figures = cv2.connectedComponents(joined, connectivity=8)
    sizes = np.bincount(figures[seen], minlength=count)
    largest = figures == int(sizes.argmax())
    return seen & largest, (joined > 0) & ~largest
