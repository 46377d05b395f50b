"""From how much on pixels are a garment or a person: chosen on photos, not guessed.

Garments: for each category the least area and the least confidence with the best F-score of
"found in the photo" on the label maps' validation photos; where several do as well, the middle
one is taken. Person: the largest least share of skin and hair that loses nobody in the validation
photos; how many photos of clothes that nobody wears it still takes for a person is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.parsing import PRESENT
from embeddings.parsing.garments import settle
from embeddings.parsing.labels import CLASS_ID, GARMENT_CATEGORIES, IGNORE
from embeddings.parsing.parser import Parser
from embeddings.parsing.people import BODY, PersonRule, find_person
from embeddings.training.data import Example, clothing_examples, parsing_examples, read_labels, read_rgb

log = logging.getLogger(__name__)

AREAS = (0.0003, 0.0006, 0.001, 0.0015, 0.0025, 0.004, 0.006, 0.01)
CONFIDENCES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)
PERSON_AREA = 0.01
"""Least share of the photo: validation photos, all of them full-body, say nothing on small figures."""
BODIES = (0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.06)
UNWORN_STEP = 27
"""Of the photos of clothes that nobody wears, every 27th is looked at: 153."""
OPEN = PersonRule(area=0.002, body=0.0)
"""Everything counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the network sees in one photo when everything counts."""

    area: float
    """Share of the photo that the main figure takes."""
    body: float
    """Share of skin and hair in it."""
    garments: NDArray[np.float64]
    """12×2: each category's share of the person, and its mean confidence."""


def choose_thresholds(parser: Parser, data: Path) -> dict[str, Any]:
    """The ``thresholds`` of ``model.json`` for this parser's network."""
    people = parsing_examples(data, "val")
    seen = [look(parser, example) for example in people]
    nobody = [look(parser, example) for example in clothing_examples(data, "train")[::UNWORN_STEP]]
    found = np.stack([each.garments for each in seen])
    truth = np.stack([worn(example) for example in people])
    return {
        "person": choose_person(seen, nobody),
        "garments": {
            category: choose_garment(found[:, index], truth[:, index])
            for index, category in enumerate(GARMENT_CATEGORIES)
        },
    }


def look(parser: Parser, example: Example) -> Seen:
    """Parse a photo without any thresholds."""
    planes = parser.probabilities(read_rgb(example.photo))
    mask = find_person(planes, OPEN).mask
    labels, confidence = settle(planes, mask)
    area = int(np.count_nonzero(mask))
    garments = np.zeros((len(GARMENT_CATEGORIES), 2))
    for index, category in enumerate(GARMENT_CATEGORIES):
        own = labels == CLASS_ID[category]
        if own.any():
            garments[index] = own.sum() / area, confidence[own].mean()
    return Seen(area / mask.size, int(np.isin(labels, BODY).sum()) / max(1, area), garments)


def worn(example: Example) -> NDArray[np.bool_]:
    """Which of the 12 categories a labelled photo shows."""
    assert example.labels is not None
    truth = read_labels(example.labels)
    person = int(np.count_nonzero((truth != IGNORE) & (truth > 0)))
    areas = [int(np.count_nonzero(truth == CLASS_ID[category])) for category in GARMENT_CATEGORIES]
    return np.array(areas) > PRESENT * person


def choose_person(people: Sequence[Seen], nobody: Sequence[Seen]) -> dict[str, float]:
    """The strictest rule on skin and hair that loses nobody in the photos of people."""

    def taken(photos: Sequence[Seen], body: float) -> float:
        return float(np.mean([each.area >= PERSON_AREA and each.body >= body for each in photos]))

    most = max(taken(people, body) for body in BODIES)
    body = max(body for body in BODIES if taken(people, body) == most)
    log.info("person: body %g; kept %.3f, of nobody %.3f", body, most, taken(nobody, body))
    return {"area": PERSON_AREA, "body": body}


def choose_garment(found: NDArray[np.float64], truth: NDArray[np.bool_]) -> dict[str, float]:
    """Least area and confidence with the best F-score. ``found`` N×2, ``truth`` N."""
    rules = list(product(AREAS, CONFIDENCES))
    values = np.array([_f_score((found[:, 0] >= area) & (found[:, 1] >= sure), truth) for area, sure in rules])
    best = [rule for rule, value in zip(rules, values, strict=True) if value >= values.max() - 1e-9]
    area, confidence = best[len(best) // 2]
    return {"area": area, "confidence": confidence}


def _f_score(found: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    right = int(np.count_nonzero(found & truth))
    return 2 * right / max(1, int(np.count_nonzero(found)) + int(np.count_nonzero(truth)))
