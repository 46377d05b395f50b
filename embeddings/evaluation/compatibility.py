"""How well the judge of outfits tells what stylists would have chosen.

python -m embeddings.evaluation compatibility --data DIR --split NAME [--garments DIR] [--json OUT]

Protocol. ``mango_fitb_NAME.json``: of an outfit all items but one are known; four answers, of which one was there.
``mango_compat_NAME.json``: the same with one answer, the right one (label 1) or a wrong one (0). Scored is how well the
new item goes with the others (``Scorer.fit``); what whole outfits' scores tell stands beside it. Every answer is a
product that no training outfit holds, in no colour; wrong answers are of the family, season and background tone of
the right one, and drawn as often as stylists used them (the folder's maker chose them; no seed is used here).
Garments are taken by mask on neutral ground. Accuracy is the mean over questions and over right answers; ties count
as chance. Intervals are 95 % bootstrap over right answers, whose questions are drawn together. Retrieval: the place
of the right item among all items of its family (the shop's category) that are not in the outfit.
"""

from __future__ import annotations

import argparse
import logging
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.compatibility import TYPES, Scorer
from embeddings.compatibility.model import Compatibility
from embeddings.encoders import load_encoder
from embeddings.evaluation.calibration import bins, calibration_error, reliability
from embeddings.evaluation.outfit_baselines import Guess, artefacts, baselines
from embeddings.evaluation.outfits import (
    Choices,
    Completions,
    Rows,
    read_choices,
    read_completions,
    read_outfits,
)
from embeddings.evaluation.written import write_figures
from embeddings.training.compatibility.items import Items, Numbers, ground_tones, read_items, seen

log = logging.getLogger(__name__)

TOO_CLOSE: Final = (0.4, 0.6)
"""Between these the style check says that it is too close to call (``wardrobe.matching.judging``)."""
ROUNDS: Final = 500
ANY_TWO: Final = 20_000
"""Pairs of a right and a wrong completion, mostly of different outfits, drawn by seed 0."""
Scores = NDArray[np.float64]
Counts = NDArray[np.float64]


def measure(
    data: Path,
    split: str,
    garments: Path | None = None,
    scorer: Scorer | None = None,
    known: tuple[Numbers, Numbers] | None = None,
) -> dict[str, Any]:
    """Every figure of one split. Raises ``ModelError`` for a folder of another layout.

    ``known``: N×E embeddings and N×B histograms of all items, where somebody has them already.
    """
    folder = data / "outfits" if (data / "outfits" / "mango_items.json").is_file() else data
    beside = next((one for one in (data, data.parent) if (one / "garments").is_dir()), data)
    items = read_items(folder, garments or beside / "garments")
    choices, completions = read_choices(folder, split, items), read_completions(folder, split, items)
    outfits = read_outfits(folder, items)
    if known is None:
        views, histograms = seen(items.pictures, load_encoder("builtin"))
        embeddings = views[0]
    else:
        embeddings, histograms = known
    judge = scorer or Compatibility()
    types = [TYPES[code] for code in items.type]
    styles = judge.styles(embeddings, histograms, types)

    def fit(known: Rows, answers: Rows) -> Scores:
        repeated = np.repeat(known, answers.shape[1], 0)
        return judge.fit(styles, types, repeated, answers.ravel()).reshape(answers.shape).astype(np.float64)

    def whole_outfit(known: Rows, answers: Rows) -> Scores:
        whole = np.concatenate([np.repeat(known, answers.shape[1], 0), answers.reshape(-1, 1)], 1)
        return judge.score(styles, types, whole).reshape(answers.shape).astype(np.float64)

    plain = baselines(items, embeddings, histograms, outfits)
    checks = artefacts(items, ground_tones(items.pictures), outfits)
    return {
        "model_id": judge.model_id,
        "split": split,
        "fitb": blanks(choices, fit),
        "compatibility": completed(completions, fit),
        "calibration": calibrated(judge, choices, completions, fit, whole_outfit),
        "by_whole_outfits": _plainly(choices, completions, whole_outfit),
        "retrieval": retrieved(judge, styles, types, choices, items),
        "baselines": {name: _plainly(choices, completions, guess) for name, guess in plain.items()},
        "artefacts": {name: _plainly(choices, completions, guess) for name, guess in checks.items()},
    }


def blanks(choices: Choices, guess: Guess) -> dict[str, Any]:
    """Fill in the blank: accuracy as the mean over right answers, and over questions."""
    right = chosen(guess(choices.known, choices.answers), choices.right)
    sums, counts = _by_item(choices.right_item, right)
    low, high = bootstrap(sums, counts, over_answers)
    each = bootstrap(sums, counts, over_questions)
    return {
        "accuracy": round(over_answers(sums, counts), 4),
        "low": low,
        "high": high,
        "n": len(right),
        "answers": len(sums),
        "over_questions": {"value": round(float(right.mean()), 4), "low": each[0], "high": each[1]},
    }


def over_answers(sums: Counts, counts: Counts) -> float:
    """The mean over right answers of the share of their questions."""
    return float((sums / counts).mean())


def over_questions(sums: Counts, counts: Counts) -> float:
    """The mean over questions."""
    return float(sums.sum() / counts.sum())


def chosen(scores: Scores, right: Rows) -> NDArray[np.float64]:
    """Q shares: 1 where the right answer has the highest score; of equals an equal part."""
    own = scores[np.arange(len(right)), right][:, None]
    return np.asarray(np.where((scores > own).any(1), 0.0, 1 / (scores == own).sum(1)))


