"""The style sheet, with the few words that only CSS can put where they belong."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from wardrobe.i18n import Translate

_SHEET = Path(__file__).with_name("style.css").read_text("utf-8")


def show_style(_: Translate, tab: int) -> None:
    """Style the page, whose tab is the ``tab``-th from 1.

    Streamlit's own upload button has only English words: CSS shows ours in their place.
    """
    words = {
        "--choose": _("Add photos"),
        "--choose-picture": _("Choose a picture"),
        "--choose-folder": _("Choose a folder"),
        "--choose-csv": _("Choose a CSV file"),
        "--choose-feed": _("Choose a file"),
        "--take": _("Take the photo"),
        "--drop": _("or drop them here"),
    }
    spoken = "".join(f"{name}: {_css_string(text)};" for name, text in words.items())
    here = f".st-key-tabbar > :nth-child({tab}) * {{color: var(--accent) !important}}"
    st.html(f"<style>{_SHEET}:root {{{spoken}}} {here}</style>")


def _css_string(text: str) -> str:
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'
