"""Prices in whole smallest units: read in every usual notation, written so that they read the same again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardrobe.errors import ChangeError
from wardrobe.money import DECIMALS, MOST_MINOR, currency_in, plain, shown, to_minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("129.90", "EUR", 12990),
        ("129,90 €", "EUR", 12990),
        ("1.299,00", "EUR", 129900),
        ("1,299.00", "USD", 129900),
        ("EUR 1 299,5", "EUR", 129950),
        ("1’299.50", "CHF", 129950),
        ("1.299", "EUR", 129900),
        ("1.299.000", "KRW", 1299000),
        ("39,000원", "KRW", 39000),
        ("39000.00", "KRW", 39000),
        ("1.299", "KWD", 1299),
        ("0", "GBP", 0),
        ("7.", "GBP", 700),
    ],
)
def test_prices_are_read_in_every_usual_notation(text: str, currency: str, minor: int) -> None:
    assert to_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "field"),
    [
        ("about 20", "EUR", "price"),
        ("-5", "EUR", "price"),
        ("1.2.3", "EUR", "price"),
        ("12,34.56", "EUR", "price"),
        ("129.905 1", "EUR", "price"),
        ("1.5", "KRW", "price"),
        ("99999999999", "EUR", "price"),
        ("", "EUR", "price"),
        ("5", "XXX", "currency"),
    ],
)
def test_what_is_no_price_is_refused_by_its_field(text: str, currency: str, field: str) -> None:
    with pytest.raises(ChangeError) as raised:
        to_minor(text, currency)
    assert raised.value.params["field"] == field


@given(st.integers(0, MOST_MINOR), st.sampled_from(sorted(DECIMALS)), st.booleans())
def test_what_is_written_reads_the_same_again(minor: int, currency: str, comma: bool) -> None:
    text = plain(minor, currency)
    assert to_minor(text.replace(".", ",") if comma else text, currency) == minor
    assert to_minor(shown(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"), [("12 €", "EUR"), ("usd 5", "USD"), ("₩39,000", "KRW"), ("$5", None), ("5", None)]
)
def test_a_currency_is_only_read_where_it_is_one_alone(text: str, currency: str | None) -> None:
    assert currency_in(text) == currency
