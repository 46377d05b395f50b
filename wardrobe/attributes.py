"""What a garment is: kind, pattern, sleeve, length, formality and warmth.

The encoder guesses at every sighting; a garment is what its sightings say together, and what the
person says of it is so. Every threshold between "is", "may be" and "who knows" is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.attributes import LONG, PATTERNED, SLEEVED, Attributes, Guess, probabilities, scale
from embeddings.colour import FAMILIES
from embeddings.ontology import ASPECTS, KINDS, KINDS_OF, LENGTHS, PATTERNS, SCALES, SLEEVES

Guesses = dict[str, Any]
"""What the encoder guessed of one sighting, as it is kept: ``{"pattern": {"striped": 0.83, …}, …, "warmth": 0.7}``."""

NAMED_FROM: Final = 0.5
"""Least probability of a value to be named; below, nothing is said of the aspect."""
SURE_FROM: Final = 0.75
"""From here on a value is simply said; below it is "maybe"."""
COLOUR_SURE_FROM: Final = 0.4
"""The same for a colour's family, by ``family_probability``: below, hardly one in three is right."""
KEPT: Final = 3
"""Values of an aspect that are kept of each sighting: the most probable ones."""
LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "formality": ("casual", "smart", "formal"),
    "warmth": ("summer", "mild", "winter"),
}
"""A scale in words, from 0 over a half to 1."""
WARM: Final = ("upper-clothes", "outerwear", "dress", "skirt", "pants", "shoes", "hat", "scarf", "socks")
"""Categories that keep somebody more or less warm."""
HAVING: Final = {"pattern": PATTERNED, "sleeve": SLEEVED, "length": LONG, "warmth": WARM}
"""Which categories have an aspect; the others all have."""
VALUES: Final = {"pattern": PATTERNS, "sleeve": SLEEVES, "length": LENGTHS, **LEVELS}


class Said(NamedTuple):
    """One aspect of a garment in a word."""

    aspect: str
    value: str
    probability: float
    """Of the person's word 1, but for the middle of a scale, which is told as any other score: see ``level``."""


def choices(category: str | None) -> dict[str, tuple[str, ...]]:
    """The aspects that a garment of a category has, and the values that each may take; all where it is not known."""
    every = {"kind": KINDS_OF.get(category or "?", KINDS), **VALUES}
    lacking = {name for name, having in HAVING.items() if category is not None and category not in having}
    return {name: values for name, values in every.items() if name not in lacking}


def guesses(features: NDArray[np.float32], categories: Sequence[str | None]) -> list[Guesses]:
    """What the built-in encoder's heads say of each garment.

    ``features`` N×F of ``OnnxEncoder.look``; ``categories`` N parser categories, None where it is not
    known. Of the kinds the best are kept whatever the category, for it may be corrected later, and the
    best of the category. Raises ``ModelError`` when the heads are missing or of another encoder.
    """
    rows = {aspect: probabilities(features, aspect) for aspect in ASPECTS}
    scores = {name: scale(features, name) for name in SCALES}
    return [
        {aspect: _best(ASPECTS[aspect], rows[aspect][i]) for aspect in ASPECTS}
        | {"kind": _best(KINDS, rows["kind"][i], KINDS_OF.get(category or "?", ()))}
        | {name: round(float(scores[name][i]), 3) for name in SCALES}
        for i, category in enumerate(categories)
    ]


def families(features: NDArray[np.float32]) -> list[str | None]:
    """The colour family, of ``FAMILIES``, that shops would name each garment by; None where it is not probable enough.

    On unworn shop photos it is right for four in five, the nearest anchor of the colour that is measured for
    two in three. Raises ``ModelError`` as ``guesses`` does.
    """
    rows = probabilities(features, "family")
    names = (*FAMILIES, None)  # gold and silver come last: no colour that is measured has their name
    return [names[int(row.argmax())] if row.max() >= NAMED_FROM else None for row in rows]


def of_sighting(found: Guesses | None, category: str | None) -> Attributes:
    """What one sighting shows by itself."""
    return together([(found, category, 1.0)], category, {})


