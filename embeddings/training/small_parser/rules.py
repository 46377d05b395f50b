"""From how much on pixels are a person, and a part of one: chosen on training photos, not guessed.

For head and feet the least share of the person's pixels with the best F-score of "seen" over the
views of ``embeddings.evaluation.body_views``; for the person the least confidence that best parts
views of people from photos of clothes that nobody wears, which the training has not seen. Where
several do as well, the middle one is taken.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.body_views import views
from embeddings.parsing.body import BODY_PARTS
from embeddings.parsing.small import BodyRules, SmallParser, read_body
from embeddings.training.data import parsing_examples, read_labels, read_rgb
from embeddings.training.small_parser.targets import UNWORN, unworn

log = logging.getLogger(__name__)

AREA: Final = 0.004
"""A person takes this share of the picture at least: somebody an eighth of its height."""
LEAST: Final = 0.01
"""Least share of torso and legs in a person."""
SHARES: Final = (0.0, 0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04)
CONFIDENCES: Final = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
OPEN: Final = BodyRules(area=0.0, confidence=0.0, parts=dict.fromkeys(BODY_PARTS[1:], 0.0))
"""Everything counts."""
STEP: Final = 6
"""Every sixth photo is looked at."""
NOBODY: Final = 200
"""Photos of clothes that nobody wears."""


def choose_rules(parser: SmallParser, data: Path, seed: int) -> dict[str, Any]:
    """The ``rules`` of ``model.json`` for this parser's network."""
    shares: list[NDArray[np.float64]] = []
    facts: list[dict[str, bool]] = []
    people: list[float] = []
    for example in parsing_examples(data, "train")[::STEP]:
        assert example.labels is not None
        for view in views(read_rgb(example.photo), read_labels(example.labels)):
            confidence, found = look(parser, view.pixels)
            people.append(confidence)
            shares.append(found)
            facts.append(view.facts)
    clothes = unworn(data, seed)[UNWORN : UNWORN + NOBODY]
    nobody = [look(parser, read_rgb(example.photo))[0] for example in clothes]
    parts = dict.fromkeys(BODY_PARTS[1:], LEAST)
    for name in ("head", "feet"):
        told = [
            (found[BODY_PARTS.index(name)], fact[name])
            for found, fact in zip(shares, facts, strict=True)
            if name in fact
        ]
        parts[name] = choose_share(told)
    return asdict(BodyRules(AREA, choose_confidence(people, nobody), parts))


def look(parser: SmallParser, pixels: NDArray[np.uint8]) -> tuple[float, NDArray[np.float64]]:
    """Mean probability of the main figure (0: there is none) and each part's share of it, when everything counts."""
    body = read_body(parser.probabilities(pixels), OPEN)
    counts = np.bincount(body.labels.ravel(), minlength=len(BODY_PARTS)).astype(np.float64)
    area = counts[1:].sum()
    if area < AREA * body.labels.size:
        return 0.0, np.zeros(len(BODY_PARTS))
    return float(body.person[body.mask].mean()), counts / area


def choose_share(told: Sequence[tuple[float, bool]]) -> float:
    """The least share with the best F-score of (share found, whether it is true)."""
    found, truth = (np.array(each) for each in zip(*told, strict=True))

    def f_score(least: float) -> float:
        seen = (found > 0) & (found >= least)
        return 2 * int((seen & truth).sum()) / max(1, int(seen.sum()) + int(truth.sum()))

    return _middle_of_best(SHARES, [f_score(least) for least in SHARES])


def choose_confidence(people: Sequence[float], nobody: Sequence[float]) -> float:
    """The least confidence with the best mean of people found and of nobody not found."""
    kept = [float(np.mean(np.array(people) >= least)) for least in CONFIDENCES]
    wrong = [float(np.mean(np.array(nobody) >= least)) for least in CONFIDENCES]
    log.info("confidence %s: people %s, nobody %s", CONFIDENCES, np.round(kept, 3), np.round(wrong, 3))
    return _middle_of_best(CONFIDENCES, [right - false for right, false in zip(kept, wrong, strict=True)])


def _middle_of_best(choices: Sequence[float], values: Sequence[float]) -> float:
    best = [choice for choice, value in zip(choices, values, strict=True) if value >= max(values) - 1e-9]
    return best[len(best) // 2]
