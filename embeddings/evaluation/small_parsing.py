"""The small parser measured: IoU of the parts of the body, what framing asks, and people seen where nobody is."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.body_views import VIEWS, View, views
from embeddings.evaluation.bootstrap import intervals
from embeddings.evaluation.wilson import wilson
from embeddings.parsing.body import BODY_PARTS, BodyMap
from embeddings.parsing.labels import IGNORE
from embeddings.parsing.small import SmallParser
from embeddings.training.data import Example, clothing_examples, parsing_examples, read_labels, read_rgb

FACTS: Final = ("head", "feet", "whole")
"""The head is seen, the feet are seen, all of the person is in the picture."""

Counts = NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One view's counts."""

    name: str
    confusion: NDArray[np.int64]
    """5×5 pixels, true by found."""
    answers: dict[str, tuple[bool, bool]]
    """Each known fact: true and found."""
    found: bool
    """Whether a person is seen."""
    seconds: float


def main(arguments: Sequence[str]) -> None:
    """Command line of ``python -m embeddings.evaluation small_parsing``."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation small_parsing", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with parsing/split.csv and garments")
    options.add_argument("--split", default="val")
    options.add_argument("--weights", type=Path, help="folder of another small parser than the built-in one")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--json", type=Path, help="file for the figures")
    chosen = options.parse_args(arguments)
    parser = SmallParser(chosen.weights, chosen.threads)
    figures = evaluate(parser, parsing_examples(chosen.data, chosen.split))
    unworn = nobody(parser, clothing_examples(chosen.data, chosen.split)[::2])
    text = json.dumps({"model_id": parser.model_id, "split": chosen.split, **figures, "nobody": unworn}, indent=1)
    if chosen.json:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(text + "\n", encoding="utf-8")
    print(text)


def evaluate(parser: SmallParser, examples: Sequence[Example]) -> dict[str, Any]:
    """All figures on photos with label maps, with 95 % intervals: bootstrap over photos, Wilson for shares."""
    measured = [each for example in examples for each in measure(parser, example)]
    whole = np.stack([each.confusion for each in measured if each.name == "whole"])
    figures = scores(whole.sum(0))
    return {
        "n": len(whole),
        **{name: _rounded(value) for name, value in figures.items()},
        "interval": {name: tuple(map(_rounded, pair)) for name, pair in intervals(whole, scores).items()},
        "views": {name: view_figures([each for each in measured if each.name == name]) for name in VIEWS},
        "facts": {fact: fact_figures(measured, fact) for fact in FACTS},
        "seconds_per_photo": round(float(np.median([each.seconds for each in measured])), 4),
    }


def measure(parser: SmallParser, example: Example) -> Iterator[Measured]:
    """Parse every view of a photo as the product does and compare with its label map."""
    assert example.labels is not None
    for view in views(read_rgb(example.photo), read_labels(example.labels)):
        began = time.perf_counter()
        body = parser.parse(view.pixels)
        seconds = time.perf_counter() - began
        found = cv2.resize(body.labels, view.parts.shape[::-1], interpolation=cv2.INTER_NEAREST_EXACT)
        counts = confusion(view.parts, found.astype(np.uint8))
        yield Measured(view.name, counts, answers(view, body), body.box is not None, seconds)


def answers(view: View, body: BodyMap) -> dict[str, tuple[bool, bool]]:
    """Each fact that is known of the view: the truth, and what the map says."""
    found = {
        "head": "head" in body.seen,
        "feet": "feet" in body.seen,
        "whole": {"head", "feet"} <= body.seen and not body.touches,
    }
    return {fact: (truth, found[fact]) for fact, truth in view.facts.items()}


def confusion(truth: NDArray[np.uint8], found: NDArray[np.uint8]) -> NDArray[np.int64]:
    """5×5 pixel counts of two H×W maps of ``BODY_PARTS``, rows true and columns found; 255 does not count."""
    known = truth != IGNORE
    count = len(BODY_PARTS)
    pairs = truth[known].astype(np.int64) * count + found[known]
    return np.bincount(pairs, minlength=count**2).reshape(count, count)


def scores(counts: Counts) -> dict[str, float]:
    """IoU of each part and of the person, mean IoU of the five, share of pixels that are right."""
    hit = np.diag(counts)
    with np.errstate(invalid="ignore"):
        iou = hit / (counts.sum(0) + counts.sum(1) - hit)
        person = counts[1:, 1:].sum() / (counts.sum() - hit[0])
        right = hit.sum() / counts.sum()
    each = {f"{name}_iou": float(value) for name, value in zip(BODY_PARTS, iou, strict=True)}
    return {"miou": float(iou.mean()), "person_iou": float(person), "pixel_accuracy": float(right), **each}


def view_figures(measured: Sequence[Measured]) -> dict[str, Any]:
    """Of one kind of view: how many, in how many a person is found, the overlap, right answers to each fact."""
    if not measured:
        return {"n": 0}
    counts = np.stack([each.confusion for each in measured]).sum(0)
    right = {}
    for fact in FACTS:
        told = [each.answers[fact] for each in measured if fact in each.answers]
        if told:
            right[fact] = _share(sum(truth == found for truth, found in told), len(told))
    return {
        "n": len(measured),
        "found": _share(sum(each.found for each in measured), len(measured)),
        "person_iou": _rounded(scores(counts)["person_iou"]),
        "right": right,
    }


def fact_figures(measured: Sequence[Measured], fact: str) -> dict[str, Any]:
    """Precision and recall of a fact over all views, each of as many views as ``n`` says."""
    told = [each.answers[fact] for each in measured if fact in each.answers]
    right = sum(truth and found for truth, found in told)
    return {
        "n": len(told),
        "precision": _share(right, sum(found for _, found in told)),
        "recall": _share(right, sum(truth for truth, _ in told)),
    }


def nobody(parser: SmallParser, examples: Sequence[Example]) -> dict[str, Any]:
    """How often clothes that nobody wears are taken for a person."""
    found = [parser.parse(read_rgb(example.photo)).box is not None for example in examples]
    return _share(sum(found), len(found))


def _share(hits: int, count: int) -> dict[str, Any]:
    return {name: _rounded(value) for name, value in wilson(hits, count).items()}


def _rounded(value: float) -> float | None:
    """Four decimals, more than the photos can carry; None where there is nothing to measure."""
    return None if np.isnan(value) else round(value, 4)
