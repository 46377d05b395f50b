"""The garment parser measured on label maps; ``docs/evaluation.md`` says how each figure is made.

python -m embeddings.evaluation parsing --data DIR [--split val] [--json OUT] [--sheet DIR]
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from embeddings.errors import OtjangError
from embeddings.evaluation import sheets
from embeddings.evaluation.calibration import reliability
from embeddings.evaluation.duplicates import copies, fingerprints, repeats
from embeddings.evaluation.figures import HEADLINES, by_source, figures, photo_figures, worst_first
from embeddings.evaluation.folder import Split, listed, read_pair, read_split
from embeddings.evaluation.measured import Measured, measure
from embeddings.parsing import Parser
from embeddings.training.data import Example

log = logging.getLogger(__name__)

TRAIN: Final = "train"
"""The split that copies of scored photos are looked for in."""


def main(arguments: Sequence[str]) -> None:
    """Command line of ``python -m embeddings.evaluation parsing``; a folder at fault ends it with a message."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation parsing", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with parsing/split.csv (docs/data.md)")
    options.add_argument("--split", default="val", help="which photos of split.csv (default: val)")
    options.add_argument("--weights", type=Path, help="folder of another parser than the built-in one")
    options.add_argument("--threads", type=int, default=0, help="processors to use (default: all)")
    options.add_argument("--json", type=Path, help="file for the figures; without it they are printed as JSON")
    options.add_argument("--sheet", type=Path, help="folder for contact sheets of the best, middle and worst photos")
    chosen = options.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if chosen.threads:
        cv2.setNumThreads(chosen.threads)
    try:
        result = report(Parser(chosen.weights, chosen.threads), chosen.data, chosen.split, chosen.sheet)
        text = json.dumps(result, indent=1, ensure_ascii=False)
        if chosen.json:
            chosen.json.parent.mkdir(parents=True, exist_ok=True)
            chosen.json.write_text(text + "\n", encoding="utf-8")
    except (OtjangError, OSError) as error:
        raise SystemExit(str(error)) from error
    print(summary(result) if chosen.json else text)


def report(parser: Parser, data: Path, split: str, sheet: Path | None = None) -> dict[str, Any]:
    """Every figure of a folder's split, its sources and its photos; contact sheets into ``sheet``.

    Raises ``ModelError`` or ``PhotoError`` naming the file at fault, before the first photo is parsed.
    """
    part = read_split(data, split)
    for example in part.examples:
        read_pair(example)
    measured = _measured(parser, part.examples, sheets.LONG_SIDE if sheet else 0)
    result: dict[str, Any] = {"model_id": parser.model_id, "split": split, **figures(measured)}
    if len(set(part.sources.values())) > 1:
        result["sources"] = by_source(measured, part.sources)
    result |= duplicates(data, part)
    result["reliability"] = {
        "pixels": reliability(np.sum([each.pixel_bins for each in measured], 0)),
        "garments": reliability(np.sum([each.garment_bins for each in measured], 0)),
    }
    result["photos"] = {each.example.name: photo_figures(each, part.sources) for each in worst_first(measured)}
    if sheet:
        paths = sheets.write_sheets(sheet, measured, f"split {split} · {parser.model_id} · each: photo, found, true")
        log.info("wrote %s", ", ".join(map(str, paths)))
    return result


def duplicates(data: Path, part: Split) -> dict[str, Any]:
    """Photos that the split has twice, and those that the training split has as well, if there is one.

    Training photos whose files are not there are not compared.
    """
    own = fingerprints(part.examples)
    found: dict[str, Any] = {"repeats": [asdict(pair) for pair in repeats(own)]}
    train = [example for example in listed(data, TRAIN).examples if example.photo.is_file()]
    if train and part.name != TRAIN:
        pairs = copies(own, fingerprints(train))
        found["duplicates"] = {
            "compared_with": len(train),
            "pairs": [{"id": pair.one, "train": pair.other, "bits": pair.bits} for pair in pairs],
        }
    return found


def evaluate(parser: Parser, examples: Sequence[Example]) -> dict[str, Any]:
    """The figures of some photos, without a word on any single one: what a model's card may hold."""
    return figures(_measured(parser, examples))


def summary(result: Mapping[str, Any]) -> str:
    """The headline figures as lines for a terminal."""
    lines = [f"{result['model_id']}, {result['n']} photos of {result['split']}; 95 % intervals over photos"]
    for name, words in HEADLINES.items():
        value, (low, high) = result[name], result["interval"][name]
        shown = "not defined" if value is None else f"{value:.3f}  ({low:.3f} to {high:.3f})"
        lines.append(f"{words:30} {shown}")
    if "duplicates" in result:
        pairs, count = result["duplicates"]["pairs"], result["duplicates"]["compared_with"]
        lines.append(f"{'copies in the training split':30} {len(pairs)} of {count} photos compared")
    lines.append(f"{'photos there twice':30} {len(result['repeats'])}")
    return "\n".join(lines)


def _measured(parser: Parser, examples: Sequence[Example], sheet: int = 0) -> list[Measured]:
    measured = []
    for number, example in enumerate(examples, 1):
        measured.append(measure(parser, example, sheet))
        if number % 50 == 0:
            log.info("measured %d of %d photos", number, len(examples))
    return measured
