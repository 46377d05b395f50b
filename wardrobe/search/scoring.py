"""Whether one garment is a hit, its score, and why. No vectors and no database: likenesses are given.

A score is the mean of the parts that a search has, each from 0 to 1, weighted by ``WEIGHTS``:

- ``picture``: cosine to the garment on the picture, colours included. Where words ask for something
  else the embedding alone is compared, moved to what they ask for (``likeness.changed``).
- ``words``: cosine of the encoder's embeddings of words and garment, the best of its pictures. Not
  beside a picture, which is moved by the words already: counting them twice brings the same model in
  another colour to the first place for 25 % instead of 49 % (252 pairs of shop photos, by one colour;
  measured with the first encoder).
- ``terms``: how true the words are of what is known of the garment, see ``fitting``.

A garment that has all the words in its name has score 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from embeddings.lexicon import Slot, words_of
from embeddings.query import Asked
from wardrobe.garments import GarmentItem
from wardrobe.search import reasons
from wardrobe.search.fitting import MAYBE_FROM, share_true, truth
from wardrobe.search.reasons import Reason, why_found

WORDS_FLOOR: Final = 0.85
"""Cosine of words and picture from which a garment fits by its looks alone, where no word is known.

With the built-in encoder seven in eight right descriptions reach it (H&M's validation part, every fourth picture
and its short caption, n = 317); twenty words that have nothing to do with clothes ("tax return", "volcano") stay
below it for 99 of 100 of these pictures.
"""
WEIGHTS: Final = {"picture": 1.0, "words": 1.0, "terms": 1.0}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of, each 0 to 1; None where the search has no such part."""

    picture: float | None = None
    words: float | None = None
    terms: float | None = None

    @property
    def score(self) -> float:
        """The weighted mean; 1 of a search by filters alone."""
        given = [(WEIGHTS[name], part) for name in WEIGHTS if (part := getattr(self, name)) is not None]
        return sum(weight * part for weight, part in given) / sum(weight for weight, _ in given) if given else 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A garment that was found, and why."""

    garment_id: int
    score: float
    """0 to 1."""
    parts: Parts
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A garment that the words do not exclude, before anybody has looked at it."""

    item: GarmentItem
    terms: float | None = None
    named: bool = False
    """All the words are in its name."""
    partly_named: bool = False
    """Its name has the words that only names have."""


def consider(item: GarmentItem, asked: Asked) -> Candidate | None:
    """What is known of a garment against the words; None where it cannot be meant."""
    true: defaultdict[Slot, list[float]] = defaultdict(list)
    for wish in asked.wishes:
        how = truth(item, wish)
        if how is None:
            continue
        if wish.wanted:
            true[wish.term.slot].append(how)
        elif how >= MAYBE_FROM:
            return None
    terms = share_true(true, asked.either)
    words = words_of(item.name or "")
    named = bool(asked.words) and all(_is_in(words, word) for word in asked.words)
    if terms is not None and terms <= MAYBE_FROM and not named:
        return None
    return Candidate(item, terms, named, bool(asked.named) and set(words).issuperset(asked.named))


def _is_in(words: Sequence[str], word: str) -> bool:
    """Korean words are written together; of others only a whole one counts, or "red" would be in "Fred"."""
    return word in words if word.isascii() else any(word in one for one in words)


@dataclass(frozen=True, slots=True)
class Looks:
    """How candidates look, by garment; one that is not there has not been looked at, or is out of the question."""

    described: Mapping[int, float]
    """Cosine to the words."""
    alike: Mapping[int, float] | None = None
    """Likeness to the picture. None without a picture."""
    least_alike: float = -1.0
    """A garment that is less like the picture is no hit."""
    alike_from: float = 1.0
    """From here on a garment simply looks alike."""
    changed: bool = False
    """Whether words ask for something else than the picture shows."""


def judge(candidate: Candidate, asked: Asked, looks: Looks) -> Hit | None:
    """A hit, or None for what does not look as it should."""
    garment_id = candidate.item.id
    picture = None if looks.alike is None else looks.alike.get(garment_id)
    words = looks.described.get(garment_id)
    if looks.alike is not None and (picture is None or picture < looks.least_alike):
        return None
    checked = candidate.terms is not None or candidate.named or candidate.partly_named or looks.alike is not None
    if asked.described and not checked and (words is None or words < WORDS_FLOOR):
        return None
    parts = Parts(_clipped(picture), _clipped(words), candidate.terms)
    why = why_found(candidate.item, asked.wishes, candidate.named or candidate.partly_named)
    if picture is not None:
        alike = reasons.ALIKE if picture >= looks.alike_from else reasons.RATHER_ALIKE
        why.append(Reason("picture", reasons.OTHERWISE_ALIKE if looks.changed else alike))
    if words is not None and (words >= WORDS_FLOOR or not why):
        why.append(Reason("words", reasons.AS_DESCRIBED if words >= WORDS_FLOOR else reasons.NEAREST))
    return Hit(garment_id, 1.0 if candidate.named else parts.score, parts, tuple(why))


def _clipped(cosine: float | None) -> float | None:
    return None if cosine is None else min(1.0, max(0.0, cosine))
