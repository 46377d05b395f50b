"""Kinds of worn garments, as serving names them, against the tags of street photos.

The tags say what a photo shows, not where: a garment's kind is right when its category's tags allow
it. The encoder has not seen these photos; the parser learnt from their tags which categories are there.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final

import numpy as np

from embeddings.encoders import Encoder
from embeddings.encoders.ground import neutral_ground
from embeddings.encoders.kinds import kind_probabilities
from embeddings.evaluation.wilson import wilson
from embeddings.ontology import KINDS, KINDS_OF
from embeddings.parsing import Parser
from embeddings.photo import decode
from embeddings.training.data import tagged_examples

log = logging.getLogger(__name__)

PHOTOS: Final = 200
PRECISION: Final = 0.9
"""What share of the kinds that are shown should be right."""
TAG_KINDS: Final[dict[str, tuple[str, ...]]] = {
    **{tag: (tag,) for tag in ("t-shirt", "shirt", "blouse", "sweater", "hoodie", "cardigan", "vest", "bodysuit")},
    **{tag: (tag,) for tag in ("jacket", "coat", "blazer", "dress", "jeans", "shorts", "leggings")},
    **{tag: (tag,) for tag in ("boots", "sandals", "sneakers", "socks")},
    "top": ("top", "tank top", "long-sleeve top"),
    "jumper": ("sweater",),
    "sweatshirt": ("sweater", "hoodie"),
    "cape": ("coat",),
    "suit": ("blazer", "trousers"),
    "romper": ("jumpsuit",),
    "pants": ("trousers", "leggings"),
    "heels": ("high heels",),
    "pumps": ("high heels",),
    "wedges": ("high heels", "sandals"),
    "flats": ("shoes",),
    "loafers": ("shoes",),
    "clogs": ("shoes", "sandals"),
    "shoes": KINDS_OF["shoes"],
    "stockings": ("tights",),
    "tights": ("tights",),
}


def measure(encoder: Encoder, parser: Parser, data: Path, head: Path) -> dict[str, Any]:
    """Share right, and the probability from which on ``PRECISION`` of the kinds are right."""
    examples = tagged_examples(data)
    scores, right = [], []
    for number, example in enumerate(examples[:: max(1, len(examples) // PHOTOS)]):
        photo = decode(example.photo.read_bytes(), example.photo.name)
        tagged = {kind for tag in example.tags for kind in TAG_KINDS.get(tag, ())}
        garments = [
            garment
            for garment in parser.parse(photo).garments
            if len(KINDS_OF[garment.category]) > 1 and tagged & set(KINDS_OF[garment.category])
        ]
        if not garments:
            continue
        seen = encoder.encode_images([neutral_ground(photo, each.mask, each.box) for each in garments])
        for garment, row in zip(garments, kind_probabilities(seen, head), strict=True):
            allowed = np.array([kind in KINDS_OF[garment.category] for kind in KINDS])
            among = np.where(allowed, row, 0) / row[allowed].sum()
            scores.append(float(among.max()))
            right.append(KINDS[int(among.argmax())] in tagged)
        if number % 50 == 0:
            log.info("tagged photos: %d", number)
    return {"all": wilson(sum(right), len(right)), **shown(scores, right)}


def shown(scores: list[float], right: list[bool], precision: float = PRECISION) -> dict[str, Any]:
    """From which probability on enough of the kinds are right; 1.01, so none, where there is no such."""
    order = np.argsort(-np.array(scores), kind="stable")
    hits = np.array(right, int)[order].cumsum()
    good = np.flatnonzero(hits / np.arange(1, len(order) + 1) >= precision)
    last = int(good[-1]) + 1 if len(good) else 0
    return {
        "from": float(np.array(scores)[order][last - 1]) if last else 1.01,
        "right": wilson(int(hits[last - 1]) if last else 0, last),
        "shown": wilson(last, len(order)),
    }
