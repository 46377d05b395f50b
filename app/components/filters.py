"""Pills whose choice is part of the page's address: it survives a reload, a link and the back button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def pills_in_address(
    label: str, options: Sequence[str], *, key: str, text: Callable[[str], str], labelled: bool = False
) -> str | None:
    """One of the options or None, kept under ``key`` in the address by its code, not by its words.

    ``labelled`` pills have room for their label and several rows.

    Streamlit's own binding writes the words into the address, and these carry counts and a language.
    """
    in_address = st.query_params.get(key)
    seen = f"{key}_in_address"
    if key not in st.session_state or in_address != st.session_state.get(seen):
        st.session_state[key] = in_address if in_address in options else None
    shown = "visible" if labelled else "collapsed"
    chosen = st.pills(label, options, format_func=text, key=key, label_visibility=shown, wrap=labelled)
    if chosen != in_address:
        if chosen is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = chosen
    st.session_state[seen] = chosen
    return chosen
