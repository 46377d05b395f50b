"""The garment parser: one network pass over a photo, then reading what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.canvas import FEWEST, PATCH, normalise, to_canvas
from embeddings.parsing.card import read_card
from embeddings.parsing.confidence import GarmentConfidence
from embeddings.parsing.garments import best_class, find_garments, settle
from embeddings.parsing.labels import CLASS_ID, CLASSES, GARMENT_CATEGORIES
from embeddings.parsing.people import PersonRule, find_person
from embeddings.parsing.types import LabelMap, Parse
from embeddings.parsing.upsampling import follow_edges
from embeddings.photo import Photo
from embeddings.runtime import OnnxModel

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights" / "parser"
LONG_SIDE: Final = (512, 768)
"""Least and most pixels on the long side of label maps and masks; between them they have the photo's own grid."""
RAREST: Final = 0.02
"""The presence head rules nothing out: its probabilities count as at least this."""
GARMENTS: Final = [CLASS_ID[category] for category in GARMENT_CATEGORIES]


class Raw(NamedTuple):
    """The network's outputs for one picture."""

    logits: NDArray[np.float32]
    """17×H/2×W/2."""
    presence: NDArray[np.float32]
    """12 logits."""
    features: NDArray[np.float32]
    """384×H/14×W/14."""

    @property
    def there(self) -> NDArray[np.float32]:
        """Each garment category's probability of being in the picture."""
        return (1 / (1 + np.exp(-self.presence))).astype(np.float32)

    def weighed(self, presence_weight: float) -> NDArray[np.float32]:
        """The logits, those of categories that are hardly in the picture lowered."""
        logits = self.logits.copy()
        logits[GARMENTS] += presence_weight * np.log(np.maximum(self.there, RAREST))[:, None, None]
        return logits


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the network sees in one picture."""

    planes: NDArray[np.float32]
    """17×H×W probabilities on the label map's grid."""
    presence: dict[str, float]
    """Each garment category's probability of being in the picture."""
    features: NDArray[np.float32]
    """384×h×w tokens of the last block."""


class Parser:
    """Photo to label map, person mask, garments and features.

    ``weights`` is a folder with ``model.json`` and the ONNX file that it names (default: the
    built-in model). The file is opened, and checked, at the first photo, and dropped when it has not
    been used for ``idle`` seconds (None: never); threads may share a parser.
    """

    def __init__(self, weights: Path | None = None, threads: int = 0, idle: float | None = None) -> None:
        folder = WEIGHTS if weights is None else weights
        card = read_card(folder / "model.json", CLASSES)
        self.model_id: str = card["model_id"]
        self.temperature: float = card["temperature"]
        self.presence_weight: float = card["presence_weight"]
        self._person = PersonRule(**card["person"])
        self._confidence = GarmentConfidence(**card["garment_confidence"])
        self._unsure: float = card["unsure_below"]
        side = FEWEST * PATCH
        probe = {"image": np.zeros((1, 3, side, side), np.float32)}
        self.model = OnnxModel(folder / card["file"], card["sha256"], threads, probe, idle=idle)

    def parse(self, photo: Photo) -> Parse:
        """Everything that one pass over a photo gives; label map and masks have the photo's shape.

        A photo without a person has the note ``no-person``, an empty label map and no garments.
        Raises ``ModelError`` when the model file is missing or damaged.
        """
        seen = self.see(photo.pixels)
        best = best_class(seen.planes)
        person = find_person(seen.planes, best, self._person)
        labels, confidence = settle(seen.planes, best, person.mask)
        garments = find_garments(labels, seen.planes, seen.presence, self._confidence)
        notes = person.notes
        if person.people and confidence[labels > 0].mean() < self._unsure:
            notes = (*notes, "not-sure")
        return Parse(LabelMap(labels, confidence), person.soft, garments, person.people, notes, seen.features)

    def see(self, pixels: NDArray[np.uint8]) -> Seen:
        """One network pass over an H×W×3 RGB picture, its probabilities brought to the picture's edges."""
        return self.interpret(self.run(pixels), pixels, self.presence_weight, self.temperature)

    def run(self, pixels: NDArray[np.uint8]) -> Raw:
        """What the network says of an H×W×3 RGB picture."""
        return Raw(*(each[0] for each in self.model.run(image=normalise(to_canvas(pixels))[None])))

    def interpret(self, raw: Raw, pixels: NDArray[np.uint8], presence_weight: float, temperature: float) -> Seen:
        """The network's numbers as probabilities on the label map's grid."""
        grid = cv2.resize(pixels, grid_size(*pixels.shape[1::-1]), interpolation=cv2.INTER_AREA)
        chances = softmax(raw.weighed(presence_weight) / temperature)
        planes = follow_edges(chances, grid.astype(np.uint8, copy=False))
        return Seen(planes, dict(zip(GARMENT_CATEGORIES, raw.there.tolist(), strict=True)), raw.features)

    def close(self) -> None:
        """Give the model's memory back until the next photo."""
        self.model.close()


def grid_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the label map of a photo of this size."""
    long_side = max(width, height)
    scale = min(max(long_side, LONG_SIDE[0]), LONG_SIDE[1]) / long_side
    return max(1, round(width * scale)), max(1, round(height * scale))


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities over the first axis."""
    powers = np.exp(logits - logits.max(0))
    return powers / powers.sum(0)  # type: ignore[no-any-return]
