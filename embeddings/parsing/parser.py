"""The garment parser: one network pass over a photo, then reading what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.parsing.canvas import FEWEST, PATCH, normalise, to_canvas
from embeddings.parsing.garments import Thresholds, find_garments, settle
from embeddings.parsing.labels import CLASSES
from embeddings.parsing.people import find_person
from embeddings.parsing.types import LabelMap, Parse
from embeddings.photo import Photo
from embeddings.runtime import REINSTALL, OnnxModel

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights" / "parser"
LONG_SIDE: Final = 768
"""Long side of label maps and masks in pixels."""


class Parser:
    """Photo to label map, person mask and garments.

    ``weights`` is a folder with ``model.json`` and the ONNX file that it names (default: the
    built-in model). The file is opened, and checked, at the first photo; threads may share a parser.
    """

    def __init__(self, weights: Path | None = None, threads: int = 0) -> None:
        folder = WEIGHTS if weights is None else weights
        card = _read_card(folder / "model.json")
        self.model_id: str = card["model_id"]
        self._thresholds = Thresholds(**card["thresholds"])
        side = FEWEST * PATCH
        probe = {"image": np.zeros((1, 3, side, side), np.float32)}
        self.model = OnnxModel(folder / card["file"], card["sha256"], threads, probe)

    def parse(self, photo: Photo) -> Parse:
        """Everything that one pass over a photo gives; label map and masks have the photo's shape.

        A photo without a person has the note ``no-person``, an empty label map and no garments.
        Raises ``ModelError`` when the model file is missing or damaged.
        """
        planes = self.probabilities(photo.pixels)
        person = find_person(planes, self._thresholds.person)
        labels, confidence = settle(planes, person.mask)
        garments = find_garments(labels, planes, self._thresholds)
        return Parse(LabelMap(labels, confidence), person.soft, garments, person.people, person.notes)

    def probabilities(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """17×H×W probabilities of an H×W×3 RGB picture, long side ``LONG_SIDE``."""
        (logits,) = self.model.run(image=normalise(to_canvas(pixels))[None])
        planes = softmax(logits[0])
        size = grid_size(*pixels.shape[1::-1])
        return np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in planes])

    def close(self) -> None:
        """Give the model's memory back until the next photo."""
        self.model.close()


def grid_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the label map of a photo of this size."""
    scale = LONG_SIDE / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities over the first axis."""
    powers = np.exp(logits - logits.max(0))
    return powers / powers.sum(0)  # type: ignore[no-any-return]


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            "The model description {path} cannot be read: {reason}.", path=path, reason=error, remedy=REINSTALL
        ) from error
    if card.get("classes") != list(CLASSES):
        raise ModelError(
            "The model that {path} describes is no parser of the {count} classes.",
            path=path,
            count=len(CLASSES),
            remedy=REINSTALL,
        )
    return card
