"""The small parser, where it is built in: what a preview frame costs one core."""

from __future__ import annotations

import json
from pathlib import Path

import cv2

import embeddings
from embeddings.photo import decode
from tests.benchmarks.measure import Row, in_turn, spread, timed

WEIGHTS = Path(embeddings.__file__).parent / "weights" / "small_parser"
FRAME = 640
"""Long side of a preview frame in pixels."""


def is_there() -> bool:
    return (WEIGHTS / "model.json").is_file()


def model_file() -> Path:
    card = json.loads((WEIGHTS / "model.json").read_text(encoding="utf-8"))
    return WEIGHTS / card["file"]


def rows(files: list[Path]) -> list[Row]:
    """Frame to body map in one thread, and the file's size."""
    from embeddings.parsing.small import SmallParser

    parser = SmallParser(threads=1)
    frames = []
    for path in files:
        pixels = decode(path.read_bytes(), path.name).pixels
        scale = FRAME / max(pixels.shape)
        frames.append(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    times = in_turn({"small": timed(parser.parse, 1)}, frames)["small"]
    return [
        Row(f"a frame of {frames[0].shape[1]} × {frames[0].shape[0]} to its body map, 1 thread", spread(times)),
        Row("size of the file", f"{model_file().stat().st_size / 1e6:.1f} MB"),
    ]
