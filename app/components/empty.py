"""What a page says when it has nothing to show yet."""

from __future__ import annotations

import streamlit as st

from app.markup import join, tag


def empty(title: str, advice: str) -> None:
    """A short title and what to do next."""
    st.html(tag("div", join(tag("b", title), tag("span", advice, class_="muted")), class_="empty"))
