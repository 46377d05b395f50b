"""What stands in ``model.json`` beside the weights: numbers chosen on photos that training did not see.

- ``presence_weight``: how much the presence head's word counts for the pixels; best mean IoU.
- ``temperature``: what the logits are divided by so that probabilities keep their word; least
  negative log likelihood (Guo et al., "On Calibration of Modern Neural Networks", 2017).
- ``garment_confidence``: the logistic function of ``embeddings.parsing.confidence``, and the least
  confidence that makes a garment; best F-score of "found in the photo".
- ``person``: the mildest rule on skin and hair that takes next to no clothes on hangers for a person.
- ``unsure_below``: the mean confidence that all but the worst twentieth of the photos reach.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from embeddings.evaluation.calibration import bins, calibration_error
from embeddings.evaluation.confusion import SCORED, confusion, scores
from embeddings.evaluation.measured import worn
from embeddings.parsing.confidence import GarmentConfidence, evidence_of
from embeddings.parsing.garments import best_class, find_garments, settle
from embeddings.parsing.labels import CLASS_ID, CLASSES, GARMENT_CATEGORIES, IGNORE
from embeddings.parsing.parser import Parser, softmax
from embeddings.parsing.people import BODY, PersonRule, find_person
from embeddings.parsing.resize import resize_labels
from embeddings.training.data import Example, clothing_examples, parsing_examples, read_labels, read_rgb

log = logging.getLogger(__name__)

PRESENCE_WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
TEMPERATURES = tuple(np.round(np.geomspace(0.6, 3.0, 25), 3).tolist())
PERSON_AREA = 0.01
"""Least share of the photo: validation photos, all of them full-body, say nothing on small figures."""
BODIES = (0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.06)
TAKEN = 0.02
"""Share of the photos of clothes that nobody wears which the rule on skin may take for a person."""
UNSURE = 0.05
OPEN = PersonRule(area=0.002, body=0.0)
"""Everything counts."""
ALL = GarmentConfidence(0, 1, 0, 0, dict.fromkeys(GARMENT_CATEGORIES, 0.05), 0)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Garments that the parser could tell, and whether they are there."""

    evidence: NDArray[np.float64]
    """N×3, see ``evidence_of``."""
    there: NDArray[np.bool_]
    photo: NDArray[np.int64]
    """N, which photo each is in."""
    missed: int
    """Garments that are there and are no candidates."""


def calibrate(parser: Parser, data: Path) -> dict[str, Any]:
    """The numbers for ``model.json``; ``parser`` is one whose description is still open."""
    examples = parsing_examples(data, "val")
    weight = choose_presence_weight(parser, examples)
    parser.presence_weight = weight
    temperature = choose_temperature(parser, examples)
    parser.temperature = temperature
    usual = usual_areas(parsing_examples(data, "train"))
    candidates, certainty = look(parser, examples, usual)
    confidence = fit(candidates, usual)
    log.info("presence weight %g, temperature %g, %s", weight, temperature, confidence)
    return {
        "presence_weight": weight,
        "temperature": temperature,
        "person": choose_person(parser, data),
        "garment_confidence": asdict(confidence),
        "unsure_below": round(float(np.quantile(certainty, UNSURE)), 3),
        "garment_calibration_crossed": round(crossed_error(candidates), 4),
    }


def choose_presence_weight(parser: Parser, examples: Sequence[Example]) -> float:
    """The weight with the best mean IoU over the pixels."""
    counts = {weight: np.zeros((len(SCORED), len(SCORED)), np.int64) for weight in PRESENCE_WEIGHTS}
    for example in examples:
        assert example.labels is not None
        pixels, truth = read_rgb(example.photo), read_labels(example.labels)
        raw = parser.run(pixels)
        for weight in PRESENCE_WEIGHTS:
            found = parser.interpret(raw, pixels, weight, 1.0).planes.argmax(0).astype(np.uint8)
            counts[weight] += confusion(truth, resize_labels(found, (truth.shape[1], truth.shape[0])))
    values = {weight: round(scores(each)["miou"], 4) for weight, each in counts.items()}
    log.info("mean IoU by presence weight: %s", values)
    return max(values, key=lambda weight: values[weight])


def choose_temperature(parser: Parser, examples: Sequence[Example], step: int = 4) -> float:
    """The temperature with the least negative log likelihood of every ``step``-th pixel at half resolution."""
    logits, truth = [], []
    for example in examples:
        assert example.labels is not None
        raw = parser.run(read_rgb(example.photo)).weighed(parser.presence_weight)
        labels = read_labels(example.labels)
        height, width = raw.shape[1:]
        rows = ((np.arange(0, height, step) + 0.5) * labels.shape[0] / height).astype(int)
        columns = ((np.arange(0, width, step) + 0.5) * labels.shape[1] / width).astype(int)
        logits.append(raw[:, ::step, ::step].reshape(len(CLASSES), -1))
        truth.append(labels[np.ix_(rows, columns)].ravel())
    values, target = np.concatenate(logits, 1), np.concatenate(truth)
    values, target = values[:, target != IGNORE], target[target != IGNORE]

    def cost(temperature: float) -> float:
        chosen = np.take_along_axis(softmax(values / temperature), target[None].astype(np.int64), 0)
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(min(TEMPERATURES, key=cost))


