"""Captions of a garment in many wordings, English and Korean, out of what its source tells.

Sources describe garments differently, and people ask differently: the same facts come as a few words, as
a shop's sentence, with and without the colour, and with some sentences left out. Each caption carries the
English text that the teacher of words reads; for Korean captions that is what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from embeddings.colour import Colour
from embeddings.lexicon import in_korean, read
from embeddings.ontology import KINDS
from embeddings.training.encoder.items import Item
from embeddings.training.encoder.labels import kinds_of
from embeddings.training.encoder.sources import (
    FABRIC,
    HM_KINDS,
    MANGO_COLOUR,
    MANGO_KINDS,
    pair_kinds,
)

UNTOLD = ("Solid", "Unknown", "Other structure", "Other pattern")
"""Patterns that a caption does not name."""
PATTERN_WORDS = {
    "All over pattern": ("patterned", "printed"),
    "Stripe": ("striped", "with stripes"),
    "Check": ("checked", "plaid"),
    "Dot": ("polka dot", "dotted"),
    "Melange": ("melange", "heather"),
    "Denim": ("denim", "denim"),
    "Lace": ("lace", "lacy"),
    "Embroidery": ("embroidered", "embroidery"),
    "Front print": ("graphic print", "with a print on the front"),
    "Placement print": ("printed", "with a print"),
    "Colour blocking": ("colour block", "two-tone"),
}
_WHO = {"Menswear": "men's", "Ladieswear": "women's", "Baby/Children": "kids", "Sport": "sports", "Divided": ""}
_IN_PAIRS = (
    *("trousers", "jeans", "shorts", "leggings", "socks", "shoes", "boots", "sandals", "gloves", "sunglasses", "pants"),
)


@dataclass(frozen=True, slots=True)
class Caption:
    """One wording."""

    text: str
    meaning: str
    """The same in English, for the teacher."""
    weight: float = 1.0
    """How often it is drawn, against the item's other captions."""


def captions(item: Item, colours: tuple[Colour, ...] = ()) -> tuple[Caption, ...]:
    """All wordings for one item; worn garments and pairs are told by their measured ``colours``.

    None for people's own clothes: the words are measured on those.
    """
    match item.source:
        case "hm":
            found = _hm(item.row)
        case "mango":
            found = _mango(item.row)
        case "clothing":
            found = []  # how well words alone tell these apart is measured on them
        case "pairs":
            found = _measured(pair_kinds(item.row)[:2] or ("garment",), colours)
        case _:
            kinds = kinds_of(item)
            words = {"upper-clothes": ("top", "upper clothes"), "outerwear": ("jacket", "outerwear")}
            found = _measured(kinds if len(kinds) == 1 else words.get(item.category, (item.category,)), colours)
    first: dict[str, Caption] = {}
    for caption in found:
        if caption.text:
            first.setdefault(caption.text, caption)
    return tuple(first.values())


def article(word: str) -> str:
    """The word with what English puts before it."""
    if word.split()[-1] in _IN_PAIRS:
        return f"a pair of {word}"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _english(text: str, weight: float = 1.0) -> Caption:
    tidy = " ".join(text.split())
    return Caption(tidy, tidy, weight)


def _korean(text: str, weight: float = 1.0) -> Caption:
    """``text`` word by word in Korean; it means those words that the lexicon knows, and no more."""
    meaning = " ".join(piece.text for piece in read(text) if piece.entry)
    return Caption(in_korean(text), meaning, weight)


def _hm(row: dict[str, str]) -> list[Caption]:
    label = row["label"].replace("/", " ").lower()
    kinds = ("jeans",) if row["label"] == "Trousers" and row["pattern"] == "Denim" else HM_KINDS.get(row["label"], ())
    word = kinds[0] if kinds and kinds[0] in KINDS else label
    colour = row["color"].lower().removeprefix("other").strip()
    before, after = PATTERN_WORDS.get(row["pattern"], ("", ""))
    pattern = "" if row["pattern"] in UNTOLD else row["pattern"].lower()
    who, story = _WHO.get(row["department"], ""), row["desc"]
    sentences = [sentence.strip() for sentence in story.split(". ") if sentence.strip()]
    first = sentences[0].rstrip(".").lower() if sentences else label
    lot = np.random.default_rng(int(row["product"]))
    some = ". ".join(each for each in sentences if lot.random() < 0.6)
    return [
        _english(f"{colour} {pattern} {who} {label}. {story}", 6),
        _english(f"{row['name']}, {who} {label}, {colour}, {pattern or 'solid'}. {story}", 2),
        _english(story, 1),
        _english(f"{colour} {first}", 2),
        _english(f"{colour} {before} {word}. {some}", 2),
        _english(f"{colour} {before} {word}", 2),
        _english(article(f"{colour} {before} {word}".strip())),
        _english(f"{who} {colour} {label} {after}"),
        _english(f"{before} {word}"),
        _korean(f"{colour} {before} {word}", 2),
        _korean(f"{who} {colour} {before} {word}"),
        _korean(f"{before} {word}"),
    ]


def _mango(row: dict[str, str]) -> list[Caption]:
    colour = MANGO_COLOUR.get(row["color_es"], "").partition(":")[0]
    fabric = FABRIC.get(row["fabric"], "")
    label = row["type"].lower()
    word = next(iter(MANGO_KINDS.get(row["type"], ())), label)
    return [
        _english(f"{colour} {word}"),
        _english(f"{colour} {fabric} {label}"),
        _english(article(f"{colour} {label}".strip())),
        _english(f"women's {colour} {fabric} {word}"),
        _korean(f"{colour} {word}"),
        _korean(f"{colour} {fabric} {word}"),
    ]


def _measured(words: tuple[str, ...], colours: tuple[Colour, ...]) -> list[Caption]:
    names = " and ".join(colour.name for colour in colours[:2] if colour.share > 0.3)
    return [wording(f"{names} {word}") for word in words for wording in (_english, _korean)]
