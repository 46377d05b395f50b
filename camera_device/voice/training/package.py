"""Writes the weights: half precision, checksum, and what was measured on the way."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from camera_device.voice.heads import Floats, Head, Model

FILE: Final = "voice.npz"
PARTS: Final = ("projection", "bias", "hidden", "hidden_bias", "out", "out_bias")


def write(folder: Path, trained: tuple[Model, dict[str, Any]]) -> Path:
    """``voice.npz`` and ``model.json`` in ``folder``."""
    model, about = trained
    heads: dict[str, Head] = {"wake": model.wake, "command": model.command, "day": model.day}
    arrays: dict[str, Any] = {
        f"{name}.{part}": getattr(head, part).astype(np.float16) for name, head in heads.items() for part in PARTS
    }
    arrays["mean"], arrays["scale"] = model.mean.astype(np.float16), model.scale.astype(np.float16)
    arrays |= _eight_bits(model.ordinary)
    data = io.BytesIO()
    np.savez_compressed(data, **arrays)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(data.getvalue())
    told = {
        "model_id": model.model_id,
        "file": FILE,
        "sha256": hashlib.sha256(data.getvalue()).hexdigest(),
        "labels": {name: head.labels for name, head in heads.items()},
        "thresholds": {name: head.thresholds for name, head in heads.items()},
        "training": about,
    }
    (folder / "model.json").write_text(json.dumps(told, indent=1) + "\n")
    return folder / FILE


def _eight_bits(vectors: Floats) -> dict[str, Any]:
    scale = np.float32(4 / 127)  # normalised vectors hardly pass four deviations
    return {"ordinary": np.clip(np.round(vectors / scale), -127, 127).astype(np.int8), "ordinary_scale": scale}
