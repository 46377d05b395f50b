"""What a search in words asks for: the things that a garment shall be, those that it shall not be, and slips put right.

English says "not" before ("not black", "without stripes", "anything but jeans"), Korean after it
("파란색 말고", "줄무늬 없는"). "not a black shirt" is about the colour: a shirt is wanted.
"I don't want jeans" is about the jeans, "not only black" about nothing: black is wanted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from embeddings.lexicon import Entry, Slot, Term, read, words_of
from embeddings.query_words import AND, BETWEEN, DROPPED, JOINING, NOT, NOT_AFTER, NOT_PAIRS, OR, POINTING, SUFFIXES
from embeddings.spelling import corrected

MOST_CHARACTERS: Final = 300
MOST_WORDS: Final = 40
"""Of longer texts the beginning is read."""
READ: Final = 4 * MOST_CHARACTERS
"""Characters that are looked at, before spaces are drawn together."""
NOUNS: Final = ("category", "kind")


class Correction(NamedTuple):
    """A word that was read as another."""

    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that a garment shall be, or shall not be."""

    term: Term
    tone: str | None = None
    """Of a colour: ``dark``, ``light`` or either."""
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A search in words, as it was understood."""

    text: str = ""
    """The words with their slips put right."""
    wishes: tuple[Wish, ...] = ()
    either: frozenset[Slot] = frozenset()
    """Slots of which one wish is enough: black or white."""
    described: str = ""
    """What the encoder is to read: what is wanted, in English; empty where everything is only excluded."""
    words: tuple[str, ...] = ()
    """What is wanted word by word, without those that only join: to be looked for in names."""
    named: tuple[str, ...] = ()
    """Those of them that stand for nothing but are in names."""
    unknown: tuple[str, ...] = ()
    """Those that stand for nothing here; the encoder alone may know them."""
    refers: bool = False
    """Whether it speaks of a picture: like this, 이거랑 비슷한."""
    corrections: tuple[Correction, ...] = ()
    shortened: bool = False
    """Whether only the beginning of the text was read."""


def understand(text: str, names: Collection[str] = ()) -> Asked:
    """Read a search. ``names``: words of garments' names, lower case; they are never put right, and may be meant."""
    plain = " ".join(_printable(text[:READ]).split())
    shown = plain[:MOST_CHARACTERS]
    written = words_of(re.sub(r"[,;/&+]", " and ", shown))
    words, corrections = _put_right(list(_apart(written[:MOST_WORDS])), names)
    marks = [_Mark(piece.text, piece.entry) for piece in read(" ".join(words))]
    _find_negations(marks)
    wanted = [mark for mark in marks if not mark.negated and mark.text not in DROPPED]
    content = [mark for mark in wanted if mark.entry or mark.text not in JOINING]
    shown = _mended(shown, corrections) or " ".join(words)
    return Asked(
        text=shown,
        wishes=tuple(dict.fromkeys(_wishes(marks))),
        either=frozenset(_either(marks)),
        described=" ".join(_said(mark) for mark in wanted) if content else "",
        words=tuple(word for mark in content for word in mark.text.split()),
        named=tuple(mark.text for mark in content if not mark.entry and mark.text in names),
        unknown=tuple(dict.fromkeys(mark.text for mark in content if not mark.entry and mark.text not in names)),
        refers=any(mark.text in POINTING for mark in marks),
        corrections=tuple(corrections),
        shortened=len(plain) > MOST_CHARACTERS or len(text.strip()) > READ or len(written) > MOST_WORDS,
    )


@dataclass(slots=True)
class _Mark:
    """A piece of the text while it is being read."""

    text: str
    entry: Entry | None
    negated: bool = field(default=False)

    @property
    def slot(self) -> Slot | None:
        return self.entry.term.slot if self.entry else None


_FAR: Final = 5
"""So many words that say nothing may stand between "not" and what it is about: do not want to wear a coat."""


def _printable(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)  # as words are read: 𝒖 is u
    return "".join(" " if unicodedata.category(character)[0] == "C" else character for character in normal)


