"""All garments: find by words, by a picture or a garment, filter, put in order, change many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from app.components.answer import say_understood
from app.components.empty import empty
from app.components.no_garments import no_garments
from app.components.notices import say
from app.components.wardrobe import filters
from app.components.wardrobe.collections import collection_head, collection_row, opened
from app.components.wardrobe.duplicates import duplicates_line, duplicates_view
from app.components.wardrobe.grid import grid
from app.session import me
from app.words import sentence
from embeddings.errors import OtjangError
from wardrobe.closet import Closet
from wardrobe.collections import Collection
from wardrobe.garments import GarmentItem
from wardrobe.matching.insights.place import PLACE, southern
from wardrobe.search import Found, Hit

who = me()
_ = who.translate


def nothing(title: str) -> None:
    """Why the grid is empty, and the way out of it."""
    empty(title, _("Try other words, or take a filter away."))
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.button(_("Show all garments"), key="clear_all", on_click=filters.clear_all)


def searched(asked: filters.Asked, closet: Closet) -> tuple[list[GarmentItem], list[Hit]]:
    """What is searched for, best first; says how it was understood, or why there is nothing."""
    try:
        answer = who.house.search.find(who.household, replace(asked.request, limit=len(closet.by_id)))
    except OtjangError as error:
        say(error, _)
        answer = Found((), nothing=None)
    say_understood(answer, _)
    hits = [hit for hit in answer.hits if hit.garment_id in closet.by_id]
    if not hits:
        nothing(sentence(answer.nothing.said(_)) if answer.nothing else _("Nothing found"))
    return [closet.by_id[hit.garment_id] for hit in hits], hits


def found(asked: filters.Asked, closet: Closet, collection: Collection | None) -> tuple[list[GarmentItem], list[Hit]]:
    """The garments to show; where there are none the page says so."""
    if asked.request.looks:
        return searched(asked, closet)
    shown = closet.shown(asked.request.filters, asked.order)
    if shown:
        return shown, []
    if collection is not None and not collection.count:
        empty(_("This collection is empty"), _("Select garments in the wardrobe, then add them to it."))
    else:
        nothing(_("Nothing found"))
    return [], []


def page() -> None:
    """Draw it."""
    closet = who.house.closets.of(
        who.household, date.today(), southern=southern(who.house.choices.get(who.household, PLACE))
    )
    st.title(_("Wardrobe"), anchor=False)
    if not closet.by_id:
        no_garments(who, _("Add a photo of yourself: every garment in it appears here."))
        return
    if duplicates_view(who):
        return
    collection = opened(who)
    asked = filters.ask(who, closet, frozenset(collection.garment_ids) if collection else None)
    if collection is not None:
        collection_head(who, collection)
    elif not asked.narrowed:
        collection_row(who)
        duplicates_line(who)
    garments, hits = found(asked, closet, collection)
    if garments:
        grid(who, garments, (asked.request, asked.order), asked.state, collection, hits)


page()
