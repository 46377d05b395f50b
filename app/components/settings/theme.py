"""Light, dark, or as the device has it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from app.session import Me
from app.words import N_

COOKIE: Final = "otjang_theme"
CHOICES: Final = {"system": N_("As the device"), "light": N_("Light"), "dark": N_("Dark")}
STORED: Final = "stActiveTheme-{path}-v2"
"""Where Streamlit 1.67 keeps its own choice in the browser, for each path; a test looks whether it still does."""
PATHS: Final = (
    *("/", "/today", "/looks", "/look", "/wardrobe", "/garment", "/outfits", "/packing", "/style-check"),
    *("/for-you", "/item", "/insights", "/share", "/settings"),
)

_keep = st.components.v2.component("otjang_theme", js=Path(__file__).with_name("theme.js").read_text("utf-8"))


def theme(who: Me) -> None:
    """A choice that is remembered in this browser; the page is loaded anew with it."""
    _ = who.translate
    now = st.context.cookies.get(COOKIE, "system")
    chosen = st.segmented_control(
        _("Theme"),
        list(CHOICES),
        default=now if now in CHOICES else "system",
        format_func=lambda name: _(CHOICES[name]),
        required=True,
        key="theme_choice",
        label_visibility="collapsed",
    )
    if chosen != now:
        keys = [STORED.format(path=path) for path in PATHS]
        _keep(key=f"theme_{chosen}", data={"cookie": COOKIE, "chosen": chosen, "keys": keys})
