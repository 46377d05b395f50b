"""What can be done with a look: worn again, compared, shown to others, kept as an outfit."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import streamlit as st

from app import addresses
from app.components.notices import say
from app.components.share_button import share_button
from app.components.undo import change
from app.session import Me
from app.words import short_day
from embeddings.errors import OtjangError
from wardrobe.looks import Look
from wardrobe.matching.again import wear_again
from wardrobe.sharing.shares import Subject


def look_actions(who: Me, look: Look) -> None:
    """One tap each; while a look is in work they keep their places. Nothing of one that could not be read."""
    if look.state == "failed":
        return
    _ = who.translate
    ready = look.state == "ready"
    known = ready and any(sighting.garment_id for sighting in look.sightings)
    with st.container(horizontal=True, key="look_actions", gap="small"):
        _wear(who, look, disabled=not known)
        if st.button(_("Compare"), icon=":material/balance:", key="do_style_check", disabled=not ready):
            st.switch_page(addresses.STYLE_CHECK_PAGE, query_params={addresses.ONE: str(look.id)})
        if ready:
            share_button(who, Subject("look", (look.id,)), "share_look")
        else:
            st.button(_("Share"), icon=":material/ios_share:", key="share_look_later", disabled=True)
        if st.button(_("Keep outfit"), icon=":material/bookmark:", key="do_keep_look", disabled=not known):
            _keep(who, look)


def _keep(who: Me, look: Look) -> None:
    _ = who.translate
    try:
        who.house.plans.of_look(who.household, look.id, person_id=look.person_id or who.person.id)
    except OtjangError as error:
        say(error, _)
    else:
        st.toast(_("Outfit kept."), icon=":material/check:")


def _wear(who: Me, look: Look, *, disabled: bool) -> None:
    _ = who.translate
    today = date.today()
    days = {"0": _("Today"), "1": _("Tomorrow"), "": _("Choose a day …")}
    chosen = st.menu_button(
        _("Wear again"),
        list(days),
        format_func=days.__getitem__,
        icon=":material/event_repeat:",
        key="wear_again",
        disabled=disabled,
    )
    if chosen:
        _plan(who, look, today + timedelta(days=int(chosen)))
    elif chosen == "":
        ask_day(who, look, today)


def ask_day(who: Me, look: Look, today: date) -> None:
    """A dialog for any day from ``today`` on."""
    _ = who.translate

    @st.dialog(_("When will you wear it?"))
    def ask() -> None:
        when = st.date_input(
            _("Day"), today + timedelta(days=2), min_value=today, format="YYYY-MM-DD", key="wear_again_on"
        )
        if st.button(_("Plan it"), type="primary", key="wear_again_go", disabled=when is None):
            _plan(who, look, when)

    ask()


def _plan(who: Me, look: Look, day: date) -> None:
    _ = who.translate
    plan = partial(
        wear_again, who.house.journal, who.household, look.id, day, today=date.today(), person_id=who.person.id
    )
    change(who, plan, _("Planned: {day}.").format(day=short_day(day, _)))
