"""Scores into log-odds that keep their word: two lines by logistic regression (Platt 1999), on validation questions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility.model import Compatibility
from embeddings.evaluation.calibration import bins, calibration_error
from embeddings.evaluation.outfits import Choices, Completions, Rows

Scores = NDArray[np.float64]


def calibrate(
    judge: Compatibility, styles: NDArray[np.float32], types: list[str], choices: Choices, completions: Completions
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """The lines for ``model.json``, and their errors where they were fitted on the other half of the right answers.

    ``judge`` must not be calibrated yet. ``outfit``: slope and start, so that σ(score) is the probability that a
    completion is a stylist's. ``better``: the slope by which a difference of such scores is the probability that
    the higher one is.
    """

    def raw(known: Rows, new: Rows) -> Scores:
        return judge.score(styles, types, np.concatenate([known, new[:, None]], 1)).astype(np.float64)

    scores = raw(completions.known, completions.new)
    answers = np.stack([raw(choices.known, column) for column in choices.answers.T], 1)
    right = answers[np.arange(len(choices.right)), choices.right]
    wrong = np.arange(answers.shape[1])[None] != choices.right[:, None]
    apart = right[:, None] - answers[wrong].reshape(len(right), -1)

    def lines(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> tuple[list[float], list[float]]:
        outfit = logistic(scores[one], completions.label[one])
        # Signs at random: a half for equals needs no start.
        steps = outfit[0] * apart[other].ravel()
        both = np.concatenate([steps, -steps])
        return outfit, logistic(both, np.arange(len(both)) < len(steps))[:1]

    rng = np.random.default_rng(0)
    halves = rng.random(len(styles)) < 0.5
    errors: dict[str, list[Any]] = {"outfit": [], "better": []}
    for half in (halves, ~halves):
        (slope, start), (better,) = lines(half[completions.new], half[choices.right_item])
        seen = ~half[completions.new]
        told = 1 / (1 + np.exp(-(slope * scores[seen] + start)))
        errors["outfit"].append(bins(told, completions.label[seen]))
        first = 1 / (1 + np.exp(-better * slope * apart[~half[choices.right_item]]))
        errors["better"].append(bins(np.maximum(first, 1 - first), first > 0.5))
    outfit, better = lines(np.ones(len(scores), np.bool_), np.ones(len(apart), np.bool_))
    held_out = {name: round(calibration_error(np.sum(found, 0)), 4) for name, found in errors.items()}
    return {"outfit": outfit, "better": better}, held_out


def logistic(scores: Scores, label: NDArray[np.bool_], rounds: int = 50) -> list[float]:
    """Slope and start of the logistic line of most likelihood, by Newton's steps."""
    spread = float(scores.std()) or 1.0
    inputs = np.stack([scores / spread, np.ones_like(scores)], 1)
    line = np.zeros(2)
    for _ in range(rounds):
        told = 1 / (1 + np.exp(-inputs @ line))
        slopes = inputs.T @ (told - label) + 1e-6 * line
        curve = (inputs * (told * (1 - told))[:, None]).T @ inputs + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, slopes)
        line -= step
        if np.abs(step).max() < 1e-9:
            break
    return [float(line[0] / spread), float(line[1])]
