"""Outfits that were kept, and the days they are planned for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from app.components.notices import news, say
from app.components.outfit_card import outfit_card, outfit_picture, pieces_of
from app.components.undo import change
from app.markup import Html, join, tag
from app.session import Me
from app.words import sentence, short_day
from embeddings.errors import OtjangError
from wardrobe.looks import Look
from wardrobe.matching.plans import Planned
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.matching.saved import Saved

PAGE = 12
_LIMIT = "saved_limit"


def planned_for(who: Me, plans: Sequence[Planned], days: Sequence[date]) -> None:
    """What is planned for one day, each with a way to move it or take it off."""
    _ = who.translate
    with st.container(key="planned"):
        for plan in plans:
            with st.container(key=f"planned_{plan.id}", gap="xsmall"):
                lines = [_("Worn")] if plan.worn else []
                st.html(outfit_card(pieces_of(plan.outfit.garments, _), title=_title(plan.outfit, who), lines=lines))
                _plan_menu(who, plan, days)


def keep_look(who: Me, look: Look) -> None:
    """A button that keeps what a look shows as an outfit."""
    _ = who.translate
    if not any(sighting.garment_id for sighting in look.sightings):
        return
    if st.button(_("Keep as an outfit"), icon=":material/bookmark:", key="do_keep_look", type="tertiary"):
        try:
            who.house.plans.of_look(who.household, look.id, person_id=look.person_id or who.person.id)
        except OtjangError as error:
            say(error, _)
        else:
            st.toast(_("Outfit kept."), icon=":material/check:")


def calendar(plans: Sequence[Planned], who: Me) -> None:
    """The planned days to come, in a row of small pictures."""
    _ = who.translate
    st.html(tag("ul", *(_cell(plan, who) for plan in plans), class_="calendar", tabindex="0"))


def saved_outfits(who: Me, saved: Sequence[Saved], day: date) -> None:
    """Every kept outfit as a card with a menu."""
    _ = who.translate
    limit: int = st.session_state.get(_LIMIT, PAGE)
    with st.container(key="saved"):
        for outfit in saved[:limit]:
            with st.container(key=f"saved_{outfit.id}", gap="xsmall"):
                st.html(outfit_card(pieces_of(outfit.garments, _), title=_title(outfit, who)))
                _menu(who, outfit, day)
    if len(saved) > limit and st.button(_("Show more"), key="saved_more"):
        st.session_state[_LIMIT] = limit + PAGE
        st.rerun()


def _plan_menu(who: Me, plan: Planned, days: Sequence[date]) -> None:
    _ = who.translate
    choices = {"off": _("Take off the calendar")}
    choices |= {day.isoformat(): _("Move: {day}").format(day=short_day(day, _)) for day in days if day != plan.day}
    chosen = st.menu_button(
        _("Options"), list(choices), format_func=choices.__getitem__, key=f"move_{plan.id}", type="tertiary"
    )
    if chosen == "off":
        _unplan(who, plan)
    elif chosen:
        _move(who, plan, date.fromisoformat(chosen))


def _menu(who: Me, outfit: Saved, day: date) -> None:
    _ = who.translate
    choices = {
        "plan": _("Wear it: {day}").format(day=short_day(day, _)),
        "rename": _("Rename …"),
        "clone": _("Copy"),
        "delete": _("Delete"),
    }
    if not outfit.garments:
        choices.pop("plan"), choices.pop("clone")
    plans = who.house.plans
    chosen = st.menu_button(
        _("Options"), list(choices), format_func=choices.__getitem__, key=f"saved_menu_{outfit.id}", type="tertiary"
    )
    match chosen:
        case "plan":
            try:
                plans.plan(who.household, outfit.id, day)
            except OtjangError as error:
                say(error, _)
            else:
                news(_("Planned: {day}.").format(day=short_day(day, _)))
                st.rerun()
        case "rename":
            _rename(who, outfit)
        case "clone":
            try:
                plans.clone(who.household, outfit.id)
            except OtjangError as error:
                say(error, _)
            else:
                st.rerun()
        case "delete":
            change(who, lambda: plans.delete(who.household, outfit.id), _("Outfit deleted."))


def _rename(who: Me, outfit: Saved) -> None:
    _ = who.translate

    @st.dialog(_("Rename"))
    def ask() -> None:
        with st.form("rename_outfit", border=False):
            name = st.text_input(_("Name"), outfit.name or "", max_chars=80, key="outfit_name")
            if st.form_submit_button(_("Save"), type="primary"):
                try:
                    who.house.plans.rename(who.household, outfit.id, name)
                except OtjangError as error:
                    say(error, _)
                else:
                    st.rerun()

    ask()


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


def _title(outfit: Saved, who: Me) -> str:
    _ = who.translate
    if outfit.name:
        return outfit.name
    occasion = OCCASION_NAMES.get(outfit.occasion or "")
    return sentence(_(occasion)) if occasion else ""


def _cell(plan: Planned, who: Me) -> Html:
    _ = who.translate
    when = short_day(plan.day, _) + (" ✓" if plan.worn else "")
    return tag("li", join(outfit_picture(pieces_of(plan.outfit.garments, _), small=True), tag("span", when)))
