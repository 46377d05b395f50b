"""Every outfit that was kept, by what it is for, a page at a time."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.empty import empty
from app.components.filters import pills_in_address
from app.components.outfits.parts import MAKE, SUGGESTIONS, day_asked, open_part
from app.components.saved_outfits import saved_outfits
from app.session import Me
from app.words import sentence
from wardrobe.matching.occasions import OCCASIONS
from wardrobe.matching.remarks import OCCASION_NAMES

PAGE = 12
_LIMIT = "saved_limit"


def kept_outfits(who: Me) -> None:
    """The cards, the newest first."""
    _ = who.translate
    counts = who.house.plans.occasions(who.household)
    if not counts:
        empty(_("No outfit is kept yet"), _("Keep a suggestion, or make one of your own."))
        with st.container(horizontal=True, horizontal_alignment="center", key="kept_ways"):
            st.button(_("Suggestions"), icon=":material/auto_awesome:", key="kept_suggestions",
                      on_click=open_part, args=(SUGGESTIONS,))  # fmt: skip
            st.button(_("Make one"), icon=":material/dashboard_customize:", key="kept_make", type="primary",
                      on_click=open_part, args=(MAKE,))  # fmt: skip
        return
    named = [name for name in OCCASIONS if counts.get(name)]
    occasion = None
    if len(counts) > 1 and named:
        occasion = pills_in_address(
            _("Occasion"),
            named,
            key="for",
            text=lambda name: f"{sentence(_(OCCASION_NAMES[name]))} {counts[name]}",
        )
    limit: int = st.session_state.get(_LIMIT, PAGE)
    found = who.house.plans.list(who.household, occasion=occasion, limit=limit + 1)
    saved_outfits(who, found[:limit], max(date.today(), day_asked(date.today())))
    if len(found) > limit:
        st.button(_("Show more"), key="saved_more", on_click=_more)


def _more() -> None:
    st.session_state[_LIMIT] = st.session_state.get(_LIMIT, PAGE) + PAGE