def named_kind(found: Guesses | None, category: str | None) -> str | None:
    """The kind of a sighting, where it is probable enough to be named."""
    kind = of_sighting(found, category).kind
    return kind.value if kind is not None and kind.probability >= NAMED_FROM else None


def together(
    seen: Iterable[tuple[Guesses | None, str | None, float]], category: str | None, said: Mapping[str, str]
) -> Attributes:
    """What a garment of ``category`` is, by all its sightings and the person's word.

    ``seen``: of each sighting what was guessed, the category that the parser saw (None where it saw none,
    so that the guesses are all there is) and what it counts (its size times the parser's confidence).
    Probabilities are means; the person's word has 1, on a scale its place there.
    """
    known = [
        (found, as_seen is not None and as_seen == category, max(weight, 1e-9))
        for found, as_seen, weight in seen
        if found
    ]
    allowed = choices(category)
    best: dict[str, Guess | None] = {
        aspect: _said(said, aspect, values) or _mean(known, aspect, values)
        for aspect, values in allowed.items()
        if aspect in ASPECTS
    }
    scores = {name: _score(known, name, said) for name in SCALES if name in allowed}
    return Attributes(**best, **scores)  # type: ignore[arg-type]


def in_words(attributes: Attributes) -> list[Said]:
    """Every aspect that is known at all, scales too, each in its most probable word."""
    found = []
    for aspect in ASPECTS:
        guess: Guess | None = getattr(attributes, aspect)
        if guess is not None:
            found.append(Said(aspect, *guess))
    for name in SCALES:
        score: float | None = getattr(attributes, name)
        if score is not None:
            found.append(Said(name, *level(name, score)))
    return found


def level(name: str, score: float) -> Guess:
    """A score of a scale in a word: the thirds of it.

    The probability is each word's membership (triangles over 0, a half and 1) as a share of all three,
    so that only scores near an end are sure: a half may be "smart" as well as "not known".
    """
    members = np.clip([1 - score, 1 - abs(2 * score - 1), score], 0, 1)
    place = int(members.argmax())
    return Guess(LEVELS[name][place], float(members[place] / members.sum()))


def _best(names: Sequence[str], row: NDArray[np.float32], wanted: Sequence[str] = ()) -> dict[str, float]:
    order = [names[place] for place in np.argsort(-row, kind="stable")]
    kept = {*order[:KEPT], *[name for name in order if name in wanted][:KEPT]}
    return {name: round(float(row[names.index(name)]), 3) for name in order if name in kept}


def _said(said: Mapping[str, str], aspect: str, allowed: Sequence[str]) -> Guess | None:
    value = said.get(aspect, "")
    return Guess(value, 1.0) if value in allowed else None


def _mean(known: Sequence[tuple[Guesses, bool, float]], aspect: str, allowed: Sequence[str]) -> Guess | None:
    """The value with the highest mean probability among those allowed."""
    sums: dict[str, float] = {}
    total = 0.0
    for found, same_category, weight in known:
        row = {value: p for value, p in found.get(aspect, {}).items() if value in allowed}
        if not row:
            continue
        # Among the kinds of the category that the parser saw; of a corrected category the plain probability.
        share = max(sum(row.values()), 1e-9) if aspect == "kind" and same_category else 1.0
        total += weight
        for value, probability in row.items():
            sums[value] = sums.get(value, 0.0) + weight * probability / share
    if not sums:
        return None
    best = max(sums, key=lambda value: sums[value])
    return Guess(best, sums[best] / total)


def _score(known: Sequence[tuple[Guesses, bool, float]], name: str, said: Mapping[str, str]) -> float | None:
    if said.get(name) in LEVELS[name]:
        return LEVELS[name].index(said[name]) / (len(LEVELS[name]) - 1)
    scored = [(found[name], weight) for found, _, weight in known if name in found]
    if not scored:
        return None
    return float(sum(score * weight for score, weight in scored) / sum(weight for _, weight in scored))
