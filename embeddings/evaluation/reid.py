"""Is this the garment that I already own? Measured on pairs of photos, and the two thresholds that follow.

    python -m embeddings.evaluation reid --data DIR [--json OUT]

Every photo goes the way that serving goes: parsed, the garment of the shop's category cut out, its
embedding and its colours taken. Photos in which the parser finds no such garment (scarves without a
person) are taken as what stands out from their plain ground.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.colour import colour_histogram, dominant_colours
from embeddings.encoders import Encoder, garment_vector, load_encoder
from embeddings.encoders.descriptor import WEIGHT
from embeddings.encoders.ground import on_ground
from embeddings.errors import ModelError
from embeddings.evaluation.wilson import wilson
from embeddings.ontology import KINDS_OF
from embeddings.parsing import Mask, Parser
from embeddings.photo import Photo
from embeddings.training.data import read_rgb, rows
from embeddings.training.encoder.captions import known
from embeddings.training.encoder.items import Item, items
from embeddings.training.encoder.views import foreground

log = logging.getLogger(__name__)

PRECISION: Final = 0.97
"""What share of the garments taken as the same should be the same."""
KEPT: Final = 0.95
"""What share of the right answers should at least be asked about."""
COLOUR_GAP: Final = 25.0
"""CIELAB distance above which query and answer show two colour variants: the table is wrong there."""
WEIGHTS: Final = (0.0, 0.3, 0.5, 0.7, 1.0, 1.4)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Photos of garments, as recognition sees them."""

    names: list[str]
    garment: NDArray[np.str_]
    product: NDArray[np.str_]
    main: NDArray[np.bool_]
    category: NDArray[np.str_]
    embedding: NDArray[np.float32]
    histogram: NDArray[np.float32]
    lab: NDArray[np.float32]
    parsed: int
    """How many photos the parser found the garment in."""


def look(encoder: Encoder, parser: Parser | None, found: Sequence[Item]) -> Views:
    """What recognition would see of each photo."""
    images, histograms, labs, categories, parsed = [], [], [], [], 0
    for number, item in enumerate(found):
        pixels = read_rgb(item.picture)
        wanted = [name for name, kinds in KINDS_OF.items() if name and set(known(item).kinds) & set(kinds)]
        mask, box, category = _garment(pixels, parser, wanted)
        parsed += category != ""
        images.append(on_ground(pixels, mask, box))
        histograms.append(colour_histogram(pixels, mask))
        labs.append(dominant_colours(pixels, mask, 1)[0].lab)
        categories.append(wanted[0] if wanted else "")
        if number % 50 == 0:
            log.info("seen %d of %d", number, len(found))
    return Views(
        [item.name for item in found],
        np.array([item.row["garment_id"] for item in found]),
        np.array([item.row["product"] for item in found]),
        np.array([item.row["view"] == "main" for item in found]),
        np.array(categories),
        np.concatenate([encoder.encode_images(images[i : i + 32]) for i in range(0, len(images), 32)]),
        np.stack(histograms),
        np.array(labs, np.float32),
        parsed,
    )


