"""A key for a script or another program that sends pictures; cameras are paired instead."""

from __future__ import annotations

import streamlit as st

from app.components.notices import say
from app.session import Me
from embeddings.errors import OtjangError

_TOKEN = "device_token"


def device_key(who: Me) -> None:
    """A form for one more key, out of the way; the key just made, until it is copied."""
    _ = who.translate
    _show_token(who)
    with st.expander(_("A key for a script"), icon=":material/terminal:"):
        st.caption(_("For programs of your own that send pictures. A camera needs none: pair it."))
        with st.form("device", border=False):
            name = st.text_input(_("Name"), placeholder=_("Photo folder"), max_chars=60, key="device_name")
            if st.form_submit_button(_("Add")) and name.strip():
                try:
                    st.session_state[_TOKEN] = who.house.accounts.add_device(who.household, name)
                except OtjangError as error:
                    say(error, _)
                else:
                    st.rerun()


def _show_token(who: Me) -> None:
    _ = who.translate
    token = st.session_state.get(_TOKEN)
    if token is None:
        return
    with st.container(border=True):
        st.write(_("Give this key to the script now. It is shown only once."))
        st.code(token, language=None, wrap_lines=True)
        if st.button(_("I have copied it"), key="token_done"):
            del st.session_state[_TOKEN]
            st.rerun()
