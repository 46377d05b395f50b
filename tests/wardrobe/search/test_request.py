"""Filters, and requests that make no sense."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.wardrobe.search.conftest import garment
from wardrobe.search import Filters, Picture, Request

TODAY = date(2026, 5, 10)
SHIRT = garment(
    kind=("shirt", 0.8),
    colours="dark blue, white",
    pattern=("striped", 0.6),
    sleeve=("long", 0.4),
    warmth=0.7,
    formality=0.55,
    last_worn=date(2026, 5, 1),
)


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        ({}, True),
        ({"category": "upper-clothes"}, True),
        ({"category": "dress"}, False),
        ({"kind": "shirt"}, True),
        ({"kind": "blouse"}, False),
        ({"colour": "blue"}, True),
        ({"colour": "white"}, False),  # not the main one
        ({"pattern": "striped"}, True),
        ({"pattern": "plain"}, False),
        ({"sleeve": "long"}, False),  # not probable enough to be named
        ({"season": "winter"}, True),
        ({"season": "autumn"}, True),
        ({"season": "summer"}, False),
        ({"occasion": "office"}, True),
        ({"occasion": "sporty"}, False),
        ({"worn_within": 10}, True),
        ({"worn_within": 9}, False),
        ({"not_worn_for": 9}, True),
        ({"not_worn_for": 10}, False),
        ({"category": "upper-clothes", "colour": "red"}, False),
    ],
)
def test_filters(filters: dict[str, Any], passes: bool) -> None:
    assert Filters(**filters).admit(SHIRT, TODAY) is passes


@pytest.mark.parametrize(
    "filters", [{"pattern": "plain"}, {"season": "summer"}, {"colour": "blue"}, {"worn_within": 5}]
)
def test_what_is_not_known_does_not_pass(filters: dict[str, Any]) -> None:
    assert not Filters(**filters).admit(garment(last_worn=None), TODAY)


def test_what_was_never_worn_was_not_worn_lately() -> None:
    assert Filters(not_worn_for=30).admit(garment(last_worn=None), TODAY)


def test_no_filter_is_false() -> None:
    assert not Filters()
    assert Filters(worn_within=1)


@pytest.mark.parametrize(
    "wrong",
    [{"garment_id": 1, "picture": Picture("a.jpg", b"")}, {"limit": 0}],
)
def test_requests_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Request(**wrong)
