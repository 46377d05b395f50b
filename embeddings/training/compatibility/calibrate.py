"""Scores into log-odds that keep their word: two lines by logistic regression (Platt 1999), on validation questions."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility.model import Compatibility
from embeddings.evaluation.calibration import bins, calibration_error
from embeddings.evaluation.outfits import Choices, Completions, Rows

Scores = NDArray[np.float64]


PAIRS: Final = 20_000
"""Pairs of a right and a wrong completion of any two outfits."""


def calibrate(
    judge: Compatibility, styles: NDArray[np.float32], types: list[str], choices: Choices, completions: Completions
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """The lines for ``model.json``, and their errors where they were fitted on the other half of the right answers.

    ``judge`` must not be calibrated yet. ``fit``: slope and start, so that σ(fit) is the probability that the new
    item is the stylist's. ``outfit``: slope and start, so that σ(score) is the probability that a
    completion is a stylist's. ``better``: the slope by which the difference of two outfits' scores is the
    probability that the higher one is the stylist's. ``better_by_one``: the same of two that differ in one garment.
    """

    def raw(known: Rows, new: Rows) -> Scores:
        return judge.score(styles, types, np.concatenate([known, new[:, None]], 1)).astype(np.float64)

    scores = raw(completions.known, completions.new)
    fits = judge.fit(styles, types, completions.known, completions.new).astype(np.float64)
    answers = np.stack([raw(choices.known, column) for column in choices.answers.T], 1)
    right = answers[np.arange(len(choices.right)), choices.right]
    wrong = np.arange(answers.shape[1])[None] != choices.right[:, None]
    by_one = right[:, None] - answers[wrong].reshape(len(right), -1)

    def fitted(half: NDArray[np.bool_]) -> dict[str, list[float]]:
        mine = half[completions.new]
        outfit = logistic(scores[mine], completions.label[mine])
        fit = logistic(fits[mine], completions.label[mine])
        apart = {"better": apart_of_any(scores[mine], completions.label[mine]), "better_by_one": by_one[half_of(half)]}
        return {"fit": fit, "outfit": outfit} | {
            name: [slope_of(outfit[0] * each.ravel())] for name, each in apart.items()
        }

    def half_of(half: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.asarray(half[choices.right_item])

    halves = np.random.default_rng(0).random(len(styles)) < 0.5
    errors: dict[str, list[Any]] = {}
    for half in (halves, ~halves):
        lines, theirs = fitted(half), ~half[completions.new]
        for name, raw_scores in (("fit", fits), ("outfit", scores)):
            slope, start = lines[name]
            told = 1 / (1 + np.exp(-(slope * raw_scores[theirs] + start)))
            errors.setdefault(name, []).append(bins(told, completions.label[theirs]))
        apart = {
            "better": apart_of_any(scores[theirs], completions.label[theirs]),
            "better_by_one": by_one[half_of(~half)].ravel(),
        }
        for name, each in apart.items():
            first = 1 / (1 + np.exp(-lines[name][0] * slope * each))
            errors.setdefault(name, []).append(bins(np.maximum(first, 1 - first), first > 0.5))
    held_out = {name: round(calibration_error(np.sum(found, 0)), 4) for name, found in errors.items()}
    return fitted(np.ones(len(styles), np.bool_)), held_out


def apart_of_any(scores: Scores, label: NDArray[np.bool_], seed: int = 0) -> Scores:
    """``PAIRS`` differences: the score of a right completion less that of a wrong one, mostly of another outfit."""
    rng = np.random.default_rng(seed)
    right, wrong = scores[label], scores[~label]
    return np.asarray(right[rng.integers(len(right), size=PAIRS)] - wrong[rng.integers(len(wrong), size=PAIRS)])


def slope_of(apart: Scores) -> float:
    """Of the line through a half for equals: each difference is looked at from both sides."""
    both = np.concatenate([apart, -apart])
    return logistic(both, np.arange(len(both)) < len(apart))[0]


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
