"""Every look, by two ways in: a timeline of months, and a calendar."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import streamlit as st

from app.components.add_looks import add_looks, just_added
from app.components.attention import failed_looks, twins
from app.components.empty import empty
from app.components.gallery import gallery
from app.components.looks_calendar import looks_calendar
from app.components.tiles import look_tile
from app.components.timeline import Part, go_to_month, part_shown, timeline
from app.markup import plain
from app.session import me
from app.words import N_
from wardrobe.errors import NotFoundError
from wardrobe.looks import Look
from wardrobe.schema import UNFINISHED

MOST_ADDED = 12
QUICK, SLOW = 0.8, 4.0
"""Seconds between two drawings while a look is in work, and otherwise: cameras and folders add looks too."""
VIEWS: Final = {"timeline": N_("Timeline"), "calendar": N_("Calendar")}
ICONS: Final = {"timeline": ":material/grid_view:", "calendar": ":material/calendar_month:"}

who = me()
_ = who.translate


def added_out_of_sight(looks: tuple[Look, ...]) -> list[Look]:
    """What was just added but was worn so long ago that it is further down than the page reaches."""
    seen = {look.id for look in looks}
    found = []
    for look_id in just_added()[-MOST_ADDED:]:
        if look_id not in seen:
            with suppress(NotFoundError):  # deleted meanwhile
                found.append(who.house.looks.get(who.household, look_id))
    return found


def choose_view() -> str:
    """How the looks are shown; it is in the page's address, so that a link or the way back opens the same."""
    asked = st.query_params.get("view", "")
    shown = asked if asked in VIEWS else "timeline"
    chosen = st.segmented_control(
        _("View"),
        list(VIEWS),
        default=shown,
        required=True,
        format_func=lambda name: f"{ICONS[name]} {_(VIEWS[name])}",
        key=f"looks_view_{shown}",
        label_visibility="collapsed",
    )
    if chosen != shown:
        st.query_params["view"] = chosen
        st.rerun()
    return shown


def choose_person() -> None:
    """Whose looks, where several people live here; a second tap on a name gives everybody's."""
    if len(people) > 1:
        st.pills(
            *(_("Worn by"), list(people)),
            format_func=lambda id: plain(people[id]),
            key="looks_of",
            label_visibility="collapsed",
        )


def drawn() -> None:
    """What waits for the person, then the looks: drawn anew by itself, quickly while something is in work."""
    part = part_shown(who, person_id)
    elsewhere = added_out_of_sight(part.looks)
    draw(part, elsewhere)
    if in_work(part, elsewhere) != quick:
        st.rerun()  # to begin or end the quick rhythm, once everything is drawn: so nothing vanishes meanwhile


def in_work(part: Part, elsewhere: list[Look]) -> bool:
    """Whether garments are still to be found in one that is here."""
    return any(look.state in UNFINISHED for look in [*elsewhere, *part.looks])


def draw(part: Part, elsewhere: list[Look]) -> None:
    """What needs an answer, what was just added, and the view; a calendar keeps its place and comes first."""
    if view == "calendar" and part.looks:
        looks_calendar(who, person_id, people)
    twins(who, [*elsewhere, *part.looks])
    failed_looks(who, [*elsewhere, *part.looks])
    if elsewhere:
        st.subheader(_("Just added"), anchor=False)
        tiles = [look_tile(look, _) for look in elsewhere if look.state != "failed"]
        gallery(tiles, key="added_gallery", label=_("Just added"), shape="photo")
    if not part.looks and person_id is not None:
        empty(_("No looks of {name} yet").format(name=people[person_id]), _("Say on a look's page who wears it."))
    elif not part.looks:
        empty(
            _("No looks yet"),
            _(
                "Add a photo that shows you from head to feet, or a video of you turning around once. "
                "Your garments will appear by themselves."
            ),
        )
    elif view == "timeline":
        timeline(who, part, people)


people = {person.id: person.name for person in who.house.accounts.people(who.household)}
person_id = st.session_state.get("looks_of") if len(people) > 1 else None
shown = part_shown(who, person_id)
some = bool(shown.looks) or person_id is not None
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="looks_head"):
    st.title(_("Looks"), anchor=False, width="stretch")
    view = choose_view()
    if some:
        with st.popover(_("Add"), icon=":material/add:", type="primary", key="looks_add"):
            add_looks()
if not some:
    add_looks()
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="looks_ways"):
    choose_person()
    if view == "timeline" and len(shown.counts) > 1:
        go_to_month(who, shown)
quick = in_work(shown, added_out_of_sight(shown.looks))
st.fragment(drawn, run_every=QUICK if quick else SLOW)()
