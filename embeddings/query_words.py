"""The small words of a search, English and Korean: "not", "or", and those that say nothing about a garment."""

from __future__ import annotations

from typing import Final

NOT: Final = frozenset(
    (
        *("not", "no", "without", "except", "excluding", "minus", "non", "never", "neither", "avoid"),
        *("isn't", "don't", "aren't", "doesn't", "isnt", "dont", "arent", "doesnt"),
    )
)
NOT_PAIRS: Final = frozenset(
    (("other", "than"), ("rather", "than"), ("instead", "of"), ("anything", "but"), ("apart", "from"))
)
NOT_AFTER: Final = (
    *("제외하고는", "제외하고", "제외한", "말고는", "빼고는", "아니고", "아니라", "말고", "빼고", "제외", "아닌"),
    *("없는", "없이", "없고", "이외", "외에", "않은", "뺀"),
)
"""Korean says "not" after what it is about."""
OR: Final = frozenset(("or", "nor", "either", "이나", "또는", "혹은", "아니면"))
AND: Final = frozenset(("and", "그리고"))
SUFFIXES: Final = (*NOT_AFTER, "이나")
"""Written at the end of other words as well."""
POINTING: Final = frozenset(
    (
        *("this", "these", "those", "same", "similar"),
        *("이거", "이것", "이런", "같은", "처럼", "비슷한", "비슷한데", "똑같은", "이거랑", "이것과", "이거처럼"),
    )
)
"""These speak of a picture beside the words."""
JOINING: Final = frozenset(
    (
        *("a", "an", "the", "with", "in", "of", "for", "to", "on", "at", "by", "is", "are", "be", "has", "have"),
        *("my", "i", "we", "one", "ones", "very", "too", "really", "quite", "that", "which", "it", "its"),
        *("some", "something", "any", "anything", "colour", "color", "coloured", "colored"),
        *("style", "kind", "type", "clothes", "clothing", "garment", "garments"),
        *("옷", "것", "거", "걸", "좀", "더", "내", "나의", "색", "색깔", "좋은"),
        *OR,
        *AND,
    )
)
"""These say nothing by themselves; the encoder reads them."""
DROPPED: Final = frozenset(
    (
        *("like", "as", "such", "but", "just", "only", "also", "instead", "than", "more", "other", "rather"),
        *("show", "me", "find", "look", "looking", "search", "want", "need", "wear", "please", "do", "does"),
        *("이", "그", "저", "같이", "인데", "근데", "하지만", "있는", "다른"),
        *("보여줘", "찾아줘", "찾아", "입을", "입기"),
        *POINTING,
        *NOT,
        *NOT_AFTER,
        *(word for word in OR if not word.isascii()),
    )
)
"""These are about the search, not about a garment."""
BETWEEN: Final = (JOINING | DROPPED) - {*NOT, *NOT_AFTER, *AND, "but", "instead", "i", "we", "please", "just", "only"}
"""May stand between "not" and what it is about: do not want a coat.

Others begin a thought of their own, as in "not this but black"; and "not only black" is no "not".
"""
