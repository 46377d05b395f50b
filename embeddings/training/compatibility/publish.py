"""The voters into the folder that serving reads: ``style.onnx``, ``pairs.npz``, ``model.json`` and the card."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from embeddings.compatibility import TYPES
from embeddings.compatibility.model import CARD, PAIRS, STYLE
from embeddings.encoders.onnx_encoder import read_card as encoder_card
from embeddings.training.compatibility.network import Judge

MODEL_ID: Final = "otjang-compatibility-1"
"""Goes up with every change of the weights: stored styles of another model are made anew."""
OPSET: Final = 17
PLAIN: Final = {"fit": [1.0, 0.0], "outfit": [1.0, 0.0], "better": [1.0], "better_by_one": [1.0]}
"""Before calibration."""


def publish(judge: Judge, folder: Path) -> dict[str, Any]:
    """Write the model's files and a first description, not calibrated, without figures."""
    folder.mkdir(parents=True, exist_ok=True)
    judge = judge.float().cpu().eval()
    whitening = judge.whitening
    embedding, bins = whitening.embedding.in_features, whitening.colour.in_features
    example = torch.zeros(2, embedding), torch.zeros(2, bins), torch.zeros(2, dtype=torch.int64)
    names = ["embedding", "histogram", "type"]
    partial = folder / "style.part"
    with torch.inference_mode():
        torch.onnx.export(
            judge,
            example,
            str(partial),
            input_names=names,
            output_names=["style"],
            dynamic_axes={name: {0: "batch"} for name in (*names, "style")},
            opset_version=OPSET,
            dynamo=False,
        )
    partial.replace(folder / STYLE)
    voters = [voter.state_dict() for voter in judge.voters]
    scale = np.array([float(voter["scale"].exp()) for voter in voters], np.float32) / len(voters)
    np.savez_compressed(
        folder / PAIRS,
        mask=np.stack([voter["mask"].numpy() for voter in voters]).astype(np.float16),
        weight=np.stack([voter["weight"].numpy() for voter in voters]),
        scale=scale,
    )
    dim = sum(voter["last.bias"].numel() for voter in voters)
    return describe(folder, dim=dim, embedding=embedding, voters=len(voters), calibration=PLAIN)


def describe(folder: Path, **facts: Any) -> dict[str, Any]:
    """Write ``model.json``: what was known of the model there, these facts, and the files' checksums."""
    known = json.loads((folder / CARD).read_text(encoding="utf-8")) if (folder / CARD).is_file() else {}
    data = {name: (folder / name).read_bytes() for name in (STYLE, PAIRS)}
    card = {
        **known,
        "model_id": MODEL_ID,
        "encoder_id": encoder_card()["model_id"],
        "types": TYPES,
        "files": {name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)} for name, raw in data.items()},
        **facts,
    }
    partial = folder / "model.part"
    partial.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / CARD)
    return card
