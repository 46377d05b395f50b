"""A row of a feed as a product: checked, in our words, money in minor units; what cannot be used is named."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from wardrobe.catalogue.feeds import Entry, RowFault
from wardrobe.catalogue.feeds.plain import plain_text
from wardrobe.catalogue.prices import Amount, read_price
from wardrobe.catalogue.words import BETWEEN, audience_of
from wardrobe.errors import FeedError

Left = Callable[[str, FeedError], None]
"""Told of a field that was left out, and why."""
MOST_SIZES: Final = 60
_YES: Final = frozenset(
    (
        *("in stock", "instock", "available", "yes", "y", "true", "1", "preorder", "pre order", "backorder"),
        *("back order", "available for order", "limited availability", "on sale", "lieferbar", "auf lager"),
        *("재고있음", "재고 있음", "판매중", "판매 중", "예약판매", "있음"),
    )
)
_NO: Final = frozenset(
    (
        *("out of stock", "outofstock", "sold out", "soldout", "unavailable", "not available", "no", "n", "false"),
        *(
            "0",
            "discontinued",
            "oos",
            "nicht lieferbar",
            "ausverkauft",
            "품절",
            "재고없음",
            "재고 없음",
            "일시품절",
            "없음",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Product:
    """What a feed says of one item. Fields as of ``ItemRow``."""

    key: str
    title: str
    picture: str
    description: str = ""
    brand: str | None = None
    link: str | None = None
    label: str | None = None
    said_colour: str | None = None
    audience: str | None = None
    sizes: tuple[str, ...] = ()
    price_minor: int | None = None
    regular_minor: int | None = None
    currency: str | None = None
    available: bool = True
    variant: bool = False
    """There is a row for each size: rows with one key are one thing."""

    @property
    def row_hash(self) -> str:
        """Of all that is kept: another one means that the row is written again."""
        values = [getattr(self, one.name) for one in fields(self) if one.name != "variant"]
        return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Ways:
    """How the rows of a catalogue are read."""

    today: date
    currency: str | None = None
    """Of prices that name none."""
    folder: bool = False
    """Pictures are files of a folder, not links."""


def products(rows: Iterable[Entry | RowFault], ways: Ways) -> Iterator[tuple[int, Product] | RowFault]:
    """Products with their lines, sizes of one thing together where they follow each other; and what was left out."""
    waiting: tuple[int, Product] | None = None
    for row in rows:
        if isinstance(row, RowFault):
            yield row
            continue
        product, faults = read_product(row, ways)
        yield from faults
        if product is None:
            continue
        if waiting is not None and product.variant and waiting[1].key == product.key:
            waiting = waiting[0], together(waiting[1], product)
            continue
        if waiting is not None:
            yield waiting
        waiting = row.line, product
    if waiting is not None:
        yield waiting


def together(one: Product, other: Product) -> Product:
    """Two rows of one thing in different sizes: all sizes, to be had if one is, at the lowest price."""
    cheaper = one
    if other.currency == one.currency and other.price_minor is not None:
        cheaper = other if one.price_minor is None or other.price_minor < one.price_minor else one
    sizes = tuple(dict.fromkeys((*one.sizes, *other.sizes)))[:MOST_SIZES]
    price, regular = cheaper.price_minor, cheaper.regular_minor
    return replace(
        one, sizes=sizes, price_minor=price, regular_minor=regular, available=one.available or other.available
    )


def read_product(row: Entry, ways: Ways) -> tuple[Product | None, list[RowFault]]:
    """The product of a row, None where it lacks what is needed; and each fault, ``taken`` or not."""
    key = _key(row)
    faults = [RowFault(row.line, key[:200] or None, one.field, one.error, taken=True) for one in row.notices]

    def left_out(field: str, error: FeedError) -> None:
        faults.append(RowFault(row.line, key[:200] or None, field, error, taken=True))

    try:
        product = Product(_checked_key(key), _title(row), _picture(row.one("picture"), ways.folder))
    except _Lacking as lacking:
        place = next(iter(faults), None)
        return None, [RowFault(row.line, place.key if place else key[:200] or None, lacking.field, lacking.error)]
    price, regular = _prices(row, ways, left_out)
    label = BETWEEN.join(
        filter(None, (_path(row.values.get("category", [])), _path(row.values.get("google_category", []))))
    )
    link = _link(row.one("link"), left_out)
    product = replace(
        product,
        description=plain_text(row.one("description"))[:5000],
        brand=plain_text(row.one("brand"))[:100] or None,
        link=link,
        label=label[:750] or None,
        said_colour=plain_text(row.one("colour"))[:100] or None,
        audience=audience_of(row.one("gender"), row.one("age"), f"{label} {product.title}"),
        sizes=_sizes(row.values.get("sizes", [])),
        price_minor=price.minor if price else None,
        regular_minor=regular.minor if regular else None,
        currency=price.currency if price else None,
        available=_available(row.one("availability"), left_out),
        variant=bool(row.one("group").strip()),
    )
    return product, faults


class _Lacking(Exception):  # noqa: N818
    """Without this field a row is no product."""

    def __init__(self, field: str, error: FeedError) -> None:
        super().__init__(field)
        self.field = field
        self.error = error


def _key(row: Entry) -> str:
    """The shop's id; of a thing that has a row a size, that of the thing in its colour."""
    group = " ".join(row.one("group").split())
    if not group:
        return " ".join(row.one("id").split())
    look = (row.one(name).strip().lower() for name in ("colour", "pattern", "material"))
    return ":".join((group, *filter(None, look)))[:200]


