"""Google Merchant feeds as RSS 2.0 or Atom, and other XML with one element a product.

The stream is parted at the products' own tags and each product is parsed by itself: in one parse of the whole
file, a single tag that is not closed would take in every product after it, and a document type could define
entities that grow without end. So a broken product costs itself, its line is exact, and memory stays the same.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from wardrobe.catalogue.feeds.base import FIELDS, ROW, SEVERAL, Entry, Notice, RowFault, Rows, tidy_name
from wardrobe.catalogue.feeds.encoding import Text, mended, not_encoded, truncated
from wardrobe.errors import FeedError

CHUNK: Final = 262_144
"""Characters read at once."""
HEAD: Final = 65_536
"""Characters before the first product in which names and namespaces are looked for."""
_FIRST: Final = re.compile(r"<((?:[\w.-]+:)?(?:item|entry|product|offer))(?=[\s>])", re.IGNORECASE)
_PART: Final = 64
"""Characters of a tag that the end of a chunk may cut."""
_ENTITY: Final = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)(?:(\w{2,31});)?")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:x0*[0-8bceBCE]|x0*1[0-9a-fA-F]|0*[0-8]);")
_LONE: Final = re.compile(r"<(?![A-Za-z_/!?])")
_KEY: Final = re.compile(r"<(?:g:)?id(?:\s[^<>]*)?>((?:<!\[CDATA\[)?[^<]{1,300})</(?:g:)?id\s*>")
_GOOGLE: Final = "http://base.google.com/ns/1.0"
_OURS: Final = {theirs: ours for ours, names in reversed(FIELDS.items()) for theirs in names}
"""What an element is called → our field."""


@dataclass(frozen=True, slots=True)
class _Piece:
    line: int
    text: str
    whole: bool


def read_xml(text: Text, mapping: Mapping[str, str]) -> Rows:
    """The products of a feed. Raises ``FeedError`` for a feed without any, and at the end for one that is cut."""
    parts = _Parts(text)
    chosen = {tidy_name(theirs): ours for ours, theirs in mapping.items()}
    open_tag = None
    for piece in parts:
        if open_tag is None:
            open_tag = f"<feed {parts.namespaces()}>"
        yield _row(piece, open_tag, chosen, text.encoding)
    if open_tag is None:
        raise FeedError(
            "There are no products in the feed.",
            remedy="It must have item, entry, product or offer elements, as Google Merchant feeds do.",
        )


class _Parts:
    """The products' stretches of the stream, and what stands before them."""

    def __init__(self, text: Text) -> None:
        self._stream = text.stream
        self._head = ""
        self._buffer = ""
        self._at = 0
        """Where in the buffer what is not read yet begins."""
        self._line = 1
        """The line there."""

    def namespaces(self) -> str:
        """The prefixes that the elements around products declare."""
        found = dict(re.findall(r"""\sxmlns:([A-Za-z_][\w.-]*)\s*=\s*["']([^"'<&]+)["']""", self._head))
        return " ".join(f'xmlns:{name}="{uri}"' for name, uri in ({"g": _GOOGLE} | found).items() if name != "xml")

    def __iter__(self) -> Iterator[_Piece]:
        name = self._begin()
        if not name:
            return
        begins = re.compile(rf"<{re.escape(name)}(?=[\s>])", re.IGNORECASE)
        ends = re.compile(rf"</{re.escape(name)}\s*>", re.IGNORECASE)
        searched = 0
        """Beyond ``_at``."""
        while True:
            end = ends.search(self._buffer, self._at + searched)
            if end is None:
                if len(self._buffer) - self._at > ROW:
                    yield _Piece(self._line, self._taken(len(self._buffer) - _PART)[:1000], False)
                searched = max(0, len(self._buffer) - _PART - self._at)
                if not self._more():
                    break
                continue
            searched = end.end() - self._at
            if searched < ROW and _hidden(self._buffer[self._at : end.end()]):
                continue  # the tag stands in a comment, or is somebody's text
            line, searched = self._line, 0
            yield from _pieces(line, self._taken(end.end()), begins)
        rest = self._buffer[self._at :]
        root = re.search(r"<([A-Za-z_][\w.:-]*)", self._head)
        if begun := begins.search(rest):
            yield _Piece(self._line + rest.count("\n", 0, begun.start()), rest[begun.start() :][:ROW], False)
        if begun or (root and not re.search(rf"</{re.escape(root.group(1))}\s*>", rest)):
            raise truncated()

    def _begin(self) -> str:
        """Reads up to the first product; gives its element's name, empty where there is none."""
        while True:
            bare = re.sub(r"<!--.*?-->", lambda found: " " * len(found.group()), self._buffer, flags=re.DOTALL)
            if first := _FIRST.search(bare):
                self._head = bare[: first.start()][:HEAD]
                self._taken(first.start())
                return first.group(1)
            if len(self._buffer) > HEAD * 16 or not self._more():
                return ""

    def _taken(self, to: int) -> str:
        text = self._buffer[self._at : to]
        self._at, self._line = to, self._line + text.count("\n")
        return text

    def _more(self) -> bool:
        more = self._stream.read(CHUNK)
        self._buffer, self._at = self._buffer[self._at :] + more, 0
        return bool(more)


