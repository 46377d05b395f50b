"""One camera in the settings: how it is, whether it listens, its name, and how to let it go."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.components import asking
from app.components.camera_words import faults, name_and_standing, state_of, waiting
from app.components.device_dialogs import rename_device, revoke_device
from app.markup import join, tag
from app.session import Me
from wardrobe.accounts import Device


def device_card(who: Me, device: Device) -> None:
    """Name and state, with a menu; below whatever else the camera tells."""
    _ = who.translate
    state = state_of(who, device)
    with st.container(border=True, key=f"device_{device.id}"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"device_row_{device.id}"):
            st.html(name_and_standing(device, state, _), width="stretch")
            choices = {"rename": _("Rename …"), "revoke": _("Revoke …")}
            chosen = st.menu_button(
                _("Options"), list(choices), format_func=choices.__getitem__, key=f"menu_{device.id}", type="tertiary"
            )
        if state is not None:
            lines = (tag("p", line, class_="muted") for line in waiting(state, _))
            if told := join(faults(state), *lines):
                st.html(told)
        if state is not None and state.online:
            _listening(who, device, state.listening)
    if chosen == "rename":
        rename_device(who, device)
    elif chosen == "revoke":
        revoke_device(who, device)


def _listening(who: Me, device: Device, listening: bool) -> None:
    """A switch that shows what the camera says, and what it was asked for until it does."""
    _ = who.translate
    asked = asking.pending(device.id, "listening")
    if asked is not None and (asked.kind == "listen") is listening:
        asking.settle(device.id, "listening")
        asked = None
    shown = listening if asked is None else asked.kind == "listen"
    st.toggle(
        _("Listens for “Hey Look”"),
        shown,
        key=f"listening_{device.id}_{listening}_{asked is None}",  # a new switch wherever the camera says otherwise
        on_change=partial(asking.ask, who, device.id, "listening", "deaf" if shown else "listen"),
        disabled=asked is not None,
    )
    if asked is not None:
        st.caption(_("Asking the camera …"))
    elif asking.unheard(device.id, "listening"):
        st.caption(_("The camera did not do it. Is its microphone in order?"))
