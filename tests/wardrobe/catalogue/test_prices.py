"""Prices in every usual notation come out in minor units."""

from __future__ import annotations

import pytest

from wardrobe.catalogue.prices import read_price
from wardrobe.errors import FeedError


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1.299,00 EUR", 129900, "EUR"),
        ("USD 1,299.00", 129900, "USD"),
        ("₩39,000", 39000, "KRW"),
        ("￦39,000", 39000, "KRW"),
        ("12,990원", 12990, "KRW"),
        ("39000 won", 39000, "KRW"),
        ("39000.00 KRW", 39000, "KRW"),
        ("5,000円", 5000, "JPY"),
        ("１２，９９０円", 12990, "JPY"),
        ("39.9", 3990, "EUR"),
        ("39,90", 3990, "EUR"),
        ("1.299", 129900, "EUR"),
        ("1299.000", 129900, "EUR"),
        ("1'299.00 CHF", 129900, "CHF"),
        ("1 299,00 kr", 129900, "SEK"),
        ("$12", 1200, "USD"),
        ("HK$ 300", 30000, "HKD"),
        ("R$ 1.299,90", 129990, "BRL"),
        ("1.299 KWD", 1299, "KWD"),
        ("99.99 usd", 9999, "USD"),
        ("10.00-20.00 USD", 1000, "USD"),
        ("10.00 € – 20.00 €", 1000, "EUR"),
        ("39,000원 ~ 59,000원", 39000, "KRW"),
        ("39.90 EUR (20 % off)", 3990, "EUR"),
    ],
)
def test_a_price_in_minor_units(text: str, minor: int, currency: str) -> None:
    assert read_price(text, "EUR") == (minor, currency)


@pytest.mark.parametrize(("usual", "currency"), [("CAD", "CAD"), ("EUR", "USD"), (None, "USD")])
def test_a_sign_of_several_currencies_is_the_catalogues_where_it_can_be(usual: str | None, currency: str) -> None:
    assert read_price("$5.00", usual).currency == currency


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("free", "is no price"),
        ("0.00 EUR", "cannot be the price"),
        ("-5.00 EUR", "is no price"),
        ("99999999999 EUR", "cannot be the price"),
        ("12.50 XYZ", "unknown currency"),
        ("abc", "is no price"),
        ("EUR", "is no price"),
        ("EUR -5.00", "is no price"),
        ("3만9천원", "is no price"),
        ("2 for 9.99 EUR", "is no price"),
        ("12.90 EUR 9.90 EUR", "is no price"),
    ],
)
def test_what_is_no_price_is_said(text: str, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        read_price(text, "EUR")


def test_a_price_needs_a_currency() -> None:
    with pytest.raises(FeedError, match="no currency"):
        read_price("39.90", None)
