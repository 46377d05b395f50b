"""The garment parser from every side: speed, memory, against peers, many photos, small boards."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import cv2
import numpy as np

from embeddings.parsing import Parser
from embeddings.parsing.canvas import normalise, to_canvas
from embeddings.photo import decode
from tests.benchmarks import operations, peers, small_parser, stages, startup, throughput
from tests.benchmarks.full_precision import write_full_precision
from tests.benchmarks.large_photos import SIZE, write_large
from tests.benchmarks.measure import machine
from tests.benchmarks.report import part, table


def section(pictures: list[Path], source: str) -> str:
    """Measure everything in one run on the same photos, made of ``pictures``."""
    with tempfile.TemporaryDirectory() as folder:
        files = write_large(pictures, Path(folder))
        weights = write_full_precision(Path(folder) / "float")
        parts = [
            part("One photo of 12 megapixels", _sizes(files, weights) + table(stages.rows(files, weights))),
            part("Against what others run", _peers() + table(peers.rows(files))),
            part("Many photos", table(throughput.rows(files, 2 * len(files)))),
            part("A process of its own, two threads", table(startup.rows(files))),
        ]
        if small_parser.is_there():
            parts.append(part("The small parser", table(small_parser.rows(files))))
        boards = table(operations.rows(_networks(files[0])))
        parts.append(part("On a Raspberry Pi", operations.NOTE + "\n" + boards))
    return _introduction(len(files), source) + "\n" + "\n".join(parts)


def _introduction(count: int, source: str) -> str:
    return (
        f"Measured on {date.today()}: {machine()}. All parts in one run on the\nsame {count} JPEGs of "
        f"{SIZE[0]} × {SIZE[1]}, which are {source}, enlarged, with a sensor's grain.\n"
        "Where ways are compared, they take turns photo by photo.\n"
    )


def _sizes(files: list[Path], weights: Path) -> str:
    eight, plain = (Parser(folder).model.path.stat().st_size / 1e6 for folder in (None, weights))
    photo = float(np.median([path.stat().st_size for path in files])) / 1e6
    return (
        f"The JPEGs have {photo:.1f} MB, the parser's file {eight:.0f} MB (in full precision {plain:.0f} MB). "
        "How good each is stands in\nthe [model card](../embeddings/weights/parser/card.md).\n\n"
    )


def _peers() -> str:
    return (
        "Theirs: SegFormer-B2 at 512 × 512 in transformers, then open_clip's ViT-B/32 on six garment crops; torch,\n"
        "float32, random weights (speed does not depend on them). Ours: one parse, 8 bits. Decoding is the same and\n"
        "not counted.\n\n"
    )


def _networks(file: Path) -> dict[str, tuple[Path, np.ndarray]]:
    pixels = decode(file.read_bytes(), file.name).pixels
    found = {"the parser": (Parser().model.path, normalise(to_canvas(pixels))[None])}
    if small_parser.is_there():
        from embeddings.parsing.small import CANVASES

        frame = cv2.resize(pixels, CANVASES[0], interpolation=cv2.INTER_AREA)
        found["the small parser"] = (small_parser.model_file(), normalise(frame)[None])
    return found
