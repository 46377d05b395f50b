"""One garment: its pictures, how often it was worn and with what, where it belongs, and every look it was in."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from app import addresses
from app.components.attributes import attribute_chips
from app.components.belonging import edit_facts, fact_rows, whereabouts
from app.components.dialogs import choose_category, merge, rename, split
from app.components.empty import empty
from app.components.gallery import More, browse
from app.components.garment.belongs import collections_and_tags, take_out, way_back
from app.components.garment.beside import goes_with, worn_with
from app.components.garment.months import worn_by_month
from app.components.garment.views import garment_views, views_of
from app.components.tiles import look_tile
from app.components.undo import change
from app.markup import Html, join, tag
from app.session import me
from app.words import CATEGORIES, colour_name, day, garment_name, sentence
from wardrobe.collections import Collection
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.looks import Look

PAGE = 24
"""Looks that are shown at first, and that come each time the end is near."""
_SHOWN = "garment_looks_shown"
who = me()
_ = who.translate


def facts(garment: GarmentItem) -> Html:
    """What is known about it, as a list of terms."""
    rows = [
        (_("Worn"), _("once") if garment.wear_count == 1 else _("{count} times").format(count=garment.wear_count)),
        (_("Last worn"), day(garment.last_worn, _)),
        (_("First worn"), day(garment.first_worn, _)),
        (_("Category"), _(CATEGORIES[garment.category])),
        (_("Colours"), ", ".join(colour_name(colour.name, _) for colour in garment.colours)),
        *fact_rows(who, garment),
    ]
    return tag(
        "dl", *(join(tag("dt", term), tag("dd", sentence(value))) for term, value in rows if value), class_="facts"
    )


def actions(garment: GarmentItem, looks: list[Look], collections: list[Collection]) -> None:
    """Finding others like it, and everything that can be corrected."""
    sightings = sum(sighting.garment_id == garment.id for look in looks for sighting in look.sightings)
    with st.container(horizontal=True, key="garment_actions"):
        if st.button(_("Outfits with it"), icon=":material/styler:", key="do_outfits"):
            st.switch_page(addresses.OUTFITS_PAGE, query_params={addresses.AROUND: str(garment.id)})
        if st.button(_("More like this"), icon=":material/image_search:", key="do_like"):
            st.switch_page(addresses.WARDROBE_PAGE, query_params={addresses.LIKE: str(garment.id)})
        shops, label = who.house.alike.possible(who.household), _("Like this, on sale")
        if shops and st.button(label, icon=":material/shopping_bag:", key="do_like_on_sale"):
            st.switch_page(addresses.FOR_YOU_PAGE, query_params={addresses.LIKE: str(garment.id)})
        if st.button(_("Facts"), icon=":material/sell:", key="do_facts"):
            edit_facts(who, garment)
        with st.popover(_("Correct"), icon=":material/build:"):
            correct(garment, looks, sightings, collections)


def correct(garment: GarmentItem, looks: list[Look], sightings: int, collections: list[Collection]) -> None:
    """What was recognised wrongly is put right, each with a button."""
    if st.button(_("Rename"), icon=":material/edit:", key="do_rename", type="tertiary"):
        rename(who, garment)
    if st.button(_("Category"), icon=":material/category:", key="do_category", type="tertiary"):
        choose_category(who, garment)
    if st.button(_("Merge"), icon=":material/merge:", key="do_merge", type="tertiary"):
        merge(who, garment)
    if sightings > 1 and st.button(_("Split"), icon=":material/call_split:", key="do_split", type="tertiary"):
        split(who, garment, looks)
    take_out(who, garment, collections)
    if st.button(_("Delete"), icon=":material/delete:", key="do_delete", type="tertiary"):
        delete(garment)


def delete(garment: GarmentItem) -> None:
    """Take it out of the wardrobe, and go back there."""
    act = partial(who.house.garments.delete, who.household, garment.id)
    change(who, act, _("Garment deleted."), then=addresses.WARDROBE_PAGE)


@st.fragment
def worn_in(looks: list[Look], garment_id: int) -> None:
    """Every look it was in, the latest first, some at a time."""
    asked, limit = st.session_state.get(_SHOWN, (None, PAGE))
    limit = limit if asked == garment_id else PAGE
    tiles = [look_tile(look, _) for look in looks[:limit]]
    more = More(_("Show more"), partial(show_more, garment_id, limit + PAGE)) if len(looks) > limit else None
    browse(tiles, key="garment_looks", label=_("Looks"), shape="photo", more=more)


def show_more(garment_id: int, limit: int) -> None:
    """So many looks of a garment, from the next drawing on."""
    st.session_state[_SHOWN] = garment_id, limit


def page() -> None:
    """Draw it."""
    try:
        garment = who.house.garments.get(who.household, addresses.asked_for(addresses.GARMENT))
    except NotFoundError:
        empty(_("This garment is not here"), _("It may have been merged or deleted."))
        st.page_link(addresses.WARDROBE_PAGE, label=_("All garments"), icon=":material/arrow_back:")
        return
    today = date.today()
    looks = who.house.garments.looks_of(who.household, garment.id)
    collections = who.house.collections.of_garment(who.household, garment.id)
    worn = who.house.worn_together.of(who.household)
    name = garment_name(garment, _, garment.name)
    way_back(who, garment)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        garment_views(views_of(who, garment, looks, name), sentence(name), _)
    with right:
        st.html(tag("h1", name, class_="name"))
        attribute_chips(who, garment)
        st.html(facts(garment))
        whereabouts(who, garment, today)
        actions(garment, looks, collections)
        collections_and_tags(who, garment, collections)
    goes_with(who, garment)
    worn_with(who, garment, worn.beside(garment.id))
    worn_by_month(who, worn.days_of(garment.id), today)
    st.header(_("Looks"), anchor=False)
    worn_in(looks, garment.id)


page()
