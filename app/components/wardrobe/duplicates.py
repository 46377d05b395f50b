"""Garments that look like one: a quiet line above the grid, and two side by side with a question."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Final

import streamlit as st

from app import addresses
from app.components.undo import change
from app.markup import Html, join, tag
from app.session import Me
from app.words import day, garment_name, sentence, worn
from embeddings.errors import OtjangError
from wardrobe.duplicates import Duplicate
from wardrobe.garments import GarmentItem
from wardrobe.sightings import Sighting

SHOW: Final = "show"
TWICE: Final = "twice"
"""The wardrobe's address asks for the questions with ``show=twice``."""
_LATER = "duplicates_later"
"""In the session: pairs that the person put off."""
PICTURES: Final = 3
"""Of each garment."""


def duplicates_line(who: Me) -> None:
    """That some garments look the same, as a way to the questions; nothing where none do."""
    _ = who.translate
    known = who.house.duplicates.at_hand(who.household)
    if not known.fresh:
        # Nobody waits for it, and nothing moves when it is there: it is shown the next time the page is drawn.
        st.fragment(partial(waiting, who), parallel=True)()
    count = len(_not_put_off(known.found))
    if count:
        text = _("1 pair looks like the same garment") if count == 1 else _("{count} pairs look like the same garment")
        st.button(
            text.format(count=count),
            key="duplicates_open",
            icon=":material/compare:",
            type="tertiary",
            on_click=_go,
            args=(TWICE,),
        )


def waiting(who: Me) -> list[Duplicate]:
    """Pairs that are still to be asked; none while the model is missing."""
    with suppress(OtjangError):
        return _not_put_off(who.house.duplicates.of(who.household))
    return []


def duplicates_view(who: Me) -> bool:
    """One question at a time in the place of the grid; False where it was not asked for."""
    if st.query_params.get(SHOW) != TWICE:
        return False
    _ = who.translate
    found = waiting(who)
    with st.container(horizontal=True, vertical_alignment="center", key="collection_head"):
        st.button("", key="duplicates_close", icon=":material/arrow_back:", help=_("All garments"), on_click=_go)
        st.html(tag("h2", _("Is this the same garment?"), class_="name"), width="stretch")
    if not found:
        _finished(who)
        return True
    pair = found[0]
    if len(found) > 1:
        st.html(tag("p", _("{count} more after this one").format(count=len(found) - 1), class_="muted"))
    st.html(tag("div", _side(who, pair.keep), _side(who, pair.other), class_="same-garment"))
    with st.container(horizontal=True, key="duplicate_answers"):
        keep, other = pair.keep.id, pair.other.id
        if st.button(_("Same garment"), key=f"same_{keep}_{other}", type="primary"):
            change(who, partial(who.house.garments.merge, who.household, keep, other), _("Merged."))
        if st.button(_("Not the same"), key=f"apart_{keep}_{other}"):
            change(who, partial(who.house.duplicates.apart, who.household, keep, other), _("Not asked again."))
        st.button(_("Later"), key=f"later_{keep}_{other}", type="tertiary", on_click=_put_off, args=(keep, other))
    st.caption(_("Merged garments are one from then on, with all their looks and wears. It can be undone."))
    return True


def _not_put_off(found: list[Duplicate]) -> list[Duplicate]:
    later = st.session_state.get(_LATER, frozenset())
    return [one for one in found if (one.keep.id, one.other.id) not in later]


def _finished(who: Me) -> None:
    _ = who.translate
    st.html(
        tag(
            "div",
            tag("b", _("No garments look the same")),
            tag("span", _("When two do, you are asked here."), class_="muted"),
            class_="empty",
        )
    )


def _side(who: Me, garment: GarmentItem) -> Html:
    """One of the two: its best picture large, some others small, and what is known."""
    _ = who.translate
    name = sentence(garment_name(garment, _, garment.name))
    looks = who.house.garments.looks_of(who.household, garment.id)
    seen = [one for look in looks for one in look.sightings if one.garment_id == garment.id]
    others = [one for one in seen if one.id != garment.cover_sighting_id][: PICTURES - 1]
    known = " · ".join(filter(None, (worn(garment.wear_count, _), day(garment.last_worn, _, short=True))))
    link = tag("a", name, href=addresses.garment_link(garment.id), target="_self", class_="name")
    return tag(
        "figure",
        _picture(garment.cover_sighting_id, name, "medium"),
        tag("figcaption", join(link, tag("span", sentence(known), class_="muted"))),
        tag("div", *(_small(one) for one in others), class_="others"),
    )


def _small(sighting: Sighting) -> Html:
    return _picture(sighting.id, "", "small")


def _picture(sighting_id: int, alt: str, size: addresses.Size) -> Html:
    return tag("img", src=addresses.cut_out(sighting_id, size), alt=alt, loading="lazy", class_="cutout")


def _put_off(keep: int, other: int) -> None:
    st.session_state[_LATER] = st.session_state.get(_LATER, frozenset()) | {(keep, other)}


def _go(where: str | None = None) -> None:
    if where is None:
        st.query_params.pop(SHOW, None)
    else:
        st.query_params[SHOW] = where
