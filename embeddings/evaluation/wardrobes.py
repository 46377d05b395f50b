"""Is it mine at all, and which? Asked of wardrobes drawn by lot, and what likeness is worth, fitted on the answers.

Every photo of a garment is once the new one. A wardrobe is some garments, of different products, with
all their other photos; ``OWNED`` of the questions are about a garment that is there. The odds of each
candidate against none of them (``embeddings.evidence``) are fitted by maximum likelihood, a multinomial
logistic model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from embeddings.evaluation.bootstrap import intervals
from embeddings.evaluation.calibration import bins, calibration_error, reliability
from embeddings.evaluation.studio import Views
from embeddings.evidence import NEIGHBOURS, Calibration
from embeddings.training.encoder.items import COLOUR_GAP

SIZES: Final = (15, 30, 60, 120)
"""Garments in a wardrobe."""
DRAWS: Final = 2
"""Wardrobes of each size for every photo, with its garment and without."""
OWNED: Final = 0.75
"""Share of the questions whose garment is in the wardrobe: in a first month of looks about three of four."""
PRECISION: Final = 0.97
"""What share of the garments taken as the same should be the same, whatever the probability says."""
MISTAKE: Final = 9.0
"""What a wrong merge costs, or an owned garment that is entered anew, in questions."""
SURE: Final = MISTAKE / (1 + MISTAKE)
"""A garment is asked about as long as its probability lies between 1 − this and this: then asking is cheapest."""
MOST: Final = 0.999
"""No threshold is put above."""

Decision = Literal["same", "ask", "new"]
DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)
WHOSE: Final = ("owned", "not_owned")

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One new photo and one wardrobe."""

    product: str
    cosines: tuple[Array, ...]
    """Of each garment of the wardrobe that may be meant, the cosine to each of its photos."""
    near: NDArray[np.bool_]
    """Whether the parser saw it in a category that is only a neighbour of the new photo's."""
    right: int
    """Which of them it is; −1: none."""


def draw(views: Views, vectors: NDArray[np.float32], seed: int = 0) -> list[Question]:
    """Questions about the garments that training has not seen and the parser finds.

    ``vectors``: the photos' garment vectors. Photos whose colours contradict their garment's main view are left out.
    """
    random = np.random.default_rng(seed)
    known = np.flatnonzero(views.unseen & (views.category != "") & consistent(views))
    photos: dict[str, list[int]] = {}
    for place in known:
        photos.setdefault(str(views.garment[place]), []).append(int(place))
    owned: list[Question] = []
    others: list[Question] = []
    for query in known:
        mine = str(views.garment[query])
        for size in (size for size in SIZES for _ in range(DRAWS)):
            for has in (True, False):
                if has and len(photos[mine]) == 1:
                    continue
                chosen = _wardrobe(views, photos, mine, size, has, random)
                asked = _asked(views, vectors, int(query), {name: photos[name] for name in chosen})
                (owned if has else others).append(asked)
    kept = random.permutation(len(others))[: round(len(owned) * (1 - OWNED) / OWNED)]
    return owned + [others[place] for place in np.sort(kept)]


def _wardrobe(
    views: Views, photos: dict[str, list[int]], mine: str, size: int, has: bool, random: np.random.Generator
) -> list[str]:
    """So many garments, with ``mine`` or without. Nobody owns a shop's whole row of colours: one of each product."""
    product = {name: str(views.product[places[0]]) for name, places in photos.items()}
    chosen, taken = [mine] * has, {product[mine]}
    for name in random.permutation(sorted(photos)).tolist():
        if len(chosen) == size:
            break
        if product[name] not in taken:
            chosen.append(name)
            taken.add(product[name])
    return chosen


