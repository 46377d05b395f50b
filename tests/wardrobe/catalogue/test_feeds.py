"""Feeds of every format and with every usual defect: what is broken costs its own row, and its line is said."""

from __future__ import annotations

import gzip
import resource
from pathlib import Path

import pytest

from tests.wardrobe.catalogue.feeds_made import FOOT, HEAD, item, read, rss, taken
from wardrobe.catalogue.feeds import Entry, RowFault, read_feed
from wardrobe.catalogue.feeds.plain import plain_text
from wardrobe.errors import FeedError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed"


def keys(rows: list[Entry | RowFault]) -> list[str]:
    return [one.one("id") for one in rows if isinstance(one, Entry)]


def faults(rows: list[Entry | RowFault]) -> list[RowFault]:
    return [one for one in rows if isinstance(one, RowFault)]


def test_rss_and_atom_give_the_same_fields(path: Path) -> None:
    (of_rss,) = read(path, rss(item(1, "Dress", "<g:price>39.90 EUR</g:price>")))
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry>'
        '<g:id>1</g:id><title>Dress</title><link rel="self" href="https://x"/><link href="https://shop.example/1"/>'
        "<g:image_link>https://shop.example/1.jpg</g:image_link><g:price>39.90 EUR</g:price></entry></feed>"
    )
    (of_atom,) = read(path, atom)
    assert isinstance(of_rss, Entry) and isinstance(of_atom, Entry)
    assert of_rss.values == of_atom.values


def test_a_product_that_is_not_closed_costs_itself_only_and_is_named_with_its_line(path: Path) -> None:
    broken = "<item><g:id>2</g:id><title>open</item>\n"
    endless = "<item><g:id>3</g:id><title>no end</title>\n"
    rows = read(path, rss(item(1), broken, endless, item(4), item(5)))
    assert keys(rows) == ["1", "4", "5"]
    assert [(one.line, one.key) for one in faults(rows)] == [(4, "2"), (5, "3")]
    assert "mismatch" in str(faults(rows)[0].error)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Tom & Jerry", "Tom & Jerry"),
        ("caf&eacute;&nbsp;au lait", "café\xa0au lait"),
        ("Size &unknown; here", "Size &unknown; here"),
        ("bell\x07", "bell"),
        ("a < b", "a < b"),
    ],
)
def test_a_broken_entity_is_put_right_and_told(path: Path, title: str, said: str) -> None:
    rows = read(path, rss(item(1), item(2, title), item(3)))
    assert keys(rows) == ["1", "2", "3"]
    odd = rows[1]
    assert isinstance(odd, Entry)
    assert odd.one("title") == said
    assert len(odd.notices) == 1 and "not valid XML" in str(odd.notices[0].error)


def test_tags_inside_cdata_and_comments_are_no_products(path: Path) -> None:
    rows = read(path, rss(item(1, "<![CDATA[<b>x</b></item> & <item>]]>"), "<!--", item(9), "-->", item(2)))
    assert keys(rows) == ["1", "2"]
    assert not faults(rows)


def test_entities_that_a_document_defines_are_never_expanded(path: Path) -> None:
    secret = path.parent / "secret"
    secret.write_text("secret")
    types = f'<!DOCTYPE rss [<!ENTITY lol "lol"><!ENTITY bomb "&lol;&lol;"><!ENTITY file SYSTEM "file://{secret}">]>'
    rows = read(path, HEAD.replace("<rss", types + "<rss") + item(1, "&bomb;&file;") + FOOT)
    (row,) = rows
    assert isinstance(row, Entry)
    assert row.one("title") == "&bomb;&file;"


@pytest.mark.parametrize("cut", [rss(item(1), item(2))[:-60], HEAD + item(1) + item(2)])
def test_a_feed_that_ends_in_the_middle_is_an_error_after_its_rows(path: Path, cut: str) -> None:
    path.write_text(cut)
    seen = []
    with pytest.raises(FeedError, match="ends in the middle"), read_feed(path) as feed:
        for row in feed.rows:
            seen.append(row)
    assert isinstance(seen[0], Entry)


