"""The built-in encoder in ONNX Runtime: no torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.base import BATCH, TEXTS, unit_rows
from embeddings.encoders.ground import SIDE, letterbox, network_input
from embeddings.encoders.tokenizer import ClipTokenizer
from embeddings.errors import ModelError
from embeddings.runtime import REINSTALL, OnnxModel

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights" / "encoder"
CARD: Final = "model.json"
MERGES: Final = "merges.txt.gz"


class OnnxEncoder:
    """See ``Encoder``. Files are checked and opened at their first use; threads may share an encoder.

    ``idle`` is after how many seconds without use a network gives its memory back (None: never).
    Raises ``ModelError`` when the card or a model file is missing or damaged.
    """

    def __init__(self, weights: Path = WEIGHTS, threads: int = 0, idle: float | None = None) -> None:
        card = read_card(weights)
        self.model_id: str = card["model_id"]
        self.dim: int = card["dim"]
        self.width: int = card.get("features", card["dim"])
        sums = {name: entry["sha256"] for name, entry in card["files"].items()}
        image = {"image": np.zeros((1, 3, SIDE, SIDE), np.float32)}
        words = np.zeros((1, card["context_length"]), np.int64)
        words[0, :2] = 1, 2
        self.images = OnnxModel(weights / "image.onnx", sums["image.onnx"], threads, image, idle)
        self.texts = OnnxModel(weights / "text.onnx", sums["text.onnx"], threads, {"tokens": words}, idle)
        self._merges, self._merges_sum, self._context = weights / MERGES, sums[MERGES], card["context_length"]
        self._tokenizer: ClipTokenizer | None = None

    def encode_images(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """H×W×3 uint8 RGB pictures of any size to N×dim unit rows."""
        return self.look(images)[0]

    def look(self, images: Sequence[NDArray[np.uint8]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """As ``encode_images``, and beside the unit rows the N×F features that ``embeddings.attributes`` reads."""
        found = []
        for start in range(0, len(images), BATCH):
            squares = [network_input(letterbox(image)) for image in images[start : start + BATCH]]
            found.append(self.images.run(image=np.stack(squares)))
        if not found:
            return np.zeros((0, self.dim), np.float32), np.zeros((0, self.width), np.float32)
        vectors, features = (np.concatenate([outputs[place] for outputs in found]) for place in (0, -1))
        return unit_rows(vectors), features

    def encode_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Texts to N×dim unit rows; what is longer than the model's context is cut."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        if self._tokenizer is None:
            self._tokenizer = ClipTokenizer(read_checked(self._merges, self._merges_sum), self._context)
        batches = [texts[start : start + TEXTS] for start in range(0, len(texts), TEXTS)]
        return unit_rows(np.concatenate([self.texts.run(tokens=self._tokenizer(batch))[0] for batch in batches]))


def read_card(weights: Path = WEIGHTS) -> dict[str, Any]:
    """``model.json`` of an encoder's folder. Raises ``ModelError`` when it is missing or damaged."""
    path = weights / CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError("The model card {path} is missing or damaged.", path=path, remedy=REINSTALL) from error
    if not isinstance(card, dict) or not {"model_id", "dim", "files", "context_length"} <= card.keys():
        raise ModelError("The model card {path} lacks entries.", path=path, remedy=REINSTALL)
    return card


def read_checked(path: Path, sha256: str | None) -> bytes:
    """A file that lies beside a card (None: it has no checksum there).

    Raises ``ModelError`` when it is missing or not the one that the card states.
    """
    try:
        data = path.read_bytes()
        if sha256 not in (None, hashlib.sha256(data).hexdigest()):
            raise ValueError("another checksum")
    except (OSError, ValueError) as error:
        raise ModelError("The model file {path} is missing or damaged.", path=path, remedy=REINSTALL) from error
    return data
