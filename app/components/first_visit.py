"""The first visit: three ways to begin, and a quiet fourth one, to look around first."""

from __future__ import annotations

import streamlit as st

from app.components.add_looks import ask_for_a_shot, photo_chooser, show_trouble
from app.components.pairing import pair_camera
from app.components.sample import look_around
from app.markup import Html, join, plain, tag
from app.session import Me, me


def first_visit(who: Me) -> None:
    """What the page shows while there is no look."""
    _ = who.translate
    st.title(_("Welcome, {name}").format(name=plain(who.person.name)), anchor=False)
    begins = _(
        "Your wardrobe begins with one photo that shows you from head to feet. Your garments appear by themselves."
    )
    st.html(tag("p", begins, class_="lead"))
    st.fragment(_ways)()
    st.html(tag("p", _("Everything stays on this machine: no account elsewhere, no cloud."), class_="muted privacy"))
    look_around(who)


def _ways() -> None:
    who = me()
    _ = who.translate
    with st.container(key="first_ways"):
        with st.container(key="first_camera"):
            st.html(
                _words(1, _("Take a photo"), _("Lean this device somewhere and step back, or stand before a mirror."))
            )
            if st.button(_("Use the camera"), icon=":material/photo_camera:", key="add_camera", width="stretch"):
                ask_for_a_shot(who)
        with st.container(key="first_upload"):
            st.html(_words(2, _("Choose photos"), _("As many as you like, or a video of you turning around once.")))
            photo_chooser(who)
        if not who.house.accounts.devices(who.household):  # else its own card is below
            with st.container(key="first_pair"):
                pairing = _("One on a shelf takes a look when you ask for it by voice or button.")
                st.html(_words(3, _("Pair a camera"), pairing))
                if st.button(_("Pair a camera"), icon=":material/add_a_photo:", key="add_pair", width="stretch"):
                    pair_camera(who)
    show_trouble(who)


def _words(number: int, title: str, advice: str) -> Html:
    return tag("div", join(tag("h2", title), tag("p", advice, class_="muted")), class_=f"way way-{number}")
