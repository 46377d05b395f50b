"""Where the figures of a command go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_figures(figures: Any, path: Path | None) -> None:
    """As JSON into ``path``, whose folder is made, or to the terminal."""
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    if path is None:
        print(text)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)
