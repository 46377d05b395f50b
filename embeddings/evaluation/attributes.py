"""How right the attributes are, and whether their probabilities keep their word.

    python -m embeddings.evaluation attributes --data DIR [--json OUT]

Shops' tables and sentences are the truth for pattern, sleeve, length and colour family, people's own clothes
and tagged street photos for kinds. Where a label allows several values one of them is right. Beside each
figure stands what always giving the most frequent value would reach.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.attributes import probabilities, scale
from embeddings.encoders import Encoder, OnnxEncoder
from embeddings.encoders.ground import neutral_ground
from embeddings.evaluation.calibration import bins, calibration_error
from embeddings.evaluation.encoder import run
from embeddings.evaluation.reid import parser_or_none
from embeddings.evaluation.vectors_of import Described, describe
from embeddings.evaluation.wilson import wilson
from embeddings.ontology import ASPECTS, KINDS, KINDS_OF, SCALES
from embeddings.parsing import Parser
from embeddings.photo import decode
from embeddings.training.data import tagged_examples
from embeddings.training.encoder.items import HELD_OUT, held_out, items
from embeddings.training.encoder.knowledge import Targets, targets
from embeddings.training.encoder.sources import COLOUR_FAMILIES, TAG_KINDS
from embeddings.white import find_white

log = logging.getLogger(__name__)

ONE_VALUE: Final = {"pattern": "floral"}
"""A value whose own recall is told as well: the one that was labelled by hand."""


def measure(encoder: Encoder, data: Path, heads: Path | None) -> dict[str, Any]:
    """Every aspect and scale on the validation parts of ``data``; nothing for an encoder without heads."""
    if heads is None or not isinstance(encoder, OnnxEncoder):
        return {}
    seen = describe(encoder, items(data, "val", ("hm", "clothing")))
    result: dict[str, Any] = {}
    for source in ("hm", "clothing"):
        part = seen.of(source)
        if part.items:
            result[source] = _of_part(part, targets(part.items), heads)
    parser = parser_or_none()
    if parser is not None and (data / "photos_tagged").is_dir():
        result["worn"] = {"kind": worn_kinds(encoder, parser, data, heads)}
    return result


def _of_part(seen: Described, truth: Targets, heads: Path) -> dict[str, Any]:
    assert seen.features is not None
    result: dict[str, Any] = {}
    for aspect, allowed in truth.aspects.items():
        if allowed.any():
            result[aspect] = _aspect(probabilities(seen.features, aspect, heads), allowed)
    if (truth.family >= 0).any():
        member = np.eye(len(COLOUR_FAMILIES), dtype=bool)[truth.family] & (truth.family >= 0)[:, None]
        result["colour family"] = _aspect(probabilities(seen.features, "family", heads), member)
    for name in SCALES:
        known = ~np.isnan(truth.scales[name])
        if known.any():
            high = truth.scales[name][known] > 0.5
            result[name] = _scale(scale(seen.features, name, heads)[known], high)
    for aspect, value in ONE_VALUE.items():
        place = ASPECTS[aspect].index(value)
        sure = truth.aspects[aspect].sum(1) == 1
        which = sure & truth.aspects[aspect][:, place]
        if which.any():
            guess = probabilities(seen.features, aspect, heads).argmax(1) == place
            result[aspect][f"{value}: found"] = wilson(int(guess[which].sum()), int(which.sum()))
            result[aspect][f"{value}: right"] = wilson(int((guess & which).sum()), int((guess & sure).sum()))
    return result


def _aspect(rows: NDArray[np.float32], allowed: NDArray[np.bool_]) -> dict[str, Any]:
    """Share right, calibration error, and what the most frequent value alone would reach."""
    known = allowed.any(1)
    rows, allowed = rows[known], allowed[known]
    right = allowed[np.arange(len(rows)), rows.argmax(1)]
    return {
        "right": wilson(int(right.sum()), len(right)),
        "calibration_error": round(calibration_error(bins(rows.max(1), right)), 4),
        "most_frequent": round(float(allowed.mean(0).max()), 4),
    }


def _scale(scores: NDArray[np.float32], high: NDArray[np.bool_]) -> dict[str, Any]:
    """Share on the right side of one half, and how often a high one lies above a low one (area under ROC)."""
    right = (scores > 0.5) == high
    above = (scores[high][:, None] > scores[~high][None]).mean() if high.any() and (~high).any() else np.nan
    return {
        "right": wilson(int(right.sum()), len(right)),
        "auc": round(float(above), 4),
        "calibration_error": round(calibration_error(bins(np.maximum(scores, 1 - scores), right)), 4),
        "most_frequent": round(float(max(high.mean(), 1 - high.mean())), 4),
    }


def worn_kinds(encoder: OnnxEncoder, parser: Parser, data: Path, heads: Path) -> dict[str, Any]:
    """Kinds of worn garments, as serving names them, against the tags of street photos that training has not seen.

    The tags say what a photo shows, not where: a garment's kind is right when its category's tags allow it.
    """
    scores, right = [], []
    for example in tagged_examples(data):
        if not held_out(example.photo.name, HELD_OUT["tagged"]):
            continue
        photo = decode(example.photo.read_bytes(), example.photo.name)
        tagged = {kind for tag in example.tags for kind in TAG_KINDS.get(tag, ())}
        parse = parser.parse(photo)
        garments = [
            garment
            for garment in parse.garments
            if len(KINDS_OF[garment.category]) > 1 and tagged & set(KINDS_OF[garment.category])
        ]
        if not garments:
            continue
        white = find_white(photo.pixels, np.any([each.mask for each in parse.garments], 0) | (parse.person >= 0.5))
        _, features = encoder.look([neutral_ground(photo, each.mask, each.box, white) for each in garments])
        for garment, row in zip(garments, probabilities(features, "kind", heads), strict=True):
            allowed = np.array([kind in KINDS_OF[garment.category] for kind in KINDS])
            among = np.where(allowed, row, 0) / max(float(row[allowed].sum()), 1e-12)
            scores.append(float(among.max()))
            right.append(KINDS[int(among.argmax())] in tagged)
    sure = np.array(scores) >= 0.5
    hits = np.array(right, bool)
    return {
        "right": wilson(int(hits.sum()), len(hits)),
        "calibration_error": round(calibration_error(bins(np.array(scores), hits)), 4),
        "right_from_one_half": wilson(int(hits[sure].sum()), int(sure.sum())),
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    run("attributes", __doc__ or "", arguments, measure)
