"""Words of both languages and what they stand for."""

from __future__ import annotations

import pytest

from embeddings.colour import FAMILIES
from embeddings.lexicon import in_korean, korean, read, terms
from embeddings.ontology import KINDS, LENGTHS, PATTERNS, SLEEVES
from embeddings.parsing import GARMENT_CATEGORIES
from embeddings.vocabulary import RANGES, TABLE, TONE_OF, TYPICAL, Slot


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
        ("흰티", ["white", "t-shirt"]),
        ("청자켓", ["denim", "jacket"]),
        ("울코트로", ["wool", "coat"]),
        ("long-sleeved dress", ["long", "dress"]),
        ("long dresses", ["long", "dress"]),
        ("short shorts", ["short", "shorts"]),
        ("a warm formal coat", ["winter", "formal", "coat"]),
        ("shirt without pattern, no pattern", ["shirt", "plain"]),
        ("무늬 없는 여름용 원피스", ["plain", "summer", "dress"]),
        ("women's scarves", ["women", "scarf"]),
        ("우리 집", []),
        ("what to wear tomorrow", []),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, expected: list[str]) -> None:
    assert [term.name for term in terms(text)] == expected


@pytest.mark.parametrize(
    ("text", "korean_text"),
    [
        ("dark blue jeans", "진한 파란색 청바지"),
        ("a navy coat with polka dots", "남색 코트 물방울무늬"),
        ("long-sleeved t-shirt", "긴팔 티셔츠"),
        ("umbrella", ""),
        ("", ""),
    ],
)
def test_what_is_known_of_an_english_phrase_is_said_in_korean(text: str, korean_text: str) -> None:
    assert in_korean(text) == korean_text


def test_korean_words_before_a_known_one_are_not_lost() -> None:
    assert [piece.text for piece in read("줄무니셔츠에는")] == ["줄무니", "셔츠"]


@pytest.mark.parametrize(
    "text", ["티" * 10_000, "진연" * 5000, "\x00\ud83d", "😀 👗", "قميص أزرق", "Рубашка", "-" * 999]
)
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(terms(text), list)
    assert isinstance(in_korean(text), str)


@pytest.mark.parametrize("name", [*KINDS, *FAMILIES, *GARMENT_CATEGORIES, *PATTERNS, "denim", "long-sleeved", "summer"])
def test_everything_that_the_models_name_has_a_korean_word(name: str) -> None:
    assert not korean(name).isascii()


def test_a_word_that_is_not_known_has_no_korean_one() -> None:
    with pytest.raises(KeyError):
        korean("umbrella")


@pytest.mark.parametrize(
    ("slot", "names"),
    [
        ("colour", FAMILIES),
        ("tone", ("dark", "light")),
        ("category", GARMENT_CATEGORIES),
        ("kind", KINDS),
        ("pattern", PATTERNS),
        ("sleeve", SLEEVES),
        ("length", LENGTHS),
        ("formality", RANGES),
        ("warmth", RANGES),
        ("material", TYPICAL.keys() | {row[0] for row in TABLE["material"]}),
    ],
)
def test_every_name_is_one_that_the_models_use(slot: Slot, names: tuple[str, ...]) -> None:
    assert {row[0] for row in TABLE[slot]} <= set(names)


@pytest.mark.parametrize(
    ("slot", "names"), [("colour", FAMILIES), ("category", GARMENT_CATEGORIES), ("pattern", PATTERNS)]
)
def test_everything_of_a_kind_has_a_row(slot: Slot, names: tuple[str, ...]) -> None:
    assert set(names) <= {row[0] for row in TABLE[slot]}


def test_no_word_stands_for_two_things() -> None:
    given = [row for rows in TABLE.values() for row in rows]
    words = [word for _, english, hangul in given for word in (*english.split(", "), *hangul.split(", "))]
    assert sorted(words) == sorted(set(words))


def test_each_column_is_in_its_language() -> None:
    for _, english, hangul in (row for rows in TABLE.values() for row in rows):
        assert english.isascii()
        assert not any(word.isascii() for word in hangul.split(", "))


def test_ranges_and_tones_and_typical_kinds_are_of_things_that_are_there() -> None:
    assert RANGES.keys() == {row[0] for slot in ("formality", "warmth") for row in TABLE[slot]}  # type: ignore[index]
    assert TONE_OF.keys() <= {row[1].split(", ")[0] for row in TABLE["colour"]}
    assert {kind for kinds in TYPICAL.values() for kind in kinds} <= set(KINDS)
