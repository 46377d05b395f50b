"""Where the parts of the page of outfits are in its address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import streamlit as st

PART: Final = "part"
SUGGESTIONS: Final = "suggestions"
MAKE: Final = "make"
PLANNER: Final = "planner"
KEPT: Final = "kept"
OUTFIT: Final = "outfit"
"""Query parameter: the kept outfit that is laid out anew."""
GARMENTS: Final = "garments"
"""Query parameter: garments that a new outfit begins with, such as 3,7,12."""
DAY: Final = "day"
OWN: Final = (OUTFIT, GARMENTS)
"""Parameters of one part, which another does not keep."""


def open_part(part: str, **query: object) -> None:
    """Show another part, from the next drawing on."""
    for name in OWN:
        st.query_params.pop(name, None)
    asked = {PART: part} | {name: str(value) for name, value in query.items()}
    for name, value in asked.items():
        st.query_params[name] = value


def listed(garment_ids: Iterable[int]) -> str:
    """Garments in an address."""
    return ",".join(map(str, garment_ids))


def garments_asked(most: int) -> list[int]:
    """The garments in the address, each once."""
    parts = st.query_params.get(GARMENTS, "").split(",")
    ids = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 16]
    return list(dict.fromkeys(ids))[:most]


def day_asked(otherwise: date) -> date:
    """The day in the address."""
    try:
        return date.fromisoformat(st.query_params.get(DAY, ""))
    except ValueError:
        return otherwise
