"""One look: its photo or turn, the day it was worn, and its garments with what was decided about each."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.attention import delete_look, failed_looks, twins
from app.components.empty import empty
from app.components.look_facts import look_facts
from app.components.look_photo import look_photo
from app.components.saved_outfits import keep_look
from app.components.sighting import sighting_card
from app.components.turntable import turntable
from app.components.undo import change
from app.markup import join, tag
from app.session import me
from app.words import NOTES, day
from wardrobe.errors import NotFoundError
from wardrobe.looks import Look
from wardrobe.schema import UNFINISHED
from wardrobe.turns import TurnView

who = me()
_ = who.translate


def picture(look: Look, views: list[TurnView]) -> None:
    """The turntable where the sides of a turn are known, else the photo; and what can be done with it."""
    unfinished = look.state in UNFINISHED  # then there is no person mask yet, and browsers would keep the plain photo
    if views:
        turntable(look, views, _)
    else:
        look_photo(look, _, blurred=st.session_state.get("blur", False) and not unfinished)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="photo_bar"):
        if look.kind == "photo":
            st.toggle(_("Blur the background"), key="blur", disabled=unfinished)
        if look.state == "ready" and st.button(_("Style check"), icon=":material/balance:", key="do_style_check"):
            st.switch_page(addresses.STYLE_CHECK_PAGE, query_params={addresses.ONE: str(look.id)})


def sides(look: Look) -> list[TurnView]:
    """From where a turn shows the person; empty for a photo, and until they are found."""
    return who.house.turns.views(who.household, look.id) if look.kind == "turn" else []


def header(look: Look) -> None:
    """Back to the looks, and delete."""
    with st.container(horizontal=True, vertical_alignment="center", key="look_header"):
        st.page_link(addresses.LOOKS_PAGE, label=_("Looks"), icon=":material/arrow_back:")
        st.space("stretch")
        if st.button(_("Delete"), icon=":material/delete:", key="look_delete", type="tertiary"):
            delete_look(who, look.id)


def day_worn(look: Look) -> None:
    """The day as people say it, and a field to change it."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="day_worn"):
        st.title(day(look.worn_on, _), anchor=False, width="content")
        worn_on = st.date_input(
            _("Worn on"),
            look.worn_on,
            key=f"worn_on_{look.id}_{look.worn_on}",
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            width=160,
        )
    if worn_on != look.worn_on:
        change(who, lambda: who.house.looks.set_worn_on(who.household, look.id, worn_on), _("Day changed."))


def garments() -> None:
    """Drawn anew by itself until every garment is found."""
    look = who.house.looks.get(who.household, look_id)
    working = look.state in UNFINISHED
    if working != in_work or (look.kind == "turn" and sides(look) != views):
        st.rerun()  # the photo's part of the page changes too, and the quick rhythm ends
    twins(who, [look])
    failed_looks(who, [look])
    for note in look.notes:
        st.info(_(NOTES[note]), icon=":material/info:")
    if working:
        waiting = (tag("div", class_="waiting") for _place in range(3))  # the space that garments will take
        st.html(join(tag("p", _("Finding garments …"), class_="muted", role="status"), *waiting))
        return
    shown = [sighting for sighting in look.sightings if sighting.decision != "rejected"]
    shown.sort(key=lambda sighting: sighting.decision != "ask")  # questions first
    if not shown and look.state == "ready":
        empty(_("No garments here"), _("A photo from head to feet, in good light, works best."))
    for sighting in shown:
        sighting_card(who, sighting)


look_id = addresses.asked_for(addresses.LOOK)
try:
    look = who.house.looks.get(who.household, look_id)
except NotFoundError:
    empty(_("This look is not here"), _("It may have been deleted."))
    st.page_link(addresses.LOOKS_PAGE, label=_("All looks"), icon=":material/arrow_back:")
    st.stop()
header(look)
views = sides(look)
left, right = st.columns([5, 6], gap="medium")
with left:
    picture(look, views)
with right:
    day_worn(look)
    look_facts(who, look)
    keep_look(who, look)
    in_work = look.state in UNFINISHED
    st.fragment(garments, run_every=0.8 if in_work else None)()