def test_a_packed_feed_is_read_and_a_cut_one_is_an_error(path: Path) -> None:
    packed = gzip.compress(rss(*(item(n) for n in range(500))).encode())
    assert len(read(path, packed)) == 500
    with pytest.raises(FeedError, match="ends in the middle"):
        read(path, packed[:-300])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"<rss></rss>", "no products"),
        (b"a,b\n1,2\n", "not clear which column is the id"),
        (b"id,title\n1,Shirt\n", "which column is the picture"),
    ],
)
def test_what_is_no_feed_is_refused_in_words(path: Path, data: bytes, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        read(path, data)


KOREAN, GERMAN = "흰 셔츠", "Mäntel größer"


@pytest.mark.parametrize(
    ("title", "declared", "real"),
    [
        (KOREAN, "UTF-8", "utf-8"),
        (KOREAN, "UTF-8", "utf-8-sig"),
        (KOREAN, "UTF-8", "cp949"),
        (KOREAN, "EUC-KR", "cp949"),
        (KOREAN, "ISO-8859-1", "utf-8"),
        (KOREAN, "ISO-8859-1", "cp949"),
        (KOREAN, "UTF-16", "utf-16"),
        (KOREAN, "UTF-8", "utf-16-le"),
        (KOREAN, "UTF-8", "utf-16-be"),
        (GERMAN, "UTF-8", "latin-1"),
        (GERMAN, "ISO-8859-1", "latin-1"),
        (GERMAN, "nonsense", "utf-8"),
    ],
)
def test_texts_come_out_right_whatever_the_feed_says_of_its_encoding(
    path: Path, title: str, declared: str, real: str
) -> None:
    rows = read(path, rss(item(1, title)).replace("UTF-8", declared).encode(real))
    assert isinstance(rows[0], Entry)
    assert rows[0].one("title") == title


@pytest.mark.parametrize(("declared", "real", "told"), [("UTF-8", "utf-8", False), ("UTF-8", "cp949", True)])
def test_a_wrong_declaration_is_told(path: Path, declared: str, real: str, told: bool) -> None:
    path.write_bytes(rss(item(1, KOREAN)).replace("UTF-8", declared).encode(real))
    with read_feed(path) as feed:
        assert (feed.declared is not None) is told


def test_one_row_in_another_encoding_costs_nothing_and_is_told(path: Path) -> None:
    rows = [item(n, "größer") for n in range(200)]
    data = HEAD.encode() + "".join(rows[:150]).encode() + item("odd", "größer").encode("latin-1") + FOOT.encode()
    found = read(path, data)
    odd = found[-1]
    assert isinstance(odd, Entry)
    assert odd.one("title") == "größer" and "encoding" in str(odd.notices[0].error)
    assert all(not one.notices for one in found[:-1] if isinstance(one, Entry))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_columns_are_known_by_their_usual_names_and_the_delimiter_by_itself(path: Path, mark: str) -> None:
    table = [["SKU", "Product Name", "Image URL", "Preis"], ["7", "Blouse", "a.jpg", "12.90"]]
    (row,) = read(path, "\n".join(mark.join(cells) for cells in table))
    assert isinstance(row, Entry)
    assert row.values == {"id": ["7"], "title": ["Blouse"], "picture": ["a.jpg"], "price": ["12.90"]}


def test_korean_headers_are_known(path: Path) -> None:
    (row,) = read(path, '상품번호,상품명,이미지,가격\n1,흰 셔츠,a.jpg,"12,990원"\n'.encode("cp949"))
    assert isinstance(row, Entry)
    assert row.one("title") == "흰 셔츠" and row.one("price") == "12,990원"


def test_a_mapping_comes_before_the_guess_and_must_name_columns_that_are_there(path: Path) -> None:
    data = "id,code,name,image\n1,A7,Shirt,a.jpg\n"
    (row,) = read(path, data, {"id": "code"})
    assert isinstance(row, Entry) and row.one("id") == "A7"
    with pytest.raises(FeedError, match="no column nowhere"):
        read(path, data, {"id": "nowhere"})


def test_broken_rows_of_a_table_cost_themselves_only(path: Path) -> None:
    data = (
        "id,name,image,price\n"
        "1,Shirt,a.jpg,1\n"
        '2,"never closed,b.jpg,2\n'
        "3,Coat,c.jpg,3\n"
        "4,too,many,columns,here\n"
        '5,"two\nlines",e.jpg,"5,00"\n'
        '6,24" bag,f.jpg,6\n'
        "\n"
        '7,"a ""quoted"" one",g.jpg,7\n'
        "8,Hat,h.jpg\n"
    )
    rows = read(path, data)
    assert keys(rows) == ["1", "3", "5", "6", "7", "8"]
    assert [(one.line, one.key) for one in faults(rows)] == [(3, "2"), (5, "4")]
    five = next(one for one in rows if isinstance(one, Entry) and one.one("id") == "5")
    assert five.one("title") == "two\nlines" and five.line == 6


def test_json_lines_with_broken_ones_among_them(path: Path) -> None:
    data = (
        '{"id": 1, "name": "Shirt", "imageLink": "a.jpg", "price": {"value": "39.90", "currency": "EUR"},'
        ' "sizes": ["S", "M"]}\n'
        '{"id": 2, "name": \n'
        "[3]\n"
        '{"id": 4, "title": "Coat", "image": "b.jpg", "available": true}\n'
    )
    rows = read(path, data)
    assert keys(rows) == ["1", "4"]
    assert [one.line for one in faults(rows)] == [2, 3]
    assert isinstance(rows[0], Entry)
    assert rows[0].one("price") == "39.90 EUR" and rows[0].values["sizes"] == ["S", "M"]


def test_memory_does_not_grow_with_the_feed(path: Path) -> None:
    with path.open("w") as file:
        file.write(HEAD)
        for number in range(60_000):
            file.write(item(number, "T-shirt &broken; " if number == 30_000 else "T-shirt"))
        file.write(FOOT)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with read_feed(path) as feed:
        odd = [row for row in feed.rows if not isinstance(row, Entry) or row.notices]
    assert [row.line for row in odd] == [30_003]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kilobytes; the feed has 11 MB


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>Red</b> dress<br>with belt", "Red dress with belt"),
        ("Tom &amp;amp; Ana", "Tom & Ana"),
        ("&lt;p&gt;Soft&lt;/p&gt;&lt;p&gt;wool&lt;/p&gt;", "Soft wool"),
        ("<script>alert(1)</script>Coat<style>b{}</style>", "Coat"),
        ("size < 40 & > 36", "size < 40 & > 36"),
        ("a\x00b\u200bc\u202e \n\t d", "a bc d"),
        ("<![CDATA[Hat]]>", "Hat"),
        ("", ""),
    ],
)
def test_texts_become_plain(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_what_json_names_and_no_database_keeps_costs_nothing(path: Path) -> None:
    products, faults = taken(
        path, r'{"id": "1\u0000", "title": "Dress \ud800", "image_link": "https://shop.example/1.jpg"}'
    )
    assert [(one.key, one.title) for one in products] == [("1\ufffd", "Dress \ufffd")] and not faults


@pytest.mark.parametrize("text", ["<script" * 20_000, "<style>" * 20_000, "<!--" * 20_000])
def test_what_is_opened_again_and_again_is_read_in_no_time(text: str) -> None:
    assert plain_text(f"Dress {text}") == "Dress"


def test_a_broken_row_with_a_long_gap_in_its_id_is_read_in_no_time(path: Path) -> None:
    _, faults = taken(path, HEAD + "<item><g:id>" + " " * 5000 + "<b></item>" + item(2) + FOOT)
    assert len(faults) == 1


def test_a_packed_feed_that_is_damaged_is_an_error_in_words(path: Path) -> None:
    data = bytearray(gzip.compress(rss(*(item(n) for n in range(2000))).encode()))
    data[200:260] = b"\xff" * 60
    with pytest.raises(FeedError, match="cannot be read"):
        read(path, bytes(data))
