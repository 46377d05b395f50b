"""Errors and news in the person's language."""

from __future__ import annotations

import streamlit as st

from app.markup import plain
from wardrobe.i18n import Fault, Translate, translate_error

_NEWS = "news"


def fault_text(fault: Fault, _: Translate) -> str:
    """What happened and what to do next, of an error or of a failure that the database remembers."""
    return " ".join(part for part in translate_error(fault, _) if part)


def say(fault: Fault, _: Translate) -> None:
    """Show an error without moving the page."""
    st.toast(plain(fault_text(fault, _)), icon=":material/error:", duration="long")


def news(text: str) -> None:
    """Say something short after the page has been drawn anew."""
    st.session_state[_NEWS] = text


def show_news() -> None:
    """Show what ``news`` kept."""
    text = st.session_state.pop(_NEWS, None)
    if text:
        st.toast(plain(text), icon=":material/check:")
