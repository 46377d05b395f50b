"""How likely each facing angle is, by one frame: small networks that vote, over the frame's cues.

The answer is a distribution over the circle rather than an angle, so that a frame that could be front
or back says so, and the turn as a whole decides.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import ModelError
from embeddings.runtime import REINSTALL
from embeddings.turning.cues import Cues

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights" / "turning"
BINS: Final = 36
"""Angles told apart: the first is from -5° to 5°. 0 is the front, 90 shows the left side, 180 the back."""


class Facing:
    """Cues to chances of the angles. ``weights`` is a folder with ``facing.npz`` and ``model.json``.

    Raises ``ModelError`` when the file is missing, damaged or of another kind.
    """

    def __init__(self, weights: Path | None = None) -> None:
        folder = WEIGHTS if weights is None else weights
        try:
            self.card: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            with np.load(folder / "facing.npz", allow_pickle=False) as file:
                self._values = {name: file[name].astype(np.float32) for name in file.files}
            self.model_id: str = self.card["model_id"]
            self._temperature = float(self.card["temperature"])
            self._voters = int(self.card["voters"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                "The model of turns in {path} cannot be read: {reason}.", path=folder, reason=error, remedy=REINSTALL
            ) from error

    @classmethod
    def of(cls, values: dict[str, NDArray[np.float32]], voters: int, temperature: float = 1.0) -> Self:
        """One of values that are at hand, as in training."""
        made = cls.__new__(cls)
        made.card, made.model_id = {}, ""
        made._values, made._voters, made._temperature = values, voters, temperature
        return made

    def chances(self, cues: Sequence[Cues]) -> NDArray[np.float32]:
        """N×36 probabilities of the angles 0°, 10°, … 350°."""
        if not cues:
            return np.zeros((0, BINS), np.float32)
        features, shape = np.stack([each.features for each in cues]), np.stack([each.shape for each in cues])
        return self.vote(self.reduced(features, shape))

    def reduced(self, features: NDArray[np.float32], shape: NDArray[np.float32]) -> NDArray[np.float32]:
        """The numbers that the networks read: N×D, about normal."""
        v = self._values
        main = (features - v["mean"]) @ v["basis"]
        return np.asarray((np.hstack([main, shape]) - v["centre"]) / v["spread"], np.float32)

    def vote(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """N×36 probabilities of N×D numbers: the mean of what the networks say."""
        v, total = self._values, np.zeros((len(rows), BINS), np.float32)
        for k in range(self._voters):
            hidden = np.maximum(rows @ v[f"w0_{k}"] + v[f"b0_{k}"], 0)
            logits = hidden @ v[f"w1_{k}"] + v[f"b1_{k}"]
            powers = np.exp(logits - logits.max(1, keepdims=True))
            total += powers / powers.sum(1, keepdims=True)
        tempered = (total / self._voters) ** (1 / self._temperature)
        return np.asarray(tempered / tempered.sum(1, keepdims=True), np.float32)


@cache
def built_in() -> Facing:
    """The built-in one. Raises ``ModelError``."""
    return Facing()
