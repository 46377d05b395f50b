"""How well the encoder knows what a garment is, and finds garments by words.

python -m embeddings.evaluation encoder --data DIR [--encoder NAME] [--json OUT]
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.attributes import HEADS, probabilities
from embeddings.colour import FAMILIES, dominant_colours
from embeddings.encoders import Encoder, load_encoder
from embeddings.encoders.base import unit_rows
from embeddings.evaluation.ranking import found, places
from embeddings.evaluation.vectors_of import Described, Vectors, describe
from embeddings.evaluation.wilson import wilson
from embeddings.evaluation.written import write_figures
from embeddings.foreground import foreground
from embeddings.ontology import KINDS
from embeddings.training.encoder.captions import article, captions
from embeddings.training.encoder.items import Item, items
from embeddings.training.encoder.labels import kinds_of, labels
from embeddings.training.encoder.sources import CLOTHING_KINDS, COLOUR_FAMILIES

log = logging.getLogger(__name__)

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
COARSER: Final = {
    **dict.fromkeys(("sneakers", "high heels"), "shoes"),
    **dict.fromkeys(("cap", "beanie"), "hat"),
    "tights": "socks",
}
"""Kinds that the 38 types do not tell apart."""


def measure(encoder: Encoder, data: Path, heads: Path | None) -> dict[str, Any]:
    """Every figure, on the validation parts of ``data``; ``heads`` is the file of the encoder's heads."""
    seen = describe(encoder, items(data, "val", ("hm", "clothing", "mango")))
    result: dict[str, Any] = {"clothing": clothing(encoder, seen.of("clothing"), heads)}
    for name in ("hm", "mango"):
        part = seen.of(name)
        if part.items:
            result[name] = {"colour_family": families(encoder, part, heads), "type": types(encoder, part, heads)}
    if "hm" in result:
        result["hm"]["text_to_image"] = text_to_image(encoder, seen.of("hm"))
    return result


def clothing(encoder: Encoder, seen: Described, heads: Path | None) -> dict[str, Any]:
    """People's own clothes: 17 labels and the 7 groups they fall into, by words, by the head and by kinds."""
    names = sorted(CLOTHING_KINDS)
    group = {item.row["label"]: item.row["group"] for item in seen.items}
    truth = [item.row["label"] for item in seen.items]

    def scored(guess: NDArray[np.int64]) -> dict[str, Any]:
        named = [names[i] for i in guess]
        return {
            "labels_17": wilson(sum(a == b for a, b in zip(named, truth, strict=True)), len(truth)),
            "groups_7": wilson(sum(group.get(a) == group[b] for a, b in zip(named, truth, strict=True)), len(truth)),
        }

    words = [PROMPTS.get(label, (article(CLOTHING_KINDS[label][0]),)) for label in names]
    result = {"by_words": scored(by_words(encoder, seen.vectors, words))}
    if heads and seen.features is not None:
        member = np.array([[kind in CLOTHING_KINDS[label] for kind in KINDS] for label in names], np.float32)
        result["by_head"] = scored(probabilities(seen.features, "source_label", heads).argmax(1))
        result["by_kinds"] = scored((probabilities(seen.features, "kind", heads) @ member.T).argmax(1))
    return result


def families(encoder: Encoder, seen: Described, heads: Path | None) -> dict[str, Any]:
    """The shop's colour family of 13: by the head, by words, and by the measured main colour (which knows no metal)."""
    truth = [labels(item).family for item in seen.items]
    seen, truth = seen.where([bool(family) for family in truth]), [family for family in truth if family]
    asked = [(f"{family} clothes", f"a {family} garment", family) for family in COLOUR_FAMILIES]

    def scored(guess: Sequence[str]) -> dict[str, Any]:
        return wilson(sum(a == b for a, b in zip(guess, truth, strict=True)), len(truth))

    result = {
        "by_words": scored([COLOUR_FAMILIES[i] for i in by_words(encoder, seen.vectors, asked)]),
        "measured": scored([_main_colour(item) for item in seen.items]),
    }
    if heads and seen.features is not None:
        guess = probabilities(seen.features, "family", heads).argmax(1)
        result["by_head"] = scored([COLOUR_FAMILIES[i] for i in guess])
    return result


def types(encoder: Encoder, seen: Described, heads: Path | None) -> dict[str, Any]:
    """The shop's type, among 38: the kinds of the ontology, less those that shops' types do not tell apart."""
    allowed = [{coarser(kind) for kind in kinds_of(item)} for item in seen.items]
    seen, allowed = seen.where([bool(kinds) for kinds in allowed]), [kinds for kinds in allowed if kinds]
    names = sorted({coarser(kind) for kind in KINDS})

    def scored(guess: Sequence[str]) -> dict[str, Any]:
        return wilson(sum(a in b for a, b in zip(guess, allowed, strict=True)), len(allowed))

    result = {"by_words": scored([names[i] for i in by_words(encoder, seen.vectors, [(article(n),) for n in names])])}
    if heads and seen.features is not None:
        member = np.array([[coarser(kind) == name for kind in KINDS] for name in names], np.float32)
        result["by_head"] = scored(
            [names[i] for i in (probabilities(seen.features, "kind", heads) @ member.T).argmax(1)]
        )
    return result


def coarser(kind: str) -> str:
    """The type of a kind."""
    return COARSER.get(kind, kind)


def text_to_image(encoder: Encoder, seen: Described) -> dict[str, Any]:
    """A garment's full description finds it among all of the part (exact item), by the model's two towers alone."""
    wordings: dict[str, Callable[[Item], str]] = {
        "description": lambda item: captions(item)[0].text,
        "short": lambda item: captions(item)[min(5, len(captions(item)) - 1)].text,
    }
    result: dict[str, Any] = {"gallery": len(seen.items)}
    for name, wording in wordings.items():
        asked = [wording(item) for item in seen.items]
        scores = encoder.encode_texts(asked) @ seen.vectors.T
        same = np.array([[a == b for b in asked] for a in asked])
        result[name] = found(places(scores, np.eye(len(asked), dtype=bool)))
        result[name]["any_so_described"] = found(places(scores, same))
    return result


def by_words(encoder: Encoder, vectors: Vectors, asked: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """Which of several texts (each in some wordings) is nearest to each picture."""
    classes = unit_rows(np.stack([encoder.encode_texts(wordings).mean(0) for wordings in asked]))
    return np.asarray((vectors @ classes.T).argmax(1))


def _main_colour(item: Item) -> str:
    pixels = item.load()
    colours = dominant_colours(pixels, foreground(pixels), 1)
    return colours[0].family if colours else FAMILIES[0]


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    run("encoder", __doc__ or "", arguments, measure)


def run(
    name: str, about: str, arguments: Sequence[str], measured: Callable[[Encoder, Path, Path | None], dict[str, Any]]
) -> None:
    """The command line of a measure that asks for an encoder and the file of its heads."""
    options = argparse.ArgumentParser(prog=f"python -m embeddings.evaluation {name}", description=about)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--encoder", default="builtin", help="as the setting OTJANG_ENCODER")
    options.add_argument("--json", type=Path, help="write the figures into this file")
    given = options.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    heads = HEADS if given.encoder == "builtin" else None
    write_figures(measured(load_encoder(given.encoder), given.data, heads), given.json)
