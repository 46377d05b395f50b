"""The language of the interface."""

from __future__ import annotations

import streamlit as st

from app.session import LANGUAGE_COOKIE, Me
from wardrobe.i18n import LANGUAGES

_remember = st.components.v2.component(
    "otjang_language",
    js="""export default function ({ data }) {
      document.cookie = `${data.name}=${data.value}; path=/; max-age=31536000; samesite=lax`;
    }""",
)


def language(who: Me) -> None:
    """A choice that is remembered in this browser, for the log-in pages too."""
    _ = who.translate
    chosen = st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        default=who.language,
        format_func=lambda code: LANGUAGES[code],
        required=True,
        key="language_choice",
        label_visibility="collapsed",
    )
    if chosen != who.language:
        st.session_state["language"] = chosen
        st.rerun()
    if st.session_state.get("language"):
        _remember(key="language_cookie", data={"name": LANGUAGE_COOKIE, "value": chosen})
