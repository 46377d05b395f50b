"""Garments, colours and days are called what people call them, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from app.words import ASPECTS, CATEGORIES, NOTES, PLURALS, colour_name, day, garment_name, moment, size, worn
from embeddings.colour import ANCHORS, Colour, name_of
from embeddings.parsing import GARMENT_CATEGORIES
from wardrobe.i18n import translator
from wardrobe.said import sayable
from wardrobe.words import SHADES

ENGLISH, KOREAN = translator("en"), translator("ko")


@dataclass(frozen=True)
class Thing:
    category: str
    kind: str | None = None
    colours: tuple[Colour, ...] = ()


def coloured(name: str) -> tuple[Colour, ...]:
    return (Colour(name, name.split()[-1], (0.0, 0.0, 0.0), 1.0),)


@pytest.mark.parametrize(
    ("thing", "given", "english", "korean"),
    [
        (Thing("pants", "jeans", coloured("dark blue")), None, "dark blue jeans", "진한 파란색 청바지"),
        (Thing("outerwear", None, coloured("off-white")), None, "off-white jacket or coat", "아이보리색 겉옷"),
        (Thing("shoes"), None, "shoes", "신발"),
        (Thing("dress", None, coloured("red")), "Mum's <b>dress</b>", "Mum's <b>dress</b>", "Mum's <b>dress</b>"),
    ],
)
def test_a_garment_is_called_by_colour_and_kind(thing: Thing, given: str | None, english: str, korean: str) -> None:
    assert garment_name(thing, ENGLISH, given) == english
    assert garment_name(thing, KOREAN, given) == korean


def test_every_category_that_the_parser_gives_and_every_aspect_has_a_word() -> None:
    assert set(CATEGORIES) == set(PLURALS) == set(GARMENT_CATEGORIES)
    assert set(ASPECTS) == {aspect for category in GARMENT_CATEGORIES for aspect in sayable(category)}


def test_every_colour_name_is_korean_in_korean() -> None:
    for anchor in ANCHORS:
        name, _family = name_of(list(anchor[2:]))
        assert not any(letter.isascii() and letter.isalpha() for letter in colour_name(name, KOREAN)), name
    assert all(KOREAN(text) != text for text in (*SHADES.values(), *NOTES.values()))


@pytest.mark.parametrize(
    ("when", "short", "english", "korean"),
    [
        (date(2026, 5, 20), False, "Today", "오늘"),
        (date(2026, 5, 19), False, "Yesterday", "어제"),
        (date(2026, 2, 3), False, "3 February", "2월 3일"),
        (date(2026, 2, 3), True, "3 Feb", "2월 3일"),
        (date(2025, 12, 31), False, "31 December 2025", "2025년 12월 31일"),
        (date(2026, 5, 21), False, "21 May", "5월 21일"),
        (None, False, "", ""),
    ],
)
def test_days_are_told_as_people_tell_them(when: date | None, short: bool, english: str, korean: str) -> None:
    today = date(2026, 5, 20)
    assert day(when, ENGLISH, short=short, today=today) == english
    assert day(when, KOREAN, short=short, today=today) == korean


@pytest.mark.parametrize(("count", "text"), [(0, "not worn yet"), (1, "worn once"), (7, "worn 7 times")])
def test_wears_are_counted_in_words(count: int, text: str) -> None:
    assert worn(count, ENGLISH) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (1_500, "1.5 KB"), (24_000_000, "24 MB"), (3_200_000_000, "3.2 GB")]
)
def test_sizes_have_the_unit_that_reads_best(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=1), "14:04"),
        (timedelta(hours=14), "00:05"),
        (timedelta(hours=15), "yesterday 23:05"),
        (timedelta(days=2), "24 Nov 14:05"),
        (timedelta(days=400), "22 Oct 2025 14:05"),
    ],
)
def test_a_moment_is_said_as_shortly_as_it_is_clear(ago: timedelta, said: str) -> None:
    here = datetime(2026, 11, 26, 14, 5).astimezone()
    assert moment(here - ago, ENGLISH, now=here) == said
