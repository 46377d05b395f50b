"""What to search by beside words: a picture or a garment of the wardrobe, named until it is taken away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app import addresses
from app.components.add_looks import TYPES
from app.markup import tag
from app.session import Me
from app.words import garment_name
from wardrobe.garments import GarmentItem
from wardrobe.search import Picture

_GIVEN = "search_picture_given"
SHOP = "shop_picture_given"
"""Where the picture is kept that things on sale are to be like."""


def ask_picture(who: Me, given: str = _GIVEN) -> None:
    """Ask for a picture of a garment; ``given`` is where in the session it is kept."""
    _ = who.translate

    @st.dialog(_("Find by picture"))
    def ask() -> None:
        st.caption(_("A garment in a shop, on a hanger or on a person."))
        with st.container(key="search_picture"):
            file = st.file_uploader(_("A picture of a garment"), type=TYPES, label_visibility="collapsed")
        if file:
            st.query_params.pop(addresses.LIKE, None)
            st.session_state[given] = Picture(file.name, file.getvalue())
            st.rerun()

    ask()


def example(who: Me, garments: Sequence[GarmentItem]) -> Picture | GarmentItem | None:
    """The picture or garment to be like; says which it is and lets it be taken away."""
    _ = who.translate
    like = addresses.asked_for(addresses.LIKE)
    garment = next((garment for garment in garments if garment.id == like), None)
    given: Picture | GarmentItem | None = garment or st.session_state.get(_GIVEN)
    if given is None:
        return None
    name = given.name if isinstance(given, Picture) else garment_name(given, _, given.name)
    with st.container(horizontal=True, vertical_alignment="center", key="like"):
        st.html(tag("span", _("Like {name}").format(name=name), class_="muted"), width="content")
        st.button(_("Show all"), key="like_clear", type="tertiary", on_click=_take_away)
    return given


def _take_away() -> None:
    st.session_state.pop(_GIVEN, None)
    st.query_params.pop(addresses.LIKE, None)
