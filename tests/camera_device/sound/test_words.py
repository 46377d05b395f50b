"""The table of sentences: whole in both languages, and as people would say it."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from camera_device.framing.view import Hint
from camera_device.sound.words import WORDS, Manner, Saying, words


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_saying_has_its_sentence() -> None:
    assert set(WORDS) == set(Saying)


@pytest.mark.parametrize("saying", Saying)
def test_both_languages_say_the_same_with_the_same_parameters(saying: Saying) -> None:
    entry = WORDS[saying]
    assert fields(entry.en) == fields(entry.ko)
    assert entry.en.isascii()
    assert not re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", entry.ko)), "a Korean voice reads no Latin letters"


@pytest.mark.parametrize("saying", [saying for saying in Saying if "{" not in WORDS[saying].en[-4:]])
def test_sentences_end_as_sentences_and_korean_ones_are_polite(saying: Saying) -> None:
    assert WORDS[saying].en[-1] in ".!?"
    sentences = [part for part in re.split(r"[.:!?]", WORDS[saying].ko) if part and part != " {code}"]
    assert all(part.rstrip().endswith("요") for part in sentences), sentences


@pytest.mark.parametrize("hint", Hint)
def test_every_hint_of_framing_has_words_and_gives_way(hint: Hint) -> None:
    assert WORDS[Saying(hint.value)].manner is Manner.HINT


@pytest.mark.parametrize(
    ("saying", "language", "params", "said"),
    [
        (Saying.COUNTDOWN, "en", {"n": 3}, "three"),
        (Saying.COUNTDOWN, "ko", {"n": 3}, "삼"),
        (Saying.TURN_COUNT, "en", {"n": 12}, "twelve"),
        (Saying.TURN_COUNT, "ko", {"n": 12}, "열둘"),
        (Saying.TURN_COUNT, "ko", {"n": 20}, "스물"),
        (Saying.COUNTDOWN, "ko", {"n": 10}, "십"),
        (Saying.COUNTDOWN, "en", {"n": 25}, "25"),
        (Saying.TURN_BEGINS, "ko", {"n": 10}, "열까지 셀 동안 천천히 한 바퀴 돌아 주세요."),
        (Saying.PAIRING_CODE, "en", {"code": "090"}, "Please type this code in the app: zero, nine, zero."),
        (Saying.PAIRING_CODE, "ko", {"code": "090"}, "앱에 이 번호를 입력해 주세요: 공, 구, 공."),
    ],
)
def test_numbers_are_said_as_people_say_them(
    saying: Saying, language: str, params: dict[str, object], said: str
) -> None:
    assert words(saying, language, **params) == said  # type: ignore[arg-type]


def test_a_missing_number_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match="n"):
        words(Saying.COUNTDOWN, "en")


def test_a_code_is_a_secret_and_is_not_kept() -> None:
    assert not WORDS[Saying.PAIRING_CODE].keep
