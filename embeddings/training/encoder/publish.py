"""The last stage: model files, heads, description and card into one folder that serving reads."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from embeddings.encoders.ground import MEAN, STD, WHITE
from embeddings.encoders.vocabulary import KINDS
from embeddings.training.encoder.export import export
from embeddings.training.encoder.network import CONFIG, CONTEXT, DIM, Heads, assemble
from embeddings.training.encoder.train import Trainer

MERGES = 48_894
"""Merges of CLIP's vocabulary: 49,152 words less 256 bytes and 2 marks."""


def publish(start: dict[str, Tensor], trainer: Trainer, folder: Path) -> None:
    """Write everything but the figures, which are measured on these files."""
    folder.mkdir(parents=True, exist_ok=True)
    export(assemble(trainer.model, start, trainer.tail), folder)
    heads: Heads = trainer.heads
    np.savez_compressed(
        folder / "kinds.npz",
        weight=(heads.kind.weight.detach().float().cpu().numpy().T * Heads.SCALE).astype(np.float32),
        bias=heads.kind.bias.detach().float().cpu().numpy(),
        kinds=np.array(KINDS),
    )
    (folder / "merges.txt.gz").write_bytes(merges())
    text = json.dumps(CONFIG, indent=1)
    (folder / "open_clip_config.json").write_text(text + "\n", encoding="utf-8")
    write_description(folder, {}, {"same": 0.95, "ask": 0.85})


def merges() -> bytes:
    """CLIP's merges, one a line, as open_clip ships them, without its header and its unused tail."""
    from embeddings import torchvision_cpu  # noqa: F401  (before open_clip)
    from open_clip.tokenizer import default_bpe  # isort: skip

    lines = gzip.decompress(Path(default_bpe()).read_bytes()).decode("utf-8").split("\n")[1 : MERGES + 1]
    return gzip.compress("\n".join(lines).encode("utf-8"), 9, mtime=0)


def write_description(folder: Path, metrics: dict[str, Any], thresholds: dict[str, float]) -> None:
    """``model.json``: what serving must know, what was measured, and the checksum of every file."""
    names = ("image.onnx", "text.onnx", "kinds.npz", "merges.txt.gz", "open_clip_config.json")
    data = {name: (folder / name).read_bytes() for name in names}
    files = {name: {"sha256": hashlib.sha256(raw).hexdigest(), "bytes": len(raw)} for name, raw in data.items()}
    weights = files["image.onnx"]["sha256"] + files["text.onnx"]["sha256"]  # type: ignore[operator]
    card = {
        "model_id": f"otjang-encoder-{hashlib.sha256(str(weights).encode()).hexdigest()[:8]}",
        "dim": DIM,
        "context_length": CONTEXT,
        "mean": MEAN,
        "std": STD,
        "ground": WHITE,
        "files": files,
        "thresholds": thresholds,
        "metrics": metrics,
    }
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