def _mended(text: str, corrections: Sequence[Correction]) -> str:
    """The text with its slips put right in place; empty where one cannot be found: "İ" has no one lower case."""
    for fix in corrections:
        text, found = re.subn(re.escape(fix.written), fix.meant, text, count=1, flags=re.IGNORECASE)
        if not found:
            return ""
    return text


def _apart(words: Sequence[str]) -> Iterator[str]:
    """Korean words for "not" and "or" are written at the end of others as well."""
    for word in words:
        suffix = next((one for one in SUFFIXES if word.endswith(one) and len(word) > len(one)), "")
        yield from (word.removesuffix(suffix), suffix) if suffix else (word,)


def _put_right(words: Sequence[str], names: Collection[str]) -> tuple[list[str], list[Correction]]:
    right, corrections = [], []
    for word in words:
        for piece in [word] if word in DROPPED or word in JOINING else [one.text for one in read(word)]:
            meant = None if piece in DROPPED or piece in JOINING else corrected(piece, names)
            right.append(meant or piece)
            if meant:
                corrections.append(Correction(piece, meant))
    return right, corrections


def _find_negations(marks: list[_Mark]) -> None:
    for place, mark in enumerate(marks):
        if mark.entry:
            continue
        pair = (mark.text, marks[place + 1].text) if place + 1 < len(marks) else ("", "")
        if mark.text in NOT or pair in NOT_PAIRS:
            _negate_after(marks, place + (2 if pair in NOT_PAIRS else 1))
        elif mark.text in NOT_AFTER:
            _negate_before(marks, place - 1)


def _negate_after(marks: list[_Mark], place: int) -> None:
    """``not [too] black [or white]``: the first thing, and what is joined to it and of its slot."""
    end = min(len(marks), place + _FAR)
    while place < end and not marks[place].entry and marks[place].text in BETWEEN:
        place += 1
    if place == len(marks) or marks[place].text in DROPPED | JOINING:
        return
    marks[place].negated = True
    if marks[place].slot == "tone" and place + 1 < len(marks) and marks[place + 1].slot == "colour":
        place += 1
        marks[place].negated = True
    follows = marks[place + 1 : place + 3]
    if len(follows) == 2 and follows[0].text in OR | AND and follows[1].slot in (marks[place].slot, "tone"):
        _negate_after(marks, place + 2)


def _negate_before(marks: list[_Mark], place: int) -> None:
    """``검은 셔츠 말고``: what stands before a noun, else the last thing and what is of its slot before it."""
    while place >= 0 and not marks[place].entry and marks[place].text in JOINING:
        place -= 1
    if place < 0:
        return
    if marks[place].slot in NOUNS and place and marks[place - 1].slot not in (*NOUNS, None):
        place -= 1
    slot = marks[place].slot
    marks[place].negated = True
    while slot and place and (marks[place - 1].slot in (slot, "tone") or marks[place - 1].text in OR):
        place -= 1
        marks[place].negated = True


def _wishes(marks: Sequence[_Mark]) -> Iterator[Wish]:
    tone = None
    for place, mark in enumerate(marks):
        after = marks[place + 1] if place + 1 < len(marks) else None
        beside = after.slot if after is not None and after.negated == mark.negated else None
        if mark.entry is None:
            continue
        if mark.slot == "tone" and beside == "colour":
            tone = mark.entry.term.name  # the colour's wish has it
            continue
        if not (mark.slot in NOUNS and beside in NOUNS):  # a shirt dress is a dress
            yield Wish(mark.entry.term, tone or mark.entry.tone, not mark.negated)
        tone = None


def _either(marks: Sequence[_Mark]) -> Iterator[Slot]:
    for place, mark in enumerate(marks):
        before = next((one.slot for one in reversed(marks[:place]) if one.slot), None)
        if mark.text in OR and before:
            yield before


def _said(mark: _Mark) -> str:
    return mark.entry.said if mark.entry and not mark.text.isascii() else mark.text
