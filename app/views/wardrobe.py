"""All garments: filter by what they are, find by words, by a picture or a garment, or by both together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import streamlit as st

from app import addresses
from app.components.answer import say_understood, with_reasons
from app.components.belonging import STATES, care_for, state_names, state_of
from app.components.empty import empty
from app.components.filters import pills_in_address
from app.components.gallery import Tile, gallery
from app.components.notices import say
from app.components.picture_search import ask_picture, example
from app.components.tiles import garment_tile
from app.markup import tag
from app.session import me
from app.words import COLOURS, PLURALS, sentence
from embeddings.errors import OtjangError
from embeddings.ontology import PATTERNS
from wardrobe.garments import GarmentItem
from wardrobe.matching.insights.place import PLACE, southern
from wardrobe.search import Filters, Found, Picture, Request, named, within
from wardrobe.words import value_name

PAGE = 60
_LIMIT = "wardrobe_limit"
ORDERS = ("recent", "most", "least", "new")
SEASONS = ("summer", "spring", "autumn", "winter")
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


def asked(garments: list[GarmentItem]) -> tuple[Request, str, str | None]:
    """What is searched for, filters included, how the whole wardrobe is sorted, and the state that is shown."""
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
        with st.popover(_("Sort and filter"), icon=":material/tune:"):
            order = order_chosen()
            pattern, season = finer_filters(garments)
            state = state_chosen(garments)
    given = example(who, garments)
    category, colour = filters(garments)
    say_finer(pattern, season, state)
    request = Request(
        words=words or "",
        picture=given if isinstance(given, Picture) else None,
        garment_id=given.id if isinstance(given, GarmentItem) else None,
        filters=Filters(category=category, colour=colour, pattern=pattern, season=season),
    )
    return request, order, state


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


def finer_filters(garments: list[GarmentItem]) -> tuple[str | None, str | None]:
    """The pattern and season chosen, each offered where it tells garments apart."""
    patterns = Counter(name for one in garments if (name := named(one.attributes.pattern)))
    seasons = Counter(name for one in garments for name in SEASONS if within(name, one.attributes.warmth))
    names, pattern, season = season_names(), None, None
    if len(patterns) > 1:
        pattern = pills_in_address(
            _("Pattern"),
            [name for name in PATTERNS if patterns[name]],
            key="pattern",
            text=lambda name: f"{sentence(value_name('pattern', name, _))} {patterns[name]}",
            labelled=True,
        )
    if len(seasons) > 1:
        season = pills_in_address(
            _("Season"),
            [name for name in SEASONS if seasons[name]],
            key="season",
            text=lambda name: f"{names[name]} {seasons[name]}",
            labelled=True,
        )
    return pattern, season


def state_chosen(garments: list[GarmentItem]) -> str | None:
    """In the wash, put away or asking for it, each offered where there are such garments."""
    counts = {state: len(state_of(garments, state, today, southern=south)) for state in STATES}
    names = state_names(who)
    if not any(counts.values()):
        clear_finer("state")
        return None
    return pills_in_address(
        _("Wash and seasons"),
        [state for state in STATES if counts[state]],
        key="state",
        text=lambda state: f"{names[state]} {counts[state]}",
        labelled=True,
    )


def say_finer(pattern: str | None, season: str | None, state: str | None) -> None:
    """The choices that are out of sight, with a way to take them away."""
    chosen = [value_name("pattern", pattern, _)] if pattern else []
    chosen += [season_names()[season]] if season else []
    chosen += [state_names(who)[state]] if state else []
    if chosen:
        with st.container(horizontal=True, vertical_alignment="center", key="finer"):
            st.html(tag("span", sentence(", ".join(chosen)), class_="muted"), width="content")
            st.button(_("Show all"), key="finer_clear", type="tertiary", on_click=clear_finer)


def clear_finer(*keys: str) -> None:
    """Take the filters away that are out of sight, or some of them."""
    for key in keys or ("pattern", "season", "state"):
        st.session_state[key] = None
        st.query_params.pop(key, None)


def season_names() -> dict[str, str]:
    """Seasons as filters."""
    return {"summer": _("Summer"), "spring": _("Spring"), "autumn": _("Autumn"), "winter": _("Winter")}


def order_chosen() -> str:
    """How to sort."""
    names = {"recent": _("Recently worn"), "most": _("Most worn"), "least": _("Least worn"), "new": _("Newest")}
    return st.radio(
        _("Sort by"), ORDERS, format_func=lambda order: names[order], key="sort", bind="query-params", horizontal=True
    )


def found(request: Request, garments: list[GarmentItem]) -> list[Tile]:
    """What is searched for, best first and with reasons; says how it was understood, or why there is nothing."""
    try:
        answer = who.house.search.find(who.household, request)
    except OtjangError as error:
        say(error, _)
        answer = Found((), nothing=None)
    say_understood(answer, _)
    if not answer.hits:
        title = sentence(answer.nothing.said(_)) if answer.nothing else _("Nothing found")
        empty(title, _("Try other words, or take a filter away."))
    by_id = {garment.id: garment for garment in garments}
    return [
        with_reasons(garment_tile(by_id[hit.garment_id], _), hit, _) for hit in answer.hits if hit.garment_id in by_id
    ]


def listed(request: Request, garments: list[GarmentItem], order: str) -> list[Tile]:
    """All garments that pass the filters."""
    today = date.today()
    admitted = [garment for garment in ordered(garments, order) if request.filters.admit(garment, today)]
    if not admitted:
        empty(_("Nothing found"), _("Try other words, or take a filter away."))
    return [garment_tile(garment, _) for garment in admitted]


def show_more() -> None:
    """One page more, from the next drawing on."""
    st.session_state[_LIMIT] = st.session_state.get(_LIMIT, PAGE) + PAGE


st.title(_("Wardrobe"), anchor=False)
garments = who.house.garments.list(who.household)
if not garments:
    empty(_("Your wardrobe is empty"), _("Add a photo of yourself: every garment in it appears here."))
    st.page_link(addresses.LOOKS_PAGE, label=_("Add a look"), icon=":material/add_a_photo:")
    st.stop()
today = date.today()
south = southern(who.house.choices.get(who.household, PLACE))
limit = st.session_state.get(_LIMIT, PAGE)
with st.container(key="filters"):
    request, order, state = asked(garments)
if state:
    wanted = state_of(garments, state, today, southern=south)
    care_for(who, [one for one in ordered(wanted, order) if request.filters.admit(one, today)], state, today)
    st.stop()
searching = bool(request.words.strip() or request.picture or request.garment_id)
shown = found(replace(request, limit=len(garments)), garments) if searching else listed(request, garments, order)
gallery(shown[:limit], key="wardrobe_gallery", label=_("Garments"), shape="cutout")
if len(shown) > limit:
    st.button(_("Show more"), key="wardrobe_more", on_click=show_more)
