"""Outfits that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from app.components.notices import news, say
from app.components.outfit_card import outfit_card, pieces_of_kept
from app.components.outfits.choosing import choose_day
from app.components.outfits.parts import MAKE, OUTFIT, open_part
from app.components.outfits.titles import outfit_title
from app.components.share_button import share_button
from app.components.undo import change
from app.session import Me
from app.words import short_day
from embeddings.errors import OtjangError
from wardrobe.matching.saved import Saved
from wardrobe.sharing.shares import Subject


def saved_outfits(who: Me, saved: Sequence[Saved], day: date) -> None:
    """Kept outfits as cards, each with a menu, and a way to share it; ``day``: for which they can be planned."""
    _ = who.translate
    with st.container(key="saved"):
        for outfit in saved:
            with st.container(key=f"saved_{outfit.id}", gap="xsmall"):
                st.html(outfit_card(pieces_of_kept(outfit, _), title=outfit_title(outfit, who)))
                with st.container(horizontal=True, gap=None, key=f"saved_actions_{outfit.id}"):
                    _menu(who, outfit, day)
                    if outfit.garments:
                        subject = Subject("outfit", garment_ids=(outfit.garment_ids,), layouts=(outfit.layout,))
                        share_button(who, subject, key=f"share_outfit_{outfit.id}")


def _menu(who: Me, outfit: Saved, day: date) -> None:
    _ = who.translate
    choices = {
        "lay": _("Lay it out"),
        "plan": _("Wear it: {day}").format(day=short_day(day, _)),
        "day": _("Another day …"),
        "rename": _("Rename …"),
        "clone": _("Copy"),
        "delete": _("Delete"),
    }
    if not outfit.garments:
        choices = {name: choices[name] for name in ("rename", "delete")}
    plans = who.house.plans
    chosen = st.menu_button(
        _("Options"), list(choices), format_func=choices.__getitem__, key=f"saved_menu_{outfit.id}", type="tertiary"
    )
    match chosen:
        case "lay":
            open_part(MAKE, **{OUTFIT: outfit.id})
            st.rerun()
        case "plan":
            try:
                plans.plan(who.household, outfit.id, day)
            except OtjangError as error:
                say(error, _)
            else:
                news(_("Planned: {day}.").format(day=short_day(day, _)))
                st.rerun()
        case "day":
            choose_day(who, outfit.id)
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
