"""One garment: its cut-outs, how often it was worn, and every look it was in."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from app import addresses
from app.components.attributes import attribute_chips
from app.components.belonging import edit_facts, fact_rows, whereabouts
from app.components.dialogs import choose_category, merge, rename, split
from app.components.empty import empty
from app.components.gallery import gallery
from app.components.sighting import picture
from app.components.tiles import look_tile
from app.components.undo import change
from app.markup import Html, join, tag
from app.session import me
from app.words import CATEGORIES, colour_name, day, garment_name, sentence
from wardrobe.errors import NotFoundError
from wardrobe.garments import GarmentItem
from wardrobe.looks import Look

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


def actions(garment: GarmentItem, looks: list[Look]) -> None:
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
            correct(garment, looks, sightings)


def correct(garment: GarmentItem, looks: list[Look], sightings: int) -> None:
    """What was recognised wrongly is put right, each with a button."""
    if st.button(_("Rename"), icon=":material/edit:", key="do_rename", type="tertiary"):
        rename(who, garment)
    if st.button(_("Category"), icon=":material/category:", key="do_category", type="tertiary"):
        choose_category(who, garment)
    if st.button(_("Merge"), icon=":material/merge:", key="do_merge", type="tertiary"):
        merge(who, garment)
    if sightings > 1 and st.button(_("Split"), icon=":material/call_split:", key="do_split", type="tertiary"):
        split(who, garment, looks)
    if st.button(_("Delete"), icon=":material/delete:", key="do_delete", type="tertiary"):
        delete(garment)


def delete(garment: GarmentItem) -> None:
    """Take it out of the wardrobe, and go back there."""
    act = partial(who.house.garments.delete, who.household, garment.id)
    change(who, act, _("Garment deleted."), then=addresses.WARDROBE_PAGE)


try:
    garment = who.house.garments.get(who.household, addresses.asked_for(addresses.GARMENT))
except NotFoundError:
    empty(_("This garment is not here"), _("It may have been merged or deleted."))
    st.page_link(addresses.WARDROBE_PAGE, label=_("All garments"), icon=":material/arrow_back:")
    st.stop()

looks = who.house.garments.looks_of(who.household, garment.id)
name = garment_name(garment, _, garment.name)
st.page_link(addresses.WARDROBE_PAGE, label=_("Wardrobe"), icon=":material/arrow_back:")
left, right = st.columns([5, 6], gap="medium")
with left:
    st.html(picture(garment.cover_sighting_id, name, "cover", "large"))
with right:
    st.html(tag("h1", name, class_="name"))
    attribute_chips(who, garment)
    st.html(facts(garment))
    whereabouts(who, garment, date.today())
    actions(garment, looks)
st.header(_("Looks"), anchor=False)
gallery([look_tile(look, _) for look in looks], key="garment_looks", label=_("Looks"), shape="photo")
