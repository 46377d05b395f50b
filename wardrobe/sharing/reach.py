"""Where a shared link leads, and whether it can be opened from outside of the home."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

AT_HOME: Final = ("localhost", "local", "internal", "lan", "home", "home.arpa")
"""Ends of names that no name server outside knows: RFC 6761, 6762 and 8375, and what routers use."""


def whole_address(path: str, public_url: str | None) -> str:
    """What is handed on: below ``public_url``, or a mere path where the page's own address is to stand before it."""
    return f"{public_url or ''}{path}"


def only_at_home(address: str) -> bool:
    """Whether a page's address (``https://…``) names a machine that friends elsewhere cannot reach.

    Of a name that could be anybody's it is not said: nothing is looked up.
    """
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        pass
    return "." not in host or host.endswith(tuple(f".{end}" for end in AT_HOME))
