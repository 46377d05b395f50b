"""Small networks on the speech embedding, in plain numpy, and the file that holds them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.errors import FileError
from camera_device.voice.embedding import SIZE

Floats = NDArray[np.float32]
FOLDER: Final = Path(__file__).parent / "weights"
WINDOW: Final = 16
"""Vectors that a head looks at: two seconds."""


@dataclass(frozen=True)
class Head:
    """What was said just now, as probabilities of ``labels``; the mean of a few networks trained alike.

    Every vector is projected by one matrix, the projections of a window go through one hidden layer.
    """

    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    """From which on a label counts."""
    projection: Floats
    """members × 96 × p"""
    bias: Floats
    """members × p"""
    hidden: Floats
    """members × (window · p) × h"""
    hidden_bias: Floats
    out: Floats
    """members × h × labels"""
    out_bias: Floats

    @property
    def window(self) -> int:
        """Vectors looked at."""
        return int(self.hidden.shape[1]) // int(self.projection.shape[2])

    def __call__(self, windows: Floats) -> Floats:
        """Of n×``WINDOW``×96 normalised vectors, n×labels."""
        recent = windows[:, -self.window :]
        total = np.zeros((len(windows), len(self.labels)), np.float32)
        members = zip(self.projection, self.bias, self.hidden, self.hidden_bias, self.out, self.out_bias, strict=True)
        for projection, bias, hidden, hidden_bias, out, out_bias in members:
            seen = np.maximum(recent @ projection + bias, 0).reshape(len(recent), -1)
            logits = np.maximum(seen @ hidden + hidden_bias, 0) @ out + out_bias
            odds = np.exp(logits - logits.max(1, keepdims=True))
            total += odds / odds.sum(1, keepdims=True)
        return np.asarray(total / len(self.projection), np.float32)


@dataclass(frozen=True)
class Model:
    """All heads, and how vectors are normalised for them."""

    model_id: str
    mean: Floats
    scale: Floats
    wake: Head
    command: Head
    day: Head
    ordinary: Floats
    """n×96: some minutes of ordinary speech, normalised, against which taught phrases are held."""

    def normalised(self, vectors: Floats) -> Floats:
        """n×96 to n×96 with mean 0 and deviation 1."""
        return (vectors - self.mean) / self.scale


def load(folder: Path = FOLDER) -> Model:
    """The built-in model. Raises ``FileError`` where a file is missing or is not what ``model.json`` says."""
    try:
        about = json.loads((folder / "model.json").read_text())
        file = folder / about["file"]
        data = file.read_bytes()
    except (OSError, ValueError, KeyError) as error:
        raise FileError(
            "The voice model in {folder} cannot be read: {reason}.", folder=folder, reason=error, remedy=REINSTALL
        ) from error
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise FileError("{file} is damaged: its checksum is wrong.", file=file, remedy=REINSTALL)
    with np.load(file, allow_pickle=False) as arrays:
        return unpack(about, {name: arrays[name].astype(np.float32) for name in arrays.files})


def unpack(about: Mapping[str, Any], arrays: Mapping[str, Floats]) -> Model:
    """A model of what ``model.json`` tells and the file's arrays."""
    heads = {}
    for name, labels in about["labels"].items():
        parts = {key.removeprefix(f"{name}."): value for key, value in arrays.items() if key.startswith(f"{name}.")}
        heads[name] = Head(tuple(labels), tuple(about["thresholds"][name]), **parts)
    ordinary = arrays["ordinary"] * arrays["ordinary_scale"]
    return Model(about["model_id"], arrays["mean"], arrays["scale"], ordinary=ordinary.reshape(-1, SIZE), **heads)


REINSTALL: Final = "Install otjang again."
