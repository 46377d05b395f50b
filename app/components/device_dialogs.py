"""Questions about a camera: what it is called, and whether to let it go."""

from __future__ import annotations

import streamlit as st

from app.components.notices import fault_text, news
from app.markup import join, plain, tag
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.accounts import Device


def rename_device(who: Me, device: Device) -> None:
    """Call a camera by another name."""
    _ = who.translate

    @st.dialog(_("Rename"))
    def ask() -> None:
        with st.form("device_rename", border=False):
            name = st.text_input(_("Name"), device.name, max_chars=60, key="device_new_name")
            if not st.form_submit_button(_("Save"), type="primary"):
                return
        try:
            who.house.accounts.rename_device(who.household, device.id, name)
        except OtjangError as error:
            st.warning(plain(fault_text(error, _)))
        else:
            news(_("Renamed."))
            st.rerun()

    ask()


def revoke_device(who: Me, device: Device) -> None:
    """Ask once more: a camera that is let go has to be paired anew."""
    _ = who.translate

    @st.dialog(_("Revoke this camera?"))
    def ask() -> None:
        told = _("{name} can send no more pictures and shows no more live view. Its looks stay.")
        st.html(join(tag("p", told.format(name=device.name)), tag("p", _("It can be paired again."), class_="muted")))
        with st.container(horizontal=True):
            if st.button(_("Revoke"), key="revoke_yes", type="primary"):
                try:
                    who.house.accounts.revoke_device(who.household, device.id)
                except OtjangError as error:  # somebody else was quicker
                    st.warning(plain(fault_text(error, _)))
                    return
                who.house.cameras.forget(device.id)
                news(_("{name} is revoked.").format(name=device.name))
                st.rerun()
            if st.button(_("Keep it"), key="revoke_no", type="tertiary"):
                st.rerun()

    ask()
