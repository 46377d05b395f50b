"""All garments: filter by category and colour, find by words or by a picture."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from app import addresses
from app.components.empty import empty
from app.components.filters import pills_in_address
from app.components.gallery import gallery
from app.components.notices import say
from app.components.picture_search import ask_picture, picture_given
from app.components.tiles import garment_tile
from app.session import me
from app.words import COLOURS, PLURALS, sentence
from embeddings.errors import OtjangError
from wardrobe.garments import GarmentItem

PAGE = 60
_LIMIT = "wardrobe_limit"
ORDERS = ("recent", "most", "least", "new")
who = me()
_ = who.translate


def main_family(garment: GarmentItem) -> str:
    """The colour family under which a garment is filed."""
    return garment.colours[0].family if garment.colours else ""


def ordered(garments: list[GarmentItem], order: str) -> list[GarmentItem]:
    """Sorted as chosen; the newest first where two are equal."""
    newest = sorted(garments, key=lambda garment: garment.id, reverse=True)
    match order:
        case "most":
            return sorted(newest, key=lambda garment: garment.wear_count, reverse=True)
        case "least":
            return sorted(newest, key=lambda garment: garment.wear_count)
        case "new":
            return newest
        case _:
            return sorted(
                newest, key=lambda garment: garment.last_worn.toordinal() if garment.last_worn else 0, reverse=True
            )


def found(garments: list[GarmentItem]) -> list[GarmentItem]:
    """What the words or the picture find, best first; without a search all, sorted as chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="search"):
        words = st.text_input(
            _("Search"),
            key="q",
            bind="query-params",
            placeholder=_("dark blue jeans"),
            icon=":material/search:",
            label_visibility="collapsed",
        )
        if st.button(_("By picture"), icon=":material/image_search:", key="by_picture"):
            ask_picture(who)
        with st.popover(_("Sort"), icon=":material/sort:"):
            order = order_chosen()
    picture = picture_given(who)
    try:
        if picture is not None:
            hits = who.house.search.picture(who.household, picture.data, picture.name)
        elif words:
            hits = who.house.search.words(who.household, words)
        else:
            return ordered(garments, order)
    except OtjangError as error:
        say(error, _)
        return []
    by_id = {garment.id: garment for garment in garments}
    return [by_id[hit.garment_id] for hit in hits if hit.garment_id in by_id]


def filters(garments: list[GarmentItem]) -> tuple[str | None, str | None]:
    """The category and colour chosen; each choice says how many it gives."""
    categories = Counter(garment.category for garment in garments)
    category = pills_in_address(
        _("Category"),
        [name for name in PLURALS if categories[name]],
        key="category",
        text=lambda name: f"{_(PLURALS[name])} {categories[name]}",
    )
    families = Counter(main_family(garment) for garment in garments if category in (None, garment.category))
    colour = pills_in_address(
        _("Colour"),
        [name for name in COLOURS if families[name]],
        key="colour",
        text=lambda name: f"{sentence(_(COLOURS[name]))} {families[name]}",
    )
    return category, colour


def order_chosen() -> str:
    """How to sort."""
    names = {"recent": _("Recently worn"), "most": _("Most worn"), "least": _("Least worn"), "new": _("Newest")}
    return st.radio(_("Sort by"), ORDERS, format_func=lambda order: names[order], key="sort", bind="query-params")


def show_more() -> None:
    """One page more, from the next drawing on."""
    st.session_state[_LIMIT] = st.session_state.get(_LIMIT, PAGE) + PAGE


st.title(_("Wardrobe"), anchor=False)
garments = who.house.garments.list(who.household)
if not garments:
    empty(_("Your wardrobe is empty"), _("Add a photo of yourself: every garment in it appears here."))
    st.page_link(addresses.LOOKS_PAGE, label=_("Add a look"), icon=":material/add_a_photo:")
    st.stop()
with st.container(key="filters"):
    hits = found(garments)
    category, colour = filters(hits)
shown = [garment for garment in hits if category in (None, garment.category) and colour in (None, main_family(garment))]
if not shown:
    empty(_("Nothing found"), _("Try other words, or take a filter away."))
limit = st.session_state.get(_LIMIT, PAGE)
gallery(
    [garment_tile(garment, _) for garment in shown[:limit]], key="wardrobe_gallery", label=_("Garments"), shape="cutout"
)
if len(shown) > limit:
    st.button(_("Show more"), key="wardrobe_more", on_click=show_more)
