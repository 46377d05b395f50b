"""Suggested outfits as cards: keep, plan, change a part, or not this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from app.components.gallery import select
from app.components.notices import news, say
from app.components.outfit_card import outfit_card, pieces_of
from app.components.outfits.parts import GARMENTS, MAKE, listed, open_part
from app.components.tiles import garment_tile
from app.markup import tag
from app.session import Me
from app.words import sentence, short_day
from embeddings.errors import OtjangError
from wardrobe.matching.outfits import Outfit

LOCKED = "outfits_locked"
"""Ids of garments that stay while the rest is shuffled."""
SEED = "outfits_seed"
SURPRISE = "outfits_surprise"
_SKIPPED = "outfits_skipped"


@dataclass(frozen=True, slots=True)
class For:
    """What the suggestions on the page are for."""

    day: date
    occasion: str | None
    kept: frozenset[frozenset[int]]
    """Garments of each outfit that is kept already."""


def suggestions(who: Me, outfits: Sequence[Outfit], asked: For) -> None:
    """The cards: beside each other, on a phone in a row to swipe through."""
    with st.container(key="outfits"):
        for place, outfit in enumerate(outfits):
            with st.container(key=f"outfit_{place}", gap="xsmall"):
                _card(who, outfit, asked, place)


def skipped_note(who: Me) -> None:
    """After "not this": a way to take it back."""
    _ = who.translate
    feedback_id: int | None = st.session_state.get(_SKIPPED)
    if feedback_id is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="skipped"):
        st.html(tag("span", _("It is not suggested again for two weeks."), class_="muted"), width="content")
        if st.button(_("Take it back"), key="skip_undo", type="tertiary"):
            st.session_state.pop(_SKIPPED)
            try:
                who.house.taste.undo(who.household, feedback_id)
            except OtjangError as error:
                say(error, _)
            else:
                st.rerun()


def _card(who: Me, outfit: Outfit, asked: For, place: int) -> None:
    _ = who.translate
    lines = [sentence(reason.said(_)) for reason in outfit.reasons if reason.about != "weather"]
    st.html(outfit_card(pieces_of(outfit.garments, _), lines=lines[:3]))
    kept = frozenset(outfit.garment_ids) in asked.kept
    with st.container(horizontal=True, gap=None, key=f"outfit_actions_{place}"):
        icon = ":material/bookmark_added:" if kept else ":material/bookmark:"
        if st.button(_("Keep"), icon=icon, key=f"keep_{place}", type="tertiary", disabled=kept):
            keep(who, outfit, asked)
        wear = _("Wear it: {day}").format(day=short_day(asked.day, _))
        if st.button(wear, icon=":material/event:", key=f"plan_{place}", type="tertiary"):
            plan(who, outfit, asked)
        if st.button(_("Change a part"), icon=":material/autorenew:", key=f"lock_{place}", type="tertiary"):
            choose_locked(who, outfit)
        if st.button(_("Not this"), icon=":material/close:", key=f"skip_{place}", type="tertiary"):
            skip(who, outfit)


def keep(who: Me, outfit: Outfit, asked: For) -> None:
    """Save it, and remember that it was liked."""
    _ = who.translate
    try:
        _save(who, outfit, asked)
        who.house.taste.save(who.household, who.person.id, outfit.garment_ids)
    except OtjangError as error:
        say(error, _)
    else:
        news(_("Outfit kept."))
        st.rerun()


def plan(who: Me, outfit: Outfit, asked: For) -> None:
    """Save it and mean it for the day."""
    _ = who.translate
    try:
        who.house.plans.plan(who.household, _save(who, outfit, asked), asked.day)
    except OtjangError as error:
        say(error, _)
    else:
        news(_("Planned: {day}.").format(day=short_day(asked.day, _)))
        st.rerun()


def skip(who: Me, outfit: Outfit) -> None:
    """Not this: another comes in its place."""
    try:
        said = who.house.taste.skip(who.household, who.person.id, outfit.garment_ids)
    except OtjangError as error:
        say(error, who.translate)
    else:
        st.session_state[_SKIPPED] = said.id
        st.rerun()


def choose_locked(who: Me, outfit: Outfit) -> None:
    """Which garments stay; the rest is shuffled."""
    _ = who.translate

    @st.dialog(_("What stays?"), width="medium")
    def ask() -> None:
        tiles = [garment_tile(garment, _) for garment in outfit.garments]
        chosen = select(tiles, key="lock_select", label=_("Garments of this outfit"), shape="cutout")
        with st.container(horizontal=True):
            if st.button(_("Change the rest"), key="lock_go", type="primary", disabled=not chosen):
                st.session_state[LOCKED] = chosen
                st.session_state[SEED] = st.session_state.get(SEED, 0) + 1
                st.rerun()
            if st.button(_("Lay it out"), key="lock_lay", icon=":material/dashboard_customize:"):
                open_part(MAKE, **{GARMENTS: listed(outfit.garment_ids)})
                st.rerun()

    ask()


def _save(who: Me, outfit: Outfit, asked: For) -> int:
    saved = who.house.plans.save(
        who.household, outfit.garment_ids, occasion=asked.occasion, made="generated", person_id=who.person.id
    )
    return saved.id
