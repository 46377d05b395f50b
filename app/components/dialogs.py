"""Questions that need a choice: which garment, which category, what name, which parts."""

from __future__ import annotations

import streamlit as st

from app.components.empty import empty
from app.components.gallery import pick, select
from app.components.tiles import garment_tile, sighting_tile
from app.components.undo import change
from app.session import Me
from app.words import CATEGORIES, day, garment_name
from wardrobe.garments import GarmentItem
from wardrobe.looks import Look, Sighting


def choose_garment(who: Me, sighting: Sighting) -> None:
    """Assign a sighting to another garment of the wardrobe."""
    _ = who.translate

    @st.dialog(_("Which one is it?"), width="medium")
    def ask() -> None:
        picked = _pick(who, sighting.category, without=sighting.garment_id)
        if picked is not None:
            change(who, lambda: who.house.garments.assign(who.household, sighting.id, picked), _("Changed."))

    ask()


def merge(who: Me, garment: GarmentItem) -> None:
    """Merge another garment into this one."""
    _ = who.translate

    @st.dialog(_("Which one is the same?"), width="medium")
    def ask() -> None:
        picked = _pick(who, garment.category, without=garment.id)
        if picked is not None:
            change(who, lambda: who.house.garments.merge(who.household, garment.id, picked), _("Merged."))

    ask()


def rename(who: Me, garment: GarmentItem) -> None:
    """Give a garment a name; an empty one brings back the name made of colour and kind."""
    _ = who.translate

    @st.dialog(_("Rename"))
    def ask() -> None:
        with st.form("rename", border=False):
            name = st.text_input(
                _("Name"), garment.name or "", max_chars=80, placeholder=garment_name(garment, _), key="rename_name"
            )
            if st.form_submit_button(_("Save"), type="primary"):
                wanted = name.strip() or None
                change(who, lambda: who.house.garments.rename(who.household, garment.id, wanted), _("Renamed."))

    ask()


def choose_category(who: Me, garment: GarmentItem) -> None:
    """Say what kind of thing a garment is."""
    _ = who.translate

    @st.dialog(_("What is it?"))
    def ask() -> None:
        chosen = st.pills(
            _("Category"),
            list(CATEGORIES),
            default=garment.category,
            format_func=lambda name: _(CATEGORIES[name]),
            required=True,
            key="category_chosen",
            label_visibility="collapsed",
        )
        if chosen != garment.category:
            change(
                who, lambda: who.house.garments.set_category(who.household, garment.id, chosen), _("Category changed.")
            )

    ask()


def split(who: Me, garment: GarmentItem, looks: list[Look]) -> None:
    """Make a garment of its own from some of the cut-outs."""
    _ = who.translate

    @st.dialog(_("Which ones are another garment?"), width="medium")
    def ask() -> None:
        tiles = [
            sighting_tile(sighting, day(look.worn_on, _))
            for look in looks
            for sighting in look.sightings
            if sighting.garment_id == garment.id
        ]
        chosen = select(tiles, key="split_select", label=_("Cut-outs of this garment"), shape="cutout")
        possible = 0 < len(chosen) < len(tiles)
        if st.button(_("Split off"), key="split_go", type="primary", disabled=not possible):
            change(who, lambda: who.house.garments.split(who.household, garment.id, chosen), _("Split off."))

    ask()


def _pick(who: Me, category: str, without: int | None) -> int | None:
    """The wardrobe as cut-outs to choose from: the same category, or all of it."""
    _ = who.translate
    everything = st.toggle(_("Show every category"), key="pick_everything")
    garments = who.house.garments.list(who.household, category=None if everything else category)
    tiles = [garment_tile(garment, _) for garment in garments if garment.id != without]
    if not tiles:
        empty(_("Nothing to choose from"), _("There is no other garment of this category yet."))
        return None
    return pick(tiles, key="pick_gallery", label=_("Garments"), shape="cutout")
