"""Nothing that a person typed is ever markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.markup import Html, join, plain, tag


class Reader(HTMLParser):
    """Collects what a browser would make of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(TYPED)
def test_text_comes_out_as_it_was_typed(text: str) -> None:
    read = Reader(tag("p", text))
    assert read.tags == ["p"]
    assert read.text == text


@given(TYPED)
def test_an_attribute_keeps_its_value_and_adds_no_other(text: str) -> None:
    read = Reader(tag("img", alt=text, src="/x"))
    assert read.tags == ["img"]
    assert read.attributes == {"alt": text, "src": "/x"}


def test_elements_are_put_in_as_they_are_and_text_beside_them_is_escaped() -> None:
    assert tag("div", tag("b", "a & b"), "<i>") == "<div><b>a &amp; b</b>&lt;i&gt;</div>"
    assert isinstance(join("x", None, ""), Html)


@pytest.mark.parametrize(
    ("attributes", "written"),
    [
        ({"class_": "name"}, '<p class="name"></p>'),
        ({"aria_label": "Look"}, '<p aria-label="Look"></p>'),
        ({"hidden": True}, "<p hidden></p>"),
        ({"hidden": False, "title": None}, "<p></p>"),
    ],
)
def test_attributes_are_written_as_html_has_them(attributes: dict[str, object], written: str) -> None:
    assert tag("p", **attributes) == written


@given(st.text("ab *_`[]()#+-.!|~<>:$&\\1", max_size=40))
def test_markdown_shows_a_label_as_it_was_typed(text: str) -> None:
    rendered = Reader(MarkdownIt("commonmark").enable("strikethrough").renderInline(plain(text)))
    assert rendered.tags == []
    assert rendered.text == text
