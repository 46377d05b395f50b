"""Pairing a camera: type the code that it shows, or let it read a QR code."""

from __future__ import annotations

import unicodedata
from typing import Final

import streamlit as st

from app.components.notices import fault_text, news
from app.components.pairing_qr import by_qr, claimed, forget_qr
from app.markup import join, plain, tag
from app.session import Me, me
from embeddings.errors import OtjangError
from wardrobe.accounts import Device

_PAIRED, _FAULT, _CODE = "pairing_done", "pairing_fault", "pairing_code"
EVERY: Final = 1.0
"""Seconds between two looks at whether the QR code was read."""


def pair_camera(who: Me) -> None:
    """Begin anew, in a dialog."""
    _begin()
    pairing_dialog(who)


def pairing_dialog(who: Me) -> None:
    """Two ways to let a camera in; when one has come, greet it and ask for its name."""
    _ = who.translate

    @st.dialog(_("Pair a camera"), width="medium", on_dismiss=_begin)  # the page shows the camera that has come
    def ask() -> None:
        st.fragment(_ways, run_every=EVERY)()

    ask()


def _ways() -> None:
    who = me()
    _ = who.translate
    paired: Device | None = st.session_state.get(_PAIRED) or claimed(who)
    if paired is not None:
        st.session_state[_PAIRED] = paired
        _welcome(who, paired)
        return
    st.html(tag("p", _("On the camera, run “otjang-camera setup”. Then choose one of the two ways."), class_="muted"))
    with st.container(key="pair_ways"):
        with st.container(key="pair_code"):
            _by_code(who)
        with st.container(key="pair_qr"):
            by_qr(who)


def _by_code(who: Me) -> None:
    _ = who.translate
    st.subheader(_("Type its code"), anchor=False)
    st.html(tag("p", _("The camera shows six digits."), class_="muted"))
    with st.form("pair_form", border=False):
        st.text_input(
            _("Code"),
            placeholder="123 456",
            max_chars=11,
            autocomplete="one-time-code",
            key=_CODE,
            label_visibility="collapsed",
        )
        st.form_submit_button(_("Pair"), type="primary", width="stretch", on_click=_try, args=(who,))
    if fault := st.session_state.get(_FAULT):
        st.warning(plain(fault), icon=":material/error:")


def _try(who: Me) -> None:
    """Try the code that was typed."""
    _ = who.translate
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", st.session_state[_CODE]) if sign.isdigit())
    if len(digits) != 6:
        st.session_state[_FAULT] = _("The code has six digits.")
        return
    try:
        st.session_state[_PAIRED] = who.house.pairings.approve(who.household, digits)
    except OtjangError as error:
        st.session_state[_FAULT] = fault_text(error, _)


def _welcome(who: Me, device: Device) -> None:
    """It worked: a name for the camera, as the one that it gave itself is seldom a good one."""
    _ = who.translate
    told = _("The camera is paired. What you take with it appears here by itself.")
    st.html(join(tag("p", "✓ " + _("Paired"), class_="paired", role="status"), tag("p", told, class_="muted")))
    with st.form("pair_name", border=False):
        name = st.text_input(_("Name of the camera"), device.name, max_chars=60, key=f"pair_name_{device.id}")
        if not st.form_submit_button(_("Done"), type="primary"):
            return
    try:
        if name.strip() != device.name:
            who.house.accounts.rename_device(who.household, device.id, name)
    except OtjangError as error:
        st.warning(plain(fault_text(error, _)))
        return
    _begin()
    news(_("{name} is paired.").format(name=name.strip()))
    st.rerun()


def _begin() -> None:
    """Forget what an earlier dialog has said."""
    for name in (_PAIRED, _FAULT):
        st.session_state.pop(name, None)
    forget_qr()
