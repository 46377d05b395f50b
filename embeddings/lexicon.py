"""Reading fashion words, English and Korean: which words of a text are known, and what they stand for.

The words themselves are a table, ``embeddings.vocabulary``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from embeddings.vocabulary import TABLE, TONE_OF, Slot

__all__ = [
    "Entry",
    "Piece",
    "Slot",
    "Term",
    "in_korean",
    "known",
    "korean",
    "read",
    "terms",
    "vocabulary",
    "words_of",
]


@dataclass(frozen=True, slots=True)
class Term:
    """What a word stands for."""

    slot: Slot
    name: str
    """A colour family, tone, parser category, kind or another name of the vocabulary, in English."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the vocabulary: the words of both languages for one thing."""

    term: Term
    english: tuple[str, ...]
    korean: tuple[str, ...]
    tone: str | None = None
    """``dark`` or ``light``, where a colour's word says that too (navy)."""

    @property
    def said(self) -> str:
        """In English, in words that are frequent enough for the encoder to have read them."""
        return f"{self.tone} {self.term.name}" if self.tone else self.english[0]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The term, with its tone before it."""
        return (Term("tone", self.tone), self.term) if self.tone else (self.term,)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: words that stand for something together, or one word that is not known."""

    text: str
    """Lower case, without punctuation; of an unknown Korean word all of it."""
    entry: Entry | None


def terms(text: str) -> list[Term]:
    """What the known words of a text stand for, in their order, each once."""
    return list(dict.fromkeys(term for piece in read(text) if piece.entry for term in piece.entry.terms))


def in_korean(words: str) -> str:
    """The known words of an English phrase in Korean, in their order; others are dropped."""
    return " ".join(piece.entry.korean[0] for piece in read(words) if piece.entry)


def korean(name: str) -> str:
    """The main Korean word for an English word or a name of the ontology. Raises ``KeyError`` for one not known."""
    return _ENTRIES[tuple(words_of(name))].korean[0]


def known(word: str) -> bool:
    """Whether a single word stands for something, alone or as part of an expression."""
    pieces = read(word)
    return any(piece.entry for piece in pieces) or word in _PARTS


def vocabulary() -> frozenset[str]:
    """Every single word of the table, of both languages, also those that are only a part of an expression."""
    return _WRITTEN


def words_of(text: str) -> list[str]:
    """Lower-case words; a hyphen parts words as a space does."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("'s", "")
    return re.findall(r"[^\s\-‐-―,.;:!?/()\[\]\"“”…]+", plain)


def read(text: str) -> list[Piece]:
    """The text in pieces; the longest expression that is known wins (``long-sleeved`` before ``long``)."""
    words = [part for word in words_of(text) for part in _parts(word)]
    pieces, place = [], 0
    while place < len(words):
        span = next((n for n in range(_LONGEST, 0, -1) if tuple(words[place : place + n]) in _ENTRIES), 0)
        taken = tuple(words[place : place + (span or 1)])
        pieces.append(Piece(" ".join(taken), _ENTRIES.get(taken)))
        place += len(taken)
    return pieces


def _entries() -> Iterator[Entry]:
    for slot, rows in TABLE.items():
        for name, english, hangul in rows:
            words = tuple(english.split(", "))
            yield Entry(Term(slot, name), words, tuple(hangul.split(", ")), TONE_OF.get(words[0]))


def _by_words(entries: Sequence[Entry]) -> dict[tuple[str, ...], Entry]:
    """Entries by the words for them. A plural never takes the place of a word of its own: shorts, short."""
    found = {tuple(words_of(word)): entry for entry in entries for word in (*entry.english, *entry.korean)}
    for entry in entries:
        found.setdefault(tuple(words_of(entry.term.name)), entry)
    for word, entry in list(found.items()):
        if word[-1].isascii():
            for ending in ("s", "es"):
                found.setdefault((*word[:-1], word[-1] + ending), entry)
    return found


_ENTRIES: Final = _by_words(list(_entries()))
_WRITTEN: Final = frozenset(
    part for entry in _entries() for word in (*entry.english, *entry.korean) for part in words_of(word)
)
_LONGEST: Final = max(map(len, _ENTRIES))
_PARTS: Final = frozenset(part for words in _ENTRIES for part in words)
_SINGLE: Final = frozenset(words[0] for words in _ENTRIES if len(words) == 1)
_HANGUL: Final = frozenset(part for part in _PARTS if not part.isascii())
_SHORTEST: Final = 2
"""Inside a word that is not known, Korean words of one syllable are no find: they are parts of many others."""
_LONGEST_HANGUL: Final = max(map(len, _HANGUL))
_ENDINGS: Final = frozenset(
    (
        *("색", "색의", "색깔", "색상", "색으로", "무늬", "용", "용의", "옷", "들", "한"),
        *("을", "를", "이", "가", "은", "는", "도", "만", "의", "에", "과", "와", "랑", "이랑", "로", "으로"),
    )
)
"""What may follow the last known word of a compound: particles and the like."""
_MOST_SYLLABLES: Final = 24


@lru_cache(4096)
def _parts(word: str) -> tuple[str, ...]:
    """A word as the vocabulary writes it: Korean compounds taken apart, endings taken away."""
    if word.isascii() or word in _PARTS or len(word) > _MOST_SYLLABLES:
        return (word,)
    return _compound(word) or _known_inside(word)


@lru_cache(4096)
def _compound(word: str) -> tuple[str, ...]:
    """A word that is nothing but known words, and perhaps an ending: 흰티 gives 흰 and 티, 청바지를 gives 청바지."""
    for length in range(min(len(word), _LONGEST_HANGUL), 0, -1):
        first, rest = word[:length], word[length:]
        if first in _SINGLE:
            if not rest or (rest in _ENDINGS and length >= _SHORTEST):
                return (first,)
            if more := _compound(rest):
                return (first, *more)
    return ()


def _known_inside(word: str) -> tuple[str, ...]:
    """The known words inside one that is not, with what stands before them: 줄무니셔츠에는 gives 줄무니 and 셔츠."""
    parts, start, place = [], 0, 0
    while place < len(word):
        ends = range(min(len(word), place + _LONGEST_HANGUL), place + _SHORTEST - 1, -1)
        end = next((end for end in ends if word[place:end] in _SINGLE), None)
        if end:
            parts += [*([word[start:place]] if place - start >= _SHORTEST else []), word[place:end]]
            start = end
        place = end or place + 1
    return tuple(parts) or (word,)