def _garment(
    pixels: NDArray[np.uint8], parser: Parser | None, wanted: list[str]
) -> tuple[Mask, tuple[int, int, int, int], str]:
    """Mask and box of the garment of a wanted category on the photo's grid; the category is empty where none is."""
    if parser is not None:
        height, width = pixels.shape[:2]
        parse = parser.parse(Photo(pixels, (width, height), None))
        right = [garment for garment in parse.garments if garment.category in wanted]
        if right:
            best = max(right, key=lambda garment: garment.area_share)
            mask = cv2.resize(best.mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
            if mask.any():
                return mask, _box(mask), best.category
    mask = foreground(pixels)
    return mask, _box(mask), ""


def _box(mask: Mask) -> tuple[int, int, int, int]:
    ys, xs = np.nonzero(mask)
    return int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1


def queries(data: Path, views: Views) -> tuple[list[tuple[int, int]], int]:
    """Rows of query and right answer, and how many were left out because their colours contradict the table."""
    row = {name: i for i, name in enumerate(views.names)}
    pairs = [
        (row[each["query"]], row[each["positive"]])
        for each in rows(data / "pairs" / "reid_queries.csv")
        if each["query"] in row and each["positive"] in row
    ]
    kept = [(q, p) for q, p in pairs if np.linalg.norm(views.lab[q] - views.lab[p]) <= COLOUR_GAP]
    return kept, len(pairs) - len(kept)


def ranks(vectors: NDArray[np.float32], views: Views, asked: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Rank of the right answer among all main views."""
    gallery = np.flatnonzero(views.main)
    found = []
    for query, _ in asked:
        scores = vectors[gallery] @ vectors[query]
        right = views.garment[gallery] == views.garment[query]
        found.append(1 + int((scores > scores[right].max()).sum()))
    return np.array(found)


@dataclass(frozen=True, slots=True)
class Trial:
    """The best answer to one question, asked of a wardrobe that has the garment or has not."""

    product: str
    owned: bool
    score: float
    right: bool


def trials(vectors: NDArray[np.float32], views: Views, asked: Sequence[tuple[int, int]]) -> list[Trial]:
    """Each question twice: with every main view of its category in the wardrobe, and without its product."""
    found = []
    for query, _ in asked:
        gallery = np.flatnonzero(views.main & (views.category == views.category[query]))
        for owned in (True, False):
            among = gallery if owned else gallery[views.product[gallery] != views.product[query]]
            if len(among):
                scores = vectors[among] @ vectors[query]
                best = among[int(scores.argmax())]
                right = owned and bool(views.garment[best] == views.garment[query])
                found.append(Trial(str(views.product[query]), owned, float(scores.max()), right))
    return found


def thresholds(found: Sequence[Trial]) -> tuple[float, float]:
    """``same``: from here on ``PRECISION`` of the answers are right; ``ask``: ``KEPT`` of the right ones lie above."""
    order = sorted(found, key=lambda trial: -trial.score)
    hit = np.array([trial.right for trial in order])
    good = np.flatnonzero((hit.cumsum() / np.arange(1, len(order) + 1) >= PRECISION) & hit)
    same = order[int(good[-1])].score if len(good) else 1.0
    right = sorted(trial.score for trial in order if trial.right)
    ask = right[int((1 - KEPT) * len(right))] if right else same
    return same, min(ask, same)


def decisions(found: Sequence[Trial], same: float, ask: float) -> dict[str, Any]:
    """How often each answer is given, and how often it is right."""

    def shares(some: list[Trial]) -> dict[str, Any]:
        sure = [t for t in some if t.score >= same]
        doubtful = [t for t in some if ask <= t.score < same]
        return {
            "same": wilson(len(sure), len(some)),
            "ask": wilson(len(doubtful), len(some)),
            "new": wilson(len(some) - len(sure) - len(doubtful), len(some)),
        }

    sure = [t for t in found if t.score >= same]
    return {
        "same_right": wilson(sum(t.right for t in sure), len(sure)),
        "owned": shares([t for t in found if t.owned]),
        "not_owned": shares([t for t in found if not t.owned]),
    }


def crossed(found: Sequence[Trial], folds: int = 5, seed: int = 0) -> list[tuple[list[Trial], float, float]]:
    """Products in ``folds`` parts: the trials of each with the thresholds that the other parts give."""
    products = sorted({trial.product for trial in found})
    lot = np.random.default_rng(seed).permutation(len(products)) % folds
    fold = dict(zip(products, lot, strict=True))
    result = []
    for part in range(folds):
        own = [trial for trial in found if fold[trial.product] == part]
        others = [trial for trial in found if fold[trial.product] != part]
        if own and others:
            result.append((own, *thresholds(others)))
    return result


def measure(encoder: Encoder, parser: Parser | None, data: Path) -> dict[str, Any]:
    """All figures on the products that training has not seen."""
    found = [item for item in items(data, "val") if item.source == "pairs" and item.row["view"] != "look"]
    views = look(encoder, parser, found)
    asked, contradicting = queries(data, views)
    by_weight = {}
    for weight in WEIGHTS:
        rank = ranks(garment_vector(views.embedding, views.histogram, weight), views, asked)
        by_weight[str(weight)] = {
            "recall_at_1": wilson(int((rank == 1).sum()), len(rank)),
            "recall_at_5": wilson(int((rank <= 5).sum()), len(rank)),
        }
    rank = ranks(views.histogram, views, asked)
    made = trials(garment_vector(views.embedding, views.histogram), views, asked)
    same, ask = thresholds(made)
    shifted = [
        Trial(t.product, t.owned, t.score - s + same if t.score >= s else min(t.score - a + ask, same - 1e-6), t.right)
        for own, s, a in crossed(made)
        for t in own
    ]
    return {
        "photos": len(found),
        "parsed": views.parsed,
        "products": len(set(views.product)),
        "gallery": int(views.main.sum()),
        "queries_contradicting": contradicting,
        "weight": WEIGHT,
        "by_weight": by_weight,
        "colours_alone": {"recall_at_1": wilson(int((rank == 1).sum()), len(rank))},
        "thresholds": {"same": round(same, 4), "ask": round(ask, 4)},
        "decisions": decisions(made, same, ask),
        "decisions_cross_validated": decisions(shifted, same, ask),
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation reid", description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--encoder", default="builtin", help="as the setting OTJANG_ENCODER")
    options.add_argument("--unparsed", action="store_true", help="take what stands out from the ground, no parser")
    options.add_argument("--json", type=Path, help="write the figures into this file")
    given = options.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = None if given.unparsed else parser_or_none()
    text = json.dumps(measure(load_encoder(given.encoder), parser, given.data), indent=1)
    if given.json:
        given.json.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


def parser_or_none() -> Parser | None:
    """The built-in parser, where it is there."""
    try:
        return Parser()
    except ModelError as error:
        log.warning("%s", error)
        return None