def _asked(views: Views, vectors: NDArray[np.float32], query: int, wardrobe: dict[str, list[int]]) -> Question:
    category = str(views.category[query])
    cosines: list[Array] = []
    near: list[bool] = []
    right = -1
    for name, places in wardrobe.items():
        shown = [place for place in places if place != query]
        seen = {str(views.category[place]) for place in shown}
        neighbour = any(frozenset((category, each)) in NEIGHBOURS for each in seen)
        if category not in seen and not neighbour:
            continue
        if name == views.garment[query]:
            right = len(cosines)
        cosines.append((vectors[shown] @ vectors[query]).astype(np.float64))
        near.append(category not in seen)
    return Question(str(views.product[query]), tuple(cosines), np.array(near, np.bool_), right)


def consistent(views: Views) -> NDArray[np.bool_]:
    """Photos that show the colour of their garment's main view."""
    main = {views.garment[place]: place for place in np.flatnonzero(views.main)}
    gap = [
        np.linalg.norm(views.lab[place] - views.lab[main.get(name, place)]) for place, name in enumerate(views.garment)
    ]
    return np.array(gap) <= COLOUR_GAP


def probabilities(question: Question, calibration: Calibration) -> Array:
    """Of each garment of the wardrobe to be the one on the photo."""
    log_odds = np.array([calibration.log_odds(each) for each in question.cosines])
    odds = np.exp(np.clip(log_odds + calibration.neighbour * question.near, -700, 700))
    return np.asarray(odds / (1 + odds.sum()))


def fit(questions: Sequence[Question], rounds: int = 60) -> Calibration:
    """Offset, slope and penalty of greatest likelihood, by Fisher scoring.

    The penalty is held near −2 by a normal prior: few pairs of photos show a garment in two categories.
    """
    value = np.array([-12.0, 16.0, -2.0])
    for _ in range(rounds):
        now = _calibration(value)
        gradient, information = np.zeros(3), np.diag([1e-6, 1e-6, 1.0])
        gradient[2] = -2.0 - value[2]
        for question in questions:
            if not len(question.cosines):
                continue
            chances = probabilities(question, now)
            slopes = np.array([_slope(each, now.slope) for each in question.cosines])
            change = np.stack([np.ones(len(slopes)), slopes, question.near.astype(float)], 1)
            mean = chances @ change
            gradient += (change[question.right] if question.right >= 0 else 0) - mean
            information += (change * chances[:, None]).T @ change - np.outer(mean, mean)
        step = np.linalg.solve(information, gradient)
        value = value + step * min(1.0, 4.0 / max(1e-9, float(np.abs(step).max())))
        value[1:] = max(value[1], 0.1), min(value[2], 0.0)
        if np.abs(step).max() < 1e-4:
            break
    return _calibration(value)


def _calibration(value: Array) -> Calibration:
    return Calibration(float(value[0]), float(value[1]), float(value[2]))


def _slope(cosines: Array, slope: float) -> float:
    """How a garment's log-odds change with the slope."""
    weights = np.exp(slope * (cosines - cosines.max()))
    return float(weights @ cosines / weights.sum())


@dataclass(frozen=True, slots=True)
class Answer:
    """What recognition says to one question."""

    product: str
    owned: bool
    any: float
    """Probability of being one of the wardrobe's."""
    best: float
    """Probability of the likeliest."""
    right: bool
    """The likeliest is the right one."""
    near: bool
    """The likeliest is only of a neighbouring category, so it is at most asked about."""


def answer(question: Question, calibration: Calibration) -> Answer:
    """Of one question."""
    owned = question.right >= 0
    if not len(question.cosines):
        return Answer(question.product, owned, 0.0, 0.0, False, False)
    chances = probabilities(question, calibration)
    best = int(chances.argmax())
    right = best == question.right
    return Answer(question.product, owned, float(chances.sum()), float(chances[best]), right, bool(question.near[best]))


Each = TypeVar("Each", Question, Answer)


