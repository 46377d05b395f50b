"""The cameras on the page of the day: ask one to take a look now, and see what it sees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from app.components import asking
from app.components.camera_words import BUSY, faults, name_and_standing, online, standing, state_of
from app.components.live_view import live_view
from app.markup import Html, tag
from app.session import Me, me
from wardrobe.accounts import Device
from wardrobe.cameras import CameraState, Command

EVERY, SELDOM = 1.0, 5.0
"""Seconds between two looks at how a camera is: one that is online, and one that is not."""
_OPEN: Final = "live_open"
_ROOM: Final = 3
"""Cameras that have a card; a household with more asks for the others by voice or button."""

Standing = tuple[Device, CameraState | None]


def looks_cameras(who: Me) -> None:
    """A card for each camera that is online, a line for one that is not; nothing where none is paired.

    One that is switched on while the page is open appears by itself.
    """
    if who.house.accounts.devices(who.household):
        live = any(online(state) for _device, state in _cameras(who))
        st.fragment(_draw, run_every=EVERY if live else SELDOM)(live)


def taking(who: Me) -> bool:
    """Whether a look is about to come from one of the cameras."""
    return any(
        state is not None and state.online and (state.phase in (*BUSY, "stored") or state.captures_waiting > 0)
        for _device, state in _cameras(who)
    )


def _cameras(who: Me) -> list[Standing]:
    """Those that have been heard of since they were paired: a script's key is no camera."""
    devices = who.house.accounts.devices(who.household)
    found = ((device, state_of(who, device)) for device in devices)
    return [(device, state) for device, state in found if state is not None]


def _draw(live: bool) -> None:
    who = me()
    known = _cameras(who)
    for device, state in known[:_ROOM]:
        if state is not None and state.online:
            _card(who, device, state)
        else:
            st.html(_away(who, device, state))
    if any(online(state) for _device, state in known) != live:
        st.rerun()  # for the other rhythm


def _away(who: Me, device: Device, state: CameraState | None) -> Html:
    told = f"{device.name} · {standing(device, state, who.translate)}"
    return tag("p", told, class_="muted camera-away")


def _card(who: Me, device: Device, state: CameraState) -> None:
    _ = who.translate
    with st.container(border=True, key=f"camera_{device.id}"):
        st.html(name_and_standing(device, state, _))
        _tell(who, device, state)
        if st.session_state.get(_OPEN) == device.id:
            live_view(device, "" if state.phase == "idle" else state.hint or standing(device, state, _), _)
        with st.container(horizontal=True, key=f"camera_actions_{device.id}"):
            _actions(who, device, state)


def _tell(who: Me, device: Device, state: CameraState) -> None:
    """What the camera asks of the person, what is wrong, and what became of the last wish."""
    _ = who.translate
    if state.hint and st.session_state.get(_OPEN) != device.id:  # else it is upon the live picture
        st.html(tag("p", state.hint, class_="hint", role="status"))
    if told := faults(state):
        st.html(told)
    asked = asking.pending(device.id, "capture")
    if asked is not None and (state.phase != "idle" or who.house.cameras.done(asked.command_id)):
        asking.settle(device.id, "capture")
    elif asked is not None:
        st.html(tag("p", _("Asking the camera …"), class_="muted", role="status"))
    elif asking.unheard(device.id, "capture"):
        st.html(tag("p", _("The camera did not answer. Is it still on?"), class_="muted", role="status"))


def _actions(who: Me, device: Device, state: CameraState) -> None:
    _ = who.translate
    if state.phase == "framing":
        st.button(
            _("Take a photo anyway"),
            icon=":material/photo_camera:",
            key=f"camera_anyway_{device.id}",
            on_click=partial(asking.ask, who, device.id, "capture", "photo", force=True),
        )
    if state.phase in BUSY:
        st.button(
            _("Cancel"),
            icon=":material/close:",
            key=f"camera_cancel_{device.id}",
            on_click=asking.ask,
            args=(who, device.id, "capture", "cancel"),
        )
    else:
        wishes: Sequence[tuple[Command, str, str]] = (
            ("photo", _("Take a photo now"), ":material/photo_camera:"),
            ("turn", _("Turn-around"), ":material/360:"),
        )
        for kind, label, icon in wishes:
            st.button(
                label,
                icon=icon,
                key=f"camera_{kind}_{device.id}",
                on_click=asking.ask,
                args=(who, device.id, "capture", kind),
                disabled=asking.pending(device.id, "capture") is not None,
            )
    opened = st.session_state.get(_OPEN) == device.id
    st.button(
        _("Close live view") if opened else _("Live view"),
        icon=":material/videocam_off:" if opened else ":material/videocam:",
        key=f"camera_live_{device.id}",
        on_click=_turn_live,
        args=(device.id,),
    )


def _turn_live(device_id: int) -> None:
    st.session_state[_OPEN] = None if st.session_state.get(_OPEN) == device_id else device_id