def _pieces(line: int, text: str, begins: re.Pattern[str]) -> Iterator[_Piece]:
    """The products in a stretch that ends with a product's end: all but the last have lost theirs."""
    starts = [one.start() for one in begins.finditer(text) if not _hidden(text[: one.start()])]
    for start, end in itertools.pairwise([*starts, len(text)]):
        yield _Piece(line + text.count("\n", 0, start), text[start:end], end == len(text))


def _hidden(text: str) -> bool:
    """Whether what follows is inside CDATA or a comment."""
    return any(text.rfind(opens) > text.rfind(closes) for opens, closes in (("<![CDATA[", "]]>"), ("<!--", "-->")))


def _row(piece: _Piece, open_tag: str, chosen: Mapping[str, str], encoding: str) -> Entry | RowFault:
    text, odd = mended(piece.text, encoding)
    notices = [Notice(None, not_encoded(encoding))] if odd else []
    if not piece.whole:
        reason = "the product has no end"
    else:
        try:
            return _entry(piece.line, _parsed(open_tag, text), chosen, notices)
        except etree.XMLSyntaxError as error:
            reason = _reason(error)
        try:
            element = _parsed(open_tag, _put_right(text))
        except etree.XMLSyntaxError as error:
            reason = _reason(error)
        else:
            fault = FeedError(
                "The row is not valid XML: {reason}. It was read as well as it can be.",
                reason=reason,
                remedy="Tell the shop: &, < and names of characters such as &nbsp; must be written as XML wants.",
            )
            return _entry(piece.line, element, chosen, [*notices, Notice(None, fault)])
    fault = FeedError(
        "The row is not valid XML: {reason}.", reason=reason, remedy="Tell the shop; the other rows are read."
    )
    return RowFault(piece.line, _key(text), None, fault)


def _key(text: str) -> str | None:
    """The id of a product that is broken elsewhere."""
    found = _KEY.search(text)
    said = found.group(1).strip().removeprefix("<![CDATA[").removesuffix("]]>") if found else ""
    return " ".join(html.unescape(said).split())[:200] or None


def _parsed(open_tag: str, text: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(f"{open_tag}{text}</feed>", parser)[0]


def _put_right(text: str) -> str:
    """Names of HTML characters as characters, and what is no markup as text; CDATA as it is."""
    parts = re.split(r"(<!\[CDATA\[.*?\]\]>)", _NOT_XML.sub("", text), flags=re.DOTALL)
    return "".join(
        part if place % 2 else _LONE.sub("&lt;", _ENTITY.sub(_named, part)) for place, part in enumerate(parts)
    )


def _named(match: re.Match[str]) -> str:
    name = match.group(1)
    shown = html.unescape(match.group(0)) if name else ""
    return html.escape(shown) if shown and shown != match.group(0) else "&amp;" + match.group(0)[1:]


def _reason(error: etree.XMLSyntaxError) -> str:
    """What lxml says, without its own count of lines."""
    return re.sub(r"(,? line \d+,? column \d+.*)|( line \d+(?= and))", "", str(error.msg)).strip()


def _entry(line: int, row: etree._Element, chosen: Mapping[str, str], notices: list[Notice]) -> Entry:
    values: dict[str, list[str]] = {}
    for child in row:
        if not isinstance(child.tag, str):
            continue
        name = tidy_name(etree.QName(child).localname)
        ours = chosen.get(name) or _OURS.get(name)
        if ours is None:
            continue
        if ours == "link" and child.get("rel", "alternate") != "alternate":
            continue
        said = "".join(child.itertext()).strip() or (child.get("href") or "").strip()
        if said and (ours in SEVERAL or ours not in values):
            values.setdefault(ours, []).append(said)
    if "id" not in values and row.get("id"):
        values["id"] = [str(row.get("id"))]
    return Entry(line, values, tuple(notices))
