"""The few words that only CSS can put where they belong; the style sheets come with the page (``server.sheets``)."""

from __future__ import annotations

import streamlit as st

from wardrobe.i18n import Translate


def show_style(_: Translate) -> None:
    """Give the sheets their words: Streamlit's own upload button and faults have only English ones."""
    words = {
        "--choose": _("Add photos"),
        "--choose-picture": _("Choose a picture"),
        "--choose-folder": _("Choose a folder"),
        "--choose-csv": _("Choose a CSV file"),
        "--choose-feed": _("Choose a file"),
        "--take": _("Take the photo"),
        "--drop": _("or drop them here"),
        "--broken": _("Something went wrong here. Load the page again; if it stays, the server's log says why."),
    }
    spoken = "".join(f"{name}: {_css_string(text)};" for name, text in words.items())
    st.html(f"<style>:root {{{spoken}}}</style>")


def _css_string(text: str) -> str:
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'