def completed(completions: Completions, guess: Guess) -> dict[str, Any]:
    """Area under the curve: a right completion has a higher score than a wrong one of any outfit."""
    scores = guess(completions.known, completions.new[:, None])[:, 0]
    value = area(scores, completions.label)
    groups = [np.flatnonzero(completions.new == item) for item in np.unique(completions.new)]
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(ROUNDS):
        rows = np.concatenate([groups[place] for place in rng.integers(len(groups), size=len(groups))])
        drawn.append(area(scores[rows], completions.label[rows]))
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return {"auc": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4), "n": len(scores)}


def area(scores: NDArray[np.floating[Any]], label: NDArray[np.bool_]) -> float:
    """Mann-Whitney; ties count half. NaN where one of the labels is not there."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    ones, others = int(label.sum()), int((~label).sum())
    if not ones or not others:
        return math.nan
    return float((rank[label].sum() - ones * (ones + 1) / 2) / (ones * others))


def calibrated(
    judge: Scorer, choices: Choices, completions: Completions, fit: Guess, whole_outfit: Guess
) -> dict[str, Any]:
    """Whether the judge's probabilities keep their word: of a new item, of any two outfits, and of two but for one."""
    told = 1 / (1 + np.exp(-fit(completions.known, completions.new[:, None])[:, 0]))
    of_new = bins(told, completions.label)
    scores = whole_outfit(completions.known, completions.new[:, None])[:, 0]
    of_outfit = bins(1 / (1 + np.exp(-scores)), completions.label)
    answers = whole_outfit(choices.known, choices.answers)
    right = answers[np.arange(len(choices.right)), choices.right]
    wrong = answers[np.arange(answers.shape[1])[None] != choices.right[:, None]].reshape(len(right), -1)
    rng = np.random.default_rng(0)
    any_right, any_wrong = scores[completions.label], scores[~completions.label]
    drawn = [rng.integers(len(each), size=ANY_TWO) for each in (any_right, any_wrong)]
    by_one = [judge.better_by_one(a, b) for a, row in zip(right, wrong, strict=True) for b in row]
    any_two = [judge.better(a, b) for a, b in zip(any_right[drawn[0]], any_wrong[drawn[1]], strict=True)]
    return {
        "ece": round(calibration_error(of_new), 4),
        "brier": round(float(np.square(told - completions.label).mean()), 4),
        "n": len(scores),
        "reliability": reliability(of_new),
        "whole_outfit_ece": round(calibration_error(of_outfit), 4),
        "style_check": _called(np.array(any_two)),
        "one_garment_changed": _called(np.array(by_one)),
    }


def _called(first: NDArray[np.float64]) -> dict[str, Any]:
    """Of pairs whose first is the right one: its probabilities, those that are called, and how often rightly."""
    sure, fits = np.maximum(first, 1 - first), first > 0.5
    counts = bins(sure, fits)
    called = (first < TOO_CLOSE[0]) | (first > TOO_CLOSE[1])
    return {
        "ece": round(calibration_error(counts), 4),
        "n": int(first.size),
        "called": round(float(called.mean()), 4),
        "called_right": round(float(fits[called].mean()), 4) if called.any() else None,
        "too_close_right": round(float(fits[~called].mean()), 4) if (~called).any() else None,
        "reliability": reliability(counts),
    }


def retrieved(
    judge: Scorer, styles: Numbers, types: Sequence[str], choices: Choices, items: Items, k: int = 10
) -> dict[str, Any]:
    """Recall at ``k`` of the right item, given the other items and the category: a question once for each."""
    hits: list[float] = []
    of_type: list[float] = []
    right = choices.right_item
    codes = np.array(types)
    for known, item in zip(choices.known, right, strict=True):
        context = known[known >= 0]
        for group, found in ((items.family, hits), (codes, of_type)):
            pool = np.setdiff1d(np.flatnonzero(group == group[item]), context)
            scores = judge.fit(styles, types, np.tile(context, (len(pool), 1)), pool)
            found.append(float((scores > scores[np.flatnonzero(pool == item)[0]]).sum() < k))
    sums, counts = _by_item(right, np.array(hits))
    low, high = bootstrap(sums, counts, over_questions)
    return {
        f"recall_at_{k}": round(float(np.mean(hits)), 4),
        "low": low,
        "high": high,
        "n": len(hits),
        "gallery": len(items.ids),
        f"recall_at_{k}_by_type": round(float(np.mean(of_type)), 4),
    }


def bootstrap(
    sums: NDArray[np.float64], counts: NDArray[np.float64], figure: Callable[..., float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """95 % interval of a figure of right answers' sums and counts, answers drawn with replacement."""
    rng = np.random.default_rng(0)
    drawn = [figure(sums[rows], counts[rows]) for rows in rng.integers(len(sums), size=(rounds, len(sums)))]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def _by_item(item: Rows, values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    _, place = np.unique(item, return_inverse=True)
    return np.bincount(place, values).astype(np.float64), np.bincount(place).astype(np.float64)


def _plainly(choices: Choices, completions: Completions, guess: Guess) -> dict[str, Any]:
    accuracy, joined = blanks(choices, guess), completed(completions, guess)
    return {
        "accuracy": accuracy["accuracy"],
        "over_questions": accuracy["over_questions"]["value"],
        "auc": joined["auc"],
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures as JSON, or write them where ``--json`` says."""
    options = argparse.ArgumentParser(prog="python -m embeddings.evaluation compatibility", description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="the data folder, or its outfits/")
    options.add_argument("--split", default="val", help="NAME of mango_fitb_NAME.json and mango_compat_NAME.json")
    options.add_argument("--garments", type=Path, help="where the pictures are, if not in DATA/garments")
    options.add_argument("--json", type=Path, help="write the figures into this file")
    given = options.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    write_figures(measure(given.data, given.split, given.garments), given.json)
