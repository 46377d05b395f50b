"""Addresses that other people wrote: which of them may be opened or posted to."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2000
"""Letters; browsers and servers take no more for sure."""


def safe_link(link: str | None) -> str | None:
    """The address where it is a plain one of the web, else None.

    http or https with a host and without a user name, which would let one site pass for another;
    no spaces and nothing unprintable.
    """
    if not link or len(link) > LONGEST or not link.isprintable() or " " in link or "\\" in link:
        return None
    try:
        parts = urlsplit(link)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return link if plain else None
