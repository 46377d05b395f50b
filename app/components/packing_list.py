"""A packing list: lines to tick off with their pictures, by category, and ways to change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import groupby

import streamlit as st

from app.components.gallery import pick
from app.components.notices import say
from app.components.outfit_card import outfit_card, pieces_of
from app.components.sighting import picture
from app.components.tiles import garment_tile
from app.markup import join, plain, tag
from app.session import Me
from app.words import PLURALS, garment_name, sentence
from embeddings.errors import OtjangError
from wardrobe.garments import GarmentItem
from wardrobe.matching.luggage import Plan
from wardrobe.matching.remarks import OCCASION_NAMES
from wardrobe.matching.trips import Thing, Trip
from wardrobe.washing import time_to_wash

MOST = 60
"""Garments in a choice; pills narrow it."""


def packing_list(who: Me, trip: Trip) -> None:
    """Every line with its tick, category by category, then a field for one's own."""
    _ = who.translate
    with st.container(key="packing"):
        for category, things in groupby(trip.things, lambda thing: thing.garment.category if thing.garment else ""):
            st.html(tag("h3", _(PLURALS[category]) if category else _("Other things")))
            for thing in things:
                _line(who, thing)
    row = st.form("own_line", border=False, clear_on_submit=True).container(
        horizontal=True, vertical_alignment="bottom", key="own_line_row"
    )
    with row:
        st.text_input(_("Another thing"), max_chars=60, placeholder=_("Charger"), key="own_line_text")
        st.form_submit_button(_("Add"), on_click=_add_own, args=(who, trip.id))
    if st.button(_("Add a garment"), icon=":material/add:", key="add_garment"):
        _add_garment(who, trip)


def day_outfits(who: Me, trip: Trip, plan: Plan) -> None:
    """An outfit for each day, and what the person should know of the list."""
    _ = who.translate
    if plan.notes:
        st.html(join(*(tag("p", sentence(note.said(_)), class_="muted") for note in plan.notes)))
    cards = []
    for number, (occasion, garments) in enumerate(plan.outfits, start=1):
        title = _("Day {number}").format(number=number)
        lines = [sentence(_(OCCASION_NAMES[occasion]))] if occasion else []
        cards.append(tag("li", outfit_card(pieces_of(garments, _), title=title, lines=lines)))
    if cards:
        st.html(tag("ul", *cards, class_="trip-days", tabindex="0"))


def _line(who: Me, thing: Thing) -> None:
    _ = who.translate
    garment, said = thing.garment, thing.said()
    name = garment_name(garment, _, garment.name) if garment else said.said(_) if said else ""
    note = _note(who, garment) if garment else ""
    key = f"packed_{thing.id}"
    st.session_state.setdefault(key, thing.packed)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"thing_{thing.id}"):
        if garment:
            st.html(picture(garment.cover_sighting_id, "", "thing"), width=48)
        label = plain(f"{sentence(name)} · {note}" if note else sentence(name))
        st.checkbox(label, key=key, width="stretch", on_change=_tick, args=(who, thing.id, key))
        st.button(
            _("Take {name} off the list").format(name=plain(name)),
            icon=":material/close:",
            key=f"off_{thing.id}",
            type="tertiary",
            on_click=_change,
            args=(who, partial(who.house.packing.remove, who.household, thing.id)),
        )


def _note(who: Me, garment: GarmentItem) -> str:
    """Why a garment cannot be packed as it is."""
    _ = who.translate
    if garment.belonging.in_wash:
        return _("in the wash")
    if garment.belonging.put_away:
        return _("put away")
    return _("wash first") if time_to_wash(garment, date.today()) else ""


def _tick(who: Me, thing_id: int, key: str) -> None:
    _change(who, partial(who.house.packing.tick, who.household, thing_id, st.session_state[key]))


def _add_own(who: Me, trip_id: int) -> None:
    text = st.session_state.get("own_line_text", "")
    if text.strip():
        _change(who, partial(who.house.packing.add_words, who.household, trip_id, text))


def _add_garment(who: Me, trip: Trip) -> None:
    _ = who.translate

    @st.dialog(_("Which one comes along?"), width="medium")
    def ask() -> None:
        there = {garment.id for garment in trip.garments}
        garments = [garment for garment in who.house.garments.list(who.household) if garment.id not in there]
        categories = Counter(garment.category for garment in garments)
        category = st.pills(
            _("Category"),
            [name for name in PLURALS if categories[name]],
            format_func=lambda name: _(PLURALS[name]),
            key="along_category",
            label_visibility="collapsed",
        )
        tiles = [garment_tile(garment, _) for garment in garments if category in (None, garment.category)]
        picked = pick(tiles[:MOST], key="along_gallery", label=_("Garments"), shape="cutout")
        if picked is not None:
            _change(who, partial(who.house.packing.add_garment, who.household, trip.id, picked))
            st.rerun()

    ask()


def _change(who: Me, act: Callable[[], None]) -> None:
    """Change the list; a failure is said instead."""
    try:
        act()
    except OtjangError as error:
        say(error, who.translate)
