"""The picture to search with: asked for above the page, then named on it until it is taken away."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.components.add_looks import TYPES
from app.markup import tag
from app.session import Me

_GIVEN = "search_picture_given"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file as it was given."""

    name: str
    data: bytes


def ask_picture(who: Me) -> None:
    """Ask for a picture of a garment."""
    _ = who.translate

    @st.dialog(_("Find by picture"))
    def ask() -> None:
        st.caption(_("A garment in a shop, on a hanger or on a person."))
        with st.container(key="search_picture"):
            file = st.file_uploader(_("A picture of a garment"), type=TYPES, label_visibility="collapsed")
        if file:
            st.session_state[_GIVEN] = Picture(file.name, file.getvalue())
            st.rerun()

    ask()


def picture_given(who: Me) -> Picture | None:
    """The picture to search with; says which it is and lets it be taken away."""
    _ = who.translate
    given: Picture | None = st.session_state.get(_GIVEN)
    if given is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center", key="like"):
        st.html(tag("span", _("Like {name}").format(name=given.name), class_="muted"), width="content")
        label = _("Show all")
        st.button(label, key="like_clear", type="tertiary", on_click=st.session_state.pop, args=(_GIVEN,))
    return given
