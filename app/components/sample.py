"""The sample household: a way in, what is said while it is looked at, and the way out."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.notices import news, say
from app.markup import tag
from app.session import Me, me, session_token
from embeddings.errors import OtjangError
from wardrobe.sample.sample import SampleState

EVERY = 2.0
"""Seconds between two looks at how many of its looks are read."""


def look_around(who: Me) -> None:
    """The quiet way: add the sample household, or go back to it; nothing where it was not installed."""
    _ = who.translate
    if _state(who) is None:
        return
    with st.container(key="look_around"):
        label = _("Look around in a sample household")
        if st.button(label, icon=":material/visibility:", key="sample", type="tertiary"):
            _enter(who)
        st.caption(
            _("Two people with two months of looks, all made up. It is removed without a trace when you say so.")
        )


def visiting_bar(who: Me) -> None:
    """On every page of the sample: whose household this is, how far it is read, and the two ways out of it."""
    if not who.person.visiting:
        return
    _ = who.translate
    with st.container(key="visiting", horizontal=True, vertical_alignment="center"):
        st.html(tag("p", _("You are looking at the sample household."), class_="visiting-said"))
        if st.button(_("Back to mine"), key="sample_leave", icon=":material/arrow_back:"):
            leave(who)
            st.switch_page(addresses.TODAY_PAGE)  # what this page shows is not in one's own household
        if st.button(_("Remove it"), key="sample_remove", type="tertiary"):
            _ask_to_remove(who)
    state = _state(who)
    if state is not None and not state.done:
        st.fragment(_progress, run_every=EVERY)()


def leave(who: Me) -> None:
    """Look at one's own household again."""
    token = session_token()
    if token is not None:
        who.house.accounts.visit(token, None)


def _state(who: Me) -> SampleState | None:
    """How far it is; None where the sample is not installed."""
    try:
        return who.house.sample.state(who.person.home_id)
    except OtjangError:
        return None


def _enter(who: Me) -> None:
    token = session_token()
    try:
        household_id = who.house.sample.state(who.person.home_id).household_id
        if household_id is None:
            _ = who.translate
            with st.spinner(_("Setting it up …")):
                household_id = who.house.sample.add(who.person.home_id)
        if token is not None:
            who.house.accounts.visit(token, household_id)
    except OtjangError as error:
        say(error, who.translate)
    else:
        st.switch_page(addresses.TODAY_PAGE)


def _progress() -> None:
    who = me()
    _ = who.translate
    state = _state(who)
    if state is None or state.done or not who.person.visiting:
        st.rerun()
        return
    said = _("{done} of {total} looks are read. You can look around meanwhile.")
    share = state.looks_ready / state.looks_total if state.looks_total else 0.0
    st.progress(share, said.format(done=state.looks_ready, total=state.looks_total))


def _ask_to_remove(who: Me) -> None:
    _ = who.translate

    @st.dialog(_("Remove the sample household?"))
    def ask() -> None:
        st.write(_("Its people, looks, garments and everything that you tried out in it are deleted. Yours stays."))
        with st.container(horizontal=True):
            if st.button(_("Remove it"), key="sample_remove_yes", type="primary"):
                _remove(who)
            if st.button(_("Cancel"), key="sample_remove_no"):
                st.rerun()

    ask()


def _remove(who: Me) -> None:
    _ = who.translate
    leave(who)
    try:
        with st.spinner(_("Removing it …")):
            who.house.sample.remove(who.person.home_id)
    except OtjangError as error:
        say(error, _)
    else:
        news(_("The sample household is removed."))
        st.switch_page(addresses.TODAY_PAGE)
