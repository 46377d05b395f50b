"""Are two garments of a wardrobe one? Asked of wardrobes drawn by lot, in which some garments are entered twice.

    python -m embeddings.evaluation doubles --data DIR [--json OUT]

The photos are those of ``reid``, and so is the way from a photo to a vector. A garment that is entered twice has some
of its photos in the one entry and the rest in the other; it must have two at least.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.doubles import doubles
from embeddings.encoders import garment_vector, load_encoder
from embeddings.encoders.onnx_encoder import read_card
from embeddings.evaluation.reid import parser_or_none
from embeddings.evaluation.studio import Views, cut_out, in_numbers, shots
from embeddings.evaluation.wardrobes import consistent
from embeddings.evaluation.written import write_figures
from embeddings.evidence import Calibration

THRESHOLDS: Final = (0.5, 0.8, 0.9, 0.95, 0.97)
TWICE: Final = (0.2, 0.05)
"""Share of the garments with two photos and more that are entered twice."""
SIZE: Final = 40
"""Garments in a wardrobe, of different products."""
PHOTOS: Final = 4
"""Most of an entry."""

Entry = tuple[str, str, list[int]]
"""A garment as it is in a wardrobe: which it is, its category, and its photos."""


def measure(views: Views, vectors: NDArray[np.float32], calibration: Calibration, wardrobes: int = 400) -> list[Any]:
    """Precision and recall at each threshold, for each share of ``TWICE``."""
    photos: dict[str, list[int]] = {}
    for place in np.flatnonzero(views.unseen & (views.category != "") & consistent(views)):
        photos.setdefault(str(views.garment[place]), []).append(int(place))
    found = []
    for share in TWICE:
        random = np.random.default_rng(0)
        shown = np.zeros((len(THRESHOLDS), 2), np.int64)
        total = 0
        for _ in range(wardrobes):
            entries = _entries(views, photos, share, random)
            total += len(entries) - len({name for name, _, _ in entries})
            for number, least in enumerate(THRESHOLDS):
                shown[number] += _shown(entries, vectors, calibration, least)
        found.append(
            {
                "entered_twice": share,
                "wardrobes": wardrobes,
                "garments": len(photos),
                "doubles": total,
                "thresholds": [
                    {
                        "least": least,
                        "shown": int(all_),
                        "precision": round(right / all_, 3) if all_ else None,
                        "recall": round(right / total, 3) if total else None,
                    }
                    for least, (right, all_) in zip(THRESHOLDS, shown.tolist(), strict=True)
                ],
            }
        )
    return found


def _entries(views: Views, photos: dict[str, list[int]], share: float, random: np.random.Generator) -> list[Entry]:
    entries: list[Entry] = []
    taken: set[str] = set()
    for name in random.permutation(sorted(photos)).tolist():
        product = str(views.product[photos[name][0]])
        if product in taken:
            continue
        taken.add(product)
        own = random.permutation(photos[name]).tolist()
        cut = int(random.integers(1, len(own))) if len(own) > 1 and random.random() < share else 0
        for part in (own[:cut], own[cut:]):
            if part:
                seen = [str(views.category[place]) for place in part]
                entries.append((name, max(sorted(set(seen)), key=seen.count), part[:PHOTOS]))
        if len(taken) == SIZE:
            break
    return entries


def _shown(entries: Sequence[Entry], vectors: NDArray[np.float32], calibration: Calibration, least: float) -> list[int]:
    """How many pairs are shown and right, and how many shown."""
    right = shown = 0
    for category in {category for _, category, _ in entries}:
        own = [entry for entry in entries if entry[1] == category]
        rows = vectors[[place for _, _, part in own for place in part]]
        for pair in doubles(rows, np.array([len(part) for _, _, part in own], np.int64), calibration, least):
            shown += 1
            right += own[pair.one][0] == own[pair.other][0]
    return [right, shown]


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation doubles", description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--json", type=Path, help="write the figures into this file")
    given = options.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    found = shots(given.data)
    views = in_numbers(load_encoder("builtin"), found, cut_out(parser_or_none(), found))
    calibration = Calibration.from_card(read_card()["recognition"])
    figures = measure(views, garment_vector(views.embedding, views.histogram), calibration)
    write_figures({"doubles": figures}, given.json)
