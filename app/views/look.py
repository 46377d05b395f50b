"""One look: its photo or turn, its garments with what was decided about each, and what the person says of it."""

from __future__ import annotations

import streamlit as st

from app import addresses
from app.components.attention import failed_looks, twins
from app.components.corrections import go_on, known_garments
from app.components.empty import empty
from app.components.look_actions import look_actions
from app.components.look_facts import look_facts
from app.components.look_header import look_header
from app.components.look_picture import look_picture
from app.components.sighting import sighting_card
from app.markup import join, tag
from app.session import me
from app.words import NOTES
from wardrobe.errors import NotFoundError
from wardrobe.looks import Look
from wardrobe.schema import UNFINISHED
from wardrobe.turns import TurnView

QUICK = 0.8
"""Seconds between two drawings of the garments while they are being found."""
PLACES = 4
"""Garments that a look most often has: their space is kept while they are being found."""

who = me()
_ = who.translate


def sides(look: Look) -> list[TurnView]:
    """From where a turn shows the person; empty for a photo, and until they are found."""
    return who.house.turns.views(who.household, look.id) if look.kind == "turn" else []


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
        waiting = (tag("div", class_="waiting") for _place in range(PLACES))
        st.html(join(tag("p", _("Finding garments …"), class_="muted", role="status"), *waiting))
        return
    shown = [sighting for sighting in look.sightings if sighting.decision != "rejected"]
    shown.sort(key=lambda sighting: sighting.decision != "ask")  # questions first
    if not shown and look.state == "ready":
        empty(_("No garments here"), _("A photo from head to feet, in good light, works best."))
    found = known_garments(who, look)
    with st.container(key="look_garments"):
        for sighting in shown:
            sighting_card(who, sighting, found)


look_id = addresses.asked_for(addresses.LOOK)
try:
    look = who.house.looks.get(who.household, look_id)
except NotFoundError:
    empty(_("This look is not here"), _("It may have been deleted."))
    st.page_link(addresses.LOOKS_PAGE, label=_("All looks"), icon=":material/arrow_back:")
    st.stop()
st.query_params[addresses.LOOK] = str(look_id)  # from one look to the next the browser would keep the first address
look_header(who, look)
views = sides(look)
in_work = look.state in UNFINISHED
known = known_garments(who, look)
with st.container(key="look_page"):
    left, right = st.columns([5, 6], gap="medium")
    with left, st.container(key="look_left"):
        look_picture(who, look, views, known)
        look_actions(who, look)
    with right:
        st.fragment(garments, run_every=QUICK if in_work else None)()
        look_facts(who, look)
go_on(who, look, known)
