"""Is this the garment that I already own? Measured on pairs of photos, and what likeness is worth.

    python -m embeddings.evaluation reid --data DIR [--json OUT] [--all] [--card]

Every photo goes the way that serving goes: parsed, the garment of the shop's category cut out, its
embedding and its colours taken. The gallery is every main view of the folder; asked are the products
that the encoder's training has not seen.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders import Encoder, garment_vector, load_encoder
from embeddings.encoders.descriptor import WEIGHT
from embeddings.encoders.onnx_encoder import WEIGHTS as BUILT_IN
from embeddings.encoders.onnx_encoder import read_card
from embeddings.errors import ModelError
from embeddings.evaluation import wardrobes
from embeddings.evaluation.recall import agreeing, queries, ranks, recall
from embeddings.evaluation.studio import Views, cut_out, in_numbers, in_other_light, shots
from embeddings.evaluation.written import write_figures
from embeddings.evidence import logit
from embeddings.parsing import Parser

log = logging.getLogger(__name__)

WEIGHTS: Final = (0.0, 0.3, 0.5, 0.7, 1.0, 1.4)
"""Of the colours beside the embedding."""


def measure(encoder: Encoder, parser: Parser | None, data: Path, everything: bool = False) -> dict[str, Any]:
    """All figures; ``everything`` asks also about the products that training has seen."""
    found = shots(data)
    cuts = cut_out(parser, found)
    views = in_numbers(encoder, found, cuts)
    other = in_numbers(encoder, found, in_other_light(cuts))
    asked = queries(data, views, everything)
    agreed = agreeing(views, asked)
    vectors, dimmed = (garment_vector(each.embedding, each.histogram) for each in (views, other))
    return {
        "photos": len(found),
        "parsed": int((views.category != "").sum()),
        "products": len({views.product[query] for query, _ in asked}),
        "gallery": int(views.main.sum()),
        "queries": len(asked),
        "queries_contradicting": len(asked) - len(agreed),
        "recall": recall(ranks(vectors, views, asked)),
        "recall_agreeing": recall(ranks(vectors, views, agreed)),
        "recall_in_other_light": recall(ranks(vectors, views, asked, seen_in=dimmed)),
        "weight": WEIGHT,
        "by_weight": {
            str(weight): recall(ranks(garment_vector(views.embedding, views.histogram, weight), views, agreed))
            for weight in WEIGHTS
        },
        "colours_alone": recall(ranks(views.histogram, views, agreed)),
        **_recognition(views, vectors),
    }


def _recognition(views: Views, vectors: NDArray[np.float32]) -> dict[str, Any]:
    """What likeness is worth, and how well decisions made by it turn out."""
    questions = wardrobes.draw(views, vectors)
    if not any(question.right >= 0 for question in questions):
        return {"questions": len(questions)}
    answers = wardrobes.crossed(questions)
    same, ask = wardrobes.thresholds(answers)
    fitted = asdict(wardrobes.fit(questions)) | {"same": same, "ask": ask}
    cosines = {name: (logit(fitted[name]) - fitted["offset"]) / fitted["slope"] for name in ("same", "ask")}
    return {
        "questions": len(questions),
        "recognition": {name: round(float(value), 4) for name, value in fitted.items()},
        "thresholds": {name: round(float(np.clip(value, -1, 1)), 4) for name, value in cosines.items()},
        "decisions_cross_validated": wardrobes.decisions(wardrobes.told(answers)),
        "calibration": wardrobes.calibrated(answers),
    }


def keep(figures: dict[str, Any], folder: Path = BUILT_IN) -> None:
    """Write what was fitted into the built-in encoder's card, where serving reads it, and the figures beside it."""
    card = read_card(folder)
    card.setdefault("metrics", {})["reid"] = figures
    card |= {name: figures[name] for name in ("recognition", "thresholds")}
    partial = folder / "model.part"
    partial.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / "model.json")


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation reid", description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--encoder", default="builtin", help="as the setting OTJANG_ENCODER")
    options.add_argument("--unparsed", action="store_true", help="take what stands out from the ground, no parser")
    options.add_argument("--all", action="store_true", help="ask also about products that training has seen")
    options.add_argument("--card", action="store_true", help="write what was fitted into the built-in encoder's card")
    options.add_argument("--json", type=Path, help="write the figures into this file")
    given = options.parse_args(arguments)
    if given.card and (given.encoder != "builtin" or given.unparsed or given.all):
        options.error("--card keeps what the built-in encoder and parser reach on unseen products")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = None if given.unparsed else parser_or_none()
    figures = measure(load_encoder(given.encoder), parser, given.data, given.all)
    if given.card and "recognition" in figures:
        keep(figures)
    elif given.card:
        log.warning("%s has no garment in two photos: the card stays as it is", given.data)
    write_figures(figures, given.json)


def parser_or_none() -> Parser | None:
    """The built-in parser, where it is there."""
    try:
        return Parser()
    except ModelError as error:
        log.warning("%s", error)
        return None
