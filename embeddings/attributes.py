"""What a garment is, each guess with its probability: kind, pattern, sleeve, length, formality, warmth.

Linear heads on the built-in encoder's features, fitted after its training and kept in ``attributes.npz``:
``<aspect>.weight`` F×K and ``<aspect>.bias`` K for the aspects and scales of ``embeddings.ontology``.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders.onnx_encoder import CARD, WEIGHTS, read_card, read_checked
from embeddings.errors import ModelError
from embeddings.ontology import ASPECTS, KINDS, SCALES
from embeddings.runtime import REINSTALL

HEADS: Final = WEIGHTS / "attributes.npz"
SLEEVED: Final = ("upper-clothes", "outerwear", "dress")
"""Categories that have sleeves."""
LONG: Final = ("upper-clothes", "outerwear", "dress", "skirt", "pants")
"""Categories of which it is asked how long they are."""
PATTERNED: Final = ("upper-clothes", "outerwear", "dress", "skirt", "pants", "bag", "scarf", "socks")

OTHERS: Final = ("family", "source_label")
"""Heads that evaluation reads beside: the colour family as shops name it, the labels of people's own clothes."""

Features = NDArray[np.float32]


class Guess(NamedTuple):
    """A value of an aspect and how probable it is, 0 to 1."""

    value: str
    probability: float


@dataclass(frozen=True, slots=True)
class Attributes:
    """What one garment is; None where its category has no such aspect."""

    kind: Guess | None = None
    pattern: Guess | None = None
    sleeve: Guess | None = None
    length: Guess | None = None
    formality: float | None = None
    """0 casual to 1 formal."""
    warmth: float | None = None
    """0 for hot summer days to 1 for cold winter days."""


def probabilities(features: Features, aspect: str, heads: Path = HEADS) -> NDArray[np.float32]:
    """N×K probabilities of an aspect's values (softmax); ``features`` N×F of ``OnnxEncoder.look``.

    Raises ``ModelError`` when the heads are missing, damaged or of another encoder.
    """
    logits = _logits(features, aspect, heads)
    grown = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(grown / grown.sum(1, keepdims=True), np.float32)


def scale(features: Features, name: str, heads: Path = HEADS) -> NDArray[np.float32]:
    """N scores of a scale, 0 to 1 (logistic)."""
    return np.asarray(1 / (1 + np.exp(-_logits(features, name, heads)[:, 0].clip(-60, 60))), np.float32)


def _logits(features: Features, name: str, heads: Path) -> NDArray[np.float32]:
    weight, bias = _heads(heads)[name]
    if features.shape[1] != len(weight):
        raise ModelError(
            "The heads in {path} are made for features of {wanted} numbers, not {found}.",
            path=heads,
            wanted=len(weight),
            found=features.shape[1],
            remedy=REINSTALL,
        )
    return np.asarray(features @ weight + bias, np.float32)


def _stated(path: Path) -> str | None:
    """The checksum in the card beside it; None where there is no card yet, as after the fit."""
    folder = path.parent
    entry = read_card(folder)["files"].get(path.name) if (folder / CARD).is_file() else None
    return entry["sha256"] if entry else None


@lru_cache(2)
def _heads(path: Path) -> dict[str, tuple[Features, Features]]:
    data = read_checked(path, _stated(path))
    try:
        with np.load(io.BytesIO(data)) as stored:
            if tuple(stored["kinds"]) != KINDS:
                raise ValueError("other kinds")
            heads = {
                name: (stored[f"{name}.weight"], stored[f"{name}.bias"])
                for name in (*ASPECTS, *SCALES, *OTHERS)
                if name not in OTHERS or f"{name}.weight" in stored
            }
    except (ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ModelError("{path} is missing or damaged.", path=path, remedy=REINSTALL) from error
    if not all(np.isfinite(part).all() for head in heads.values() for part in head):
        raise ModelError("The numbers in {path} are not finite.", path=path, remedy=REINSTALL)
    return heads
