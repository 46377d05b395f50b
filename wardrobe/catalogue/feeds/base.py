"""What every reader of feeds gives: rows in our own field names, and faults with their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wardrobe.errors import FeedError

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id": (
        *("id", "item_id", "product_id", "offer_id", "sku", "article_number", "article_no", "article", "item_number"),
        *("artikelnummer", "상품id", "상품번호", "상품코드", "품번", "code", "handle", "product"),
    ),
    "group": ("item_group_id", "group_id", "parent_id", "parent_sku"),
    "title": (
        *("title", "name", "product_name", "product_title", "item_name", "prod_name", "titel", "bezeichnung"),
        *("nom", "titulo", "nombre", "상품명", "제품명", "이름"),
    ),
    "description": ("description", "desc", "detail_desc", "summary", "content", "beschreibung", "설명", "상품설명"),
    "brand": ("brand", "brand_name", "manufacturer", "maker", "marke", "vendor", "marque", "브랜드", "제조사"),
    "link": ("link", "url", "product_url", "product_link", "deeplink", "deep_link", "상품url", "링크", "주소"),
    "picture": (
        *("image_link", "image_url", "picture", "image", "img", "image_src", "imageurl", "picture_url", "img_url"),
        *("photo", "bild", "bild_url", "image_file", "file", "이미지", "이미지url", "이미지링크", "사진"),
    ),
    "category": (
        *("product_type", "category", "product_category", "categories", "type", "label", "kategorie", "department"),
        *("카테고리", "분류", "종류"),
    ),
    "google_category": ("google_product_category", "google_category"),
    "colour": ("color", "colour", "color_name", "colour_name", "farbe", "couleur", "색상", "색", "컬러"),
    "material": ("material", "fabric"),
    "pattern": ("pattern",),
    "gender": ("gender", "sex", "audience", "geschlecht", "성별"),
    "age": ("age_group", "age", "연령", "연령대"),
    "sizes": ("size", "sizes", "available_sizes", "groesse", "größe", "taille", "사이즈", "크기"),
    "price": ("price", "regular_price", "list_price", "preis", "prix", "정가", "가격", "판매가"),
    "sale_price": ("sale_price", "special_price", "discounted_price", "할인가", "세일가"),
    "sale_dates": ("sale_price_effective_date",),
    "currency": ("currency", "currency_code", "waehrung", "währung", "통화"),
    "availability": ("availability", "in_stock", "stock", "stock_status", "quantity", "재고", "재고상태"),
}
"""Our fields, and what feeds call them, the most usual name first."""
SEVERAL: Final = frozenset({"category", "google_category", "sizes"})
"""Fields of which a row may have more than one."""
ROW: Final = 1_000_000
"""Characters of a row; a longer one has no end."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was left out of a row, or put right in it."""

    field: str | None
    error: FeedError


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a feed, still in the feed's own words."""

    line: int
    values: dict[str, list[str]]
    """By our field; texts that are not empty."""
    notices: tuple[Notice, ...] = field(default=())

    def one(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return next(iter(self.values.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that could not be taken, or (``taken``) was taken with something left out or put right."""

    line: int | None
    key: str | None
    field: str | None
    error: FeedError
    taken: bool = False


Rows = Iterator[Entry | RowFault]


def tidy_name(name: str) -> str:
    """A column's or an element's name as ``FIELDS`` has it: ``g:Image Link`` gives ``image_link``."""
    bare = name.strip().lower().removeprefix("g:").removeprefix("c:")
    return "_".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def guessed(names: list[str]) -> dict[str, str]:
    """Our field → the name that a feed has for it, by the usual names; each of the feed's names once."""
    by_tidy: dict[str, str] = {}
    for name in names:
        by_tidy.setdefault(tidy_name(name), name)
    found: dict[str, str] = {}
    for ours, theirs in FIELDS.items():
        match = next((by_tidy[name] for name in theirs if name in by_tidy), None)
        if match is not None and match not in found.values():
            found[ours] = match
    return found
