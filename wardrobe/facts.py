"""What may be said of a garment that no picture shows: brand, size, price, day of purchase, weight, purposes, tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, TypedDict

from wardrobe.errors import ChangeError
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.money import DECIMALS, MOST_MINOR, no_currency
from wardrobe.schema import GarmentRow

BRAND_MOST, SIZE_MOST, TAG_MOST = 100, 40, 40
TAGS_MOST: Final = 20
WEIGHT_MOST: Final = 20_000
"""Grams."""
EARLIEST: Final = date(1900, 1, 1)


class Facts(TypedDict, total=False):
    """Some facts, as they are to be; None or nothing takes one back. See ``Belonging``."""

    brand: str | None
    size: str | None
    price_minor: int | None
    currency: str | None
    bought_on: date | None
    weight_grams: int | None
    occasions: Iterable[str]
    tags: Iterable[str]


FIELDS: Final = tuple(Facts.__annotations__)


def checked(facts: Mapping[str, Any], row: GarmentRow, today: date) -> dict[str, Any]:
    """The columns of a garment that these facts change, tidy.

    Raises ``ChangeError`` whose parameter ``field`` is the fact that cannot be so.
    """
    tidy: dict[str, Any] = {}
    for name, value in facts.items():
        match name:
            case "brand" | "size":
                tidy[name] = _words(name, value, BRAND_MOST if name == "brand" else SIZE_MOST)
            case "price_minor":
                tidy[name] = _number("price", value, 0, MOST_MINOR)
            case "currency":
                tidy[name] = _currency(value)
            case "bought_on":
                tidy[name] = _day(value, today)
            case "weight_grams":
                tidy[name] = _number("weight", value, 1, WEIGHT_MOST)
            case "occasions":
                tidy[name] = _occasions(value or ())
            case "tags":
                tidy[name] = _tags(value or ())
            case _:
                raise ChangeError("There is no field {field}.", field=name)
    if "price_minor" in tidy or "currency" in tidy:
        price = tidy.get("price_minor", row.price_minor)
        tidy["currency"] = tidy.get("currency", row.currency) if price is not None else None
        if price is not None and tidy["currency"] is None:
            raise ChangeError(
                "A price needs its currency.", field="currency", remedy="Write its three letters, such as EUR or KRW."
            )
    return {name: value for name, value in tidy.items() if getattr(row, name) != value}


def united(keep: GarmentRow, other: GarmentRow) -> dict[str, Any]:
    """The facts of two garments that are one: the own word of the one that stays first, else the other's.

    Tags are of both; what either is known to be, in the wash or put away, the one is.
    """
    facts: dict[str, Any] = {}
    for name in ("brand", "size", "bought_on", "weight_grams"):
        own = getattr(keep, name)
        facts[name] = getattr(other, name) if own is None else own
    priced = other if keep.price_minor is None else keep
    facts["price_minor"], facts["currency"] = priced.price_minor, priced.currency
    facts["occasions"] = [*(keep.occasions or other.occasions)]
    facts["tags"] = list(_unlike([*keep.tags, *other.tags]))[:TAGS_MOST]
    facts["in_wash"], facts["put_away"] = keep.in_wash or other.in_wash, keep.put_away or other.put_away
    facts["wash_since"] = max(filter(None, (keep.wash_since, other.wash_since)), default=None)
    facts["washed_on"] = max(filter(None, (keep.washed_on, other.washed_on)), default=None)
    return facts


def _words(name: str, value: object, most: int) -> str | None:
    text = _tidy(value)
    if len(text) > most:
        raise ChangeError("The {field} is too long: {most} letters are the most.", field=name, most=most)
    return text or None


def _tidy(value: object) -> str:
    text = " ".join(str(value or "").split())
    return "".join(letter for letter in text if letter.isprintable())


def _number(name: str, value: object, least: int, most: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ChangeError(
            "The {field} {value} is out of range: from {least} to {most}.",
            field=name,
            value=value,
            least=least,
            most=most,
        )
    return value


def _currency(value: str | None) -> str | None:
    code = _tidy(value).upper()
    if code and code not in DECIMALS:
        raise no_currency(value)
    return code or None


def _day(value: date | None, today: date) -> date | None:
    if value is not None and not EARLIEST <= value <= today:
        raise ChangeError(
            "The day of purchase {value} is in the future or too long ago.", field="bought_on", value=value
        )
    return value


def _occasions(values: Iterable[str]) -> list[str]:
    wanted = {_tidy(value).lower() for value in values} - {""}
    for value in sorted(wanted - OCCASIONS.keys()):
        raise ChangeError(
            "There is no occasion {value}.",
            field="occasions",
            value=value[:40],
            allowed=", ".join(OCCASIONS),
            remedy="Choose from: {allowed}.",
        )
    return [name for name in OCCASIONS if name in wanted]


def _tags(values: Iterable[str]) -> list[str]:
    found = list(_unlike(_tidy(value) for value in values))
    for tag in found:
        if len(tag) > TAG_MOST or set(tag) & set(",;"):
            raise ChangeError(
                "The tag {value} cannot be taken.",
                field="tags",
                value=tag[: TAG_MOST + 1],
                most=TAG_MOST,
                remedy="At most {most} letters, no comma and no semicolon.",
            )
    if len(found) > TAGS_MOST:
        raise ChangeError("There are too many tags: {most} are the most.", field="tags", most=TAGS_MOST)
    return found


def _unlike(words: Iterable[str]) -> Iterable[str]:
    """Each word once, however it is written."""
    return {word.casefold(): word for word in reversed([word for word in words if word])}.values().__reversed__()
