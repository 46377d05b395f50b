"""The finished model: values, description and card, as ``embeddings/weights/turning`` holds them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.training.turning.train import HIDDEN, VOTERS
from embeddings.turning.facing import BINS

MODEL_ID = "otjang-turning-1"


def publish(
    values: dict[str, NDArray[Any]], temperature: float, parser_id: str, data: dict[str, int], run: Path
) -> None:
    """Write RUN/model; floats are kept in half precision, which changes nothing that is measured.

    ``data`` counts the turns and frames it was taught on, and the turns its temperature was chosen on.
    """
    folder = run / "model"
    folder.mkdir(parents=True, exist_ok=True)
    halves: dict[str, Any] = {name: value.astype(np.float16) for name, value in values.items()}
    np.savez_compressed(folder / "facing.npz", **halves)
    card = {
        "model_id": MODEL_ID,
        "file": "facing.npz",
        "sha256": hashlib.sha256((folder / "facing.npz").read_bytes()).hexdigest(),
        "parser_id": parser_id,
        "bins": BINS,
        "hidden": HIDDEN,
        "voters": VOTERS,
        "temperature": round(temperature, 3),
        "trained_on": data,
    }
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
