"""Outfits that are meant for one day, each with what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from app.components.notices import news, say
from app.components.outfit_card import outfit_card, pieces_of_kept
from app.components.outfits.parts import MAKE, OUTFIT, open_part
from app.components.outfits.titles import outfit_title
from app.components.undo import change
from app.session import Me
from app.words import short_day
from embeddings.errors import OtjangError
from wardrobe.matching.plans import Planned

AHEAD = 14


def meant(who: Me, plans: Sequence[Planned], today: date) -> None:
    """The cards."""
    _ = who.translate
    with st.container(key="planned"):
        for plan in plans:
            with st.container(key=f"planned_{plan.id}", gap="xsmall"):
                lines = [_("Worn")] if plan.worn else []
                st.html(outfit_card(pieces_of_kept(plan.outfit, _), title=outfit_title(plan.outfit, who), lines=lines))
                _worn(who, plan, today)
                _menu(who, plan, today)


def _worn(who: Me, plan: Planned, today: date) -> None:
    """From the day on, as long as no look shows it."""
    _ = who.translate
    act = partial(who.house.plans.say_worn, who.household, plan.id, today)
    if plan.said:
        if st.button(_("Not worn"), icon=":material/undo:", key=f"worn_{plan.id}", type="tertiary"):
            change(who, partial(act, worn=False), _("It does not count as worn any more."))
        return
    open_to_say = plan.day <= today and not plan.worn
    if open_to_say and st.button(_("I wore it"), icon=":material/check:", key=f"worn_{plan.id}"):
        change(who, act, _("It counts as worn."))


def _menu(who: Me, plan: Planned, today: date) -> None:
    _ = who.translate
    days = [today + timedelta(days=ahead) for ahead in range(AHEAD)]
    choices = {"lay": _("Lay it out"), "off": _("Take off the calendar")}
    choices |= {day.isoformat(): _("Move: {day}").format(day=short_day(day, _)) for day in days if day != plan.day}
    chosen = st.menu_button(
        _("Options"), list(choices), format_func=choices.__getitem__, key=f"move_{plan.id}", type="tertiary"
    )
    if chosen == "lay":
        open_part(MAKE, **{OUTFIT: plan.outfit.id})
        st.rerun()
    elif chosen == "off":
        _unplan(who, plan)
    elif chosen:
        _move(who, plan, date.fromisoformat(chosen))


def _move(who: Me, plan: Planned, day: date) -> None:
    try:
        who.house.plans.move(who.household, plan.id, day)
    except OtjangError as error:
        say(error, who.translate)
    else:
        news(who.translate("Planned: {day}.").format(day=short_day(day, who.translate)))
        st.rerun()


def _unplan(who: Me, plan: Planned) -> None:
    try:
        who.house.plans.unplan(who.household, plan.id)
    except OtjangError as error:
        say(error, who.translate)
    else:
        st.rerun()