def usual_areas(examples: Sequence[Example]) -> dict[str, float]:
    """Median share of the person that each category takes where it is there."""
    shares: dict[str, list[float]] = {category: [0.05] for category in GARMENT_CATEGORIES}
    for example in examples:
        assert example.labels is not None
        for category, share in worn(read_labels(example.labels)).items():
            shares[category].append(share)
    return {category: round(float(np.median(values)), 4) for category, values in shares.items()}


def look(
    parser: Parser, examples: Sequence[Example], usual: dict[str, float]
) -> tuple[Candidates, NDArray[np.float64]]:
    """Every garment that could be told in the photos, and each photo's mean confidence."""
    evidence, there, photo, certainty, missed = [], [], [], [], 0
    for index, example in enumerate(examples):
        seen = parser.see(read_rgb(example.photo))
        best = best_class(seen.planes)
        labels, confidence = settle(seen.planes, best, find_person(seen.planes, best, OPEN).mask)
        certainty.append(float(confidence[labels > 0].mean()) if labels.any() else 0.0)
        assert example.labels is not None
        truth = worn(read_labels(example.labels))
        garments = find_garments(labels, seen.planes, seen.presence, ALL)
        missed += len(truth.keys() - {garment.category for garment in garments})
        for garment in garments:
            pixels = float(seen.planes[CLASS_ID[garment.category]][garment.mask].mean())
            size = garment.area_share / usual[garment.category]
            evidence.append(evidence_of(pixels, size, seen.presence[garment.category]))
            there.append(garment.category in truth)
            photo.append(index)
    return Candidates(np.array(evidence), np.array(there), np.array(photo), missed), np.array(certainty)


def fit(candidates: Candidates, usual: dict[str, float]) -> GarmentConfidence:
    """The logistic function, and the least confidence with the best F-score."""
    offset, *weights = logistic(candidates.evidence, candidates.there)
    chance = 1 / (1 + np.exp(-(offset + candidates.evidence @ np.array(weights))))
    every = np.round(np.arange(0.2, 0.7, 0.02), 2)
    wanted = candidates.there.sum() + candidates.missed
    scored = [2 * candidates.there[chance >= c].sum() / ((chance >= c).sum() + wanted) for c in every]
    pixels, area, presence = (round(float(weight), 3) for weight in weights)
    return GarmentConfidence(round(offset, 3), pixels, area, presence, usual, float(every[int(np.argmax(scored))]))


def logistic(evidence: NDArray[np.float64], there: NDArray[np.bool_], penalty: float = 0.5) -> list[float]:
    """Offset and weights of a logistic regression with a small L2 penalty."""
    x, y = torch.from_numpy(evidence), torch.from_numpy(there.astype(np.float64))
    weights = torch.zeros(evidence.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        log_odds = weights[0] + x @ weights[1:]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(log_odds, y, reduction="sum")
        loss = loss + penalty * weights[1:].pow(2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    found: list[float] = weights.detach().tolist()
    return found


def crossed_error(candidates: Candidates) -> float:
    """Expected calibration error of garments when each half of the photos is told by the other half's fit."""
    chance = np.zeros(len(candidates.there))
    for half in (0, 1):
        own = candidates.photo % 2 == half
        offset, *weights = logistic(candidates.evidence[~own], candidates.there[~own])
        chance[own] = 1 / (1 + np.exp(-(offset + candidates.evidence[own] @ np.array(weights))))
    return calibration_error(bins(chance, candidates.there))


def choose_person(parser: Parser, data: Path) -> dict[str, float]:
    """The rule on skin and hair: a coat buttoned up to a scarf shows little of either, so as mild as may be."""
    people = [_figure(parser, read_rgb(example.photo)) for example in parsing_examples(data, "val")[::2]]
    nobody = [_figure(parser, read_rgb(example.photo)) for example in clothing_examples(data, "val")[1::3]]

    def taken(figures: list[tuple[float, float]], body: float) -> float:
        return float(np.mean([area >= PERSON_AREA and skin >= body for area, skin in figures]))

    body = next((body for body in BODIES if taken(nobody, body) <= TAKEN), BODIES[-1])
    log.info("person: body %g; people %.3f, nobody %.3f", body, taken(people, body), taken(nobody, body))
    return {"area": PERSON_AREA, "body": body}


def _figure(parser: Parser, pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """Share of the picture that the main figure takes, and share of skin and hair in it."""
    planes = parser.see(pixels).planes
    best = best_class(planes)
    mask = find_person(planes, best, OPEN).mask
    area = int(np.count_nonzero(mask))
    return area / mask.size, int(np.isin(best[mask], BODY).sum()) / max(1, area)
