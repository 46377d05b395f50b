"""Presses a button when it comes near the screen: who scrolls need not tap for more."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

HTML: Final = "<span></span>"
JS: Final = Path(__file__).with_suffix(".js").read_text("utf-8")
_mount = st.components.v2.component("otjang_near", html=HTML, js=JS)


def press_when_near(button: str, *, key: str, count: int) -> None:
    """``button``: the key of a button that stands beside this; ``count``: rises each time it has brought more.

    The button stays, for who cannot or does not want to scroll.
    """
    _mount(key=key, data={"button": button, "count": count})