def crossed(questions: Sequence[Question], folds: int = 5, seed: int = 0) -> list[Answer]:
    """Every question answered by what was fitted on other products."""
    answers = []
    for own, others in _parts(questions, folds, seed):
        fitted = fit(others)
        answers += [answer(question, fitted) for question in own]
    return answers


def _parts(some: Sequence[Each], folds: int, seed: int) -> Iterator[tuple[list[Each], list[Each]]]:
    """Those of some products and all others, each product once among the first."""
    products = sorted({each.product for each in some})
    lot = np.random.default_rng(seed).permutation(len(products)) % folds
    fold = dict(zip(products, lot.tolist(), strict=True))
    for part in range(folds):
        own = [each for each in some if fold[each.product] == part]
        others = [each for each in some if fold[each.product] != part]
        if own and others:
            yield own, others


def thresholds(answers: Sequence[Answer]) -> tuple[float, float]:
    """From which probability on it is the same, and from which the person is asked (``SURE``, ``PRECISION``)."""
    sure = sorted((each for each in answers if not each.near), key=lambda each: -each.best)
    right = np.array([each.right for each in sure], np.float64)
    good = np.flatnonzero(right.cumsum() / np.arange(1, len(sure) + 1) >= PRECISION)
    same = sure[int(good[-1])].best if len(good) else 1.0
    return min(max(same, SURE), MOST), 1 - SURE


def decision(answer_: Answer, same: float, ask: float) -> Decision:
    """What serving would say."""
    if answer_.any < ask:
        return "new"
    return "same" if answer_.best >= same and not answer_.near else "ask"


def told(answers: Sequence[Answer], folds: int = 5, seed: int = 0) -> list[tuple[Answer, Decision]]:
    """Every answer with the decision by thresholds that were chosen on other products' answers."""
    return [
        (each, decision(each, *chosen))
        for own, others in _parts(answers, folds, seed)
        for chosen in [thresholds(others)]
        for each in own
    ]


def decisions(made: Sequence[tuple[Answer, Decision]]) -> dict[str, Any]:
    """How often each decision is made and how often it is right; 95 % intervals by drawing products anew."""
    places = {product: place for place, product in enumerate(sorted({each.product for each, _ in made}))}
    counts = np.zeros((max(1, len(places)), 2, len(DECISIONS), 2), np.int64)
    for each, name in made:
        counts[places[each.product], int(not each.owned), DECISIONS.index(name), int(each.right)] += 1
    total, between = counts.sum(0), intervals(counts, _shares)
    of = {
        "same_right": total[:, 0],
        "asked_right": total[:, 1],
        **{f"{who} {name}": total[row] for row, who in enumerate(WHOSE) for name in DECISIONS},
    }
    figures = {
        name: {"value": value, "n": int(of[name].sum()), "low": between[name][0], "high": between[name][1]}
        for name, value in _shares(total).items()
    }
    nested = {who: {name: figures.pop(f"{who} {name}") for name in DECISIONS} for who in WHOSE}
    return {"products": len(places), **figures, **nested}


def _shares(counts: NDArray[Any]) -> dict[str, float]:
    """Of counts by owned or not, decision, and whether the likeliest garment is the right one."""

    def share(part: Any, whole: Any) -> float:
        return float(part / whole) if whole else float("nan")

    shares = {
        "same_right": share(counts[:, 0, 1].sum(), counts[:, 0].sum()),
        "asked_right": share(counts[:, 1, 1].sum(), counts[:, 1].sum()),
    }
    for row, who in enumerate(WHOSE):
        for place, name in enumerate(DECISIONS):
            shares[f"{who} {name}"] = share(counts[row, place].sum(), counts[row].sum())
    return shares


def calibrated(answers: Sequence[Answer]) -> dict[str, Any]:
    """Does the likeliest garment's probability keep its word? Reliability table and expected error."""
    counts = bins(np.array([each.best for each in answers]), np.array([each.right for each in answers]))
    return {"error": round(calibration_error(counts), 4), "reliability": reliability(counts)}
