"""Text of strangers, fit to be kept and shown. It is escaped where it is shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NAME_MOST: Final = 40
COMMENT_MOST: Final = 500
LINES_MOST: Final = 12
_JOINERS: Final = "\u200c\u200d"
"""Invisible, but emoji and some scripts are written with them."""
_STACKED: Final = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")


def line(given: str, most: int) -> str:
    """One line of at most so many characters, without anything that hides or turns what stands around it."""
    return " ".join(_plain(given).split())[:most].strip()


def lines(given: str, most: int = COMMENT_MOST) -> str:
    """The same in several lines; empty ones only singly."""
    kept = [" ".join(part.split()) for part in _plain(given.replace("\r\n", "\n").replace("\r", "\n")).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return "\n".join(text.split("\n")[:LINES_MOST])[:most].strip()


def _plain(given: str) -> str:
    text = unicodedata.normalize("NFC", given)
    kept = (letter for letter in text if letter in "\n" + _JOINERS or unicodedata.category(letter)[0] != "C")
    return _STACKED.sub(r"\1", "".join(kept))
