"""Text for people out of what shops write into feeds: HTML, entities, control characters."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

_DROPPED: Final = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>")
"""What is opened and never closed goes on to the end, as in a browser: shops cut descriptions anywhere."""
_BREAKS: Final = re.compile(r"(?i)<(?:br|/p|/div|/li|/h[1-6]|/tr|hr)\b[^<>]*>")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|<![A-Za-z][^<>]*>")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, spaces without width, marks that turn the direction of text."""


def plain_text(text: str) -> str:
    """Without tags, entities and control characters, in single spaces.

    ``Tom &amp;amp; <b>Ana</b>`` gives ``Tom & Ana``. A lone ``<`` stays: ``size < 40``.
    """
    for _ in range(3):  # entities are often escaped twice
        if "&" not in text or (shown := html.unescape(text)) == text:
            break
        text = shown
    if "<" in text:
        text = _TAG.sub("", _BREAKS.sub(" ", _DROPPED.sub(" ", text)))
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", _CONTROL.sub(" ", text))).split())
