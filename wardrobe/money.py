"""Money is a whole number of the currency's smallest unit; here it is read, written and said.

Currencies and their decimals are those of ISO 4217 (2024), funds and metals left out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from wardrobe.errors import ChangeError

_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_TWO: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG"
)
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
DECIMALS: Final[dict[str, int]] = {
    currency: decimals
    for decimals, currencies in ((0, _NONE), (2, _TWO), (3, _THREE))
    for currency in currencies.split()
}
"""Every currency with the decimals that it is written with."""
SYMBOLS: Final = {"€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "₽": "RUB", "₺": "TRY", "zł": "PLN", "원": "KRW"}
"""Those that stand for one currency alone: $ and ¥ do not."""
MOST_MINOR: Final = 2**31 - 1
"""The database keeps 32 bits."""
_SPACES = re.compile(r"[\s'’]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def currency_in(text: str) -> str | None:
    """The currency that a price names by its code or by a symbol of its own; None where it names none."""
    code = re.search(r"[A-Za-z]{3}", text)
    if code and code.group().upper() in DECIMALS:
        return code.group().upper()
    return next((currency for symbol, currency in SYMBOLS.items() if symbol in text), None)


def to_minor(text: str, currency: str) -> int:
    """A price such as ``1,299.00``, ``1.299,00`` or ``1 299 €`` in the smallest unit.

    The last separator is that of the decimals, unless exactly three digits follow it and the currency is not
    written with three: then all of them part thousands. Raises ``ChangeError``.
    """
    if currency not in DECIMALS:
        raise no_currency(currency)
    decimals = DECIMALS[currency]
    bare = re.sub(rf"{currency}|[^\d.,'’\s+-]", "", text, flags=re.IGNORECASE)
    bare = _SPACES.sub("", bare).strip(".,")
    letters = any(letter.isalpha() for letter in _without(text, currency))
    parts = _parted(bare, decimals) if _NUMBER.fullmatch(bare) and not letters else None
    if parts is None:
        raise ChangeError("{value} is no price.", field="price", value=text[:40], remedy="Write it as 129.90.")
    amount = Decimal(f"{parts[0]}.{parts[1] or 0}") * 10**decimals
    if amount != int(amount):
        raise ChangeError(
            "{value} has more decimals than {currency} has.", field="price", value=text[:40], currency=currency
        )
    if amount > MOST_MINOR:
        raise ChangeError("{value} is too much for a price.", field="price", value=text[:40])
    return int(amount)


def priced(text: str, currency: str) -> tuple[int | None, str | None]:
    """Price and currency as somebody wrote them; the text may name the currency itself. Nothing written is None.

    Raises ``ChangeError`` where a price has no currency, and as ``to_minor``.
    """
    text, code = text.strip(), currency.strip().upper()
    if not text:
        return None, None
    code = code or currency_in(text) or ""
    if not code:
        raise ChangeError(
            "A price needs its currency.", field="currency", remedy="Write its three letters, such as EUR or KRW."
        )
    return to_minor(text, code), code


def plain(minor: int, currency: str) -> str:
    """A price as files have it: ``129.90``."""
    return f"{amount(minor, currency):f}"


def amount(minor: int, currency: str) -> Decimal:
    """A price in the currency's whole unit."""
    decimals = DECIMALS.get(currency, 2)
    return Decimal(minor).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals))


def shown(minor: int, currency: str) -> str:
    """A price as pages show it: ``1,299.90 EUR``. The code, for a symbol may be of several currencies."""
    return f"{amount(minor, currency):,f} {currency}"


def per_wear(price_minor: int, wears: int) -> int:
    """What each wear has cost so far, rounded half up; the whole price before the first."""
    return int(Fraction(price_minor, max(wears, 1)) + Fraction(1, 2))


def no_currency(value: object) -> ChangeError:
    """The error of a currency that is none."""
    return ChangeError(
        "{value} is no currency.",
        field="currency",
        value=str(value)[:40],
        remedy="Write its three letters, such as EUR, USD or KRW.",
    )


def _without(text: str, currency: str) -> str:
    """A price's text without what says the currency."""
    text = re.sub(currency, "", text, flags=re.IGNORECASE)
    for symbol in SYMBOLS:
        text = text.replace(symbol, "")
    return text


def _parted(number: str, decimals: int) -> tuple[str, str] | None:
    """Whole part and decimals of digits with separators; None where thousands are not parted by threes."""
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return number, ""
    head, mark, after = number[:last], number[last], number[last + 1 :]
    several, both = number.count(mark) > 1, {".", ","} <= set(number)
    if several or (len(after) == 3 and not both and decimals != 3):
        head, after = number, ""
    first, *groups = re.split("[.,]", head)
    return None if any(len(group) != 3 for group in groups) else (first + "".join(groups), after)
