"""Fits a head: a small network, Adam, in numpy."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from camera_device.voice.heads import WINDOW, Floats, Head

log = logging.getLogger(__name__)

BATCH: Final = 512
RATE: Final = 2e-3
DECAY: Final = 1e-4
DROP: Final = 0.3
"""Share of the hidden units left out at each step; of the projections half of it."""


def windows(vectors: Floats, ends: NDArray[np.intp]) -> Floats:
    """n×``WINDOW``×96: what had been heard at each of ``ends``, which are at least ``WINDOW`` - 1."""
    found: Floats = vectors[ends[:, None] + np.arange(-WINDOW + 1, 1)]
    return found


def fit(
    vectors: Floats,
    marks: NDArray[np.int8],
    names: Sequence[str],
    *,
    window: int,
    members: int = 2,
    epochs: int = 14,
    project: int = 32,
    units: int = 64,
    seed: int = 0,
) -> Head:
    """A head that tells ``marks`` (number of the label, negative: not to be learnt) from normalised ``vectors``.

    Each batch has as many positives (labels after the first, evenly) as negatives; negatives that the network of an
    epoch before took for something come up more often.
    """  # fmt: skip
    trained = [
        _member(vectors, marks, len(names), window, epochs, project, units, np.random.default_rng([seed, member]))
        for member in range(members)
    ]
    stacked = [np.stack(parts) for parts in zip(*trained, strict=True)]
    return Head(tuple(names), (1.0,) * len(names), *stacked)


def _member(
    vectors: Floats, marks: NDArray[np.int8], count: int, window: int, epochs: int, project: int, units: int,
    rng: np.random.Generator,
) -> list[Floats]:  # fmt: skip
    weights = [
        _start((vectors.shape[1], project), rng), np.zeros(project, np.float32),
        _start((window * project, units), rng), np.zeros(units, np.float32),
        _start((units, count), rng) * 0.3, np.zeros(count, np.float32),
    ]  # fmt: skip
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    ends = np.flatnonzero(marks >= 0)
    ends = ends[ends >= WINDOW - 1]
    groups = [ends[marks[ends] == label] for label in range(count)]
    hard = np.ones(len(groups[0]))
    positives = [group for group in groups[1:] if len(group)]
    balanced = not len(groups[0])  # there is no negative label: all labels evenly
    steps_an_epoch = max(60, 3 * sum(len(group) for group in positives) // BATCH)
    step = 0
    for epoch in range(epochs):
        losses = []
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / epochs)) + 1e-5
        for _ in range(steps_an_epoch):
            step += 1
            take = positives if not balanced else [group for group in groups if len(group)]
            each = BATCH // (len(take) * (1 if balanced else 2))
            chosen = [rng.choice(group, each) for group in take]
            if not balanced:
                chosen.append(rng.choice(groups[0], BATCH // 2, p=hard / hard.sum()))
            some = np.concatenate(chosen)
            seen = windows(vectors, some)[:, -window:]
            loss, slopes = _slopes(weights, seen, marks[some].astype(np.intp), rng)
            losses.append(loss)
            for number, slope in enumerate(slopes):
                first[number] += 0.1 * (slope - first[number])
                second[number] += 0.001 * (slope**2 - second[number])
                ahead = first[number] / (1 - 0.9**step) / (np.sqrt(second[number] / (1 - 0.999**step)) + 1e-8)
                weights[number] -= np.float32(rate) * (ahead + DECAY * weights[number]).astype(np.float32)
        if not balanced and epoch % 2 and epoch + 1 < epochs:
            hard = 0.02 + _taken(weights, vectors, groups[0], window)
        log.info("epoch %d: loss %.4f", epoch + 1, float(np.mean(losses)))
    return weights


def _start(shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    return np.asarray(rng.standard_normal(shape) * np.sqrt(2 / shape[0]), np.float32)


def _slopes(
    weights: list[Floats], seen: Floats, truth: NDArray[np.intp], rng: np.random.Generator
) -> tuple[float, list[Floats]]:
    projected = np.maximum(seen @ weights[0] + weights[1], 0)
    projected *= (rng.random(projected.shape, np.float32) > 0.5 * DROP) / np.float32(1 - 0.5 * DROP)
    flat = projected.reshape(len(seen), -1)
    kept = (rng.random((len(seen), weights[2].shape[1])) > DROP).astype(np.float32) / (1 - DROP)
    before = np.maximum(flat @ weights[2] + weights[3], 0)
    hidden = before * kept
    logits = hidden @ weights[4] + weights[5]
    odds = np.exp(logits - logits.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    rows = np.arange(len(seen))
    loss = float(-np.log(odds[rows, truth] + 1e-9).mean())
    target = np.full_like(odds, 0.02 / odds.shape[1])  # label smoothing: the thresholds need graded answers
    target[rows, truth] += 0.98
    wrong = (odds - target) / len(seen)
    back = (wrong @ weights[4].T) * kept * (before > 0)
    front = (back @ weights[2].T).reshape(projected.shape) * (projected > 0) / np.float32(1 - 0.5 * DROP)
    return loss, [
        np.tensordot(seen, front, ([0, 1], [0, 1])), front.sum((0, 1)),
        flat.T @ back, back.sum(0), hidden.T @ wrong, wrong.sum(0),
    ]  # fmt: skip


def _taken(weights: list[Floats], vectors: Floats, ends: NDArray[np.intp], window: int) -> NDArray[np.float64]:
    """How surely each of the negatives at ``ends`` is taken for something."""
    projected = np.maximum(vectors @ weights[0] + weights[1], 0)
    taken = np.empty(len(ends))
    for start in range(0, len(ends), 4_096):
        part = ends[start : start + 4_096]
        seen = projected[part[:, None] + np.arange(-window + 1, 1)].reshape(len(part), -1)
        logits = np.maximum(seen @ weights[2] + weights[3], 0) @ weights[4] + weights[5]
        odds = np.exp(logits - logits.max(1, keepdims=True))
        taken[start : start + 4_096] = 1 - odds[:, 0] / odds.sum(1)
    return taken
