"""Model files, the heads for attributes and a first description into one folder that serving reads."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from embeddings.ontology import KINDS
from embeddings.training.encoder.card import write_description
from embeddings.training.encoder.export import export
from embeddings.training.encoder.heads import Head
from embeddings.training.encoder.network import CONFIG, Learner, assemble

MERGES = 48_894
"""Merges of CLIP's vocabulary: 49,152 words less 256 bytes and 2 marks."""


def publish(learner: Learner, heads: Mapping[str, Head], folder: Path) -> None:
    """Write everything but the figures, which are measured on these files."""
    folder.mkdir(parents=True, exist_ok=True)
    export(assemble(learner), folder)
    arrays = {
        f"{name}.{part}": each
        for name, head in heads.items()
        for part, each in zip(("weight", "bias"), head, strict=True)
    }
    np.savez_compressed(folder / "attributes.npz", **arrays, kinds=np.array(KINDS))  # type: ignore[arg-type]
    (folder / "merges.txt.gz").write_bytes(merges())
    text = json.dumps(CONFIG, indent=1)
    (folder / "open_clip_config.json").write_text(text + "\n", encoding="utf-8")
    write_description(folder)


def merges() -> bytes:
    """CLIP's merges, one a line, as open_clip ships them, without its header and its unused tail."""
    from embeddings import torchvision_cpu  # noqa: F401  (before open_clip)
    from open_clip.tokenizer import default_bpe  # isort: skip

    lines = gzip.decompress(Path(default_bpe()).read_bytes()).decode("utf-8").split("\n")[1 : MERGES + 1]
    return gzip.compress("\n".join(lines).encode("utf-8"), 9, mtime=0)
