"""How well the encoder knows what a garment is, and finds garments by words.

python -m embeddings.evaluation encoder --data DIR [--json OUT]
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.colour import FAMILIES, dominant_colours
from embeddings.encoders import Encoder, load_encoder
from embeddings.encoders.base import unit_rows
from embeddings.encoders.kinds import HEAD, kind_probabilities
from embeddings.evaluation import worn_kinds
from embeddings.evaluation.reid import parser_or_none
from embeddings.evaluation.wilson import wilson
from embeddings.ontology import KINDS, KINDS_OF
from embeddings.parsing import Parser
from embeddings.training.encoder.captions import CLOTHING_KINDS, Known, article, known
from embeddings.training.encoder.items import Item, items
from embeddings.training.encoder.views import foreground

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

PROMPTS: Final = {
    "Longsleeve": ("a long-sleeve top", "a long-sleeved t-shirt", "a sweater"),
    "Outwear": ("a jacket", "a coat", "a puffer coat", "outerwear"),
    "Undershirt": ("a tank top", "a sleeveless undershirt"),
    "Body": ("a baby bodysuit", "a bodysuit"),
    "Top": ("a top", "a cropped top"),
    "Shoes": ("a pair of shoes", "sneakers", "a pair of boots", "a pair of sandals"),
    "Hat": ("a hat", "a cap", "a beanie"),
    "Pants": ("a pair of trousers", "a pair of jeans", "joggers"),
}
"""Wordings of labels that a shopper would not use; the others are asked for as ``a t-shirt``."""


def measure(encoder: Encoder, data: Path, head: Path | None, parser: Parser | None) -> dict[str, Any]:
    """Every figure, on the validation parts of ``data``; ``head`` is the file of a head for kinds,
    ``parser`` what cuts garments out of tagged photos."""
    found = items(data, "val")
    vectors = encode(encoder, found)
    about = [known(item) for item in found]
    of = {name: np.array([item.source == name for item in found]) for name in ("clothing", "hm", "mango", "worn")}

    def part(name: str) -> tuple[list[Item], list[Known], Vectors]:
        which = np.flatnonzero(of[name])
        return [found[i] for i in which], [about[i] for i in which], vectors[which]

    result: dict[str, Any] = {"clothing": clothing(encoder, *part("clothing")[::2], head)}
    for name in ("hm", "mango"):
        result[name] = {"colour_family": colour_families(encoder, *part(name))}
    result["hm"]["text_to_image"] = text_to_image(encoder, *part("hm"))
    if head:
        for name in ("hm", "mango"):
            result[name]["kind"] = kinds_right(*part(name)[1:], head)
        result["worn"] = worn_categories(*part("worn")[::2], head)
        if parser is not None:
            result["kind_worn"] = worn_kinds.measure(encoder, parser, data, head)
    return result


def encode(encoder: Encoder, found: Sequence[Item], chunk: int = 64) -> Vectors:
    """N×dim unit rows of the items' pictures."""
    rows = []
    for start in range(0, len(found), chunk):
        rows.append(encoder.encode_images([item.load() for item in found[start : start + chunk]]))
        if start % (chunk * 8) == 0:
            log.info("encoded %d of %d", start, len(found))
    return np.concatenate(rows)


def clothing(encoder: Encoder, found: list[Item], vectors: Vectors, head: Path | None) -> dict[str, Any]:
    """People's own clothes: 17 labels and the 7 groups they fall into, by words and by the head."""
    labels = sorted(CLOTHING_KINDS)
    group = {item.row["label"]: item.row["group"] for item in found}
    truth = [item.row["label"] for item in found]

    def scored(guess: NDArray[np.int64]) -> dict[str, Any]:
        named = [labels[i] for i in guess]
        return {
            "labels_17": wilson(sum(a == b for a, b in zip(named, truth, strict=True)), len(truth)),
            "groups_7": wilson(sum(group.get(a) == group[b] for a, b in zip(named, truth, strict=True)), len(truth)),
        }

    words = [PROMPTS.get(label, (article(CLOTHING_KINDS[label][0]),)) for label in labels]
    classes = unit_rows(np.stack([encoder.encode_texts(each).mean(0) for each in words]))
    result = {"by_words": scored((vectors @ classes.T).argmax(1))}
    if head:
        member = np.array([[kind in CLOTHING_KINDS[label] for kind in KINDS] for label in labels], np.float32)
        result["by_head"] = scored((kind_probabilities(vectors, head) @ member.T).argmax(1))
    return result


def colour_families(encoder: Encoder, found: list[Item], about: list[Known], vectors: Vectors) -> dict[str, Any]:
    """The shop's colour family against the measured main colour and against words."""
    which = [i for i, each in enumerate(about) if each.family]
    truth = [about[i].family for i in which]
    measured = []
    for i in which:
        pixels = found[i].load()
        measured.append(dominant_colours(pixels, foreground(pixels), 1)[0].family)
    asked = [[f"{family} clothes", f"a {family} garment", family] for family in FAMILIES]
    classes = unit_rows(np.stack([encoder.encode_texts(each).mean(0) for each in asked]))
    said = [FAMILIES[i] for i in (vectors[which] @ classes.T).argmax(1)]
    return {
        "measured": wilson(sum(a == b for a, b in zip(measured, truth, strict=True)), len(truth)),
        "by_words": wilson(sum(a == b for a, b in zip(said, truth, strict=True)), len(truth)),
    }


def text_to_image(encoder: Encoder, found: list[Item], about: list[Known], vectors: Vectors) -> dict[str, Any]:
    """A garment's own description finds it among all garments of the part (exact item), H&M's held-out models."""
    result: dict[str, Any] = {"gallery": len(found)}
    for name, place in (("short", 0), ("description", 3)):
        asked = [each.captions[min(place, len(each.captions) - 1)] for each in about]
        scores = encoder.encode_texts(asked) @ vectors.T
        own = scores[np.arange(len(asked)), np.arange(len(asked))]
        rank = 1 + (scores > own[:, None]).sum(1)
        same = np.array([[a == b for b in asked] for a in asked])
        best = np.where(same, scores, -1).max(1)
        any_same = 1 + (scores > best[:, None]).sum(1)
        result[name] = {
            "recall_at_1": wilson(int((rank == 1).sum()), len(rank)),
            "recall_at_10": wilson(int((rank <= 10).sum()), len(rank)),
            "mrr": float((1 / rank).mean()),
            "same_caption_recall_at_1": wilson(int((any_same == 1).sum()), len(rank)),
        }
    return result


def kinds_right(about: list[Known], vectors: Vectors, head: Path) -> dict[str, float]:
    """The head's kind among all kinds, where the shop's type names one."""
    which = [i for i, each in enumerate(about) if each.kinds]
    guess = kind_probabilities(vectors[which], head).argmax(1)
    return wilson(sum(KINDS[g] in about[i].kinds for g, i in zip(guess, which, strict=True)), len(which))


def worn_categories(found: list[Item], vectors: Vectors, head: Path) -> dict[str, float]:
    """Garments cut out of street photos: is the head's kind one of the label's category?"""
    guess = kind_probabilities(vectors, head).argmax(1)
    return wilson(sum(KINDS[g] in KINDS_OF[item.category] for g, item in zip(guess, found, strict=True)), len(found))


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation encoder", description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--encoder", default="builtin", help="as the setting OTJANG_ENCODER")
    options.add_argument("--json", type=Path, help="write the figures into this file")
    given = options.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    head = HEAD if given.encoder == "builtin" else None
    text = json.dumps(measure(load_encoder(given.encoder), given.data, head, parser_or_none()), indent=1)
    if given.json:
        given.json.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
