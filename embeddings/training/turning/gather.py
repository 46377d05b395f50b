"""Rendered turns to cues, one file a turn, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings import video
from embeddings.parsing.parser import Parser
from embeddings.parsing.small import SmallParser
from embeddings.turning.cues import framed, look, person_box

log = logging.getLogger(__name__)

EXACT: Final = 9.0
"""Degrees by which a rendered frame's angle is spread in teaching."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Frames of one turn or of many."""

    features: NDArray[np.float32]
    shape: NDArray[np.float32]
    angle: NDArray[np.float32]
    """Degrees."""
    spread: NDArray[np.float32]
    """How exactly that is known, degrees."""


def gather(parser: Parser, finder: SmallParser, data: Path, run: Path, mirrored: bool) -> Rows:
    """The cues of every ``*.mp4`` of ``data`` with a JSON file of its angles beside it, and of its mirror image."""
    run.mkdir(parents=True, exist_ok=True)
    found = []
    for path in sorted(data.glob("*.mp4")):
        cache = run / f"{path.stem}.npz"
        if not cache.exists():
            if not path.with_suffix(".json").exists():  # is being rendered
                continue
            rows = _cues(parser, finder, path, mirrored)
            partial = cache.with_suffix(".part.npz")
            np.savez_compressed(partial, features=rows.features.astype(np.float16), shape=rows.shape, angle=rows.angle)
            partial.replace(cache)
            log.info("%s: %d frames", path.stem, len(rows.angle))
        with np.load(cache) as file:
            found.append(rows_of(file["features"].astype(np.float32), file["shape"], file["angle"], EXACT))
    return together(found)


def rows_of(features: NDArray[Any], shape: NDArray[Any], angle: NDArray[Any], spread: float) -> Rows:
    """Rows that are all known as exactly."""
    return Rows(features, shape, angle, np.full(len(angle), spread, np.float32))


def together(found: Sequence[Rows]) -> Rows:
    """Many as one."""
    names = ("features", "shape", "angle", "spread")
    return Rows(*(np.concatenate([getattr(rows, name) for rows in found]) for name in names))


def _cues(parser: Parser, finder: SmallParser, path: Path, mirrored: bool) -> Rows:
    angles = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["angles"]
    features, shapes, truth = [], [], []
    for frame in video.sampled(path, path.name, rate=100):
        box = person_box(frame.pixels, finder)
        if box is None:
            continue
        crop = framed(frame.pixels, box)
        for pixels, sign in ((crop, 1), (np.ascontiguousarray(crop[:, ::-1]), -1))[: 2 if mirrored else 1]:
            feature, shape = look(pixels, parser)
            features.append(feature)
            shapes.append(shape)
            truth.append(sign * angles[frame.index] % 360)
    return rows_of(np.stack(features), np.stack(shapes), np.array(truth, np.float32), EXACT)
