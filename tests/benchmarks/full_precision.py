"""The built-in parser before it was cut to 8 bits, as far as that can be had from the 8-bit file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from embeddings.parsing.parser import WEIGHTS


def write_full_precision(folder: Path) -> Path:
    """Give a folder that ``Parser`` opens: the shipped weights as floats, everything computed in floats."""
    from embeddings.training.parser.export import export
    from embeddings.training.parser.network import ParserNetwork
    from embeddings.training.parser.restore import restore

    folder.mkdir(parents=True, exist_ok=True)
    card = json.loads((WEIGHTS / "model.json").read_text(encoding="utf-8"))
    target = folder / card["file"]
    export(restore(WEIGHTS / card["file"], ParserNetwork(norm=False)), target)
    card["sha256"] = hashlib.sha256(target.read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    return folder
