"""Plain judges beside the learnt one, and checks that nothing but the garments gives an answer away.

Each is a function of the known items (Q×n rows, −1 none) and the answers (Q×A rows) that gives Q×A scores,
the higher the likelier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.colour import BINS
from embeddings.compatibility import TYPES
from embeddings.training.compatibility.items import Items, Numbers

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]
Guess = Callable[[Rows, Rows], Scores]

GREY = 12.0
"""CIELAB chroma below which a colour is neutral, and goes with all."""
NEAR_HUE, FAR_HUE = 30.0, 150.0
"""Degrees up to which hues are analogous, and from which they are complementary."""


def baselines(
    items: Items, embeddings: Numbers, histograms: Numbers, outfits: Sequence[Sequence[int]]
) -> dict[str, Guess]:
    """By name. Those that need stylists' ``outfits`` are left out where there are none."""
    colours = main_colours(histograms)
    found: dict[str, Guess] = {
        "mean pairwise likeness": _mean(lambda i, j: np.einsum("...e,...e->...", embeddings[i], embeddings[j])),
        "colour harmony": _mean(lambda i, j: harmony(colours[i], colours[j])),
        "colour closeness": _mean(lambda i, j: -np.linalg.norm(colours[i] - colours[j], axis=-1)),
        "colour histograms alike": _mean(lambda i, j: np.einsum("...e,...e->...", histograms[i], histograms[j])),
    }
    if outfits:
        together = category_pairs(items, outfits)
        found["category co-occurrence"] = _mean(lambda i, j: together[items.type[i], items.type[j]])
    return found


def artefacts(items: Items, tones: Numbers, outfits: Sequence[Sequence[int]]) -> dict[str, Guess]:
    """What must be at chance: the studio's background, the product's code, and how often an item was used."""
    codes = np.array([int("".join(c for c in name if c.isdigit())[:8] or 0) for name in items.ids], np.float64)
    used = np.bincount([row for outfit in outfits for row in outfit], minlength=len(items.ids)).astype(np.float64)
    found: dict[str, Guess] = {
        "background tone": _mean(lambda i, j: -np.linalg.norm(tones[i] - tones[j], axis=-1)),
        "product code": _mean(lambda i, j: -np.abs(codes[i] - codes[j])),
    }
    if outfits:
        pairs: dict[tuple[int, int], int] = {}
        for outfit in outfits:
            for one in outfit:
                for other in outfit:
                    pairs[one, other] = pairs.get((one, other), 0) + 1
        count = np.vectorize(lambda one, other: pairs.get((one, other), 0), otypes=[float])
        found["item co-occurrence"] = _mean(count)
        found["item popularity"] = lambda known, answers: used[answers]
    return found


def main_colours(histograms: Numbers) -> Numbers:
    """N×3 CIELAB: the middle of each garment's fullest colour bin; histograms are square roots of shares."""
    place = np.stack(np.unravel_index(histograms.argmax(1), BINS), 1) + 0.5
    low, span = np.array([0.0, -60, -60]), np.array([100.0, 120, 120])
    return np.asarray(low + place * span / np.array(BINS), np.float32)


def harmony(one: Numbers, other: Numbers) -> NDArray[np.float64]:
    """The rule of wardrobe guides: neutrals go with all; else near hues, then opposite ones."""
    chroma = [np.hypot(each[..., 1], each[..., 2]) for each in (one, other)]
    hue = [np.degrees(np.arctan2(each[..., 2], each[..., 1])) for each in (one, other)]
    apart = np.abs((hue[0] - hue[1] + 180) % 360 - 180)
    fits = np.where(apart < NEAR_HUE, 1.0, np.where(apart > FAR_HUE, 0.6, np.where(apart < 2 * NEAR_HUE, 0.3, 0.0)))
    return np.where((chroma[0] < GREY) | (chroma[1] < GREY), 1.0, fits)


def category_pairs(items: Items, outfits: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """T×T pointwise mutual information of types in one outfit, with half a count added."""
    count = np.full((len(TYPES), len(TYPES)), 0.5)
    for outfit in outfits:
        for one in outfit:
            for other in outfit:
                if one != other:
                    count[items.type[one], items.type[other]] += 1
    share = count.sum(1) / count.sum()
    return np.asarray(np.log(count / count.sum() / np.outer(share, share)))


def _mean(pair: Callable[[Rows, Rows], NDArray[np.floating]]) -> Guess:  # type: ignore[type-arg]
    """The mean of a pair's score over the known items."""

    def guess(known: Rows, answers: Rows) -> Scores:
        there = known >= 0
        rows = np.maximum(known, 0)
        shape = len(known), known.shape[1], answers.shape[1]
        one, other = np.broadcast_to(rows[:, :, None], shape), np.broadcast_to(answers[:, None], shape)
        scores = np.where(there[..., None], pair(one, other), 0)
        return np.asarray(scores.sum(1) / np.maximum(there.sum(1, keepdims=True), 1))

    return guess
