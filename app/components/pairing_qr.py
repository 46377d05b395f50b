"""The QR code that a camera reads to be paired: five minutes, once."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import segno
import streamlit as st

from app.components.notices import fault_text
from app.markup import Html, plain, tag
from app.session import Me
from embeddings.errors import OtjangError
from wardrobe.accounts import Device
from wardrobe.i18n import Translate
from wardrobe.pairings import Invitation

_INVITATION = "pairing_invitation"
_FAULT = "pairing_qr_fault"


def claimed(who: Me) -> Device | None:
    """The camera that has read the QR code."""
    invitation: Invitation | None = st.session_state.get(_INVITATION)
    return None if invitation is None else who.house.pairings.claimed(invitation)


def by_qr(who: Me) -> None:
    """Show a QR code when it is asked for, with the time it has left."""
    _ = who.translate
    st.subheader(_("Or let it read a QR code"), anchor=False)
    st.html(tag("p", _("Hold this screen in front of the camera, 20 to 40 cm away."), class_="muted"))
    invitation: Invitation | None = st.session_state.get(_INVITATION)
    if invitation is None:
        _ask(who, _("Show the QR code"))
        return
    left = math.ceil((invitation.expires_at - datetime.now(UTC)).total_seconds())
    if left <= 0:
        st.html(tag("p", _("The QR code has expired."), role="status"))
        _ask(who, _("Show a new one"))
        return
    st.html(tag("div", qr(invitation.text, _), class_="qr"))
    told = _("Good for {time}. It goes away when the camera has read it.")
    st.html(tag("p", told.format(time=f"{left // 60}:{left % 60:02}"), class_="muted", role="timer"))


def qr(text: str, _: Translate) -> Html:
    """The text as a picture, as large as what it stands in; the quiet margin is part of it, on white in any theme."""
    drawn = segno.make(text, error="l", micro=False)
    return tag(
        "img",
        src=drawn.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True),
        alt=_("QR code for the camera"),
    )


def forget_qr() -> None:
    """Show none any more; the key that one was shown for is good until its time is over."""
    for name in (_INVITATION, _FAULT):
        st.session_state.pop(name, None)


def _ask(who: Me, label: str) -> None:
    st.button(label, icon=":material/qr_code_2:", key="pair_qr_show", width="stretch", on_click=_invite, args=(who,))
    if fault := st.session_state.get(_FAULT):
        st.warning(plain(fault), icon=":material/error:")


def _invite(who: Me) -> None:
    forget_qr()
    try:
        st.session_state[_INVITATION] = who.house.pairings.invite(who.household)
    except OtjangError as error:
        st.session_state[_FAULT] = fault_text(error, who.translate)
