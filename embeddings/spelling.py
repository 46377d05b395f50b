"""Forgiving slips of spelling: a word that is not known becomes the nearest one that is.

Nearness is the optimal string alignment distance (letters added, missing, changed, or two neighbours
swapped count one each), for Korean between the letters (jamo) that syllables are made of. Only words
that mean nothing here are ever changed: known words, ordinary words, names and numbers stay.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from embeddings.lexicon import known, terms, vocabulary
from embeddings.ordinary_words import ORDINARY

SHORTEST: Final = 4
"""Shorter English words are one slip away from too many others."""
LONG: Final = 7
"""English words of so many letters may have two slips, shorter ones one."""
LONG_KOREAN: Final = 7
"""The same for Korean, in jamo; a syllable has two or three."""
_LONGEST: Final = 24
"""Longer words are no slips."""


def corrected(word: str, names: Collection[str] = ()) -> str | None:
    """The word that was meant by one that is not known; None where it may stay, or nothing is near.

    ``names``: further words that are right, such as those in the names of a household's garments;
    they are also what may be meant. All words in lower case.
    """
    if not word.isalpha() or len(word) > _LONGEST or known(word) or word in names or word in ORDINARY:
        return None
    return _apart(word) or _nearest(word, names)


def _nearest(word: str, names: Collection[str]) -> str | None:
    own = {name: _letters(name) for name in names if name.isalpha() and name.isascii() == word.isascii()}
    letters = _letters(word)
    if len(word if word.isascii() else letters) < SHORTEST:
        return None
    most = 2 if len(letters) >= (LONG if word.isascii() else LONG_KOREAN) else 1
    choices = _candidates(word.isascii()) | own
    near = process.extract(letters, choices, scorer=OSA.distance, score_cutoff=most, limit=None, processor=None)
    # Where there are two slips the first letter is right; of equals a word that says something alone is
    # meant (``polka`` does not), the one that begins alike, and rather one with a letter more.
    sure = [
        (distance, not terms(key) and key not in own, -Prefix.similarity(letters, text), -len(text), key)
        for text, distance, key in near
        if distance < 2 or letters[0] == text[0]
    ]
    return min(sure)[4] if sure else None


def _apart(word: str) -> str | None:
    """Two known words that were written as one: ``darkblue``."""
    if not word.isascii():
        return None
    for place in range(3, len(word) - 2):
        first, second = word[:place], word[place:]
        if known(first) and known(second):
            return f"{first} {second}"
    return None


def _letters(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFD", word)


@lru_cache(2)
def _candidates(english: bool) -> dict[str, str]:
    """Every single word of the vocabulary in one language, with its letters."""
    words = [word for word in vocabulary() if word.isascii() == english and word.isalpha()]
    return {word: _letters(word) for word in words if len(word) >= (SHORTEST if english else 2)}
