"""What is looked for in the wardrobe: words, a row of categories, a sheet with the rest, and chips of what is chosen.

All of it is in the address, so that a reload, a link and the back button find it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

from app.components.filters import pills_in_address
from app.components.picture_search import ask_picture, example
from app.markup import plain
from app.session import Me
from app.words import COLOURS, PLURALS, sentence
from embeddings.ontology import PATTERNS
from wardrobe.closet import IDLE_DAYS, ORDERS, SEASONS, STATES, Closet, Order
from wardrobe.garments import GarmentItem
from wardrobe.i18n import Translate
from wardrobe.search import Filters, Picture, Request
from wardrobe.words import value_name

COLLECTION: Final = "collection"
SHEET: Final = ("colour", "season", "pattern", "tag", "state", "idle", "person")
"""Keys of the sheet's filters, in the address and in the session, in the order of their chips."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person looks for."""

    request: Request
    order: Order
    state: str | None
    """Of ``wardrobe.closet.STATES``; what is offered to do depends on it."""
    narrowed: bool
    """Something is searched for or filtered, a collection aside."""


def ask(who: Me, closet: Closet, among: frozenset[int] | None) -> Asked:
    """Draw the search and the filters; ``among``: the collection that is open."""
    _ = who.translate
    everything = closet.orders["recent"]
    with st.container(key="filters"):
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
            sheet = st.popover(_("Sort and filter"), icon=":material/tune:")
        given = example(who, everything)
        category = pills_in_address(
            _("Category"),
            [name for name in PLURALS if closet.categories.get(name)],
            key="category",
            text=lambda name: f"{_(PLURALS[name])} {closet.categories[name]}",
        )
        with sheet:
            order = _order(_)
            chosen, said = _sheet(who, closet, category)
        _chips(said, _)
    ids = [closet.states[chosen["state"]]] if chosen["state"] else []
    ids += [closet.wearers[int(chosen["person"])]] if chosen["person"] else []
    ids += [among] if among is not None else []
    filters = Filters(
        category=category,
        colour=chosen["colour"],
        pattern=chosen["pattern"],
        season=chosen["season"],
        tag=chosen["tag"],
        not_worn_for=IDLE_DAYS if chosen["idle"] else None,
        put_away=False if chosen["idle"] else None,
        among=frozenset.intersection(*ids) if ids else None,
    )
    request = Request(
        words=words or "",
        picture=given if isinstance(given, Picture) else None,
        garment_id=given.id if isinstance(given, GarmentItem) else None,
        filters=filters,
    )
    return Asked(request, order, chosen["state"], request.looks or bool(category or said))


def clear(*keys: str) -> None:
    """Take filters of the sheet away."""
    for key in keys:
        st.session_state[key] = None
        st.query_params.pop(key, None)


def clear_all() -> None:
    """Take every filter away, and what is searched for."""
    clear("category", *SHEET)
    st.session_state["q"] = ""
    st.query_params.pop("q", None)


def season_names(_: Translate) -> dict[str, str]:
    """Seasons as filters."""
    return {"summer": _("Summer"), "spring": _("Spring"), "autumn": _("Autumn"), "winter": _("Winter")}


def state_names(_: Translate) -> dict[str, str]:
    """The states as filters."""
    return {
        "due": _("Time to wash"),
        "wash": _("In the wash"),
        "season": _("Out of season"),
        "back": _("Back in season"),
        "away": _("Put away"),
    }


def _order(_: Translate) -> Order:
    names = {"recent": _("Recently worn"), "most": _("Most worn"), "least": _("Least worn"), "new": _("Newest")}
    chosen = st.radio(
        _("Sort by"), ORDERS, format_func=lambda one: names[one], key="sort", bind="query-params", horizontal=True
    )
    return cast(Order, chosen)


def _sheet(who: Me, closet: Closet, category: str | None) -> tuple[dict[str, str | None], dict[str, str]]:
    """The value of each filter by its key, and the words of those that are set."""
    _ = who.translate
    chosen: dict[str, str | None] = dict.fromkeys(SHEET)
    said: dict[str, str] = {}

    def offer(
        key: str,
        label: str,
        counts: Mapping[str, int],
        text: Callable[[str], str],
        order: Sequence[str],
        least: int = 2,
    ) -> None:
        """Pills where there are enough to choose from; what is not offered is not filtered by."""
        options = [name for name in order if counts.get(name)]
        if len(options) < least:
            clear(key)
            return
        pills = pills_in_address(
            label, options, key=key, text=lambda name: f"{text(name)} {counts[name]}", labelled=True
        )
        chosen[key] = pills
        if pills:
            said[key] = text(pills)

    seasons, states = season_names(_), state_names(_)
    people = {str(one.id): one.name for one in who.house.accounts.people(who.household)}
    idle = {str(IDLE_DAYS): len(closet.idle)}
    offer("colour", _("Colour"), closet.colours(category), lambda name: sentence(_(COLOURS[name])), [*COLOURS])
    offer("season", _("Season"), closet.seasons, lambda name: seasons[name], SEASONS)
    offer("pattern", _("Pattern"), closet.patterns, lambda name: sentence(value_name("pattern", name, _)), PATTERNS)
    offer("tag", _("Tags"), closet.tags, plain, [*closet.tags], least=1)
    offer(
        "state", _("Wash and seasons"), {name: len(ids) for name, ids in closet.states.items()},
        lambda name: states[name], STATES, least=1,
    )  # fmt: skip
    offer("idle", _("Forgotten"), idle, lambda days: _("Not worn for {days} days").format(days=days), [*idle], least=1)
    worn = {str(id): len(garments) for id, garments in closet.wearers.items()}
    offer("person", _("Worn by"), worn, lambda id: plain(people.get(id, "?")), [id for id in people if id in worn])
    return chosen, said


def _chips(said: Mapping[str, str], _: Translate) -> None:
    """What is out of sight in the sheet, each with a way to take it away."""
    if not said:
        return
    with st.container(horizontal=True, key="chosen"):
        for key in SHEET:
            if key in said:
                st.button(
                    said[key],
                    key=f"chosen_{key}",
                    icon=":material/close:",
                    help=_("Take this filter away"),
                    on_click=clear,
                    args=(key,),
                )
        if len(said) > 1:
            st.button(_("Clear all"), key="chosen_clear", type="tertiary", on_click=clear, args=SHEET)
