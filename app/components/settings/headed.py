"""Something with a heading above it, within a part of the settings."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def headed(title: str, show: Callable[[], None]) -> None:
    """A heading of the third level, then what is shown."""
    st.subheader(title, anchor=False)
    show()
