"""Cameras that may send pictures: add one, see them, revoke one."""

from __future__ import annotations

import streamlit as st

from app.components.notices import say
from app.markup import join, tag
from app.session import Me
from app.words import day
from embeddings.errors import OtjangError

_TOKEN = "device_token"


def devices(who: Me) -> None:
    """Each camera with Revoke, and a form for one more."""
    _ = who.translate
    for device in who.house.accounts.devices(who.household):
        with st.container(horizontal=True, vertical_alignment="center", key=f"device_{device.id}"):
            since = " · ".join((_("Added"), day(device.created_at.astimezone().date(), _)))
            st.html(join(tag("div", device.name), tag("div", since, class_="muted")))
            if st.button(_("Revoke"), key=f"revoke_{device.id}", type="tertiary"):
                who.house.accounts.revoke_device(who.household, device.id)
                st.rerun()
    _show_token(who)
    with st.popover(_("Add a camera"), icon=":material/add_a_photo:"), st.form("device", border=False):
        name = st.text_input(_("Name"), placeholder=_("Hallway"), max_chars=60, key="device_name")
        if st.form_submit_button(_("Add"), type="primary") and name.strip():
            try:
                st.session_state[_TOKEN] = who.house.accounts.add_device(who.household, name.strip())
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
        st.write(_("Give this key to the camera now. It is shown only once."))
        st.code(token, language=None, wrap_lines=True)
        if st.button(_("I have copied it"), key="token_done"):
            del st.session_state[_TOKEN]
            st.rerun()
