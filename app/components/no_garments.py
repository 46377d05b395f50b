"""A wardrobe with nothing in it yet."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.session import Me, me

EVERY = 2.0
"""Seconds between two looks at whether a sample's first garments are there."""


def no_garments(who: Me, advice: str) -> None:
    """Say so, with what to do; a sample that is being read fills it by itself."""
    _ = who.translate
    if who.person.visiting:
        empty(_("The first look is on its way"), _("It is read as yours would be: that takes some seconds."))
        st.fragment(_until_there, run_every=EVERY)()
        return
    empty(_("Your wardrobe is empty"), advice)
    st.page_link(addresses.LOOKS_PAGE, label=_("Add a look"), icon=":material/add_a_photo:")


def _until_there() -> None:
    who = me()
    if who.house.garments.counts(who.household):
        st.rerun()
