"""What is understood of a search in words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.query import MOST_CHARACTERS, MOST_WORDS, Asked, understand


def wishes(asked: Asked) -> list[str]:
    """``dark blue``, ``jeans`` and, for what is not wanted, ``-striped``."""
    return [("" if one.wanted else "-") + f"{one.tone or ''} {one.term.name}".strip() for one in asked.wishes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dark blue jeans", ["dark blue", "jeans"]),
        ("navy coat", ["dark blue", "coat"]),
        ("a dark jacket", ["dark", "jacket"]),
        ("shirt dress", ["dress"]),
        ("tops, jeans", ["upper-clothes", "jeans"]),
        ("shirt & jeans", ["shirt", "jeans"]),
        ("no pattern", ["plain"]),
        ("무늬 없는 셔츠", ["plain", "shirt"]),
        ("", []),
        ("  \n ", []),
        ("umbrella", []),
    ],
)
def test_what_is_wished_for(text: str, expected: list[str]) -> None:
    assert wishes(understand(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not black", ["-black"]),
        ("not dark blue jeans", ["-dark blue", "jeans"]),
        ("not a black shirt", ["-black", "shirt"]),
        ("shirt without stripes", ["shirt", "-striped"]),
        ("not black or white", ["-black", "-white"]),
        ("neither stripes nor dots", ["-striped", "-dotted"]),
        ("navy, not black coat", ["dark blue", "-black", "coat"]),
        ("like this but not black", ["-black"]),
        ("red but not floral", ["red", "-floral"]),
        ("anything but jeans", ["-jeans"]),
        ("a skirt rather than pants", ["skirt", "-pants"]),
        ("not too formal", ["-formal"]),
        ("not striped and not floral", ["-striped", "-floral"]),
        ("I don't want jeans", ["-jeans"]),
        ("dont show me any of the black ones", ["-black"]),
        ("doesn’t look formal", ["-formal"]),
        ("never wear black", ["-black"]),
        ("not like jeans", ["-jeans"]),
        ("no more black coats", ["-black", "coat"]),
        ("I do not want a black coat", ["-black", "coat"]),
        ("not just black", ["black"]),
        ("not only black but also white", ["black", "white"]),
        ("not like this but blue", ["blue"]),
        ("no, I want blue", ["blue"]),
        ("파란색 말고", ["-blue"]),
        ("파란색말고 빨간 원피스", ["-blue", "red", "dress"]),
        ("검은 셔츠 말고 파란 셔츠", ["-black", "shirt", "blue"]),
        ("줄무늬 없는 셔츠", ["-striped", "shirt"]),
        ("줄무늬는 빼고 긴팔", ["-striped", "long"]),
        ("긴팔 아닌 티셔츠", ["-long", "t-shirt"]),
        ("검정이나 흰색 말고", ["-black", "-white"]),
        ("청바지 제외", ["-jeans"]),
        ("not", []),
        ("말고", []),
        ("not not not", []),
    ],
)
def test_what_is_not_wished_for(text: str, expected: list[str]) -> None:
    asked = understand(text)
    assert wishes(asked) == expected
    assert asked.unknown == ()


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("black or white shirt", {"colour"}),
        ("검정이나 흰색 셔츠", {"colour"}),
        ("black and white", set()),
        ("or", set()),
    ],
)
def test_one_of_several_is_enough_where_that_is_said(text: str, slots: set[str]) -> None:
    assert understand(text).either == slots


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("a red shirt with long sleeves but not floral", "a red shirt with long sleeves"),
        ("like this but blue", "blue"),
        ("빨간 원피스 줄무늬 말고", "red dress"),
        ("남색 linen 자켓", "dark blue linen jacket"),
        ("보라색 무언가", "purple 무언가"),
        ("not black", ""),
        ("the", ""),
        ("like this", ""),
    ],
)
def test_the_encoder_reads_what_is_wanted_in_english(text: str, described: str) -> None:
    assert understand(text).described == described


@pytest.mark.parametrize(
    ("text", "shown", "corrections"),
    [
        ("stripd shrit", "striped shirt", [("stripd", "striped"), ("shrit", "shirt")]),
        ("Stripd umbrella", "striped umbrella", [("stripd", "striped")]),
        ("청바자, 줄무니셔츠", "청바지, 줄무늬셔츠", [("청바자", "청바지"), ("줄무니", "줄무늬")]),
        ("darkblue", "dark blue", [("darkblue", "dark blue")]),
        ("blue shirt", "blue shirt", []),
    ],
)
def test_slips_are_put_right_and_told(text: str, shown: str, corrections: list[tuple[str, str]]) -> None:
    asked = understand(text)
    assert (asked.text, [tuple(fix) for fix in asked.corrections]) == (shown, corrections)


@pytest.mark.parametrize(
    ("text", "shortened"),
    [
        ("blakc shirrt", False),  # put right, it is shorter by a letter
        ("a" * MOST_CHARACTERS, False),
        ("a" * MOST_CHARACTERS + "a", True),
        ("a " * MOST_WORDS, False),
        ("a " * MOST_WORDS + "a", True),
        ("\x00" * 4 * MOST_CHARACTERS + "a", True),
    ],
)
def test_a_text_is_shortened_only_where_it_is_long(text: str, shortened: bool) -> None:
    assert understand(text).shortened is shortened


def test_words_of_names_are_known() -> None:
    asked = understand("Grandma's blue 스웨터", {"grandma"})
    assert (asked.named, asked.unknown) == (("grandma",), ())
    assert understand("Grandma's blue 스웨터").unknown == ("grandma",)
    assert understand("grandmas blue", {"grandma"}).named == ("grandma",)


@pytest.mark.parametrize(
    ("text", "refers"), [("like this but blue", True), ("이거랑 비슷한데 파란색", True), ("blue", False)]
)
def test_it_is_noticed_when_a_picture_is_meant(text: str, refers: bool) -> None:
    assert understand(text).refers is refers


@pytest.mark.parametrize(
    "text",
    [
        "blue " * 10_000,
        "x" * 100_000,
        "청바자 " * 10_000,
        "zqxv " * 10_000,
        "티" * 10_000,
        "\x00" * 50_000,
        "not " * 9000,
    ],
)
def test_long_texts_are_cut_and_no_slow_path(text: str) -> None:
    started = time.process_time()
    asked = understand(text)
    assert time.process_time() - started < 0.5
    assert len(asked.text) <= MOST_CHARACTERS + MOST_WORDS and len(asked.words) <= 2 * MOST_WORDS
    assert asked.shortened or not asked.text


@pytest.mark.parametrize("text", ["قميص أزرق", "👗 👗", "Рубашка", "\ud83d", "\u202eblue\x07", "'", "-", "((("])
def test_other_scripts_and_control_characters_are_no_trouble(text: str) -> None:
    asked = understand(text)
    assert asked.described.isprintable()
    assert asked.text.encode() is not None and asked.text.isprintable()


@pytest.mark.parametrize(
    ("text", "shown"), [("𝒖MPS", "pumps"), ("JacKet jackte", "JacKet jacket"), ("WİTHE coat", None)]
)
def test_slips_are_shown_put_right_whatever_the_letters(text: str, shown: str | None) -> None:
    asked = understand(text)
    assert shown in (None, asked.text)
    assert understand(asked.text).corrections == ()


@given(st.text(max_size=120))
def test_any_text_is_understood_somehow(text: str) -> None:
    asked = understand(text)
    assert understand(asked.text).corrections == ()
    assert set(asked.unknown) <= set(asked.words) | {""}
