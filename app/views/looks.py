"""Home: add a look, and the newest looks with their garments as they are found."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from app.components.add_looks import add_looks, just_added
from app.components.attention import failed_looks, twins
from app.components.comparison import comparison_line
from app.components.empty import empty
from app.components.gallery import gallery
from app.components.looks_cameras import looks_cameras, taking
from app.components.tiles import look_tile
from app.session import me
from wardrobe.errors import NotFoundError
from wardrobe.looks import Look
from wardrobe.schema import UNFINISHED

PAGE = 30
MOST_ADDED = 12
QUICK, SLOW = 0.8, 4.0
"""Seconds between two drawings while a look is in work, and otherwise: cameras and folders add looks too."""
_SHOWN = "looks_shown"

who = me()
_ = who.translate


def added_out_of_sight(looks: list[Look]) -> list[Look]:
    """What was just added but was worn so long ago that it is further down than the page reaches."""
    seen = {look.id for look in looks}
    found = []
    for look_id in just_added()[-MOST_ADDED:]:
        if look_id not in seen:
            with suppress(NotFoundError):  # deleted meanwhile
                found.append(who.house.looks.get(who.household, look_id))
    return found


def show_more() -> None:
    """One page more, from the next drawing on."""
    st.session_state[_SHOWN] = shown() + PAGE


def in_work() -> bool:
    """Whether a look is about to come from a camera, or garments are still to be found in one that is here."""
    looks = who.house.looks.page(who.household, limit=shown())
    return any(look.state in UNFINISHED for look in [*added_out_of_sight(looks), *looks]) or taking(who)


def shown() -> int:
    """How many looks the page shows."""
    return int(st.session_state.get(_SHOWN, PAGE))


def newest() -> None:
    """The looks, drawn anew by itself: quickly while something is in work, else now and then."""
    draw()
    if in_work() != quick:
        st.rerun()  # to begin or end the quick rhythm, once everything is drawn: so nothing vanishes meanwhile


def draw() -> None:
    """What waits for the person, then every look."""
    looks = who.house.looks.page(who.household, limit=shown() + 1)
    elsewhere = added_out_of_sight(looks)
    if not looks:
        empty(
            _("No looks yet"),
            _(
                "Add a photo that shows you from head to feet, or a video of you turning around once. "
                "Your garments will appear by themselves."
            ),
        )
        return
    comparison_line(who)
    twins(who, [*elsewhere, *looks])
    failed_looks(who, [*elsewhere, *looks])
    if elsewhere:
        st.subheader(_("Just added"), anchor=False)
        tiles = [look_tile(look, _) for look in elsewhere if look.state != "failed"]
        gallery(tiles, key="added_gallery", label=_("Just added"), shape="photo")
        st.subheader(_("All looks"), anchor=False)
    tiles = [look_tile(look, _) for look in looks[: shown()] if look.state != "failed"]
    gallery(tiles, key="looks_gallery", label=_("Looks"), shape="photo")
    if len(looks) > shown():
        st.button(_("Show more"), key="looks_more", on_click=show_more)


st.title(_("Looks"), anchor=False)
add_looks()
looks_cameras(who)
quick = in_work()
st.fragment(newest, run_every=QUICK if quick else SLOW)()
