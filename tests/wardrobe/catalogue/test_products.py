"""Rows become products: what is needed, what is left out and said, and what shops' words mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wardrobe.catalogue.feeds_made import item, rss, taken
from wardrobe.catalogue.products import web_address
from wardrobe.catalogue.words import Sorted, audience_of, colour_of, sort_item


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("<item><title>A</title><g:image_link>https://x/a.jpg</g:image_link></item>", "id"),
        (item(2, ""), "title"),
        (item(2, "<![CDATA[<br>]]>"), "title"),
        ("<item><g:id>2</g:id><title>A</title></item>", "picture"),
        ("<item><g:id>2</g:id><title>A</title><g:image_link>javascript:alert(1)</g:image_link></item>", "picture"),
        ("<item><g:id>2</g:id><title>A</title><g:image_link>file:///etc/passwd</g:image_link></item>", "picture"),
        (item("k" * 201), "id"),
    ],
)
def test_without_id_title_or_picture_a_row_is_not_taken(path: Path, row: str, field: str) -> None:
    good, faults = taken(path, rss(item(1), row, item(3)))
    assert [one.key for one in good] == ["1", "3"]
    (fault,) = faults
    assert (fault.field, fault.taken, fault.error.remedy != "") == (field, False, True)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("<g:price>soon</g:price>", "price"),
        ("<g:price>39.90</g:price>", "price"),
        ("<g:availability>perhaps</g:availability>", "availability"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_said(path: Path, more: str, field: str) -> None:
    good, faults = taken(path, rss(item(1, "Dress", more)))
    assert good[0].price_minor is None and good[0].available
    assert [(one.field, one.taken) for one in faults] == [(field, True)]


def test_a_bad_link_to_the_shop_is_left_out(path: Path) -> None:
    good, faults = taken(path, rss(item(1)).replace("<link>https:", "<link>javascript:"))
    assert good[0].link is None and faults[0].field == "link" and faults[0].taken


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://shop.example/a b/ü?q=é", "https://shop.example/a%20b/%C3%BC?q=%C3%A9"),
        ("HTTPS://shop.example/%20x", "https://shop.example/%20x"),
        ("ftp://shop.example/", None),
        ("//shop.example/", None),
        ("https://", None),
        ("https://bank.example@evil.example/", None),
        ("https://shop.example:99999/", None),
        ("https://[::1", None),
        ("https://shop.example/\nx", None),
        ("https://shop.example/" + "x" * 2000, None),
    ],
)
def test_addresses_are_http_without_logins(text: str, address: str | None) -> None:
    assert web_address(text) == address


@pytest.mark.parametrize(
    ("more", "now", "before"),
    [
        ("<g:price>50 EUR</g:price>", 5000, None),
        ("<g:price>50 EUR</g:price><g:sale_price>40 EUR</g:sale_price>", 4000, 5000),
        ("<g:price>50 EUR</g:price><g:sale_price>60 EUR</g:sale_price>", 5000, None),
        ("<g:sale_price>40 EUR</g:sale_price>", 4000, None),
        ("<g:price>50 EUR</g:price><g:sale_price>40 USD</g:sale_price>", 5000, None),
    ],
)
@pytest.mark.parametrize(
    ("dates", "runs"),
    [
        ("", True),
        ("2026-05-01T00:00+0200/2026-05-31T00:00+0200", True),
        ("2026-06-01/2026-06-30", False),
        ("2026-04-01/2026-04-30", False),
        ("sometime", True),
    ],
)
def test_a_sale_counts_while_it_runs(
    path: Path, more: str, now: int, before: int | None, dates: str, runs: bool
) -> None:
    when = f"<g:sale_price_effective_date>{dates}</g:sale_price_effective_date>" if dates else ""
    (product,), _ = taken(path, rss(item(1, "Dress", more + when)))
    regular = before if runs else None
    price = now if runs else (5000 if "<g:price>50" in more else None)
    assert (product.price_minor, product.regular_minor) == (price, regular)


def test_rows_of_one_thing_in_several_sizes_become_one(path: Path) -> None:
    def size(key: str, size: str, colour: str, price: str, stock: str = "in stock") -> str:
        more = f"<g:item_group_id>G</g:item_group_id><g:size>{size}</g:size><g:color>{colour}</g:color>"
        return item(key, "Dress", more + f"<g:price>{price} EUR</g:price><g:availability>{stock}</g:availability>")

    rows = size("a", "S", "Red", "40"), size("b", "M", "Red", "35", "out of stock"), size("c", "S", "Blue", "40")
    good, faults = taken(path, rss(*rows))
    assert [(one.key, one.sizes, one.price_minor, one.available) for one in good] == [
        ("G:red", ("S", "M"), 3500, True),
        ("G:blue", ("S",), 4000, True),
    ]
    assert not faults


def test_html_in_titles_and_lists_of_sizes_are_made_plain(path: Path) -> None:
    data = (
        "id,title,image_link,size,gender,description\n"
        '1,"<b>Red &amp;amp; white</b> dress",https://x.example/a.jpg,"S, M;L|S",female,<p>Soft</p>\n'
    )
    (product,), _ = taken(path, data)
    assert product.title == "Red & white dress" and product.sizes == ("S", "M", "L")
    assert product.description == "Soft" and product.audience == "female"


def test_the_hash_changes_with_what_is_kept_and_with_nothing_else(path: Path) -> None:
    (one,), _ = taken(path, rss(item(1, "Dress", "<g:price>40 EUR</g:price><g:mpn>7</g:mpn>")))
    (same,), _ = taken(path, rss(item(1, "<![CDATA[Dress]]>", "<g:price>EUR 40.00</g:price>")))
    (other,), _ = taken(path, rss(item(1, "Dress", "<g:price>41 EUR</g:price>")))
    assert one.row_hash == same.row_hash != other.row_hash


@pytest.mark.parametrize(
    ("title", "label", "category", "kind"),
    [
        ("Linen shirt dress", "Women > Dresses", "dress", "dress"),
        ("Denim jacket with hood", None, "outerwear", "jacket"),
        ("셔츠 원피스", None, "dress", "dress"),
        ("Slim fit jeans", "Apparel & Accessories > Clothing > Pants", "pants", "jeans"),
        ("Cropped cardigan", "Outerwear", "outerwear", "cardigan"),
        ("T-shirt in organic cotton with dress print", None, "upper-clothes", "t-shirt"),
        ("Sneakers", "187", "shoes", "sneakers"),
        ("Gold ring", "Jewellery", None, "jewellery"),
        ("Scarf", "Hats, scarves and gloves", "scarf", "scarf"),
        ("Wonder", "Tops | Apparel & Accessories > Clothing", "upper-clothes", "top"),
        ("Mantel", None, None, None),
    ],
)
def test_what_a_thing_is_by_the_shops_words(
    title: str, label: str | None, category: str | None, kind: str | None
) -> None:
    assert sort_item(title, label) == Sorted(category, kind)


def test_what_is_filed_under_nothing_to_wear_is_no_garment() -> None:
    assert not sort_item("Dress perfume", "Health & Beauty > Perfume").garment


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("NAVY", "dark blue"),
        ("Light Blue", "light blue"),
        ("Ecru", "off-white"),
        ("Black/White", "black"),
        ("남색", "dark blue"),
        ("01_black", "black"),
        ("Multi", None),
        ("AZUL", None),
    ],
)
def test_a_shops_colour_word_is_a_colour_of_ours(said: str, name: str | None) -> None:
    assert colour_of(said) == name


@pytest.mark.parametrize(
    ("gender", "age", "words", "whom"),
    [
        ("female", "adult", "", "female"),
        ("male", "kids", "", "kids"),
        ("unisex", "", "", "unisex"),
        ("", "", "Men > Shirts", "male"),
        ("", "", "Ladieswear", "female"),
        ("여성", "", "", "female"),
        ("Female/Adult", "", "", "female"),
        ("", "", "Shirts", None),
    ],
)
def test_whom_it_is_for(gender: str, age: str, words: str, whom: str | None) -> None:
    assert audience_of(gender, age, words) == whom
