"""Choosing one of the kept outfits for a day, or a day for one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import streamlit as st

from app.components.notices import news, say
from app.components.outfit_card import outfit_card, pieces_of_kept
from app.components.outfits.parts import MAKE, SUGGESTIONS, open_part
from app.components.outfits.titles import outfit_title
from app.session import Me
from app.words import short_day
from embeddings.errors import OtjangError

PAGE: Final = 6
_LIMIT = "choose_limit"


def choose_outfit(who: Me, then: Callable[[int], None]) -> None:
    """Ask in a dialog; ``then`` gets the outfit's id and draws the page anew."""
    _ = who.translate
    st.session_state[_LIMIT] = PAGE

    @st.dialog(_("Choose an outfit"), width="medium")
    def ask() -> None:
        limit: int = st.session_state.get(_LIMIT, PAGE)
        found = who.house.plans.list(who.household, limit=limit + 1)
        if not found:
            st.write(_("No outfit is kept yet. Keep a suggestion, or make one of your own."))
            with st.container(horizontal=True):
                st.button(_("Suggestions"), key="choose_suggestions", on_click=open_part, args=(SUGGESTIONS,))
                if st.button(_("Make one"), key="choose_make", type="primary"):
                    open_part(MAKE)
                    st.rerun()
            return
        with st.container(key="choose"):
            for outfit in found[:limit]:
                with st.container(key=f"choose_{outfit.id}", gap="xsmall"):
                    st.html(outfit_card(pieces_of_kept(outfit, _), title=outfit_title(outfit, who)))
                    if st.button(_("This one"), key=f"choose_go_{outfit.id}", width="stretch"):
                        then(outfit.id)
        if len(found) > limit and st.button(_("Show more"), key="choose_more"):
            st.session_state[_LIMIT] = limit + PAGE
            st.rerun(scope="fragment")

    ask()


def choose_day(who: Me, outfit_id: int) -> None:
    """Ask for which day an outfit is meant, and plan it."""
    _ = who.translate

    @st.dialog(_("Which day?"))
    def ask() -> None:
        today = date.today()
        day = st.date_input(_("Day"), today, min_value=today, key="plan_day")
        if st.button(_("Plan it"), key="plan_go", type="primary") and isinstance(day, date):
            try:
                who.house.plans.plan(who.household, outfit_id, day)
            except OtjangError as error:
                say(error, _)
            else:
                news(_("Planned: {day}.").format(day=short_day(day, _)))
                st.rerun()

    ask()
