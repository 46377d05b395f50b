"""Human parsing measured on label maps: IoU a class, merged groups, person, and garments found."""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.bootstrap import interval
from embeddings.evaluation.confusion import SCORED, Counts, class_iou, confusion, scores
from embeddings.parsing import GARMENT_CATEGORIES, Parse, Parser
from embeddings.parsing.labels import CLASS_ID, IGNORE
from embeddings.photo import decode
from embeddings.training.data import Example, parsing_examples, read_labels

log = logging.getLogger(__name__)

PRESENT = 0.002
"""A category is in the truth from this share of the person's pixels on."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One photo's counts."""

    confusion: NDArray[np.int64]
    """15×15 pixels, true by found."""
    found: NDArray[np.int64]
    """12 categories × (right, found wrongly, missed), one each at most."""
    seconds: float


def main(arguments: Sequence[str]) -> None:
    """Command line of ``python -m embeddings.evaluation parsing``."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation parsing", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with parsing/split.csv")
    options.add_argument("--split", default="val")
    options.add_argument("--weights", type=Path, help="folder of another parser than the built-in one")
    options.add_argument("--threads", type=int, default=0)
    options.add_argument("--json", type=Path, help="file for the figures")
    chosen = options.parse_args(arguments)
    parser = Parser(chosen.weights, chosen.threads)
    figures = evaluate(parser, parsing_examples(chosen.data, chosen.split))
    text = json.dumps({"model_id": parser.model_id, "split": chosen.split, **figures}, indent=1)
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(text + "\n", encoding="utf-8")
    print(text)


def evaluate(parser: Parser, examples: Sequence[Example]) -> dict[str, Any]:
    """All figures, with 95 % bootstrap intervals over photos under ``interval``."""
    measured = [measure(parser, example) for example in examples]
    counts = np.stack([each.confusion for each in measured])
    found = np.stack([each.found for each in measured])
    total = counts.sum(0)
    figures = scores(total)
    iou = class_iou(total)
    return {
        "n": len(measured),
        **rounded(figures),
        "interval": {name: rounded_pair(interval(counts, partial(_score, name=name))) for name in figures},
        "iou": rounded(iou),
        "iou_interval": {name: rounded_pair(interval(counts, partial(_class_score, name=name))) for name in iou},
        "pixels": {name: int(total[index].sum()) for index, name in enumerate(SCORED) if total[index].sum()},
        "garments": garment_figures(found.sum(0)),
        "seconds_per_photo": round(float(np.median([each.seconds for each in measured])), 3),
    }


def measure(parser: Parser, example: Example) -> Measured:
    """Parse one photo as the product does and compare with its label map."""
    assert example.labels is not None
    truth = read_labels(example.labels)
    photo = decode(example.photo.read_bytes(), example.photo.name)
    began = time.perf_counter()
    parse = parser.parse(photo)
    seconds = time.perf_counter() - began
    labels = cv2.resize(parse.label_map.labels, truth.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return Measured(confusion(truth, labels.astype(np.uint8)), categories(truth, parse), seconds)


def categories(truth: NDArray[np.uint8], parse: Parse) -> NDArray[np.int64]:
    """12×3 counts of one photo: right, found wrongly, missed."""
    person = np.count_nonzero((truth != IGNORE) & (truth > 0))
    found = {garment.category for garment in parse.garments}
    rows = []
    for category in GARMENT_CATEGORIES:
        present = np.count_nonzero(truth == CLASS_ID[category]) > PRESENT * person
        seen = category in found
        rows.append([present and seen, seen and not present, present and not seen])
    return np.array(rows, np.int64)


def garment_figures(found: NDArray[np.int64]) -> dict[str, Any]:
    """Precision and recall of categories as lists of garments, not as pixels."""

    def figures(right: int, wrong: int, missed: int) -> dict[str, float | int]:
        return {
            "n": int(right + missed),
            "precision": round(float(right / max(1, right + wrong)), 3),
            "recall": round(float(right / max(1, right + missed)), 3),
        }

    each = {category: figures(*row) for category, row in zip(GARMENT_CATEGORIES, found, strict=True)}
    return {"all": figures(*found.sum(0)), **each}


def _score(counts: Counts, name: str) -> float:
    return scores(counts)[name]


def _class_score(counts: Counts, name: str) -> float:
    return class_iou(counts).get(name, float("nan"))


def rounded(values: dict[str, float]) -> dict[str, float | None]:
    """Four decimals, more than the photos can carry; None where a group does not occur."""
    return {name: None if np.isnan(value) else round(value, 4) for name, value in values.items()}


def rounded_pair(pair: tuple[float, float]) -> tuple[float | None, float | None]:
    """The same for an interval."""
    low, high = rounded({"low": pair[0], "high": pair[1]}).values()
    return low, high
