"""Prices as shops write them, in minor units: ``1.299,00 EUR``, ``USD 1,299.00``, ``₩39,000``, ``12,990원``."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from price_parser import Price as Parsed

from wardrobe.errors import FeedError
from wardrobe.money import DECIMALS, MOST_MINOR

MEANT: Final[dict[str, tuple[str, ...]]] = {
    "€": ("EUR",),
    "euro": ("EUR",),
    "£": ("GBP",),
    "₩": ("KRW",),
    "원": ("KRW",),
    "won": ("KRW",),
    "円": ("JPY",),
    "元": ("CNY",),
    "¥": ("JPY", "CNY"),
    "us$": ("USD",),
    "hk$": ("HKD",),
    "nt$": ("TWD",),
    "r$": ("BRL",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "s$": ("SGD",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "fr": ("CHF",),
    "fr.": ("CHF",),
    "₺": ("TRY",),
    "tl": ("TRY",),
    "₽": ("RUB",),
    "руб": ("RUB",),
    "₹": ("INR",),
    "rs": ("INR",),
    "₫": ("VND",),
    "₴": ("UAH",),
    "฿": ("THB",),
    "₪": ("ILS",),
    "rp": ("IDR",),
    "rm": ("MYR",),
}
"""What a sign may stand for, the likeliest first."""
_CODE: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]{3})(?![A-Za-z])")
_WON: Final = re.compile(r"(?i)\bwon\b")
_DECIMALS: Final = re.compile(r"(?<![\d.,])(\d{4,}[.,]\d{3}|0[.,]\d{3})(?![\d.,])")
"""1299.000 is a number with three decimals: thousands are never parted so."""
_NUMBER: Final = re.compile(r"\d[\d.,'’]*(?:\s\d{3}(?!\d)[\d.,]*)*(?![\d.,]*\s*%)")
_TO: Final = re.compile(r"(?<=[\w€£₩¥$])\s*[-–—~]\s*(?=\D{0,4}\d)")
"""Between the lowest and the highest price."""
_IN_WORDS: Final = re.compile(r"\d\s*[만천억]")
"""3만9천원: thousands and ten thousands by their names."""


class Amount(NamedTuple):
    """A price."""

    minor: int
    currency: str


def read_price(text: str, usual: str | None) -> Amount:
    """A price in its currency's smallest unit; the lower one where the text goes from one to another.

    ``usual`` is the currency of prices that name none, and of signs that several currencies share. Raises
    ``FeedError`` for what is no price or several, for one in no known currency, and for one of nothing.
    """
    said = unicodedata.normalize("NFKC", text).strip()
    lowest = _TO.split(said, maxsplit=1)[0]
    numbers = {number.strip(".,'’") for number in _NUMBER.findall(lowest)}
    if len(numbers) != 1 or _IN_WORDS.search(said):
        raise FeedError("{value} is no price.", value=said[:40], remedy="Write it as 129.90 EUR.")
    currency, marked = _currency(said, usual)
    if currency is None:
        if marked:
            raise FeedError(
                "{value} is in an unknown currency.", value=said[:40], remedy="Write its three letters, such as EUR."
            )
        raise FeedError(
            "The price {value} has no currency.",
            value=said[:40],
            remedy="Give the catalogue a currency, or write it with the price.",
        )
    amount = _amount(lowest, DECIMALS[currency])
    if amount is None or re.search(r"(?:^|[^\d.,])-\s*\d", lowest):
        raise FeedError("{value} is no price.", value=said[:40], remedy="Write it as 129.90 EUR.")
    minor = int((amount * 10 ** DECIMALS[currency]).to_integral_value())
    if not 0 < minor <= MOST_MINOR:
        raise FeedError("{value} cannot be the price.", value=said[:40], remedy="Write it as 129.90 EUR.")
    return Amount(minor, currency)


def _currency(text: str, usual: str | None) -> tuple[str | None, bool]:
    """The currency, and whether the text has something that should say it."""
    for code in _CODE.findall(text):
        if code.upper() in DECIMALS:
            return code.upper(), True
    if _WON.search(text):
        return "KRW", True
    sign = (Parsed.fromstring(text).currency or "").lower().rstrip(".")
    if not sign:
        foreign = re.search(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])", text)
        return (None, True) if foreign else (usual, False)
    meant = MEANT.get(sign, ())
    if usual in meant:
        return usual, True
    return (meant[0] if meant else None), True


def _amount(text: str, decimals: int) -> Decimal | None:
    bare = re.sub(r"(?<=\d)['’](?=\d{3})", "", text)
    plain = _DECIMALS.search(bare) if decimals != 3 else re.search(r"(?<![\d.,])(\d+[.,]\d{3})(?![\d.,])", bare)
    if plain:
        try:
            return Decimal(plain.group(1).replace(",", "."))
        except InvalidOperation:
            return None
    found = Parsed.fromstring(bare).amount
    return found if found is None or found.is_finite() else None
