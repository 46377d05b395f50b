"""Today: the newest look with its garments as they are found, what waits for an answer, and what the day brings."""

from __future__ import annotations

from datetime import date

import streamlit as st

from app.components.add_looks import add_looks, just_added
from app.components.attention import failed_looks, question_line, twins
from app.components.comparison import comparison_line
from app.components.empty import empty
from app.components.first_visit import first_visit
from app.components.gallery import gallery
from app.components.looks_cameras import looks_cameras
from app.components.newest_look import newest_look
from app.components.pick import pick_of_the_day
from app.components.planned import planned_for_today
from app.components.tiles import look_tile
from app.components.tomorrow import outfit_for_tomorrow
from app.components.weather_line import weather_line
from app.session import me

EVERY = 0.9
"""Seconds between two drawings of what came: from wherever it came, a look is here within a second."""

who = me()
_ = who.translate


def came() -> None:
    """The newest look and what waits for the person, drawn anew by itself."""
    arrived = who.house.arrivals.now(who.household, just_added())
    if arrived.empty != nothing:
        st.rerun()  # the first look is here, or the last one is gone
    comparison_line(who)
    if arrived.newest is not None:
        newest_look(arrived.newest, arrived.names, _)
    question_line(who, arrived)
    twins(who, arrived.twins, then=None)
    failed_looks(who, arrived.failed, then=None)
    if arrived.beside:
        st.subheader(_("Just added"), anchor=False)
        tiles = [look_tile(look, _) for look in arrived.beside]
        gallery(tiles, key="added_gallery", label=_("Just added"), shape="photo")


def first() -> None:
    """Wait for the first look."""
    if not who.house.arrivals.now(who.household).empty:
        st.rerun()


nothing = who.house.arrivals.now(who.household).empty
if nothing:
    if who.person.visiting:
        st.title(_("Today"), anchor=False)
        empty(_("The first look is on its way"), _("It is read as yours would be: that takes some seconds."))
    else:
        first_visit(who)
        looks_cameras(who)
    st.fragment(first, run_every=EVERY)()
    st.stop()
with st.container(key="today_head", horizontal=True, vertical_alignment="bottom"):
    st.title(_("Today"), anchor=False, width="content")
    weather_line(who, date.today())
with st.container(key="today"):
    with st.container(key="today_add"):
        add_looks()
        looks_cameras(who)
    with st.container(key="today_came"):
        st.fragment(came, run_every=EVERY)()
    with st.container(key="today_day"):
        planned_for_today(who, date.today())
        outfit_for_tomorrow(who)
        pick_of_the_day(who)
