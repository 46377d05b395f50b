"""JSON lines: one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from wardrobe.catalogue.feeds.base import FIELDS, ROW, SEVERAL, Entry, Notice, RowFault, Rows, tidy_name
from wardrobe.catalogue.feeds.encoding import Text, mended, not_encoded
from wardrobe.errors import FeedError

_OURS = {theirs: (rank, ours) for ours, names in FIELDS.items() for rank, theirs in enumerate(names)}
_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")
"""JSON can name them with a backslash; no database keeps them."""


def read_lines(text: Text, mapping: Mapping[str, str]) -> Rows:
    """The objects of a feed, also of an array that has one a line."""
    chosen = {theirs: ours for ours, theirs in mapping.items()}
    number = 0
    while line := text.stream.readline(ROW):
        number += 1
        told, odd = mended(line, text.encoding)
        bare = told.strip().removeprefix("\ufeff").rstrip(",")
        if bare in ("", "[", "]"):
            continue
        try:
            found = json.loads(bare)
            if not isinstance(found, dict):
                raise ValueError("not an object")
        except (ValueError, RecursionError) as error:
            fault = FeedError(
                "The line is not a JSON object: {reason}.",
                reason=getattr(error, "msg", None) or str(error),
                remedy="Write one object a line.",
            )
            yield RowFault(number, None, None, fault)
            continue
        notices = (Notice(None, not_encoded(text.encoding)),) if odd else ()
        yield Entry(number, _values(found, chosen), notices)


def _values(found: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    ranked: dict[str, int] = {}
    for name, value in found.items():
        rank, ours = (-1, chosen[name]) if name in chosen else _OURS.get(tidy_name(_snake(name)), (0, ""))
        if not ours or (ours in ranked and ranked[ours] <= rank):
            continue
        said = [text for one in (value if isinstance(value, list) else [value]) if (text := _text(one))]
        if said:
            values[ours], ranked[ours] = said if ours in SEVERAL else said[:1], rank
    return values


def _text(value: Any) -> str:
    """A value in words; ``{"value": "39.90", "currency": "EUR"}`` is a price."""
    if isinstance(value, dict):
        said = [value.get(name) for name in ("value", "amount", "name", "url", "href", "src", "currency")]
        return _NO_TEXT.sub("\ufffd", " ".join(str(one) for one in said if one not in (None, "")))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None or isinstance(value, list) else _NO_TEXT.sub("\ufffd", str(value).strip())


def _snake(name: str) -> str:
    """``imageLink`` as ``image_link``."""
    return "".join(f"_{letter}" if letter.isupper() and name[:1].islower() else letter for letter in name)
