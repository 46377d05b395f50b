"""Cameras in the settings: how each one is, and a way to pair one more."""

from __future__ import annotations

import streamlit as st

from app.components.device_card import device_card
from app.components.device_key import device_key
from app.components.pairing import pair_camera
from app.markup import tag
from app.session import Me, me

EVERY = 2.0
"""Seconds between two looks at how the cameras are."""


def devices(who: Me) -> None:
    """Each camera, drawn anew by itself; then the ways to add one."""
    _ = who.translate
    _cards()
    if st.button(_("Pair a camera"), icon=":material/add_a_photo:", key="pair", type="primary"):
        pair_camera(who)
    device_key(who)


@st.fragment(run_every=EVERY)
def _cards() -> None:
    who = me()
    _ = who.translate
    known = who.house.accounts.devices(who.household)
    for device in known:
        device_card(who, device)
    if not known:
        told = _("No camera yet. One on the shelf takes your look by voice or button, and it appears here by itself.")
        st.html(tag("p", told, class_="muted"))
