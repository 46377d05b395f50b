"""Words of both languages and what they stand for."""

from __future__ import annotations

import pytest

from embeddings import lexicon
from embeddings.colour import FAMILIES
from embeddings.lexicon import in_english, terms
from embeddings.ontology import KINDS
from embeddings.parsing import GARMENT_CATEGORIES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dark blue jeans", ["dark", "blue", "jeans"]),
        ("Striped SHIRT", ["striped", "shirt"]),
        ("navy coats", ["dark", "blue", "coat"]),
        ("t-shirts, red", ["t-shirt", "red"]),
        ("grey and gray", ["grey"]),
        ("my trousers", ["pants"]),
        ("socks", ["socks"]),
        ("빨간 원피스", ["red", "dress"]),
        ("빨간원피스", ["red", "dress"]),
        ("진한 파란색 청바지를", ["dark", "blue", "jeans"]),
        ("검은색 가죽 자켓", ["black", "leather", "jacket"]),
        ("줄무늬 셔츠", ["striped", "shirt"]),
        ("하늘색 블라우스", ["light", "blue", "blouse"]),
        ("하얀 운동화", ["white", "sneakers"]),
        ("남색 티", ["dark", "blue", "t-shirt"]),
        ("우리 집", []),
        ("what to wear tomorrow", []),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, expected: list[str]) -> None:
    assert [term.name for term in terms(text)] == expected


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("dark blue jeans", "dark blue jeans"),
        ("빨간 원피스", "red dress"),
        ("줄무늬 셔츠", "striped shirt"),
        ("남색 linen 자켓", "dark blue linen jacket"),
        ("보라색 무언가", "purple 무언가"),
    ],
)
def test_korean_is_read_to_the_encoder_in_english(text: str, english: str) -> None:
    assert in_english(text) == english


@pytest.mark.parametrize(("slot", "names"), [("colour", FAMILIES), ("category", GARMENT_CATEGORIES), ("kind", KINDS)])
def test_every_name_is_one_that_the_models_use(slot: str, names: tuple[str, ...]) -> None:
    assert lexicon._TABLE[slot].keys() <= set(names)  # type: ignore[index]


@pytest.mark.parametrize(("slot", "names"), [("colour", FAMILIES), ("category", GARMENT_CATEGORIES)])
def test_every_colour_and_category_has_a_word_in_both_languages(slot: str, names: tuple[str, ...]) -> None:
    for name in names:
        words = lexicon._TABLE[slot][name].split()  # type: ignore[index]
        assert any(word.isascii() for word in words) and any(not word.isascii() for word in words)


def test_no_word_stands_for_two_things() -> None:
    words = [word for names in lexicon._TABLE.values() for given in names.values() for word in given.split()]
    assert len(words) == len(set(words))
