"""Two looks that a camera was asked to compare: a line that leads to the verdict, until it was read."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import streamlit as st

from app import addresses
from app.session import Me
from wardrobe.errors import NotFoundError
from wardrobe.schema import now

_READ: Final = "compared-read"
"""Of ``house.choices``: the pair whose verdict this person has read."""
_FRESH: Final = timedelta(days=1)


def comparison_line(who: Me) -> None:
    """Lead to the style check of the pair that was compared last; nothing once it was opened or is a day old."""
    _ = who.translate
    pair = who.house.captures.compared(who.household)
    if pair is None or _read(who) == list(pair):
        return
    try:
        taken = who.house.looks.get(who.household, pair[1]).received_at
    except NotFoundError:  # deleted in between
        return
    if now() - taken > _FRESH:
        return
    with st.container(key="compared"):
        st.page_link(
            addresses.STYLE_CHECK_PAGE,
            label=_("Two looks compared: see which is better"),
            icon=":material/balance:",
            query_params={addresses.ONE: str(pair[0]), addresses.OTHER: str(pair[1])},
        )


def comparison_read(who: Me, one: int, other: int) -> None:
    """These two are on the screen side by side: if a camera compared them, nothing leads here any more."""
    pair = who.house.captures.compared(who.household)
    if pair is not None and {one, other} == set(pair) and _read(who) != list(pair):
        who.house.choices.set(who.household, _READ, {"looks": list(pair)}, who.person.id)


def _read(who: Me) -> object:
    return who.house.choices.get(who.household, _READ, who.person.id).get("looks")
