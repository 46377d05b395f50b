"""Languages: which is picked, and that every text has its translation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.errors import OtjangError
from wardrobe import messages
from wardrobe.i18n import LANGUAGES, pick_language, translate_error, translator


@pytest.mark.parametrize(
    ("header", "preferred", "expected"),
    [
        (None, None, "en"),
        ("", "", "en"),
        ("ko", None, "ko"),
        ("ko-KR,ko;q=0.9,en;q=0.8", None, "ko"),
        ("en-GB,en;q=0.9,ko;q=0.8", None, "en"),
        ("fr-FR, ko;q=0.2, en;q=0.1", None, "ko"),
        ("fr-FR", None, "en"),
        ("ko;q=0, en;q=0.5", None, "en"),
        ("ko;q=much, en", None, "en"),
        ("en", "ko", "ko"),
        ("en", "ko_KR.UTF-8", "ko"),
        ("ko", "C.UTF-8", "ko"),
        ("ko", "xx", "ko"),
    ],
)
def test_the_persons_choice_wins_then_the_browsers_first_known_language(
    header: str | None, preferred: str | None, expected: str
) -> None:
    assert pick_language(header, preferred) == expected


@given(st.text(), st.text())
def test_any_header_gives_a_language_there_is(header: str, preferred: str) -> None:
    assert pick_language(header, preferred) in LANGUAGES


def test_no_text_stays_no_text_in_every_language() -> None:
    assert {translator(language)("") for language in (*LANGUAGES, "xx")} == {""}


def test_an_error_is_told_in_the_readers_language_with_its_parameters() -> None:
    error = OtjangError("{name} is empty.", name="{look}.jpg", remedy="Copy the file again and add it anew.")
    english = translate_error(error, translator("en"))
    korean = translate_error(error, translator("ko"))
    assert english == ("{look}.jpg is empty.", "Copy the file again and add it anew.")
    assert "{look}.jpg" in korean[0] and korean[0] != english[0] and korean[1] != english[1]


def test_every_text_is_translated_with_its_placeholders_and_compiled() -> None:
    assert messages.faults() == []


def test_texts_of_errors_are_found_where_the_remedy_is_a_named_constant() -> None:
    texts = {text for _, text in messages.error_texts()}
    assert "The model file {path} cannot be read: {reason}." in texts
    assert any(text.startswith("Run `otjang doctor`") for text in texts)


def test_a_missing_or_misspelt_placeholder_is_a_fault() -> None:
    catalog = messages.Catalog(locale="ko")
    catalog.add("{name} is empty.", "{nane} 비어 있음")
    catalog.add("Log in", "")
    catalog.add("Log out", "로그아웃")
    found = {message.id: list(messages._faults(message)) for message in catalog if message.id}
    assert found == {"{name} is empty.": ["placeholders differ"], "Log in": ["not translated"], "Log out": []}
