"""Every value that the domain knows has a name, in both languages."""

from __future__ import annotations

import pytest

from embeddings.colour import FAMILIES, NAMES
from embeddings.ontology import KINDS
from embeddings.parsing import GARMENT_CATEGORIES
from wardrobe.attributes import choices
from wardrobe.i18n import translator
from wardrobe.said import sayable
from wardrobe.words import COLOURS, VALUES, value_name
from wardrobe.words import KINDS as NAMED

ENGLISH, KOREAN = translator("en"), translator("ko")
EVERYTHING = [(aspect, value) for aspect, values in {"colour": NAMES, **choices(None)}.items() for value in values]


def test_names_are_those_of_the_ontology() -> None:
    assert set(NAMED) == set(KINDS)
    assert set(COLOURS) == set(FAMILIES)
    sayings = {aspect: values for category in GARMENT_CATEGORIES for aspect, values in sayable(category).items()}
    assert {aspect: set(values) for aspect, values in VALUES.items()} == {name: set(sayings[name]) for name in VALUES}


@pytest.mark.parametrize(("aspect", "value"), EVERYTHING)
def test_every_value_has_a_korean_name(aspect: str, value: str) -> None:
    assert not any(letter.isascii() and letter.isalpha() for letter in value_name(aspect, value, KOREAN))


@pytest.mark.parametrize(
    ("aspect", "value", "english", "korean"),
    [
        ("colour", "dark blue", "dark blue", "진한 파란색"),
        ("colour", "off-white", "off-white", "아이보리색"),
        ("kind", "jeans", "jeans", "청바지"),
        ("pattern", "striped", "striped", "줄무늬"),
        ("sleeve", "short", "short-sleeved", "반팔"),
        ("warmth", "winter", "for winter", "겨울용"),
        ("pattern", "of a later version", "of a later version", "of a later version"),
    ],
)
def test_values_are_called_what_people_call_them(aspect: str, value: str, english: str, korean: str) -> None:
    assert (value_name(aspect, value, ENGLISH), value_name(aspect, value, KOREAN)) == (english, korean)
