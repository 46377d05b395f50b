"""The first line of a look's page: back, the day, and the looks before and after."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.session import Me
from app.words import day
from wardrobe.looks import Look


def look_header(who: Me, look: Look) -> None:
    """Links whose words only a screen reader says on a phone; one that leads nowhere keeps its place."""
    _ = who.translate
    later, earlier = who.house.looks.around(who.household, look.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="look_header"):
        st.page_link(addresses.LOOKS_PAGE, label=_("Looks"), icon=":material/arrow_back:")
        st.title(day(look.worn_on, _), anchor=False, width="stretch")
        _beside(earlier, _("Earlier look"), ":material/chevron_left:", "look_earlier")
        _beside(later, _("Later look"), ":material/chevron_right:", "look_later")


def _beside(look_id: int | None, label: str, icon: str, key: str) -> None:
    with st.container(key=key, width="content"):
        asked = {addresses.LOOK: str(look_id)} if look_id else None
        st.page_link(addresses.LOOK_PAGE, label=label, icon=icon, query_params=asked, disabled=look_id is None)
