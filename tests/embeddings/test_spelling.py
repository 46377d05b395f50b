"""Slips become the word that was meant; what means something stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.lexicon import known, vocabulary
from embeddings.ordinary_words import ORDINARY
from embeddings.spelling import corrected


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("stripd", "striped"),
        ("shrit", "shirt"),
        ("jens", "jeans"),
        ("bleu", "blue"),
        ("balck", "black"),
        ("trosers", "trousers"),
        ("cardigen", "cardigan"),
        ("swetter", "sweater"),
        ("dres", "dress"),
        ("yelow", "yellow"),
        ("darkblue", "dark blue"),
        ("floraldress", "floral dress"),
        ("청바자", "청바지"),
        ("줄무니", "줄무늬"),
        ("원피수", "원피스"),
        ("가디갼", "가디건"),
        ("셔쓰", "셔츠"),
        ("양발", "양말"),
        ("운둥화", "운동화"),
    ],
)
def test_a_slip_is_put_right(written: str, meant: str) -> None:
    assert corrected(written) == meant


@pytest.mark.parametrize(
    "word",
    [
        *("shirt", "shirts", "grey", "gray", "polka", "청바지를", "흰티"),  # known
        *("tree", "boat", "house", "tomorrow", "umbrella", "shift", "노트", "반지", "우리"),  # ordinary
        *("cot", "bel", "501", "h&m", "xl", "", "😀", "قميص", "a" * 200),  # too short, too long, no words
    ],
)
def test_what_is_known_or_means_something_else_stays(word: str) -> None:
    assert corrected(word) is None


def test_two_slips_are_forgiven_only_in_long_words_that_begin_alike() -> None:
    assert corrected("cardgian") == "cardigan"
    assert corrected("swaetar") == "sweater"
    assert corrected("mhurt") is None  # shirt, blurt, hurt


def test_words_of_names_are_right_and_may_be_meant() -> None:
    assert corrected("grandms", {"grandma"}) == "grandma"
    assert corrected("grandms") is None
    assert corrected("shrit", {"shrit"}) is None
    assert corrected("할머늬", {"할머니"}) == "할머니"


@given(st.text(max_size=40))
def test_an_answer_is_always_known(word: str) -> None:
    meant = corrected(word.lower())
    assert meant is None or all(known(part) or part in vocabulary() for part in meant.split())


def test_no_ordinary_word_is_in_the_vocabulary() -> None:
    assert not ORDINARY & vocabulary()