def _checked_key(key: str) -> str:
    if not key:
        raise _Lacking(
            "id", FeedError("The row has no id.", remedy="Every row needs an id of its own, which stays the same.")
        )
    if len(key) > 200:
        raise _Lacking("id", FeedError("The id is longer than {most} characters.", most=200, remedy="Shorten it."))
    return key


def _title(row: Entry) -> str:
    title = plain_text(row.one("title"))[:300]
    if not title:
        raise _Lacking("title", FeedError("The row has no title.", remedy="Give the item a name."))
    return title


def _picture(said: str, folder: bool) -> str:
    text = said.strip()
    if not text:
        raise _Lacking(
            "picture", FeedError("The row has no picture.", remedy="Without one nothing can be said about the item.")
        )
    address = web_address(text)
    if address is None and (not folder or "://" in text or len(text) > 1000):
        raise _Lacking(
            "picture",
            FeedError(
                "{value} is no address of a picture.",
                value=text[:120],
                remedy="Write a link that begins with https://, or name the folder of the pictures.",
            ),
        )
    return address or text


def _link(said: str, left_out: Left) -> str | None:
    text = said.strip()
    address = web_address(text)
    if text and address is None:
        error = FeedError(
            "{value} is no address of a page.", value=text[:120], remedy="Write a link that begins with https://."
        )
        left_out("link", error)
    return address


def web_address(text: str) -> str | None:
    """An http or https address, spaces and letters beyond ASCII escaped; None for anything else.

    Also None for one with a name and a password in it: it would show another host than it leads to.
    """
    if len(text) > 2000 or any(ord(letter) < 32 for letter in text):
        return None
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc or " " in parts.netloc:
        return None
    path, query = (quote(part, safe="/%:@!$&'()*+,;=-._~?[]|") for part in (parts.path, parts.query))
    found = urlunsplit((parts.scheme.lower(), parts.netloc, path, query, quote(parts.fragment, safe="/%=&?!-._~")))
    return found if len(found) <= 2000 else None


def _prices(row: Entry, ways: Ways, left_out: Left) -> tuple[Amount | None, Amount | None]:
    """What it costs now, and what it cost before a sale."""
    usual = row.one("currency").strip().upper() or ways.currency
    price, sale = (_price(row, name, usual, left_out) for name in ("price", "sale_price"))
    if sale is None or not _running(row.one("sale_dates"), ways.today):
        return price, None
    if price is None:
        return sale, None
    if sale.currency != price.currency or sale.minor >= price.minor:
        return price, None
    return sale, price


def _price(row: Entry, name: str, usual: str | None, left_out: Left) -> Amount | None:
    text = plain_text(row.one(name))
    if not text:
        return None
    try:
        return read_price(text, usual)
    except FeedError as error:
        left_out(name, error)
        return None


def _running(dates: str, today: date) -> bool:
    """Whether a sale from one day to another (ISO 8601, parted by a slash) goes on; without dates it does."""
    days = [_day(part) for part in dates.split("/")] if dates else []
    first, last = (days[0], days[1]) if len(days) == 2 else (None, None)
    return (first is None or first <= today) and (last is None or today <= last)


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.strip()[:10]).date()
    except ValueError:
        return None


def _available(said: str, left_out: Left) -> bool:
    word = " ".join(re.sub(r"^https?://schema\.org/", "", plain_text(said).lower()).replace("_", " ").split())
    word = word.replace("-", " ")
    if not word or word in _YES:
        return True
    if word in _NO:
        return False
    if word.lstrip("-").replace(".", "", 1).isdecimal():
        return float(word) > 0
    error = FeedError(
        "{value} says nothing about the stock.", value=word[:60], remedy="Write in stock or out of stock."
    )
    left_out("availability", error)
    return True


def _sizes(said: list[str]) -> tuple[str, ...]:
    parts = (plain_text(part)[:20] for text in said for part in re.split(r"[,;|]", plain_text(text).strip("[]{}")))
    return tuple(dict.fromkeys(part.strip(" \"'") for part in parts if part.strip(" \"'")))[:MOST_SIZES]


def _path(said: list[str]) -> str:
    """The longest of several paths of categories: it says most."""
    found = [plain_text(text).replace(BETWEEN, "/") for text in said]
    return max(found, key=len, default="")[:370]
