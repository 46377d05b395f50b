"""How well garments are found: by full and short words, English and Korean, with slips, and by picture and words.

    python -m embeddings.evaluation search --data DIR [--encoder NAME] [--json OUT]

The gallery is H&M's held-out models. A short description fits many garments, so beside the exact item it is
counted whether the first ten have what was asked for: the kind, the colour family and the pattern.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.encoders import Encoder
from embeddings.encoders.base import unit_rows
from embeddings.evaluation.encoder import run
from embeddings.evaluation.ranking import found, places
from embeddings.evaluation.vectors_of import Described, describe
from embeddings.query import understand
from embeddings.spelling import corrected
from embeddings.training.encoder.captions import Caption, captions
from embeddings.training.encoder.items import Item, items
from embeddings.training.encoder.labels import kinds_of, labels

log = logging.getLogger(__name__)

TEXT_SHARE: Final = 0.5
"""What the words count beside the picture in "like this, but blue"."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question about one item."""

    item: int
    text: str


def measure(encoder: Encoder, data: Path, heads: Path | None = None) -> dict[str, Any]:
    """Every figure; ``heads`` are not looked at: search by words is the two towers' work."""
    seen = describe(encoder, items(data, "val", ("hm",)))
    if not seen.items:
        return {}
    english, korean = _both_languages(seen.items)
    rng = np.random.default_rng(0)
    slips = [Query(each.item, _slip(each.text, rng)) for each in english]
    mended = [Query(each.item, " ".join(corrected(word) or word for word in each.text.split())) for each in slips]
    fits = _fits(seen.items)
    asked: dict[str, list[Query]] = {
        "full description": _each(seen.items, lambda found: found[0]),
        "first sentence": _each(seen.items, lambda found: found[3]),
        "short, English": english,
        "short, Korean": korean,
        "short, one slip": slips,
        "short, one slip, put right": mended,
        "short, Korean, as the product reads it": _read(korean),
        "short, one slip, as the product reads it": _read(slips),
    }
    return {
        "gallery": len(seen.items),
        **{name: _scored(encoder, seen, queries, fits) for name, queries in asked.items()},
        "like this, but in another colour": but(encoder, seen),
    }


def _scored(encoder: Encoder, seen: Described, asked: Sequence[Query], fits: NDArray[np.bool_]) -> dict[str, Any]:
    texts = [each.text for each in asked]
    rows = np.array([each.item for each in asked])
    scores = encoder.encode_texts(texts) @ seen.vectors.T
    exact = np.zeros(scores.shape, bool)
    exact[np.arange(len(rows)), rows] = True
    first = np.argsort(-scores, axis=1)[:, :10]
    result = found(places(scores, exact))
    result["fitting_among_10"] = round(float(np.take_along_axis(fits[rows], first, 1).mean()), 4)
    result["fitting_at_1"] = round(float(fits[rows, first[:, 0]].mean()), 4)
    return result


def but(encoder: Encoder, seen: Described) -> dict[str, Any]:
    """A picture and "in blue" find the same model in blue: pairs of colour variants, one shown, the other meant.

    The product adds what the words ask for and takes away what the picture has (``wardrobe.search.likeness``).
    """
    model = np.array([item.row["model"] for item in seen.items])
    colour = np.array([item.row["color"].lower() for item in seen.items])
    pairs = [(a, b) for a in range(len(model)) for b in np.flatnonzero(model == model[a]) if colour[a] != colour[b]]
    if not pairs:
        return {}
    shown, meant = (np.array(side) for side in zip(*pairs, strict=True))
    texts, own = (
        encoder.encode_texts([f"{colour[pair[side]]} {_word(seen.items[pair[0]])}" for pair in pairs])
        for side in (1, 0)
    )
    right = (model[None] == model[meant][:, None]) & (colour[None] == colour[meant][:, None])

    def scored(queries: NDArray[np.float32]) -> dict[str, Any]:
        scores = queries @ seen.vectors.T
        scores[np.arange(len(shown)), shown] = -1  # the one shown is not meant
        return found(places(scores, right))

    mixed = (1 - TEXT_SHARE) * seen.vectors[shown] + TEXT_SHARE * texts
    return {
        "picture alone": scored(seen.vectors[shown]),
        "words alone": scored(texts),
        "mean of both": scored(unit_rows(mixed)),
        "picture + asked − own": scored(unit_rows(seen.vectors[shown] + texts - own)),
    }


def _word(item: Item) -> str:
    return next(iter(kinds_of(item)), item.row["label"].lower())


def _each(found_: Sequence[Item], wording: Callable[[tuple[Caption, ...]], Caption]) -> list[Query]:
    return [Query(place, wording(captions(item)).text) for place, item in enumerate(found_)]


def _read(asked: Sequence[Query]) -> list[Query]:
    """What the product gives the encoder to read: in English, slips put right."""
    return [Query(each.item, understand(each.text).described) for each in asked]


def _both_languages(found_: Sequence[Item]) -> tuple[list[Query], list[Query]]:
    """The same short descriptions in English and in Korean, of words that both have."""
    english, korean = [], []
    for place, item in enumerate(found_):
        caption = next((each for each in captions(item) if each.text != each.meaning), None)
        if caption is not None:
            english.append(Query(place, caption.meaning))
            korean.append(Query(place, caption.text))
    return english, korean


def _fits(found_: Sequence[Item]) -> NDArray[np.bool_]:
    """N×N: has item b the kind, colour family and pattern of item a, as far as they are known?"""
    kinds = [set(kinds_of(item)) for item in found_]
    about = [labels(item) for item in found_]
    family = np.array([each.family for each in about])
    pattern = [set(each.aspects.get("pattern", ())) for each in about]
    kind = np.array([[not a or bool(a & b) for b in kinds] for a in kinds])
    look = np.array([[not a or bool(a & b) for b in pattern] for a in pattern])
    return np.asarray(kind & look & ((family[None] == family[:, None]) | (family == "")[:, None]))


def _slip(text: str, rng: np.random.Generator) -> str:
    """The text with two neighbouring letters of its longest word swapped, or one left out."""
    words = text.split()
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    word = words[longest]
    if len(word) > 3:
        at = int(rng.integers(1, len(word) - 1))
        words[longest] = word[:at] + (
            word[at + 1] + word[at] + word[at + 2 :] if rng.random() < 0.5 else word[at + 1 :]
        )
    return " ".join(words)


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    run("search", __doc__ or "", arguments, measure)
